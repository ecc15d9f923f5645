"""How many questions are solved side by side: as many as were asked for, or as many as are found to pay."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

GAIN = 1.05
"""Going on to twice as many must write so much more in a second."""
PIECES = 6
"""Steps each question writes, in the mean, while one level is measured."""
LEAST_SECONDS = 0.5


class Pace(Protocol):
    @property
    def level(self) -> int:
        """Questions to be solved at once, now."""

    def wrote(self, tokens: int) -> None:
        """A model has written a step, or an answer, of so many tokens."""


class Fixed:
    """Always the same."""

    def __init__(self, level: int) -> None:
        self.level = level

    def wrote(self, tokens: int) -> None:
        """Changes nothing."""


class Growing:
    """Begins with one, and doubles for as long as that writes more tokens in a second; then stays with what was best.

    It is measured on the questions themselves: how much a shared pass of the models saves depends on their size, the
    device, and how long the chains are.
    """

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.level = 1
        self._most = most
        self._clock = clock
        self._best, self._best_level = 0.0, 1
        self._settled = most <= 1
        self._begin()

    def wrote(self, tokens: int) -> None:
        if self._settled:
            return
        self._pieces += 1
        self._tokens += tokens
        seconds = self._clock() - self._since
        if self._pieces >= PIECES * self.level and seconds >= LEAST_SECONDS:
            self._judge(self._tokens / seconds)

    def _judge(self, rate: float) -> None:
        if rate > self._best * GAIN:
            self._best, self._best_level = rate, self.level
            self._settled = self.level == self._most
            self.level = min(2 * self.level, self._most)
        else:
            self._settled, self.level = True, self._best_level
        self._begin()

    def _begin(self) -> None:
        self._since, self._pieces, self._tokens = self._clock(), 0, 0
