"""Two methods on the same questions: who was right where the other was not. Knows nothing of models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specrc_cli.trace.statistics import sign_test


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """How many questions only the first, and only the second, answered right, of those both were asked."""

    first: int
    second: int
    of: int

    @property
    def points(self) -> float:
        """By how many percentage points the first is the better."""
        return 100.0 * (self.first - self.second) / self.of

    @property
    def chance(self) -> float:
        """How likely so uneven a split, or more, is where neither is better."""
        return sign_test(self.first, self.second)

    def __str__(self) -> str:
        return f"only the first right {self.first}, only the second {self.second}, of {self.of}; p = {self.chance:.2g}"


def paired(first: Mapping[int, bool], second: Mapping[int, bool]) -> Paired:
    """From question number to whether the answer was right."""
    both = first.keys() & second.keys()
    return Paired(
        first=sum(first[each] and not second[each] for each in both),
        second=sum(second[each] and not first[each] for each in both),
        of=len(both),
    )
