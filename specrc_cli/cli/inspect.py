"""`specrc inspect`: the runs of a trace file, step by step."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from specrc_cli.cli.grouped import NO_VALUE, command_line, file, grouped, option
from specrc_cli.cli.outputs import check_picture
from specrc_cli.errors import UsageError, did_you_mean
from specrc_cli.trace.index import TraceIndex
from specrc_cli.views.inspector.catalogue import Catalogue

app = command_line()

HELP = (
    "See why: every run of a trace file, step by step.\n\n"
    "Questions on the left, the chain in the middle, on the right all that is known of a step: draft against rewrite, "
    "verdict, probabilities, branches, times. With [ and ] another threshold is tried. A file that is still being "
    "written is followed. Press ? for the keys."
)
EPILOG = """[bold]Examples[/bold]
  specrc solve --trace runs.jsonl "..."; specrc inspect runs.jsonl
  specrc inspect runs.jsonl --id q17
  specrc inspect runs.jsonl --plain --id '#3' | less"""


@app.command(help=HELP, epilog=EPILOG)
@grouped
def inspect(
    *,
    run: Annotated[Path, typer.Argument(help="A file written by --trace or batch.", metavar="RUN")],
    id: Annotated[
        str | None,
        option(
            "--id", help="The run to begin with, by its id; #3 is the one on line 3.", panel="Options", metavar="ID"
        ),
    ] = None,
    plain: Annotated[
        bool,
        option(
            "--plain",
            help="Print text: the list of runs, or one of them with --id. What happens where there is no terminal.",
            panel="Options",
            metavar=NO_VALUE,
        ),
    ] = False,
    svg: Annotated[Path | None, file("--svg", help="Save the screen as a picture instead.", panel="Options")] = None,
) -> None:
    """Open the file, then show it in the way that was asked for."""
    with TraceIndex(run) as index:
        catalogue = Catalogue(index)
        place = _place(catalogue, id)
        if svg is not None:
            check_picture(svg, inputs=[run])
            from specrc_cli.views.inspector.picture import save_picture

            save_picture(catalogue, svg, place=place or 0)
        elif plain or not _is_screen():
            _print(catalogue, place)
        else:
            from specrc_cli.views.inspector.glyphs import glyphs_for
            from specrc_cli.views.inspector.screen import Inspector

            screen = Inspector(catalogue, glyphs_for(sys.stderr.encoding, os.environ), place=place or 0)
            screen.run()
            screen.raise_fault()


def _place(catalogue: Catalogue, name: str | None) -> int | None:
    """Where the run of this name is. Raises `UsageError` if there is none."""
    if name is None:
        return None
    place = catalogue.find(name)
    if place is None:
        names = [row.name for row in catalogue.rows]
        hint = did_you_mean(name, names) if len(names) <= 20 else "specrc inspect --plain lists all of them"
        raise UsageError(f"there is no run '{name}' in {catalogue.name}", hint)
    return place


def _is_screen() -> bool:
    from specrc_cli.views.screen import is_screen

    return all(is_screen(stream) for stream in (sys.stdin, sys.stdout, sys.stderr))


def _print(catalogue: Catalogue, place: int | None) -> None:
    """The run that was asked for, or the only one there is; else all of them in a list."""
    from specrc_cli.views.facts import note
    from specrc_cli.views.inspector.plain import PlainInspector

    chosen = 0 if place is None and len(catalogue) == 1 else place
    if chosen is None:
        PlainInspector().show_list(catalogue)
        note("--id ID shows one of them")
        return
    record = catalogue.record(chosen)
    if record is None:
        raise UsageError(catalogue.row(chosen).problem, "choose another run with --id")
    PlainInspector().show_record(record)
