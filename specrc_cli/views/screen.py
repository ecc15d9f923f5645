"""Whether a person watches, and so which view they get: the live one where a terminal can show it, else plain lines."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console

from specrc_cli.views.base import View
from specrc_cli.views.live import LiveView
from specrc_cli.views.plain import PlainView
from specrc_cli.views.theme import THEME, symbols_for

LEAST_COLUMNS = 16
"""Narrower than this (or said to be, as by COLUMNS=0) there is no room for text beside the numbers and signs."""


def view_on(output: TextIO, log: TextIO) -> View:
    """A view that writes to `output`; where that is no screen, what is not the result goes to `log`."""
    symbols = symbols_for(getattr(output, "encoding", None))
    console = Console(file=output, theme=THEME, markup=False, emoji=False, highlight=False)
    if is_screen(output) and not console.is_dumb_terminal and console.width >= LEAST_COLUMNS:
        return LiveView(console, symbols)
    return PlainView(output, log, symbols)


def is_screen(stream: TextIO | None) -> bool:
    """Whether a stream is there, open, and a terminal."""
    return stream is not None and not stream.closed and stream.isatty()
