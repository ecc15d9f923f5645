"""A run at other thresholds: what stays is exact, what changes is a range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.trace.record import Record
from specrc_cli.trace.replay import Replay, Replayed, ReplayTally
from specrc_cli.trace.statistics import Share
from tests.report.records import accepted, guessed, record, rewritten, written


def replays(*records: Record) -> tuple[Replay, ...]:
    tally = ReplayTally()
    for one in records:
        tally.add(one)
    return tally.replays


def at(threshold: float, *records: Record) -> Replayed:
    (replay,) = replays(*records)
    return next(row for row in replay.rows if row.threshold == threshold)


SURE = record(accepted(score=9.0), accepted(score=8.0))
MENDED = record(accepted(score=7.5), rewritten(score=3.0), correct=False)


def test_at_its_own_threshold_a_run_is_what_it_was() -> None:
    row = at(7.0, SURE, MENDED)
    assert row.acceptance == Share(3, 4)
    assert row.right == Share(1, 2)
    assert row.at_least == row.at_most == 0.5
    assert row.target_tokens == row.target_seconds == 0


def test_a_question_that_changes_may_come_out_either_way() -> None:
    row = at(2.0, SURE, MENDED)
    assert row.acceptance == Share(4, 4)
    assert row.right == Share(1, 1)
    assert (row.at_least, row.at_most) == (0.5, 1.0)


def test_a_rewrite_spared_saves_what_it_took_and_one_more_costs_their_mean() -> None:
    assert at(2.0, SURE, MENDED).target_tokens == -5
    assert at(8.5, SURE, MENDED).target_tokens == 10
    assert at(8.5, SURE, MENDED).target_seconds == pytest.approx(0.8)


def test_guessing_at_a_rewrite_is_part_of_what_it_takes() -> None:
    (step,) = record(rewritten(score=3.0)).steps
    assert step.target is not None
    slow = record(step.model_copy(update={"target": guessed(step.target, 0.2)}), accepted(score=8.0))
    assert at(2.0, slow).target_seconds == pytest.approx(-0.6)
    assert at(8.5, slow).target_seconds == pytest.approx(0.6)


def test_where_nothing_was_rewritten_nobody_knows_what_a_rewrite_costs() -> None:
    assert at(9.0, SURE).target_tokens is None
    assert at(1.0, SURE).target_tokens == 0


def test_where_the_target_writes_every_step_anyway_nothing_is_spared_or_added() -> None:
    both = [each.model_copy(update={"method": "lookahead"}) for each in (SURE, MENDED)]
    for threshold in (2.0, 8.5):
        assert at(threshold, *both).target_tokens == at(threshold, *both).target_seconds == 0


def test_a_threshold_between_the_usual_ones_has_a_row_of_its_own() -> None:
    said = SURE.steps[0].verdict
    assert said is not None
    step = SURE.steps[0].model_copy(update={"verdict": said.model_copy(update={"threshold": 7.25})})
    (replay,) = replays(record(step))
    assert replay.thresholds == (7.25,)
    assert 7.25 in [row.threshold for row in replay.rows]


def test_a_run_that_judged_nothing_has_no_thresholds() -> None:
    assert replays(record(written())) == ()


@given(st.lists(st.lists(st.floats(0, 9), max_size=4), max_size=4))
def test_a_higher_threshold_never_accepts_more_and_the_range_holds_the_run(scores: list[list[float]]) -> None:
    made = [
        record(*(accepted(score=score) if score >= 7 else rewritten(score=score) for score in chain))
        for chain in scores
    ]
    for replay in replays(*made):
        accepted_at = [row.acceptance.count for row in replay.rows]
        assert accepted_at == sorted(accepted_at, reverse=True)
        own = next(row for row in replay.rows if row.threshold == 7)
        assert all((row.at_least or 0) <= (own.at_least or 0) <= (row.at_most or 0) for row in replay.rows)
