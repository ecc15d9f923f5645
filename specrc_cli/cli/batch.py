"""`specrc batch`: a file of questions, from the command line to an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from specrc_cli.backends.options import MOST_BRANCHES
from specrc_cli.cli.grouped import NO_VALUE, command_line, file, grouped, number, option, text
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.options import OUTPUT, EngineOptions, ModelOptions, ReasoningOptions

app = command_line()

QUESTIONS = "Questions"
RUNNING = "Running"
_MANY = 10_000_000
HELP = (
    "Run a whole file of questions, and go on where it was left.\n\n"
    "Questions are one JSON object a line (or CSV; packed or not; - is standard input). Each gets one line in the "
    "output, its trace record. Run again, it goes on with what has no record yet. Progress goes to standard error, the "
    "summary to standard output and beside the records."
)
EPILOG = """[bold]Examples[/bold]
  specrc batch questions.jsonl -o run.jsonl
  specrc batch test.jsonl.gz -o run.jsonl --limit 100 --shuffle --parallel 8
  specrc batch rows.csv -o run.jsonl --question-field prompt --answer-field gold
  specrc batch questions.jsonl -o part2.jsonl --shard 2/4 --budget-time 6h

[bold]Exit code[/bold]
  0 all done, 2 wrong options or files, 3 a model failed, 4 some questions failed
  or were none, 130 Ctrl-C. The first Ctrl-C lets those under way finish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputOptions:
    """Which questions, and what they are called."""

    question_field: Annotated[
        str | None,
        text("--question-field", help="The field with the question. (the usual)", panel=QUESTIONS, metavar="NAME"),
    ] = None
    answer_field: Annotated[
        str | None,
        text("--answer-field", help="The field with the known answer. (the usual)", panel=QUESTIONS, metavar="NAME"),
    ] = None
    id_field: Annotated[
        str | None,
        text("--id-field", help="The field with the question's id. (the usual)", panel=QUESTIONS, metavar="NAME"),
    ] = None
    strict: Annotated[
        bool,
        option("--strict", help="Do not begin if a line is no question.", panel=QUESTIONS, metavar=NO_VALUE),
    ] = False
    shuffle: Annotated[
        bool,
        option("--shuffle", help="In an order drawn from --seed.", panel=QUESTIONS, metavar=NO_VALUE),
    ] = False
    shard: Annotated[
        str | None,
        text("--shard", help="The i-th of n equal parts.", panel=QUESTIONS, metavar="I/N"),
    ] = None
    limit: Annotated[
        int | None,
        number("--limit", low=1, high=_MANY, help="The first so many, those done before among them.", panel=QUESTIONS),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningOptions:
    """How many at once, and what ends it."""

    parallel: Annotated[
        int | None,
        number(
            "--parallel",
            low=1,
            high=MOST_BRANCHES,
            help="Questions solved at once. (found on the first of them)",
            panel=RUNNING,
        ),
    ] = None
    budget_time: Annotated[
        str | None,
        text("--budget-time", help="Begin none after so long: 90s, 30m, 8h.", panel=RUNNING, metavar="TIME"),
    ] = None
    max_failures: Annotated[
        int | None,
        number("--max-failures", low=1, high=_MANY, help="Stop when so many questions failed.", panel=RUNNING),
    ] = None
    retry_failed: Annotated[
        bool,
        option("--retry-failed", help="Run those again that broke down.", panel=RUNNING, metavar=NO_VALUE),
    ] = False
    fresh: Annotated[
        bool,
        option(
            "--fresh",
            help="Start over; records there are kept in FILE.old, .old2, ...",
            panel=RUNNING,
            metavar=NO_VALUE,
        ),
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingOptions:
    """What is written where."""

    quiet: Annotated[
        bool,
        option(
            "-q", "--quiet", help="Tell failures and lines that are no question alone.", panel=OUTPUT, metavar=NO_VALUE
        ),
    ] = False
    json: Annotated[
        bool,
        option("--json", help="Print the summary as one JSON object.", panel=OUTPUT, metavar=NO_VALUE),
    ] = False


@app.command(help=HELP, epilog=EPILOG)
@grouped
def batch(
    *,
    questions: Annotated[Path, typer.Argument(help="The file of questions.", metavar="FILE")],
    output: Annotated[Path, file("-o", "--output", help="Append the trace records to this file.", panel=OUTPUT)],
    asked: InputOptions,
    running: RunningOptions,
    models: ModelOptions,
    engine: EngineOptions,
    reasoning: ReasoningOptions,
    knobs: KnobOptions,
    telling: TellingOptions,
) -> None:
    """Leave everything to `batching`, which is imported only now."""
    from specrc_cli.cli.batching import run_batch

    code = run_batch(
        questions,
        output,
        asked=asked,
        running=running,
        models=models,
        engine=engine,
        reasoning=reasoning,
        knobs=knobs,
        telling=telling,
    )
    raise typer.Exit(code)
