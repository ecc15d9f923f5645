"""Answers that are spelled differently and are the same mathematics."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from specrc_cli.batch import algebra
from specrc_cli.batch.algebra import Algebra
from specrc_cli.trace.grading import Grading
from tests.batch.records import a_record

pytestmark = pytest.mark.skipif(not algebra.installed(), reason="needs the extra math")


@pytest.fixture
async def judge() -> AsyncIterator[Algebra]:
    judge = Algebra()
    yield judge
    await judge.aclose()


async def test_equal_mathematics_is_equal_however_it_is_spelled(judge: Algebra) -> None:
    assert await judge.same("(x+1)^2", "x^2+2x+1")
    assert await judge.same("\\frac{\\sqrt{2}}{2}", "1/\\sqrt{2}")
    assert not await judge.same("x+1", "x+2")
    assert not await judge.same("Paris", "Rome")
    assert not await judge.same("", "}{")


async def test_a_wrong_text_may_turn_out_right(judge: Algebra) -> None:
    record = await judge.regrade(a_record(answer="5 \\cdot 10^3", gold="5000"))
    assert record.correct is True
    assert record.grading is Grading.MATH


async def test_what_is_right_or_compared_as_numbers_or_not_graded_is_left_alone(judge: Algebra) -> None:
    for record in (a_record(answer="5", gold="5"), a_record(answer="6", gold="5"), a_record(answer="x", gold=None)):
        assert await judge.regrade(record) is record
    assert judge._process is None


async def test_a_formula_that_keeps_it_busy_is_given_up_and_the_next_is_judged(
    judge: Algebra, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await judge.same("x + x", "2x")
    monkeypatch.setattr(algebra, "SECONDS", 0.0)
    assert not await judge.same("x + x", "2x")
    monkeypatch.setattr(algebra, "SECONDS", 60.0)
    assert await judge.same("x + x", "2x")


async def test_an_endless_answer_is_not_worth_the_trouble(judge: Algebra) -> None:
    assert not await judge.same("1+" * 5000, "5")
    assert judge._process is None
