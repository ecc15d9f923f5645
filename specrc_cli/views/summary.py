"""The end of a run: its answer, and what it cost. Figures come from `trace.metrics`; here they are only set in type."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from specrc_cli.trace.events import StopReason
from specrc_cli.trace.grading import grade
from specrc_cli.trace.record import AuditTotals, Rate, Record, Seconds, SpeculationTotals, Steps, Totals
from specrc_cli.views.text import paragraph
from specrc_cli.views.theme import Symbols
from specrc_cli.views.units import duration, percent

_BAR_CELLS = 36
_STOPPED = {
    StopReason.ANSWER: "the model gave its answer",
    StopReason.EOS: "the model ended its turn without an answer",
    StopReason.BUDGET: "the token budget is spent",
    StopReason.MAX_STEPS: "the step limit is reached",
    StopReason.LOOP: "the steps began to repeat",
    StopReason.TRUNCATED: "the answer was cut off by its token limit",
    StopReason.CONTEXT_FULL: "the context is full",
    StopReason.CANCELLED: "interrupted",
    StopReason.ERROR: "the run broke down",
}


def stopped(reason: StopReason) -> str:
    """Why a run ended, in words."""
    return _STOPPED[reason]


def table(record: Record, symbols: Symbols) -> RenderableType:
    """The answer, what the run cost and what was saved, with the raw counts beside every rate."""
    grid = _grid()
    grid.add_column(overflow="fold")
    if record.answer is not None:
        grid.add_row("answer", Text(paragraph(record.answer), style="answer"))
    for label, line in rows(record, symbols):
        grid.add_row(label, line)
    grid.add_row("", _TimeBar(record.totals.seconds, symbols))
    return Padding(grid, (1, 0, 0, 0))


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="quiet", justify="right", min_width=10)
    return grid


def rows(record: Record, symbols: Symbols) -> list[tuple[str, Text]]:
    """The table as (label, line)."""
    totals = record.totals
    lines = {
        "ended": _ended(record),
        "steps": _steps(totals.steps),
        "accepted": _acceptance(totals),
        "guessed": _speculation(totals.speculation),
        "tokens": _tokens(totals),
        "time": _times(totals.seconds),
        "audit": _audit(totals.audit),
    }
    between = Text.assemble((f" {symbols.dot} ", "quiet"))
    return [(label, between.join(pieces)) for label, pieces in lines.items() if pieces]


def _ended(record: Record) -> list[Text]:
    """Why the chain ended, where that is not its answer."""
    as_it_should = record.answer is not None and record.stop in (StopReason.ANSWER, StopReason.EOS)
    return [] if as_it_should else [Text(stopped(record.stop), style="doubtful")]


def _steps(steps: Steps) -> list[Text]:
    kinds = {
        ("accepted", "accepted"): steps.accepted,
        ("rewritten", "rewritten"): steps.rewritten,
        ("edited", "edited"): steps.edited,
        ("written unjudged", ""): steps.written,
        ("turned away unasked", "doubtful"): steps.turned_away,
        ("without a readable verdict", "doubtful"): steps.abstained,
    }
    return [Text(str(steps.settled)), *(Text(f"{n} {kind}", style) for (kind, style), n in kinds.items() if n)]


def _acceptance(totals: Totals) -> list[Text]:
    if not totals.acceptance.of:
        return []
    return [
        Text(
            f"{percent(totals.acceptance.rate)} of steps ({_counts(totals.acceptance)} judged{_by_hand(totals.steps)})"
        ),
        Text(f"{percent(totals.token_acceptance.rate)} of tokens ({_counts(totals.token_acceptance)})"),
    ]


def _speculation(speculation: SpeculationTotals | None) -> list[Text]:
    """How much of what the target wrote was guessed, and did not have to be written token by token."""
    if speculation is None:
        return []
    right = speculation.accepted / speculation.guessed if speculation.guessed else None
    kinds = {"salvaged from rejected steps": speculation.salvaged, "rewritten to the same words": speculation.unchanged}
    return [
        Text(f"{speculation.accepted}/{speculation.guessed} tokens right: {percent(right)}"),
        *(Text(f"{n} {kind}") for kind, n in kinds.items() if n),
    ]


def _audit(audit: AuditTotals | None) -> list[Text]:
    """How many accepted steps the target would have written otherwise: an estimate of what was let through wrongly."""
    if audit is None:
        return []
    return [
        Text(f"{_counts(audit.unlike)} accepted steps unlike the target's own: {percent(audit.unlike.rate)}"),
        Text(f"{percent(audit.low)} to {percent(audit.high)} with 95% confidence"),
        Text(f"{audit.tokens} tokens and {duration(audit.seconds)} apart", style="quiet"),
    ]


def _counts(rate: Rate) -> str:
    return f"{rate.count}/{rate.of}"


def _by_hand(steps: Steps) -> str:
    """What was neither accepted nor rejected, but edited."""
    return f", {steps.edited} edited" if steps.edited else ""


def _tokens(totals: Totals) -> list[Text]:
    tokens = totals.tokens
    written = {"draft": tokens.draft, "target": tokens.target + tokens.answer}
    return [
        Text(f"{name} {n}")
        for name, n in {
            **written,
            "judge": tokens.judge,
            "prompt": tokens.prompt,
            "discarded": tokens.discarded,
        }.items()
    ]


def _times(seconds: Seconds) -> list[Text]:
    spent = [Text(f"{name} {duration(value)}", f"time.{name}") for name, value in _split(seconds).items() if value > 0]
    return [Text(duration(seconds.wall)), *spent] if seconds.wall is not None else spent


def _split(seconds: Seconds) -> dict[str, float]:
    """Where the time went; `other` is when no model was busy."""
    split = {
        "draft": seconds.draft,
        "judge": seconds.judge,
        "write": seconds.write + seconds.answer,
        "prompt": seconds.prompt,
    }
    if seconds.wall is not None:
        split["other"] = max(seconds.wall - sum(split.values()), 0.0)
    return split


@dataclass(frozen=True, slots=True)
class _TimeBar:
    """The times beside each other, where there is colour to tell them apart."""

    seconds: Seconds
    symbols: Symbols

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        split = _split(self.seconds)
        whole, cells = sum(split.values()), min(_BAR_CELLS, options.max_width)
        if whole > 0 and console.color_system is not None and not console.no_color:
            full = self.symbols.bar_full
            yield Text.assemble(
                *((full * round(cells * value / whole), f"time.{name}") for name, value in split.items())
            )

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(1, min(_BAR_CELLS, options.max_width))


def comparison(together: Record, alone: Record, symbols: Symbols) -> RenderableType:
    """Two runs of one question: the one asked for, and the target's alone."""
    grid = _grid()
    grid.add_column(justify="right")
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for record in (together, alone):
        grid.add_row(record.method, _wall(record), _written(record), Text(_answer(record), style="answer"))
    gain = _gain(together, alone)
    faster = Text(f"{gain:.2f}{symbols.times}" if gain else "", style="answer" if gain and gain > 1 else "doubtful")
    grid.add_row("speedup", faster, "", Text(_agreement(together, alone), style="quiet"))
    return Padding(grid, (1, 0, 0, 0))


def comparison_lines(together: Record, alone: Record, symbols: Symbols) -> list[str]:
    """`comparison` as plain lines."""
    runs = [(record.method, _wall(record), _written(record), _answer(record)) for record in (together, alone)]
    gain = _gain(together, alone)
    last = ("speedup", f"{gain:.2f}{symbols.times}" if gain else "", "", _agreement(together, alone))
    width = max(len(written) for _, _, written, _ in runs)
    return [f"{name:>10}  {time:>9}  {written:>{width}}  {text}" for name, time, written, text in (*runs, last)]


def _written(record: Record) -> str:
    """What either model wrote, standing or not: two runs of different lengths are not the same work."""
    tokens = record.totals.tokens
    return f"{tokens.draft + tokens.target + tokens.answer} tokens"


def _gain(together: Record, alone: Record) -> float | None:
    """How many times as fast the first run was, by the clock."""
    ours, theirs = together.totals.seconds.wall, alone.totals.seconds.wall
    return theirs / ours if ours and theirs else None


def _wall(record: Record) -> str:
    wall = record.totals.seconds.wall
    return duration(wall) if wall is not None else ""


def _answer(record: Record) -> str:
    return paragraph(record.answer) if record.answer is not None else f"no answer: {stopped(record.stop)}"


def _agreement(together: Record, alone: Record) -> str:
    if together.answer is None or alone.answer is None:
        return ""
    return "the same answer" if grade(together.answer, alone.answer).correct else "different answers"
