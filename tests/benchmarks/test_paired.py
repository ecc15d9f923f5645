"""Two methods on the same questions."""

from __future__ import annotations

import pytest

from benchmarks.paired import Paired, paired


def test_only_questions_that_both_were_asked_are_compared() -> None:
    first = {1: True, 2: True, 3: False, 4: True, 9: True}
    second = {1: True, 2: False, 3: True, 4: False, 8: True}
    assert paired(first, second) == Paired(first=2, second=1, of=4)


def test_the_difference_is_in_points_of_all_questions() -> None:
    assert Paired(first=9, second=4, of=200).points == 2.5


@pytest.mark.parametrize(("first", "second", "chance"), [(0, 0, 1.0), (5, 5, 1.0), (5, 0, 0.0625), (0, 5, 0.0625)])
def test_the_sign_test_is_exact(first: int, second: int, chance: float) -> None:
    assert Paired(first=first, second=second, of=20).chance == pytest.approx(chance)
