"""The inspector without a screen: the list of runs, or one of them, as lines of text. Loads no Textual."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from rich.console import Console, RenderableType

from specrc_cli.trace.record import Record
from specrc_cli.views.inspector.catalogue import Catalogue
from specrc_cli.views.inspector.chain import sections
from specrc_cli.views.inspector.details import run_details
from specrc_cli.views.inspector.glyphs import glyphs_for
from specrc_cli.views.inspector.rows import Columns, row_text
from specrc_cli.views.inspector.trial import Trial
from specrc_cli.views.theme import THEME
from specrc_cli.views.trimmed import Trimmed

WIDTH_ELSEWHERE = 100
"""Columns where the output is no terminal."""


class PlainInspector:
    """Writes to a stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        stream = stream or sys.stdout
        width = None if stream.isatty() else WIDTH_ELSEWHERE
        self._console = Console(
            file=stream, theme=THEME, width=width, markup=False, highlight=False, emoji=False, soft_wrap=False
        )
        self._glyphs = glyphs_for(getattr(stream, "encoding", None), os.environ)

    def show_list(self, catalogue: Catalogue) -> None:
        """One line a run, in the order of the file."""
        catalogue.summarise(len(catalogue))
        columns = Columns.fitting(catalogue.rows)
        for row in catalogue.rows:
            self._print(row_text(row, self._glyphs, columns, width=self._console.width))
        self._console.file.flush()

    def show_record(self, record: Record) -> None:
        """The question, every step of its chain, and the run's settings and times."""
        for section in sections(record, Trial(), self._glyphs):
            self._print(section.drawn)
        self._print(run_details(record, self._glyphs))

    def _print(self, piece: RenderableType) -> None:
        self._console.print(Trimmed(piece))
