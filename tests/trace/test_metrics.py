"""Figures that more than one screen prints."""

from __future__ import annotations

import pytest

from specrc_cli.trace.events import Author
from specrc_cli.trace.metrics import rate, tokens_per_second, totals
from specrc_cli.trace.record import AnswerRecord, CostRecord
from tests.report.records import accepted, written


def test_a_share_of_nothing_has_no_rate() -> None:
    assert rate(0, 0).rate is None


def test_speed_is_known_only_of_who_was_busy() -> None:
    assert tokens_per_second(50, 2.0) == 25
    assert tokens_per_second(0, 0.0) is None


def test_a_run_without_steps_adds_up_to_nothing() -> None:
    nothing = totals([], [], None, None)
    assert nothing.steps.settled == nothing.tokens.draft == 0
    assert nothing.acceptance.rate is None


def answer(author: Author) -> AnswerRecord:
    return AnswerRecord(author=author, text="4}", tokens=3, cost=CostRecord(written=3, seconds=0.5))


def test_an_answer_is_counted_to_the_model_that_was_asked() -> None:
    own = totals([written(author=Author.DRAFT)], [], answer(Author.DRAFT), None)
    assert (own.tokens.draft, own.tokens.target, own.tokens.answer) == (7, 0, 0)
    assert (own.seconds.draft, own.seconds.answer) == pytest.approx((0.6, 0.0))
    targets = totals([accepted()], [], answer(Author.TARGET), None)
    assert (targets.tokens.draft, targets.tokens.target, targets.tokens.answer) == (4, 0, 3)
    assert (targets.seconds.draft, targets.seconds.answer) == pytest.approx((0.1, 0.5))
