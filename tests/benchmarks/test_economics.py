"""When speculation pays."""

from __future__ import annotations

import pytest

from benchmarks.economics import BreakEven


def test_a_free_draft_and_judge_that_is_always_accepted_has_no_limit_but_the_division() -> None:
    assert BreakEven(c=0.1, v=0.1, a=1.0).speedup == pytest.approx(5.0)


def test_a_useless_draft_costs_what_it_and_its_judge_take() -> None:
    assert BreakEven(c=0.3, v=0.2, a=0.0).speedup == pytest.approx(1 / 1.5)


@pytest.mark.parametrize(("a", "pays"), [(0.49, False), (0.5, False), (0.51, True)])
def test_speculation_pays_where_more_is_accepted_than_drafting_and_judging_cost(a: float, pays: bool) -> None:
    figures = BreakEven(c=0.3, v=0.2, a=a)
    assert figures.pays is pays
    assert (figures.speedup > 1.0) is pays
