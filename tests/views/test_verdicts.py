from __future__ import annotations

import math

import pytest

from specrc_cli.trace.verdict import Verdict
from specrc_cli.views import verdicts


def rating(score: float | None, **more: object) -> Verdict:
    accepted = score is not None and score >= 7
    return Verdict(verifier="utility", accepted=accepted, score=score, threshold=7, **more)  # type: ignore[arg-type]


ARITHMETIC_WRONG = Verdict(verifier="arithmetic", accepted=False, score=0, threshold=1, reason="2 + 2 is 4, not 5")
ARITHMETIC_RIGHT = Verdict(verifier="arithmetic", accepted=True, score=1, threshold=1)
UNLIKELY = Verdict(verifier="likelihood", accepted=False, score=-2.5, threshold=-1.0, parts={"mean": -0.4})


def composed(*members: Verdict) -> Verdict:
    accepted = all(member.accepted for member in members)
    return Verdict(verifier="+".join(m.verifier for m in members), accepted=accepted, score=0, members=members)


def test_the_first_that_rejects_decides_and_else_the_last() -> None:
    assert verdicts.decisive(composed(ARITHMETIC_RIGHT, UNLIKELY)) is UNLIKELY
    assert verdicts.decisive(composed(ARITHMETIC_WRONG, rating(9))) is ARITHMETIC_WRONG
    last = rating(9)
    assert verdicts.decisive(composed(ARITHMETIC_RIGHT, last)) is last


def test_who_had_nothing_to_check_did_not_decide() -> None:
    rated, unconcerned = rating(8), Verdict(verifier="arithmetic", accepted=True, threshold=1)
    assert verdicts.decisive(composed(rated, unconcerned)) is rated
    assert verdicts.score(composed(rated, unconcerned)) == "8"
    assert verdicts.decisive(composed(unconcerned, unconcerned)) is unconcerned


def test_a_person_decides_over_the_verifier_below() -> None:
    person = Verdict(verifier="person", accepted=True, score=1, members=(rating(2),))
    assert verdicts.decisive(person) is person
    assert verdicts.others(person) == [rating(2)]


@pytest.mark.parametrize(
    ("verdict", "share"),
    [
        (rating(9), 1.0),
        (rating(0), 0.0),
        (rating(None), None),
        (UNLIKELY, math.exp(-2.5)),
        (Verdict(verifier="likelihood", accepted=True, score=0.0), 1.0),
        (Verdict(verifier="likelihood", accepted=False, score=float("nan")), None),
        (Verdict(verifier="likelihood", accepted=False, score=float("-inf")), 0.0),
        (Verdict(verifier="somebody", accepted=True, score=3.0), None),
    ],
)
def test_a_bar_is_as_full_as_the_score_on_its_own_scale(verdict: Verdict, share: float | None) -> None:
    assert verdicts.share(verdict) == (pytest.approx(share) if share is not None else None)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (rating(2), "utility 2 < 7"),
        (rating(6.45), "utility 6.5 < 7"),
        (rating(None, reason="no digit"), "utility gave no readable verdict: no digit"),
        (UNLIKELY, "likelihood -2.50 < -1.00"),
        (composed(ARITHMETIC_WRONG), "arithmetic: 2 + 2 is 4, not 5"),
        (Verdict(verifier="person", accepted=False, score=0, members=(rating(9),)), ""),
        (Verdict(verifier="", accepted=False, reason="it repeats\nitself"), "it repeats itself"),
    ],
)
def test_a_rejection_says_who_and_why(verdict: Verdict, words: str) -> None:
    assert verdicts.because(verdict) == words


def test_parts_are_those_of_the_deciding_verdict_on_its_scale() -> None:
    rated = rating(2, parts={"greedy": 2.0, "expected": 2.26, "mass": 1.0})
    assert verdicts.parts(rated) == [("expected", "2.3")]
    assert verdicts.parts(composed(ARITHMETIC_RIGHT, UNLIKELY)) == [("mean", "-0.40")]


def test_an_accepted_step_is_spared_other_readings_and_what_nobody_objected_to() -> None:
    rated = rating(8, parts={"expected": 7.26, "coherence": 9.0})
    assert verdicts.parts(rated) == [("coherence", "9")]
    assert verdicts.others(composed(ARITHMETIC_RIGHT, rated)) == []
    assert verdicts.others(composed(ARITHMETIC_RIGHT, UNLIKELY)) == [ARITHMETIC_RIGHT]
