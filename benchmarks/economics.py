"""When speculation pays: the arithmetic of break-even. Knows nothing of models.

In units of the time the target takes to write a step: `c` is what drafting a step costs, `v` what judging one costs,
and `a` is the share of judged steps that are accepted. Every step is drafted and judged, and one in `1 - a` is written
as well, so that the time of a run falls to `c + v + 1 - a`. It pays while `a > c + v`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The three figures of one run."""

    c: float
    v: float
    a: float

    @property
    def speedup(self) -> float:
        """Over the target alone, where nothing but the models' own time counts and one thing is done at a time."""
        return 1.0 / (self.c + self.v + 1.0 - self.a)

    @property
    def pays(self) -> bool:
        return self.a > self.c + self.v
