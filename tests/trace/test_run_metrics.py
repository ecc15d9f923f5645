"""The figures of many runs, added up record by record."""

from __future__ import annotations

import json

import pytest

from specrc_cli.trace.events import StopReason
from specrc_cli.trace.record import Record
from specrc_cli.trace.run_metrics import RunFigures, RunTally, as_data
from specrc_cli.trace.statistics import Share
from tests.report.records import accepted, discarded, record, rewritten, turned_away, written


def figures(*records: Record) -> RunFigures:
    tally = RunTally()
    for one in records:
        tally.add(one)
    return tally.figures


RIGHT = record(accepted(), accepted(), wall=1.0)
WRONG = record(accepted(), rewritten(), correct=False, answer="5", wall=3.0)
NO_ANSWER = record(rewritten(), answer=None, correct=False, stop=StopReason.BUDGET)
UNGRADED = record(written(), gold=None, correct=None, wall=None)
CANCELLED = record(accepted(), answer=None, correct=False, stop=StopReason.CANCELLED)


def test_rates_are_of_the_sums_not_means_of_rates() -> None:
    found = figures(RIGHT, WRONG, NO_ANSWER)
    assert found.acceptance == Share(3, 5)
    assert found.token_acceptance == Share(12, 20)
    assert found.untouched == Share(1, 3)


def test_a_question_without_a_known_answer_is_not_wrong_and_one_without_an_answer_is() -> None:
    found = figures(RIGHT, WRONG, NO_ANSWER, UNGRADED)
    assert found.accuracy == Share(1, 3)
    assert found.ungraded == 1
    assert found.answered == Share(3, 4)


def test_an_interrupted_question_says_nothing_of_the_accuracy() -> None:
    found = figures(RIGHT, CANCELLED)
    assert found.accuracy == Share(1, 1)
    assert found.stops == {StopReason.ANSWER: 1, StopReason.CANCELLED: 1}


def test_what_stands_is_the_drafts_where_it_was_accepted() -> None:
    assert figures(WRONG).standing_by_draft == Share(4, 9)
    assert figures(record(accepted(), discarded())).standing_by_draft == Share(4, 4)
    assert figures(UNGRADED).standing_by_draft == Share(0, 4)


def test_a_draft_turned_away_unasked_is_not_judged() -> None:
    found = figures(record(accepted(), turned_away()))
    assert found.acceptance == Share(1, 1)
    assert found.steps.turned_away == 1


def test_a_time_that_is_not_known_is_left_out() -> None:
    found = figures(RIGHT, WRONG, UNGRADED)
    assert found.question_seconds is not None
    assert (found.question_seconds.of, found.question_seconds.median) == (2, 2.0)
    assert found.seconds.wall == 4.0


def test_a_speed_is_tokens_over_busy_seconds() -> None:
    found = figures(WRONG)
    assert found.draft_speed == pytest.approx(8 / 0.2)
    assert found.target_speed == pytest.approx(5 / 0.4)
    assert found.judge_speed == pytest.approx(12 / 0.1)


def test_no_runs_have_no_figures_but_zeros() -> None:
    nothing = figures()
    assert nothing.questions == 0
    assert (nothing.accuracy.rate, nothing.question_seconds, nothing.draft_speed) == (None, None, None)


def test_figures_are_plain_data_with_the_rate_beside_its_counts() -> None:
    data = json.loads(json.dumps(as_data(figures(RIGHT, WRONG)), allow_nan=False))
    low, high = pytest.approx(0.3006, abs=1e-4), pytest.approx(0.9544, abs=1e-4)
    assert data["acceptance"] == {"count": 3, "of": 4, "rate": 0.75, "low": low, "high": high}
    assert data["stops"] == {"answer": 2}
    assert data["steps"]["settled"] == 4
