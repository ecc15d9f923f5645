"""`specrc solve`: one question, from the command line to an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from specrc_cli.cli.grouped import NO_VALUE, command_line, grouped, option
from specrc_cli.cli.grouped import file as file_option
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.options import REASONING, EngineOptions, ModelOptions, OutputOptions, ReasoningOptions
from specrc_cli.cli.outputs import check_outputs
from specrc_cli.cli.questions import read_question

app = command_line()

HELP = (
    "Reason through one question and watch it happen.\n\n"
    "The draft model writes a step; the target judges it and, where it will not do, writes it anew. On a terminal the "
    "steps appear as they are written. Elsewhere the chain and its answer go to standard output, all else to standard "
    "error."
)
EPILOG = """[bold]Examples[/bold]
  specrc solve "A train covers 150 km in 2 hours. How far does it get in 5?"
  specrc solve -f problem.txt --compare --trace runs.jsonl
  specrc solve -m target.gguf -md draft.gguf -ngl 99 --verifier utility:8 "..."
  echo "How much is 7 * 12?" | specrc solve -q -

[bold]Environment[/bold]
  Every option can be set there: --step-tokens is SPECRC_STEP_TOKENS. What is
  typed comes first, then the environment, then models.yaml.

[bold]Exit code[/bold]
  0 an answer, 1 none, 2 wrong options or files, 3 a model failed, 130 Ctrl-C."""


@app.command(help=HELP, epilog=EPILOG)
@grouped
def solve(
    *,
    question: Annotated[
        str | None, typer.Argument(help="The question; - reads it from standard input.", metavar="QUESTION")
    ] = None,
    file: Annotated[
        Path | None, file_option("-f", "--file", help="Read the question from this file.", panel="Options")
    ] = None,
    models: ModelOptions,
    engine: EngineOptions,
    reasoning: ReasoningOptions,
    knobs: KnobOptions,
    compare: Annotated[
        bool,
        option(
            "--compare", help="Let the target solve it alone as well, and measure.", panel=REASONING, metavar=NO_VALUE
        ),
    ] = False,
    interactive: Annotated[
        bool,
        option(
            "-i",
            "--interactive",
            help="Judge each step yourself: accept, reject, edit.",
            panel=REASONING,
            metavar=NO_VALUE,
        ),
    ] = False,
    inspect: Annotated[
        bool,
        option(
            "--inspect",
            help="Watch in the inspector's screens; pause, accept, reject, edit. (with -i: paused from the start)",
            panel=REASONING,
            metavar=NO_VALUE,
        ),
    ] = False,
    output: OutputOptions,
) -> None:
    """Read the question, then leave the rest to `solving`, which is imported only now."""
    asked = read_question(question, file)
    check_outputs(output, inputs=(file, models.models))
    from specrc_cli.cli.solving import solve_question

    code = solve_question(
        asked,
        models=models,
        engine=engine,
        reasoning=reasoning,
        knobs=knobs,
        output=output,
        comparing=compare,
        interactive=interactive,
        inspecting=inspect,
    )
    raise typer.Exit(code)
