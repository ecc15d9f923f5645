"""The scales verifiers score on: into which bins their scores fall, and at which thresholds a run is replayed."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A score's unit and bins. Bin `i` begins at `edges[i]`; what lies below the first falls into it too.

    `is_open` says that there may be scores below the first edge; `chance` puts a score between 0 and 1. A threshold
    outside `low` to `high` decides nothing that one at the end does not.
    """

    unit: str
    low: float
    high: float
    edges: tuple[float, ...]
    is_open: bool
    thresholds: tuple[float, ...]
    chance: Callable[[float], float]

    def bin(self, score: float) -> int:
        return max(bisect_right(self.edges, score) - 1, 0)


RATING = Scale(
    unit="0 to 9",
    low=0,
    high=9,
    edges=tuple(range(10)),
    is_open=False,
    thresholds=tuple(half / 2 for half in range(1, 19)),
    chance=lambda score: score / 9,
)
PROBABILITY = Scale(
    unit="0 to 1",
    low=0,
    high=1,
    edges=tuple(tenth / 10 for tenth in range(10)),
    is_open=False,
    thresholds=tuple(place / 20 for place in range(1, 20)),
    chance=lambda score: score,
)
NATS = Scale(
    unit="nats",
    low=-100,
    high=0,
    edges=(-8, -6, -4, -3, -2, -1.5, -1, -0.5, -0.2, -0.1),
    is_open=True,
    thresholds=tuple(quarter / 4 for quarter in range(-20, 0)),
    chance=lambda score: math.exp(min(score, 0.0)),
)
SCALES: Mapping[str, Scale] = {
    "utility": RATING,
    "criteria": RATING,
    "yesno": PROBABILITY,
    "equivalence": PROBABILITY,
    "random": PROBABILITY,
    "choice": PROBABILITY,
    "trajectories": PROBABILITY,
    "likelihood": NATS,
    "confidence": NATS,
}
"""By verifier. A person and the arithmetic are on none: they say yes or no."""
STATED_CHANCES = frozenset({"yesno", "choice"})
"""Verifiers whose score claims to be the probability of being right, and can be held to it."""
