"""Small statistics for measured models: separation, intervals, calibration, and the choice of a threshold."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Share:
    """A rate that never goes without its counts."""

    hits: int
    of: int

    @property
    def rate(self) -> float:
        """hits / of; NaN of nothing."""
        return self.hits / self.of if self.of else math.nan

    def interval(self, *, z: float = 1.96) -> tuple[float, float]:
        """The Wilson score interval (95% at the default z)."""
        if not self.of:
            return (0.0, 1.0)
        squared = z * z / self.of
        centre = (self.rate + squared / 2) / (1 + squared)
        half = z / (1 + squared) * math.sqrt(self.rate * (1 - self.rate) / self.of + squared / (4 * self.of))
        return (max(0.0, centre - half), min(1.0, centre + half))

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.rate:.1%} ({self.hits}/{self.of}, {low:.1%} to {high:.1%})"


def share(hits: Sequence[bool]) -> Share:
    """The share of true ones."""
    return Share(sum(hits), len(hits))


def auroc(good: Sequence[float], bad: Sequence[float]) -> float:
    """The chance that a good one scores above a bad one, ties counted half; NaN without both."""
    if not good or not bad:
        return math.nan
    order = np.sort(np.asarray(bad))
    below, upto = np.searchsorted(order, good, "left"), np.searchsorted(order, good, "right")
    return float((below + upto).mean() / (2 * len(bad)))


def calibration_error(chances: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10) -> float:
    """The expected calibration error: how far stated chances lie from observed rates, over equal-width bins."""
    stated, observed = np.asarray(chances, float), np.asarray(outcomes, float)
    places = np.minimum((stated * bins).astype(int), bins - 1)
    gaps = [
        abs(stated[places == one].mean() - observed[places == one].mean()) * (places == one).sum()
        for one in range(bins)
        if (places == one).any()
    ]
    return float(sum(gaps) / len(stated)) if len(stated) else math.nan


def lowest_threshold(scores: Sequence[float], right: Sequence[bool], *, false_accepts: float) -> float:
    """The lowest threshold that lets at most this share of the wrong ones through."""
    wrong = sorted((score for score, good in zip(scores, right, strict=True) if not good), reverse=True)
    allowed = int(false_accepts * len(wrong))
    if len(wrong) <= allowed:
        return min(scores)
    return float(np.nextafter(wrong[allowed], np.inf))
