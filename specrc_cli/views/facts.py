"""Plain tables and lists of facts, for the commands that look things up. Every cell is data, never markup."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from specrc_cli.views.text import one_line
from specrc_cli.views.trimmed import Trimmed

WIDTH_ELSEWHERE = 160
"""Columns where the output is no terminal, so that nothing is folded without need."""

_INDENT = 2

STYLES = {
    "on disk": "green",
    "to fetch": "dim",
    "missing": "red",
    "damaged": "red",
    "fits": "green",
    "tight": "yellow",
    "too large": "red",
    "unknown": "dim",
}
"""Words that stand for a state have a colour too."""


class Facts:
    """Writes headings, tables and labelled facts to a stream; `note` goes to standard error."""

    def __init__(self, stream: TextIO | None = None) -> None:
        stream = stream or sys.stdout
        width = None if stream.isatty() else WIDTH_ELSEWHERE
        self._console = Console(file=stream, markup=False, highlight=False, emoji=False, width=width)
        self._begun = False

    def heading(self, title: str, where: str = "") -> None:
        """A title, with a blank line before every one but the first."""
        if self._begun:
            self._console.print()
        self._begun = True
        self._console.print(Text.assemble((one_line(title), "bold"), (f"  {one_line(where)}" if where else "", "dim")))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table whose second column takes what room is left; where there is too little, each row on its own lines."""
        grid = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
        for index, column in enumerate(columns):
            grid.add_column(column, no_wrap=index != 1, overflow="fold", ratio=1 if index == 1 else None)
        for row in rows:
            grid.add_row(*(Text(one_line(cell), style=STYLES.get(cell, "")) for cell in row))
        if Measurement.get(self._console, self._console.options, grid).minimum + _INDENT > self._console.width:
            self._rows(columns, rows)
            return
        self._console.print(Trimmed(Padding(grid, (0, 0, 0, _INDENT), expand=False)))

    def _rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for row in rows:
            name, *told = [f"{label}: {one_line(cell)}" for label, cell in zip(columns, row, strict=True) if cell]
            self._console.print(Text(name.partition(": ")[2]))
            self._console.print(Padding(Text(", ".join(told), style="dim"), (0, 0, 0, _INDENT)))

    def list(self, facts: Sequence[tuple[str, str]]) -> None:
        """Labels and what is known under them; facts without a value are left out."""
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for label, value in facts:
            if value:
                grid.add_row(Text(one_line(label)), Text(one_line(value), style=STYLES.get(value, "")))
        self._console.print(Trimmed(Padding(grid, (0, 0, 0, _INDENT), expand=False)))


def note(text: str) -> None:
    """A remark for the person, beside the result."""
    Console(file=sys.stderr, markup=False, highlight=False, emoji=False).print(Text(one_line(text), style="dim"))
