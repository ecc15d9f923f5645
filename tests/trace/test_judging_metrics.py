"""How verifiers judged: by position, by score, and what the scores were worth."""

from __future__ import annotations

import pytest

from specrc_cli.trace.judging_metrics import JudgingFigures, JudgingTally
from specrc_cli.trace.record import Record
from specrc_cli.trace.statistics import Share
from tests.report.records import accepted, branch, discarded, record, rewritten, turned_away, verdict, written


def figures(*records: Record) -> JudgingFigures:
    tally = JudgingTally()
    for one in records:
        tally.add(one)
    return tally.figures


def test_acceptance_is_told_by_place_in_the_chain() -> None:
    found = figures(record(accepted(), rewritten()), record(accepted(), accepted(), rewritten()))
    assert found.by_position == (Share(2, 2), Share(1, 2), Share(0, 1))


def test_a_place_where_nobody_judged_counts_nothing() -> None:
    found = figures(record(written(), turned_away(), accepted(), discarded()))
    assert found.by_position == (Share(0, 0), Share(0, 0), Share(1, 1))


def test_scores_fall_into_bins_by_what_became_of_the_step() -> None:
    (utility,) = figures(record(accepted(score=8.4), accepted(score=9.0), rewritten(score=2.0))).scores
    assert [place for place, count in enumerate(utility.accepted) if count] == [8, 9]
    assert [place for place, count in enumerate(utility.rejected) if count] == [2]
    assert utility.thresholds == (7.0,)


def test_a_score_below_an_open_scale_falls_into_its_first_bin() -> None:
    said = verdict(-50.0, accepted=False, verifier="likelihood", threshold=-1.0)
    (likelihood,) = figures(record(rewritten().model_copy(update={"verdict": said}))).scores
    assert likelihood.rejected[0] == 1


def test_every_member_of_a_composition_keeps_its_own_scores() -> None:
    members = [verdict(0.0, accepted=True, verifier="confidence"), verdict(8.0, accepted=True)]
    said = verdict(8.0, accepted=True, verifier="confidence+utility", members=members)
    found = figures(record(accepted().model_copy(update={"verdict": said})))
    assert {one.verifier: sum(one.accepted) for one in found.scores} == {"confidence": 1, "utility": 1}


def test_chains_held_against_each_other_have_scores_too() -> None:
    chosen = record(written(), branches=[branch(1, chosen=True, score=0.6), branch(2, chosen=False, score=0.1)])
    (choice,) = figures(chosen).scores
    assert (choice.accepted[6], choice.rejected[1]) == (1, 1)
    assert choice.calibration_error == pytest.approx(0.4)


def test_a_chain_is_as_sure_as_its_least_sure_accepted_step() -> None:
    right = record(accepted(score=9.0), accepted(score=8.0), rewritten(score=1.0))
    wrong = record(accepted(score=7.0), correct=False)
    (utility,) = figures(right, wrong).scores
    assert [one.stated for one in utility.weakest] == [pytest.approx(7 / 9), pytest.approx(8 / 9)]
    assert [one.observed for one in utility.weakest] == [Share(0, 1), Share(1, 1)]
    assert utility.separation == 1.0


def test_a_rating_is_no_probability_and_has_no_calibration_error() -> None:
    (utility,) = figures(record(accepted())).scores
    assert utility.calibration_error is None


def test_questions_without_a_known_answer_say_nothing_of_what_a_score_is_worth() -> None:
    (utility,) = figures(record(accepted(), gold=None, correct=None)).scores
    assert utility.weakest == ()
    assert utility.separation is None
