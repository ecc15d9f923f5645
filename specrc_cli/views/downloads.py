"""Downloads as they go, on standard error: bars on a terminal, a line a file elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column

from specrc_cli.views.text import one_line
from specrc_cli.views.units import size


class Downloads:
    """Told of a file's name, its bytes that are here, and its bytes in all (0: not known)."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False, table_column=Column(ratio=1, no_wrap=True)),
            BarColumn(bar_width=None, table_column=Column(ratio=1)),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            TimeRemainingColumn(compact=True),
            console=self._console,
            expand=True,
        )
        self._bars: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._progress.live.is_started:
            self._progress.stop()

    def __call__(self, name: str, here: int, whole: int) -> None:
        if not self._console.is_terminal:
            if name not in self._bars:
                self._bars[name] = TaskID(0)
                self._console.print(f"fetching {one_line(name)}" + (f", {size(whole)}" if whole else ""))
            return
        if name not in self._bars:
            self._progress.start()
            self._bars[name] = self._progress.add_task(one_line(name), total=whole or None)
        self._progress.update(self._bars[name], completed=here, total=whole or None)
