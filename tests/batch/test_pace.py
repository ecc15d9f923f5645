"""As many questions at once as pay, found on the questions themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from specrc_cli.batch.pace import Fixed, Growing


class Workshop:
    """Writes `rate(level)` tokens a second, a step of ten tokens at a time."""

    def __init__(self, most: int, rate: Callable[[int], float]) -> None:
        self.now = 0.0
        self._rate = rate
        self.pace = Growing(most, clock=lambda: self.now)
        self.levels = [self.pace.level]

    def work(self, steps: int = 2000) -> list[int]:
        """The levels it went through."""
        for _ in range(steps):
            self.now += 10 / self._rate(self.pace.level)
            self.pace.wrote(10)
            if self.pace.level != self.levels[-1]:
                self.levels.append(self.pace.level)
        return self.levels


def test_it_doubles_for_as_long_as_that_pays_and_goes_back_to_what_was_best() -> None:
    assert Workshop(64, lambda level: min(level, 4) * 20.0).work() == [1, 2, 4, 8, 4]


def test_where_nothing_is_won_it_stays_with_one() -> None:
    assert Workshop(64, lambda level: 20.0 + 0 * level).work() == [1, 2, 1]


def test_it_never_goes_beyond_what_there_is_room_for() -> None:
    assert Workshop(6, lambda level: level * 20.0).work() == [1, 2, 4, 6]


@pytest.mark.parametrize("most", [1, 2])
def test_little_room_is_enough(most: int) -> None:
    assert Workshop(most, lambda level: level * 20.0).work() == [1, 2][:most]


def test_a_few_quick_steps_decide_nothing() -> None:
    workshop = Workshop(64, lambda level: 10_000.0 * level)
    assert workshop.work(100) == [1]


def test_a_number_that_was_asked_for_stays() -> None:
    pace = Fixed(3)
    pace.wrote(1000)
    assert pace.level == 3
