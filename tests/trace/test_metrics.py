"""Figures that more than one screen prints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.trace.metrics import rate, tokens_per_second, totals, wilson

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
    assert rate(0, 0).rate is None
    assert wilson(0, 0) is None


def test_speed_is_known_only_of_who_was_busy() -> None:
    assert tokens_per_second(50, 2.0) == 25
    assert tokens_per_second(0, 0.0) is None


def test_a_run_without_steps_adds_up_to_nothing() -> None:
    nothing = totals([], [], None, None)
    assert nothing.steps.settled == nothing.tokens.draft == 0
    assert nothing.acceptance.rate is None
