"""What a contestant did over all questions it was asked: the figures of one line of the table."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field

from benchmarks.economics import BreakEven
from benchmarks.ground_truth import Errors, errors
from demo_models.problems import Problem
from demo_models.statistics import Share
from specrc_cli.trace.record import Record, Seconds, Steps, Tokens


@dataclass(slots=True)
class Score:
    """Records by question number. A question on which the contestant broke down counts as answered wrong."""

    name: str
    records: dict[int, Record] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)
    errors: Errors = field(default_factory=Errors)

    def add(self, question: int, record: Record, problem: Problem) -> None:
        self.records[question] = record
        self.errors.add(errors(record, problem))

    @property
    def right(self) -> dict[int, bool]:
        return {question: bool(record.correct) for question, record in self.records.items()} | dict.fromkeys(
            self.failures, False
        )

    @property
    def accuracy(self) -> Share:
        return Share(sum(self.right.values()), len(self.right))

    @property
    def wall(self) -> dict[int, float]:
        """Seconds by question."""
        return {question: record.totals.seconds.wall or 0.0 for question, record in self.records.items()}

    @property
    def acceptance(self) -> Share:
        return Share(
            sum(record.totals.acceptance.count for record in self.records.values()),
            sum(record.totals.acceptance.of for record in self.records.values()),
        )

    @property
    def token_acceptance(self) -> Share:
        return Share(
            sum(record.totals.token_acceptance.count for record in self.records.values()),
            sum(record.totals.token_acceptance.of for record in self.records.values()),
        )

    def tokens(self, purpose: str) -> int:
        """`purpose` is a field of `Tokens`."""
        assert purpose in Tokens.model_fields
        return sum(getattr(record.totals.tokens, purpose) for record in self.records.values())

    def seconds(self, purpose: str) -> float:
        """The models' own time; `purpose` is a field of `Seconds`."""
        assert purpose in Seconds.model_fields
        return math.fsum(getattr(record.totals.seconds, purpose) for record in self.records.values())

    def steps(self, end: str) -> int:
        """`end` is a field of `Steps`."""
        assert end in Steps.model_fields
        return sum(getattr(record.totals.steps, end) for record in self.records.values())

    @property
    def busy(self) -> float:
        """Seconds in which a model computed."""
        return sum(self.seconds(purpose) for purpose in ("draft", "judge", "write", "answer", "prompt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speedup:
    """One contestant's time against another's on the same questions; the quartiles are of single questions."""

    whole: float
    low: float
    median: float
    high: float


def speedup(score: Score, target: Score) -> Speedup | None:
    """None where they have no question in common."""
    both = sorted(score.wall.keys() & target.wall.keys())
    if not both:
        return None
    ratios = [target.wall[each] / score.wall[each] for each in both]
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    whole = sum(target.wall[each] for each in both) / sum(score.wall[each] for each in both)
    return Speedup(whole=whole, low=low, median=median, high=high)


def break_even(score: Score, target: Score) -> BreakEven | None:
    """The figures of a method that judges steps, by what drafting and judging came to for each judged step."""
    judged, written = score.acceptance.of, target.steps("settled")
    if not judged or not written or not target.seconds("write"):
        return None
    step = target.seconds("write") / written
    return BreakEven(
        c=score.seconds("draft") / judged / step, v=score.seconds("judge") / judged / step, a=score.acceptance.rate
    )
