"""Small statistics for measured models, in the form their card needs: the arithmetic is the tool's own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from specrc_cli.trace import statistics
from specrc_cli.trace.statistics import wilson


@dataclass(frozen=True, slots=True)
class Share:
    """A rate that never goes without its counts."""

    hits: int
    of: int

    @property
    def rate(self) -> float:
        """hits / of; NaN of nothing."""
        return self.hits / self.of if self.of else math.nan

    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval; everything of nothing."""
        return wilson(self.hits, self.of) or (0.0, 1.0)

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.rate:.1%} ({self.hits}/{self.of}, {low:.1%} to {high:.1%})"


def share(hits: Sequence[bool]) -> Share:
    """The share of true ones."""
    return Share(sum(hits), len(hits))


def auroc(good: Sequence[float], bad: Sequence[float]) -> float:
    """The chance that a good one scores above a bad one, ties counted half; NaN without both."""
    found = statistics.auroc(good, bad)
    return math.nan if found is None else found


def calibration_error(chances: Sequence[float], outcomes: Sequence[bool]) -> float:
    """The expected calibration error: how far stated chances lie from observed rates; NaN of none."""
    found = statistics.calibration_error(chances, outcomes)
    return math.nan if found is None else found


def lowest_threshold(scores: Sequence[float], right: Sequence[bool], *, false_accepts: float) -> float | None:
    """The lowest score that as a threshold lets at most this share of the wrong ones through; None where none does."""
    wrong = sorted((score for score, good in zip(scores, right, strict=True) if not good), reverse=True)
    allowed = int(false_accepts * len(wrong))
    if len(wrong) <= allowed:
        return min(scores)
    return min((score for score in scores if score > wrong[allowed]), default=None)
