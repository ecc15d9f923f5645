"""`specrc report`: run files in, one report out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from specrc_cli.cli.grouped import NO_VALUE, command_line, file, option, word
from specrc_cli.cli.values import WrongValue

OPTIONS = "Options"

app = command_line()

EPILOG = """[bold]Examples[/bold]
  specrc report run.jsonl -o report.html
  specrc report before.jsonl after.jsonl -o compared.html
  specrc report run.jsonl --format markdown
  specrc report run.jsonl --format csv | head

[bold]Exit code[/bold]
  0 a report, 1 it could not be written, 2 wrong options or files."""


ALL = "all"
MANY = 2**53


class Format(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    CSV = "csv"


def _chains(text: str) -> int:
    """A number of chains; all of them are more than any file holds."""
    if text == ALL:
        return MANY
    wrong = WrongValue(text, f"it takes a whole number, 0 or more, or {ALL}")
    try:
        count = int(text)
    except ValueError:
        raise wrong from None
    if count < 0:
        raise wrong
    return min(count, MANY)


@app.command(epilog=EPILOG)
def report(
    runs: Annotated[list[Path], typer.Argument(help="Files written by batch or --trace.", metavar="RUN...")],
    output: Annotated[
        Path | None, file("-o", "--output", help="Write the report here. (standard output)", panel=OPTIONS)
    ] = None,
    format: Annotated[
        Format | None,
        word("--format", words=Format, help="What kind of report. (as the name of FILE ends)", panel=OPTIONS),
    ] = None,
    chains: Annotated[
        int,
        option(
            "--chains",
            help="How many chains of each run the page shows; or all.",
            panel=OPTIONS,
            metavar="N|all",
            parser=_chains,
        ),
    ] = 100,
    strict: Annotated[
        bool,
        option("--strict", help="Stop at a line that is no record.", panel=OPTIONS, metavar=NO_VALUE),
    ] = False,
) -> None:
    """Say what came of one run or several: a page to open in a browser, or Markdown, JSON or CSV.

    Several runs stand side by side, and are compared question by question with exact tests.
    """
    from specrc_cli.cli import reporting

    reporting.write_report(runs, output=output, format=format, chains=chains, strict=strict)
