"""The end of a run: its answer, and what it cost. Figures come from `trace.metrics`; here they are only set in type."""

from __future__ import annotations

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from specrc_cli.trace.answers import grade
from specrc_cli.trace.events import StopReason
from specrc_cli.trace.record import Rate, Record, Seconds, Steps, Totals
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


def answer_line(record: Record, symbols: Symbols) -> RenderableType:
    """The answer, or that there is none; and why the chain ended, where that is not its answer."""
    if record.answer is None:
        text = Text("no answer", style="rejected.mark")
    else:
        text = Text.assemble((f"{symbols.answer} ", "accepted.mark"), (paragraph(record.answer), "answer"))
    if record.stop is not StopReason.ANSWER:
        text.append(f"  {stopped(record.stop)}", style="quiet")
    return Padding(text, (1, 0, 1, 4))


def table(record: Record, symbols: Symbols) -> RenderableType:
    """What the run cost and what was saved, with the raw counts beside every rate."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="quiet", justify="right", min_width=10)
    grid.add_column(overflow="fold")
    for label, line in rows(record, symbols):
        grid.add_row(label, line)
    grid.add_row("", _time_bar(record.totals.seconds, symbols))
    return grid


def rows(record: Record, symbols: Symbols) -> list[tuple[str, Text]]:
    """The table as (label, line)."""
    totals = record.totals
    lines = {
        "steps": _steps(totals.steps),
        "accepted": _acceptance(totals),
        "tokens": _tokens(totals),
        "time": _times(totals.seconds),
    }
    between = Text(f" {symbols.dot} ", style="quiet")
    return [(label, between.join(pieces)) for label, pieces in lines.items() if pieces]


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
        Text(f"{percent(totals.acceptance.rate)} of steps ({_counts(totals.acceptance)} judged)"),
        Text(f"{percent(totals.token_acceptance.rate)} of tokens ({_counts(totals.token_acceptance)})"),
    ]


def _counts(rate: Rate) -> str:
    return f"{rate.count}/{rate.of}"


def _tokens(totals: Totals) -> list[Text]:
    tokens = totals.tokens
    written = {"draft": tokens.draft, "target": tokens.target + tokens.answer}
    return [
        Text(f"{name} {n}") for name, n in {**written, "judge": tokens.judge, "discarded": tokens.discarded}.items()
    ]


def _times(seconds: Seconds) -> list[Text]:
    spent = [Text(f"{name} {duration(value)}", f"time.{name}") for name, value in _split(seconds).items() if value > 0]
    return [Text(duration(seconds.wall)), *spent] if seconds.wall is not None else spent


def _split(seconds: Seconds) -> dict[str, float]:
    """Where the time went; `other` is when no model was busy."""
    split = {"draft": seconds.draft, "judge": seconds.judge, "write": seconds.write + seconds.answer}
    if seconds.wall is not None:
        split["other"] = max(seconds.wall - sum(split.values()), 0.0)
    return split


def _time_bar(seconds: Seconds, symbols: Symbols) -> Text:
    split = _split(seconds)
    whole = sum(split.values()) or 1.0
    pieces = ((symbols.bar_full * round(_BAR_CELLS * value / whole), f"time.{name}") for name, value in split.items())
    return Text.assemble(*pieces)


def comparison(together: Record, alone: Record, symbols: Symbols) -> RenderableType:
    """Two runs of one question: the one asked for, and the target's alone."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="quiet", justify="right", min_width=10)
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for record in (together, alone):
        grid.add_row(record.method, _wall(record), Text(_answer(record), style="answer"))
    grid.add_row("", Text(_speedup(together, alone, symbols), style="accepted.mark"), Text(_agreement(together, alone)))
    return Padding(grid, (1, 0, 0, 0))


def comparison_lines(together: Record, alone: Record, symbols: Symbols) -> list[str]:
    """`comparison` as plain lines."""
    runs = [
        (record.method, duration(record.totals.seconds.wall or 0.0), _answer(record)) for record in (together, alone)
    ]
    last = ("speedup", _speedup(together, alone, symbols), _agreement(together, alone))
    return [f"{name:>10}  {time:>9}  {text}" for name, time, text in (*runs, last)]


def _speedup(together: Record, alone: Record, symbols: Symbols) -> str:
    """How many times as fast the first run was, by the clock."""
    ours, theirs = together.totals.seconds.wall, alone.totals.seconds.wall
    return f"{theirs / ours:.2f}{symbols.times}" if ours and theirs else ""


def _wall(record: Record) -> str:
    wall = record.totals.seconds.wall
    return duration(wall) if wall is not None else ""


def _answer(record: Record) -> str:
    return paragraph(record.answer) if record.answer is not None else f"no answer: {stopped(record.stop)}"


def _agreement(together: Record, alone: Record) -> str:
    if together.answer is None or alone.answer is None:
        return ""
    return "the same answer" if grade(together.answer, alone.answer) else "different answers"
