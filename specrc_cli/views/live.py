"""The live view: a run on a terminal, as it happens.

Finished steps are printed once and scroll away like any output; only what is being written, and one status line, are
redrawn below them. That region is never taller than the screen, so that long chains neither flicker nor get cut.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.control import Control
from rich.live import Live
from rich.padding import Padding
from rich.segment import ControlType
from rich.text import Text

from specrc_cli.backends.base import ModelInfo
from specrc_cli.trace.events import Author, Event, RunBegan, RunEnded
from specrc_cli.trace.verdict import Verdict
from specrc_cli.views import verdicts
from specrc_cli.views.pace import Pace
from specrc_cli.views.scroll import ScrollView
from specrc_cli.views.steps import Block, has_gutter, verdict_asides
from specrc_cli.views.story import Unfinished, doing
from specrc_cli.views.text import one_line, paragraph
from specrc_cli.views.theme import Symbols
from specrc_cli.views.trimmed import Trimmed
from specrc_cli.views.units import duration, percent, plural, speed

FRAMES_PER_SECOND = 12
_LINES_KEPT_FREE = 4


class _Moving:
    """Drawn anew whenever Rich draws it, so that what was just printed for good is not shown twice."""

    def __init__(self, draw: Callable[[], RenderableType]) -> None:
        self._draw = draw
        self.drawn = Trimmed("")

    def __rich__(self) -> RenderableType:
        self.drawn = Trimmed(self._draw())
        return self.drawn


class LiveView(ScrollView):
    """A `ScrollView` on a terminal, with a moving part below it that `refresh` redraws."""

    def __init__(self, console: Console, symbols: Symbols, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(console, symbols)
        self._clock = clock
        self._pace, self._began = Pace(), clock()
        self._doing: str | None = ""
        """What goes on outside a run; None during one."""
        self._question: tuple[Verdict, Mapping[str, str]] | None = None
        self._moving = _Moving(self._region)
        self._live = Live(
            self._moving,
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._doing = ""
        self._stop()

    def opening(self, part: str, name: str) -> None:
        self._doing = f"opening the {part} model {one_line(name)}"
        self.refresh()

    def opened(self, part: str, info: ModelInfo) -> None:
        self._doing = ""
        super().opened(part, info)

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunBegan):
            self._pace, self._began, self._doing = Pace(), self._clock(), None
        if isinstance(event, RunEnded):
            self._doing = ""
        self._pace.tell(event)
        super().__call__(event)

    def refresh(self) -> None:
        if self._live.is_started and self._question is None:  # nothing moves while a person thinks
            self._mend()
            self._live.refresh()

    def print(self, piece: RenderableType) -> None:
        if self._live.is_started:
            self._mend()
        super().print(piece)

    @contextmanager
    def asking(self, verdict: Verdict, keys: Mapping[str, str]) -> Iterator[None]:
        """Show the step that waits with a `verdict` on it, and the `keys` a person may press."""
        self._question = (verdict, keys)
        self._mend()
        self._live.refresh()
        try:
            yield
        finally:
            self._question = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        self._stop()
        try:
            yield
        finally:
            self._live.start()

    def _stop(self) -> None:
        self._mend()
        self._live.stop()

    def _mend(self) -> None:
        """Erase what a window that became narrower has wrapped; Rich erases as many rows as it drew lines."""
        if not _rewraps(os.environ):
            return
        wrapped = self._moving.drawn.rows(self.console.width) - len(self._moving.drawn.widths)
        for _ in range(wrapped):
            self.console.control(Control((ControlType.ERASE_IN_LINE, 2), (ControlType.CURSOR_UP, 1)))
        self._moving.drawn.widths.clear()

    def _region(self) -> RenderableType:
        if self._doing:
            return Text.assemble(self._spin(), " ", (self._doing, "quiet"), no_wrap=True, overflow="crop")
        if self._doing is not None:
            return Text()
        last = _keys(self._question[1]) if self._question else self._status()
        pieces, rest = self._shown()
        more = [Text(f"      and {plural(rest, 'more branch', 'more branches')}", style="quiet")] if rest else []
        return Group(*(self._draw(piece) for piece in pieces), *more, last)

    def _shown(self) -> tuple[list[Unfinished], int]:
        """What is being written, as far as the screen has a row for each, and how much more there is."""
        pieces = self.story.moving
        rows = max((self.console.height - _LINES_KEPT_FREE) // self._rows_around, 1)
        return (pieces, 0) if len(pieces) <= rows else (pieces[: max(rows - 1, 1)], len(pieces) - max(rows - 1, 1))

    @property
    def _rows_around(self) -> int:
        """Rows a text of one row takes: one more on a screen too narrow to say beside it what is done."""
        return 1 if has_gutter(self.console.width) else 2

    def _draw(self, piece: Unfinished) -> RenderableType:
        by_draft = piece.author is Author.DRAFT
        verdict = self._question[0] if self._question else None
        return Block(
            number=piece.index + 1 if by_draft else None,
            mark=Text(self.symbols.question, style="doubtful") if verdict else self._spin(),
            text=Text(self._tail(paragraph(piece.text)), style="drafting" if by_draft else "writing"),
            asides=verdict_asides(verdict, self.symbols) if verdict else (Text(doing(piece), style="quiet"),),
            note=Text(verdicts.because(verdict), style="quiet") if verdict and not verdict.accepted else None,
        )

    def _tail(self, text: str) -> str:
        """As much of the end of `text` as surely fits on the screen beside the other branches."""
        shown = max(len(self._shown()[0]), 1)
        rows = max((self.console.height - _LINES_KEPT_FREE) // shown - self._rows_around + 1, 1)
        columns = max(self.console.width // 2, 10)
        return "\n".join(text.split("\n")[-rows:])[-rows * columns :]

    def _spin(self) -> Text:
        frames = self.symbols.spinner
        return Text(frames[int(self._clock() * FRAMES_PER_SECOND) % len(frames)], style="doubtful")

    def _status(self) -> Text:
        pace = self._pace
        facts = [f"{author} {speed(pace.speed(author))}" for author in (Author.DRAFT, Author.TARGET)]
        if pace.judged:
            facts.append(f"{pace.accepted}/{pace.judged} accepted ({percent(pace.accepted / pace.judged)})")
        facts.append(duration(self._clock() - self._began))
        line = f" {self.symbols.dot} ".join(facts)
        return Text(f"    {line}", style="quiet", no_wrap=True, overflow="crop")


def _keys(keys: Mapping[str, str]) -> RenderableType:
    named = [Text.assemble((f"{key} ", "question"), (meaning, "quiet")) for key, meaning in keys.items()]
    return Padding(Text("   ").join(named), (0, 0, 0, 6))


def _rewraps(environment: Mapping[str, str]) -> bool:
    """Whether the terminal wraps lines anew when it becomes narrower: all do, but for the oldest two."""
    return environment.get("TERM") != "linux" and "XTERM_VERSION" not in environment
