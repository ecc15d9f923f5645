"""Shares and intervals, separation, calibration, and exact tests of pairs."""

from __future__ import annotations

from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.trace.statistics import (
    Share,
    auroc,
    calibration_error,
    median_interval,
    reliability,
    sign_test,
    spread,
    wilson,
)

shares = st.integers(1, 1000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(shares)
def test_wilsons_interval_ends_where_the_share_is_just_z_deviations_away(share: tuple[int, int]) -> None:
    count, of = share
    interval = wilson(count, of, z=2.0)
    assert interval is not None
    for end in interval:
        assert (count / of - end) ** 2 == pytest.approx(4 * end * (1 - end) / of, abs=1e-9)


@given(shares)
def test_an_interval_holds_its_share(share: tuple[int, int]) -> None:
    interval = wilson(*share)
    assert interval is not None
    low, high = interval
    assert 0 <= low <= share[0] / share[1] + 1e-12
    assert share[0] / share[1] - 1e-12 <= high <= 1


def test_an_interval_is_the_one_in_the_textbooks() -> None:
    interval = wilson(8, 10)
    assert interval is not None
    assert interval[0] == pytest.approx(0.490, abs=5e-4)
    assert interval[1] == pytest.approx(0.943, abs=5e-4)


def test_a_share_of_nothing_has_no_rate_and_no_interval() -> None:
    nothing = Share(0, 0)
    assert nothing.rate is None
    assert nothing.interval is None
    assert nothing + Share(1, 2) == Share(1, 2)


def test_a_spread_tells_what_most_values_do_not_exceed() -> None:
    ten = spread(range(1, 12))
    assert ten is not None
    assert (ten.of, ten.total, ten.low, ten.median, ten.high, ten.largest) == (11, 66, 2, 6, 10, 11)
    assert spread([]) is None


def test_a_quantile_between_two_values_is_taken_in_proportion() -> None:
    four = spread([1, 2, 3, 4])
    assert four is not None
    assert four.median == 2.5
    assert four.high == pytest.approx(3.7)


@given(st.lists(st.integers(0, 5), max_size=8), st.lists(st.integers(0, 5), max_size=8))
def test_the_auroc_is_the_share_of_pairs_in_the_right_order(good: list[int], bad: list[int]) -> None:
    wins = [(one > other) + (one == other) / 2 for one, other in product(good, bad)]
    found = auroc(good, bad)
    assert found == (pytest.approx(sum(wins) / len(wins)) if wins else None)


def test_calibration_error_is_the_mean_gap() -> None:
    assert calibration_error([0.95, 0.95], [True, True]) == pytest.approx(0.05)
    assert calibration_error([0.1, 0.9], [True, False]) == pytest.approx(0.9)
    assert calibration_error([], []) is None


def test_a_reliability_bin_holds_its_lower_edge_and_the_last_one_both() -> None:
    first, last = reliability([0.0, 0.1, 1.0], [False, True, True], bins=2)
    assert (first.low, first.high, first.stated, first.observed) == (0.0, 0.5, 0.05, Share(1, 2))
    assert (last.stated, last.observed) == (1.0, Share(1, 1))


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_sign_test_is_twice_the_binomial_tail(ups: int, downs: int) -> None:
    flips = ups + downs
    tail = sum(comb(flips, k) for k in range(min(ups, downs) + 1)) / 2**flips
    assert sign_test(ups, downs) == pytest.approx(min(1.0, 2 * tail))


def test_the_sign_test_is_the_one_in_the_textbooks_and_says_nothing_of_no_pairs() -> None:
    assert sign_test(1, 5) == 0.21875
    assert sign_test(0, 0) == 1.0


def test_the_medians_interval_has_the_ends_of_the_tables() -> None:
    """Conover, Practical Nonparametric Statistics: ranks 6 and 15 of 20, 18 and 33 of 50."""
    assert median_interval(range(1, 21)) == (6, 15)
    assert median_interval(range(1, 51)) == (18, 33)


def test_five_values_are_too_few_for_the_medians_interval() -> None:
    assert median_interval([1, 2, 3, 4, 5]) is None
    assert median_interval([1, 2, 3, 4, 5, 6]) == (1, 6)


def test_ten_thousand_pairs_are_no_trouble() -> None:
    assert 0 < sign_test(4800, 5200) < 1e-3
    assert median_interval(range(10_000)) is not None
