"""A run's figures in words, once for every format. `docs/metrics.md` defines each under the name it has here."""

from __future__ import annotations

from dataclasses import dataclass

from specrc_cli.trace.gathering import Gathered
from specrc_cli.trace.record import Seconds, Tokens
from specrc_cli.trace.run_metrics import RunFigures
from specrc_cli.trace.statistics import Share, Spread
from specrc_cli.views.text import one_line
from specrc_cli.views.units import duration, speed

NOTHING = "–"
_JOINED = "\u00a0"
"""A blank at which no line is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: its name, its value, and the counts and intervals without which the value says little."""

    name: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One thing that models worked for, with its share of all busy seconds."""

    name: str
    seconds: float
    share: float
    tokens: int


def headline(run: RunFigures) -> list[Figure]:
    """What one looks for first."""
    return [
        _of("accuracy", run.accuracy, f"{run.ungraded} not graded" if run.ungraded else ""),
        _of("steps accepted", run.acceptance),
        _of_tokens("chain by the draft", run.standing_by_draft),
        Figure(name="time a question", value=_median(run.question_seconds), detail=_times(run.question_seconds)),
        Figure(name="tokens a question", value=_count(run.question_tokens), detail=_tokens(run.question_tokens)),
    ]


def further(run: RunFigures) -> list[Figure]:
    """The rest of what is counted over a run."""
    steps, tokens = run.steps, run.tokens
    return [
        Figure(name="questions", value=str(run.questions), detail=stops(run)),
        _of("answered", run.answered),
        _of("chains accepted whole", run.untouched),
        _of_tokens("tokens accepted", run.token_acceptance),
        _of("audited steps unlike", run.unlike),
        _of_tokens("tokens guessed right", run.guessed),
        Figure(name="steps", value=str(steps.settled), detail=_steps(run)),
        Figure(name="drafted tokens", value=f"{tokens.draft:,}", detail=_for_nothing(tokens.discarded)),
        Figure(name="target tokens", value=f"{tokens.target + tokens.answer:,}"),
        Figure(name="judge tokens", value=f"{tokens.judge:,}"),
        Figure(name="prompt tokens", value=f"{tokens.prompt:,}"),
        Figure(name="draft speed", value=_speed(run.draft_speed)),
        Figure(name="target speed", value=_speed(run.target_speed)),
        Figure(name="judging speed", value=_speed(run.judge_speed)),
    ]


def stops(run: RunFigures) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in run.stops.items())


def costs(seconds: Seconds, tokens: Tokens) -> list[Cost]:
    """Where the models' busy time went; time in which no model was busy is not among it."""
    split = {
        "draft": (seconds.draft, tokens.draft),
        "judge": (seconds.judge, tokens.judge),
        "write": (seconds.write + seconds.answer, tokens.target + tokens.answer),
        "prompt": (seconds.prompt, tokens.prompt),
    }
    busy = sum(spent for spent, _ in split.values())
    return [
        Cost(name=name, seconds=spent, share=spent / busy if busy else 0.0, tokens=counted)
        for name, (spent, counted) in split.items()
    ]


def oddities(run: Gathered) -> list[str]:
    """What a reader has to know before believing the figures, a sentence each."""
    told = []
    if run.faulty:
        what = "line is no record and is" if run.faulty == 1 else "lines are no records and are"
        told.append(f"{run.faulty} {what} not counted: {run.faults[0]}")
    if run.damage:
        told.append(run.damage)
    if run.configurations > 1:
        told.append(
            f"the file holds {run.configurations} configurations; its figures are of all of them together, "
            "and say little of any one"
        )
    if run.repeated:
        ids = "1 id occurs" if run.repeated == 1 else f"{run.repeated} ids occur"
        told.append(f"{ids} more than once; every record is counted")
    return told


def beginning(text: str, limit: int = 160) -> str:
    """A text on one line, its end left out if it is longer."""
    flat = one_line(text[: 4 * limit], limit=4 * limit)
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def percent(share: float | None) -> str:
    """With the decimal that a few hundred questions bear."""
    return NOTHING if share is None else f"{share:.1%}"


def interval(share: Share) -> str:
    """The 95% interval, e.g. `61–80%`; empty for a share of nothing."""
    ends = share.interval
    return f"{100 * ends[0]:.0f}–{100 * ends[1]:.0f}%" if ends else ""


def counts(share: Share) -> str:
    return f"{share.count:,} of {share.of:,}"


def seconds_of(value: float | None) -> str:
    return NOTHING if value is None else duration(value)


def _of(name: str, share: Share, more: str = "") -> Figure:
    """A share of things that come and go one by one, which is what an interval supposes."""
    if not share.of:
        return Figure(name=name, value=NOTHING, detail=more)
    counted = f"{counts(share)} ({interval(share)})"
    return Figure(name=name, value=percent(share.rate), detail=f"{counted}, {more}" if more else counted)


def _of_tokens(name: str, share: Share) -> Figure:
    """Tokens of one step share its fate: an interval of so many would claim too much."""
    return Figure(name=name, value=percent(share.rate), detail=f"{counts(share)} tokens" if share.of else "")


def _median(spread: Spread | None) -> str:
    return NOTHING if spread is None else duration(spread.median)


def _times(spread: Spread | None) -> str:
    if spread is None:
        return ""
    low, high = (duration(end).replace(" ", _JOINED) for end in (spread.low, spread.high))
    return f"median; 8 of 10 from {low} to {high}"


def _count(spread: Spread | None) -> str:
    return NOTHING if spread is None else f"{spread.median:,.0f}"


def _tokens(spread: Spread | None) -> str:
    return "" if spread is None else f"median; 8 of 10 from {spread.low:,.0f} to {spread.high:,.0f}"


def _steps(run: RunFigures) -> str:
    steps = run.steps
    kinds = {
        "accepted": steps.accepted,
        "rewritten": steps.rewritten,
        "edited": steps.edited,
        "written unjudged": steps.written,
        "turned away unasked": steps.turned_away,
        "without a readable verdict": steps.abstained,
        "discarded": steps.discarded,
    }
    return ", ".join(f"{count:,} {kind}" for kind, count in kinds.items() if count)


def _for_nothing(discarded: int) -> str:
    return f"{discarded:,} of all that was written stand in no chain" if discarded else ""


def _speed(rate: float | None) -> str:
    return NOTHING if rate is None else speed(rate)
