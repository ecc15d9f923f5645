"""`specrc doctor`: this machine, its llama.cpp, the files that were read, and how fast the pair in use runs here."""

from __future__ import annotations

import asyncio
import json as as_json
from typing import Annotated

import typer

from specrc_cli.cli.grouped import NO_VALUE, grouped, option
from specrc_cli.cli.options import OUTPUT, EngineOptions, ModelOptions

app = typer.Typer(
    add_completion=False, rich_markup_mode="rich", context_settings={"help_option_names": ["-h", "--help"]}
)

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
    json: Annotated[bool, option("--json", help="Print one JSON object.", panel=OUTPUT, metavar=NO_VALUE)] = False,
) -> None:
    """Examine, show all findings, and end with the first problem among them."""
    from specrc_cli.cli.examination import examine
    from specrc_cli.views.facts import Facts

    findings = asyncio.run(examine(models, engine))
    if json:
        print(as_json.dumps(findings.data()))
    else:
        facts = Facts()
        for title, listed in findings.sections():
            facts.heading(title)
            facts.list(listed)
    if findings.problems:
        raise findings.problems[0]
