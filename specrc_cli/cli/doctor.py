"""`specrc doctor`: this machine, its llama.cpp, the files that were read, and how fast the pair in use runs here."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from specrc_cli.cli.grouped import NO_VALUE, command_line, grouped, option
from specrc_cli.cli.options import OUTPUT, EngineOptions, ModelOptions
from specrc_cli.errors import ExitCode

app = command_line()

HELP = (
    "Look at this machine: llama.cpp, devices, memory, speed.\n\n"
    "Opens the pair in use and times it for a few seconds. Nothing is fetched: a model that is not on disk is named, "
    "not measured. Whatever is wrong is told beside what is well."
)


@app.command(help=HELP)
@grouped
def doctor(
    *,
    models: ModelOptions,
    engine: EngineOptions,
    as_json: Annotated[bool, option("--json", help="Print one JSON object.", panel=OUTPUT, metavar=NO_VALUE)] = False,
) -> None:
    """Examine, show all findings, and end with the first problem among them."""
    from specrc_cli.cli import interrupts

    raise typer.Exit(interrupts.run(_examine(models, engine, as_json=as_json)))


async def _examine(models: ModelOptions, engine: EngineOptions, *, as_json: bool) -> int:
    from specrc_cli.cli.examination import examine
    from specrc_cli.views.facts import Facts

    findings = await examine(models, engine)
    if as_json:
        print(json.dumps(findings.data()))
    else:
        facts = Facts()
        for title, listed in findings.sections():
            facts.heading(title)
            facts.list(listed)
    if findings.problems:
        raise findings.problems[0]
    return ExitCode.OK
