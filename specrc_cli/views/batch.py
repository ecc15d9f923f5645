"""A batch as it goes, on standard error: a bar on a terminal, a line now and then elsewhere; and its summary."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from specrc_cli.backends.base import ModelInfo
from specrc_cli.batch.runner import Ending, Progress
from specrc_cli.batch.summary import Summary
from specrc_cli.trace.record import Record
from specrc_cli.trace.statistics import Share
from specrc_cli.views.base import View
from specrc_cli.views.loaded import model_line
from specrc_cli.views.screen import is_screen
from specrc_cli.views.text import one_line
from specrc_cli.views.theme import THEME, Symbols, symbols_for
from specrc_cli.views.units import duration, plural, speed

SECONDS_BETWEEN_LINES = 10.0


class BatchView(View):
    """Lines on a stream, no more than one of progress every few seconds."""

    def __init__(self, log: TextIO, symbols: Symbols, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.symbols = symbols
        self._log, self._clock = log, clock
        self._told = -SECONDS_BETWEEN_LINES

    def opened(self, part: str, info: ModelInfo) -> None:
        self.note(f"{part:<6}  {model_line(info, self.symbols)}")

    def note(self, text: str) -> None:
        """One line for the person."""
        self._say(text)

    def finishing(self, count: int) -> None:
        """Somebody wants it to end, and `count` questions are under way."""
        self.note(f"finishing the {plural(count, 'question')} under way; Ctrl-C again to stop at once")

    def failed(self, record: Record) -> None:
        """A question broke down."""
        self._say(f"{self.symbols.rejected} {record.id}: {record.error}")

    def flawed(self, text: str) -> None:
        """Something in the input is no question."""
        self._say(text)

    def advanced(self, progress: Progress) -> None:
        """A question has its record."""
        if self._clock() - self._told >= SECONDS_BETWEEN_LINES:
            self._told = self._clock()
            self.note(progress_line(progress, self.symbols))

    def began(self, progress: Progress) -> None:
        """The first questions are about to be asked."""

    def _say(self, text: str) -> None:
        print(one_line(text), file=self._log, flush=True)


class QuietView(BatchView):
    """Tells what went wrong, and nothing else."""

    def opened(self, part: str, info: ModelInfo) -> None: ...

    def advanced(self, progress: Progress) -> None: ...

    def note(self, text: str) -> None: ...


class BarView(BatchView):
    """A bar and the figures so far, at the foot of a terminal; what must be told scrolls away above it."""

    def __init__(self, log: TextIO, symbols: Symbols) -> None:
        super().__init__(log, symbols)
        console = Console(file=log, theme=THEME, markup=False, emoji=False, highlight=False)
        self._console = console
        self._progress: Progress | None = None
        self._live = Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._live.update("")
        self._live.stop()

    def _say(self, text: str) -> None:
        self._console.print(Text(one_line(text), style="quiet"))

    def began(self, progress: Progress) -> None:
        self._progress = progress

    def advanced(self, progress: Progress) -> None:
        """Seen when the bar is drawn anew."""

    def refresh(self) -> None:
        if self._progress is not None:
            self._live.update(self._drawn(self._progress), refresh=True)

    def _drawn(self, progress: Progress) -> Group:
        row = Table.grid(padding=(0, 1), expand=True)
        row.add_column(ratio=1)
        row.add_column(no_wrap=True)
        bar = ProgressBar(total=max(progress.total, 1), completed=progress.done)
        row.add_row(bar, Text(_done(progress, self.symbols)))
        figures = f" {self.symbols.dot} ".join(_figures(progress))
        return Group(row, Text(figures, style="quiet"))


def batch_view(log: TextIO) -> BatchView:
    """A bar where somebody watches, else lines."""
    symbols = symbols_for(getattr(log, "encoding", None))
    watched = is_screen(log) and not Console(file=log).is_dumb_terminal
    return BarView(log, symbols) if watched else BatchView(log, symbols)


def progress_line(progress: Progress, symbols: Symbols) -> str:
    """How far it is, and the figures so far, on one line."""
    return f" {symbols.dot} ".join([_done(progress, symbols), *_figures(progress)])


def summary_facts(summary: Summary) -> Sequence[tuple[str, str]]:
    """Labels and lines; every rate with its counts."""
    figures = summary.figures
    return [
        ("ended", _ended(summary)),
        ("questions", _questions(summary)),
        ("right", f"{_share(figures.accuracy)}, {figures.ungraded} not graded" if figures.accuracy.of else ""),
        ("accepted", f"{_share(figures.acceptance)} steps judged" if figures.acceptance.of else ""),
        ("tokens", _tokens(summary)),
        ("speed", ", ".join(_speeds(figures.draft_speed, figures.target_speed))),
        ("time", f"{duration(summary.seconds)}, {plural(summary.parallel, 'question')} at once"),
        ("records", str(summary.output)),
        ("summary", str(summary.path)),
    ]


def _done(progress: Progress, symbols: Symbols) -> str:
    pieces = [f"{progress.done}/{progress.total}"]
    if progress.per_second is not None:
        pieces.append(f"{60 * progress.per_second:.3g}/min")
    if progress.seconds_left is not None:
        pieces.append(f"{_clock(progress.seconds_left)} left")
    return f" {symbols.dot} ".join(pieces)


def _figures(progress: Progress) -> list[str]:
    """What is known so far, over all records of the output."""
    tally = progress.tally
    return [
        *([f"right {_share(tally.accuracy)}"] if tally.accuracy.of else []),
        *([f"accepted {_share(tally.acceptance, interval='')}"] if tally.acceptance.of else []),
        *([f"{progress.failed} failed"] if progress.failed else []),
        *_speeds(tally.draft_speed, tally.target_speed),
        f"{progress.running} at once",
    ]


def _speeds(draft: float | None, target: float | None) -> list[str]:
    named = {"draft": draft, "target": target}
    return [f"{name} {speed(rate)}" for name, rate in named.items() if rate is not None]


def _share(share: Share, *, interval: str = " ({:.0%} to {:.0%})") -> str:
    """`83% (78% to 87%), 166/200`."""
    if share.rate is None or share.interval is None:
        return ""
    return f"{share.rate:.0%}{interval.format(*share.interval)}, {share.count}/{share.of}"


def _ended(summary: Summary) -> str:
    reasons = {
        Ending.BUDGET_TIME: "the time is over",
        Ending.FAILURES: "too many questions failed",
        Ending.INTERRUPTED: "interrupted",
        Ending.BROKEN_OFF: "broken off",
    }
    reason = reasons.get(summary.ending, "")
    return f"{reason}; {summary.left} left, run the same again to go on" if reason and summary.left else reason


def _questions(summary: Summary) -> str:
    pieces = [f"{summary.earlier + summary.done} of {summary.questions}"]
    counts = {"done before": summary.earlier, "failed": summary.failed}
    pieces += [f"{count} {what}" for what, count in counts.items() if count]
    unanswered = summary.figures.answered.of - summary.figures.answered.count - summary.failed
    pieces += [f"{unanswered} without an answer"] if unanswered else []
    flawed = f"; {plural(summary.flawed, 'line was', 'lines were')} no question" if summary.flawed else ""
    return ", ".join(pieces) + flawed


def _tokens(summary: Summary) -> str:
    tokens = summary.figures.tokens
    written = {"draft": tokens.draft, "target": tokens.target + tokens.answer}
    counts = {**written, "judge": tokens.judge, "prompt": tokens.prompt, "discarded": tokens.discarded}
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _clock(seconds: float) -> str:
    """`1:02:03`, or `2:03` under an hour."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
