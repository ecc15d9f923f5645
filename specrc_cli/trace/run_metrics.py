"""The figures of many runs of one configuration: what a batch's progress and summary, and the report, print.

`docs/metrics.md` defines each. A tally holds sums and one or two numbers a question, never a record.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import TypeVar

from specrc_cli.trace.events import Author, Fate, StopReason
from specrc_cli.trace.metrics import tokens_per_second, totals
from specrc_cli.trace.record import Rate, Record, Seconds, StepRecord, Steps, Tokens, WritingRecord
from specrc_cli.trace.statistics import Share, Spread, spread

_Sum = TypeVar("_Sum", Steps, Tokens, Seconds)
_NOTHING = totals((), (), None, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFigures:
    """Everything that is printed of many runs. `seconds.wall` is the sum of the questions' own wall times.

    `accuracy` is of the questions that were graded; `standing_by_draft` of the tokens of all chains as they stand;
    `unlike` of the accepted steps that were audited; `guessed` of the tokens guessed, those guessed right.
    """

    questions: int
    answered: Share
    accuracy: Share
    ungraded: int
    stops: Mapping[StopReason, int]
    untouched: Share
    acceptance: Share
    token_acceptance: Share
    standing_by_draft: Share
    unlike: Share
    guessed: Share
    steps: Steps
    tokens: Tokens
    seconds: Seconds
    question_seconds: Spread | None
    question_tokens: Spread | None
    draft_speed: float | None
    target_speed: float | None
    judge_speed: float | None


class RunTally:
    """Adds records up as they come. The shares and speeds are at hand at any time; `figures` sorts what it holds."""

    def __init__(self) -> None:
        self.questions = 0
        self.answered = Share(0, 0)
        self.accuracy = Share(0, 0)
        self.untouched = Share(0, 0)
        self.acceptance = Share(0, 0)
        self.token_acceptance = Share(0, 0)
        self.standing_by_draft = Share(0, 0)
        self.unlike = Share(0, 0)
        self.guessed = Share(0, 0)
        self.stops: Counter[StopReason] = Counter()
        self.steps, self.tokens, self.seconds = _NOTHING.steps, _NOTHING.tokens, _NOTHING.seconds
        self._question_seconds = array("d")
        self._question_tokens = array("d")

    def add(self, record: Record) -> None:
        sums = record.totals
        self.questions += 1
        self.stops[record.stop] += 1
        self.answered += Share(int(record.answer is not None), 1)
        if counts_as_graded(record):
            self.accuracy += Share(int(record.correct is True), 1)
        if sums.acceptance.of:
            self.untouched += Share(int(sums.acceptance.count == sums.acceptance.of), 1)
        self.acceptance += _share(sums.acceptance)
        self.token_acceptance += _share(sums.token_acceptance)
        self.standing_by_draft += standing_by_draft(record)
        if sums.audit is not None:
            self.unlike += _share(sums.audit.unlike)
        if sums.speculation is not None:
            self.guessed += Share(sums.speculation.accepted, sums.speculation.guessed)
        self.steps = _added(self.steps, sums.steps)
        self.tokens = _added(self.tokens, sums.tokens)
        self.seconds = _added(self.seconds, sums.seconds)
        self._question_tokens.append(written_tokens(record))
        if sums.seconds.wall is not None:
            self._question_seconds.append(sums.seconds.wall)

    @property
    def draft_speed(self) -> float | None:
        """Drafted tokens a second of the draft's busy time, reading included."""
        return tokens_per_second(self.tokens.draft, self.seconds.draft)

    @property
    def target_speed(self) -> float | None:
        """The target's own tokens in steps, a second of its busy time for them."""
        return tokens_per_second(self.tokens.target, self.seconds.write)

    @property
    def judge_speed(self) -> float | None:
        """Tokens evaluated to judge, a second of the busy time for it."""
        return tokens_per_second(self.tokens.judge, self.seconds.judge)

    @property
    def figures(self) -> RunFigures:
        return RunFigures(
            questions=self.questions,
            answered=self.answered,
            accuracy=self.accuracy,
            ungraded=self.questions - self.accuracy.of,
            stops=dict(self.stops.most_common()),
            untouched=self.untouched,
            acceptance=self.acceptance,
            token_acceptance=self.token_acceptance,
            standing_by_draft=self.standing_by_draft,
            unlike=self.unlike,
            guessed=self.guessed,
            steps=self.steps,
            tokens=self.tokens,
            seconds=self.seconds,
            question_seconds=spread(self._question_seconds),
            question_tokens=spread(self._question_tokens),
            draft_speed=self.draft_speed,
            target_speed=self.target_speed,
            judge_speed=self.judge_speed,
        )


def counts_as_graded(record: Record) -> bool:
    """Whether there is a known answer, and the run was let go to its end; one without an answer was wrong."""
    return record.correct is not None and record.stop is not StopReason.CANCELLED


def written_tokens(record: Record) -> int:
    """What both models wrote for a question, standing or not."""
    tokens = record.totals.tokens
    return tokens.draft + tokens.target + tokens.answer


def standing_by_draft(record: Record) -> Share:
    """Of the tokens that stand in the chain, answer phase aside, those the draft wrote."""
    standing = [_standing(step) for step in record.steps]
    tokens = {author: sum(held.tokens for by, held in filter(None, standing) if by is author) for author in Author}
    return Share(tokens[Author.DRAFT], sum(tokens.values()))


def as_data(value: object) -> object:
    """Figures as plain data for JSON; a share has its rate and interval beside its counts; infinity is null."""
    match value:
        case float() if not math.isfinite(value):
            return None
        case Share():
            low, high = value.interval or (None, None)
            return {"count": value.count, "of": value.of, "rate": value.rate, "low": low, "high": high}
        case Steps() | Tokens() | Seconds():
            return value.model_dump()
        case Mapping():
            return {str(key): as_data(item) for key, item in value.items()}
        case list() | tuple():
            return [as_data(item) for item in value]
        case _ if is_dataclass(value):
            return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _standing(step: StepRecord) -> tuple[Author, WritingRecord] | None:
    """Who wrote what stands of a step, and what it took; None where nobody or a person did."""
    if step.fate not in (Fate.ACCEPTED, Fate.REWRITTEN, Fate.WRITTEN) or step.author is None:
        return None
    writing = step.draft if step.author is Author.DRAFT else step.target
    return (step.author, writing) if writing is not None else None


def _share(rate: Rate) -> Share:
    return Share(rate.count, rate.of)


def _added(left: _Sum, right: _Sum) -> _Sum:
    """The sum, field by field, of any size; what is not known adds nothing."""
    names = type(left).model_fields
    return type(left).model_construct(**{name: getattr(left, name) + (getattr(right, name) or 0) for name in names})
