"""Statistics with their counts: shares and intervals, separation, calibration, exact tests of pairs.

Pure arithmetic over numbers; knows nothing of records.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, takewhile


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many: a rate that never goes without its counts."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """0 to 1; None for a share of nothing."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95% interval of the rate."""
        return wilson(self.count, self.of)

    def __add__(self, other: Share) -> Share:
        return Share(self.count + other.count, self.of + other.of)


def share(hits: Iterable[bool]) -> Share:
    """How many of them are true."""
    listed = list(hits)
    return Share(sum(listed), len(listed))


def wilson(count: int, of: int, z: float = 1.959964) -> tuple[float, float] | None:
    """Wilson's score interval for a share, 95% unless told; None for a share of nothing.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if of == 0:
        return None
    rate, spread = count / of, z * z / of
    centre = (rate + spread / 2) / (1 + spread)
    half = z * math.sqrt(rate * (1 - rate) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Many numbers in a few: their sum, and the values that a tenth, half and nine tenths of them do not exceed."""

    of: int
    total: float
    low: float
    median: float
    high: float
    largest: float


def spread(values: Iterable[float]) -> Spread | None:
    """None of no values."""
    ordered = sorted(values)
    if not ordered:
        return None
    return Spread(
        of=len(ordered),
        total=math.fsum(ordered),
        low=quantile(ordered, 0.1),
        median=quantile(ordered, 0.5),
        high=quantile(ordered, 0.9),
        largest=ordered[-1],
    )


def quantile(ordered: Sequence[float], share_below: float) -> float:
    """The value below which this share of sorted values lies, between two of them in proportion."""
    place = (len(ordered) - 1) * share_below
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def auroc(good: Sequence[float], bad: Sequence[float]) -> float | None:
    """The chance that a good one scores above a bad one, ties counted half; None without both."""
    if not good or not bad:
        return None
    order = sorted(bad)
    wins = sum(bisect_left(order, one) + bisect_right(order, one) for one in good)
    return wins / (2 * len(good) * len(bad))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The cases whose stated chance fell between `low` and `high`: the chance they stated, and how they came out."""

    low: float
    high: float
    stated: float
    observed: Share


def reliability(chances: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """Stated chances (0 to 1) against observed rates, over bins of equal width; empty bins are left out."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for chance, outcome in zip(chances, outcomes, strict=True):
        members[min(int(chance * bins), bins - 1)].append((chance, outcome))
    return [
        Bin(
            low=place / bins,
            high=(place + 1) / bins,
            stated=math.fsum(chance for chance, _ in held) / len(held),
            observed=share(outcome for _, outcome in held),
        )
        for place, held in enumerate(members)
        if held
    ]


def calibration_error(chances: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10) -> float | None:
    """The expected calibration error: how far stated chances lie from observed rates, in the mean over `reliability`.

    Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015. None of no cases.
    """
    if not chances:
        return None
    held = reliability(chances, outcomes, bins=bins)
    gaps = (abs(one.stated - one.observed.count / one.observed.of) * one.observed.of for one in held)
    return math.fsum(gaps) / len(chances)


def sign_test(ups: int, downs: int) -> float:
    """The exact two-sided p-value of so many ups and downs where both are equally likely; ties are left out.

    Of pairs of right and wrong it is McNemar's exact test, "Note on the sampling error of the difference between
    correlated proportions or percentages", Psychometrika 12 (1947).
    """
    flips = ups + downs
    tail: float = sum(_heads(flips, up_to=min(ups, downs))) / 2**flips
    return min(1.0, 2 * tail)


def median_interval(values: Sequence[float], *, confidence: float = 0.95) -> tuple[float, float] | None:
    """An interval that holds the median at least this surely, whatever the distribution; None of too few values.

    Its ends are the k-th smallest and the k-th largest value, for the largest k with P(X < k) <= (1 - confidence) / 2,
    X the heads of as many fair coins as there are values.
    """
    ordered, coins = sorted(values), len(values)
    allowed = math.floor(Fraction(1 - confidence) / 2 * 2**coins)
    k = sum(1 for _ in takewhile(lambda ways: ways <= allowed, accumulate(_heads(coins, up_to=coins // 2))))
    return (ordered[k - 1], ordered[-k]) if k else None


def _heads(coins: int, *, up_to: int) -> Iterator[int]:
    """In how many of the 2**coins ways fair coins show 0, 1, ... `up_to` heads."""
    ways = 1
    for heads in range(up_to + 1):
        yield ways
        ways = ways * (coins - heads) // (heads + 1)
