"""Another threshold: what a verdict would have been is exact, and what nobody was asked is not made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.backends.base import StopCause
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.trace.events import Author, Fate
from specrc_cli.trace.record import CostRecord, StepRecord, VerdictRecord, WritingRecord
from specrc_cli.trace.whatif import Dial, MeanRewrite, Rewrites, decisions, dials, first_change, what_if
from tests.play import Played, play
from tests.report.records import guessed, record

DIAL = Dial(verifier="utility", threshold=7)
COSTS = MeanRewrite(seconds=2.0, tokens=10)
scores = st.floats(0, 9)


def verdict(verifier: str | None, *, accepted: bool, score: float | None = None, **more: object) -> VerdictRecord:
    known: dict[str, object] = {
        "abstained": False, "threshold": None, "reason": None, "parts": {}, "distribution": None, "members": [],
        "cost": CostRecord(), **more,
    }  # fmt: skip
    return VerdictRecord(verifier=verifier, accepted=accepted, score=score, **known)  # type: ignore[arg-type]


def rated(score: float, *, accepted: bool | None = None) -> VerdictRecord:
    return verdict("utility", accepted=score >= 7 if accepted is None else accepted, score=score, threshold=7)


def wrote(tokens: int, seconds: float) -> WritingRecord:
    cost = CostRecord(written=tokens, seconds=seconds)
    return WritingRecord(text="a\n\n", tokens=tokens, stop=StopCause.DELIMITER, mean_logprob=None, cost=cost)


def judged(said: VerdictRecord, *, index: int = 0, fate: Fate | None = None, target: int = 0) -> StepRecord:
    fate = fate or (Fate.ACCEPTED if said.accepted else Fate.REWRITTEN)
    return StepRecord(
        index=index, author=Author.DRAFT, fate=fate, text="a\n\n", truncated=False, accepted=said.accepted,
        verdict=said, draft=wrote(5, 0.1), target=wrote(target, target / 10) if target else None,
    )  # fmt: skip


def at(threshold: float, *verdicts: VerdictRecord, dial: Dial = DIAL) -> list[bool | None]:
    return [decision.at(threshold) for decision in decisions([judged(said) for said in verdicts], dial)]


ARITHMETIC_WRONG = verdict("arithmetic", accepted=False, score=0, threshold=1)
ARITHMETIC_RIGHT = verdict("arithmetic", accepted=True, score=1, threshold=1)


def composed(*members: VerdictRecord, stated: str = "") -> VerdictRecord:
    name = stated or "+".join(str(member.verifier) for member in members)
    return verdict(name, accepted=all(member.accepted for member in members), members=list(members))


@given(st.lists(scores), scores)
def test_a_score_says_exactly_what_another_threshold_would_have_decided(given_scores: list[float], to: float) -> None:
    assert at(to, *map(rated, given_scores)) == [score >= to for score in given_scores]


@given(st.lists(scores))
def test_at_the_threshold_of_the_run_nothing_changes(given_scores: list[float]) -> None:
    steps = [judged(rated(score)) for score in given_scores]
    what = what_if(decisions(steps, DIAL), DIAL.threshold, COSTS)
    assert what.flips == ()
    assert (what.seconds, what.tokens) == (0, 0)
    assert what.acceptance.count == sum(score >= 7 for score in given_scores)


@given(st.lists(scores), scores, scores)
def test_a_lower_threshold_never_accepts_less(given_scores: list[float], one: float, other: float) -> None:
    decided = decisions([judged(rated(score)) for score in given_scores], DIAL)
    low, high = sorted((one, other))
    assert what_if(decided, low, COSTS).acceptance.count >= what_if(decided, high, COSTS).acceptance.count


@given(st.lists(scores, min_size=1), scores)
def test_the_first_change_is_the_first_step_whose_verdict_differs(given_scores: list[float], to: float) -> None:
    steps = [judged(rated(score), index=index) for index, score in enumerate(given_scores)]
    changed = [index for index, score in enumerate(given_scores) if (score >= to) != (score >= 7)]
    assert first_change(steps, what_if(decisions(steps, DIAL), to, COSTS)) == min(changed, default=None)


def test_a_rewrite_spared_saves_what_it_took_and_one_more_costs_the_mean() -> None:
    steps = [judged(rated(3), target=30), judged(rated(8)), judged(rated(6), target=10)]
    rewrite = Rewrites.of(record(*steps)).mean
    assert (rewrite.tokens, rewrite.seconds) == pytest.approx((20, 2.0))
    lower, higher = (what_if(decisions(steps, DIAL), to, rewrite) for to in (6.0, 9.0))
    assert (lower.tokens, lower.seconds) == pytest.approx((-10, -1.0))
    assert (higher.tokens, higher.seconds) == pytest.approx((20, 2.0))


def test_what_a_draft_took_to_guess_at_a_rewrite_is_spared_with_it() -> None:
    step = judged(rated(3)).model_copy(update={"target": guessed(wrote(10, 1.0), 0.5)})
    assert what_if(decisions([step], DIAL), 2, COSTS).seconds == pytest.approx(-1.5)


def test_what_a_rewrite_takes_is_not_guessed_where_none_was_written() -> None:
    decided = decisions([judged(rated(8))], DIAL)
    what = what_if(decided, 9, Rewrites().mean)
    assert (what.seconds, what.tokens) == (None, None)
    assert what.acceptance.count == 0


def test_where_the_target_writes_every_step_anyway_a_verdict_costs_nothing_more() -> None:
    steps = [judged(rated(3), target=30), judged(rated(8), target=10)]
    decided = decisions(steps, replace(DIAL, rewrites=False))
    for to in (2.0, 9.0):
        what = what_if(decided, to, COSTS)
        assert len(what.flips) == 1
        assert (what.seconds, what.tokens) == (0, 0)


def test_what_decided_nothing_is_not_replayed() -> None:
    steps = [judged(rated(8), fate=Fate.DISCARDED), judged(verdict(None, accepted=False, reason="cut off"))]
    assert decisions(steps, DIAL) == []


def test_an_abstention_and_a_persons_word_stand_at_every_threshold() -> None:
    abstained = verdict("utility", accepted=False, abstained=True, threshold=7)
    person = verdict("person", accepted=True, score=1, members=[rated(2)])
    assert at(0, abstained, person) == [False, True]
    assert at(9, abstained, person) == [False, True]


def test_another_verifiers_rejection_stands_and_the_unasked_stay_unknown() -> None:
    stated = "arithmetic+utility"
    assert at(0, composed(ARITHMETIC_WRONG, stated=stated)) == [False]
    assert at(0, composed(ARITHMETIC_RIGHT, rated(5))) == [True]
    confident = Dial(verifier="confidence", threshold=-0.5)
    unsure = composed(verdict("confidence", accepted=False, score=-1, threshold=-0.5), stated="confidence+utility")
    assert at(-2, unsure, dial=confident) == [None]
    assert at(-0.4, unsure, dial=confident) == [False]


def test_a_doubtful_step_would_have_been_handed_on() -> None:
    dial = Dial(verifier="confidence", threshold=-0.5, handed_on=frozenset({"utility"}))
    sure = verdict("confidence", accepted=True, score=-0.2, threshold=-0.5)
    assert at(-0.3, sure, rated(8), rated(2), dial=dial) == [True, True, False]
    assert at(-0.1, sure, rated(8), rated(2), dial=dial) == [None, True, False]
    assert at(-0.6, sure, rated(8), rated(2), dial=dial) == [True, True, None]


def test_a_step_carried_by_its_chunk_stays_until_more_is_asked_of_all() -> None:
    carried = rated(5, accepted=True)
    assert at(7, carried) == [True]
    assert at(4, carried) == [True]
    assert at(8, carried) == [None]


async def a_run(verifier: str) -> Played:
    draft = ScriptedModel("draft", writes=["2 + 3 = 5\n\n", "5 * 2 = 11\n\n", "So 10."])
    target = ScriptedModel("target", writes=["5 * 2 = 10\n\n", "10}"], ratings={"5\n\n": 9, "11\n\n": 2, ".": 8})
    return await play(draft=draft, target=target, verifier=verifier)


async def test_a_run_tells_which_thresholds_can_be_moved() -> None:
    assert dials((await a_run("utility:6")).record) == [Dial(verifier="utility", threshold=6)]
    assert dials((await a_run("arithmetic+utility")).record) == [DIAL]
    escalated = dials((await a_run("confidence:-9/utility")).record)
    assert escalated == [Dial(verifier="confidence", threshold=-9, handed_on=frozenset({"utility"}))]


async def test_a_rejection_costs_no_rewrite_of_its_own_in_lookahead() -> None:
    draft = ScriptedModel("draft", writes=["2 + 3 = 5\n\n", "5 * 2 = 10\n\n", "So 10."])
    target = ScriptedModel("target", writes=["2 + 3 = 5\n\n", "5 * 2 = 10\n\n", "So 10.", "10}"])
    run = (await play("lookahead", draft=draft, target=target, verifier=None)).record
    [dial] = dials(run)
    assert (dial.verifier, dial.rewrites) == ("equivalence", False)
    assert all(step.accepted and step.target for step in run.steps)


async def test_a_played_run_replays_to_itself_and_flips_where_it_should() -> None:
    run = (await a_run("arithmetic+utility")).record
    decided = decisions(run.steps, DIAL)
    same = what_if(decided, 7, Rewrites.of(run).mean)
    assert same.acceptance == run.totals.acceptance
    assert same.flips == ()
    stricter = what_if(decided, 9, Rewrites.of(run).mean)
    assert [(flip.decision.place, flip.accepted) for flip in stricter.flips] == [(2, False)]
