"""criteria: three ratings from one pass, of which the lowest counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.verifiers.criteria import CRITERIA
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options
from specrc_cli.verifiers.utility import Rating
from tests.verifiers.proposals import judged, kinds, named, propose

Digits = int | Mapping[str, float]


def rated(coherence: Digits, correctness: Digits, relevance: Digits) -> Callable[[str], Digits]:
    """Three ratings, told apart by the words they are asked with."""
    prompts = Prompts()
    digits = {prompts.coherence: coherence, prompts.correctness: correctness, prompts.relevance: relevance}
    return lambda question: next(rating for words, rating in digits.items() if words in question)


def rating(*digits: Digits) -> ScriptedModel:
    return ScriptedModel(ratings={"a step\n\n": rated(*digits)})


@pytest.mark.parametrize(
    ("digits", "score", "accepted"),
    [((9, 8, 7), 7, True), ((6, 9, 9), 6, False), ((9, 2, 9), 2, False), ((9, 9, 0), 0, False)],
)
async def test_the_lowest_rating_counts(digits: tuple[int, int, int], score: int, accepted: bool) -> None:
    verdict = await judged(named("criteria"), rating(*digits))
    assert (verdict.score, verdict.threshold, verdict.accepted) == (score, 7, accepted)
    assert dict(verdict.parts) == dict(zip(CRITERIA, digits, strict=True))


async def test_a_rejection_names_the_criterion() -> None:
    assert (await judged(named("criteria"), rating(9, 2, 9))).reason == "correctness"
    assert (await judged(named("criteria"), rating(9, 9, 9))).reason == ""


async def test_the_threshold_is_for_each_of_the_three() -> None:
    assert (await judged(named("criteria:5"), rating(5, 6, 7))).accepted
    assert not (await judged(named("criteria:5"), rating(9, 9, 4))).accepted


async def test_the_mean_of_the_digits_can_be_taken() -> None:
    options = Options(prompts=Prompts(), rating=Rating.EXPECTED)
    verdict = await judged(named("criteria", options=options), rating(9, {"9": 0.5, "2": 0.5}, 9))
    assert verdict.parts["correctness"] == pytest.approx(5.5)
    assert not verdict.accepted


async def test_one_that_is_no_rating_makes_it_an_abstention() -> None:
    verdict = await judged(named("criteria"), rating(9, 9, {"9": 0.05}))
    assert (verdict.score, verdict.accepted, verdict.abstained) == (None, False, True)
    assert verdict.reason == "the target gave no digit for relevance"


async def test_all_three_are_asked_in_one_pass_and_paid_for() -> None:
    target = rating(9, 9, 9)
    verdict = await judged(named("criteria"), target)
    assert list(kinds(target)) == ["extend", "choose", "choose", "choose"]
    asked = [call for call in target.calls if call.kind == "choose"]
    assert len({call.turn for call in asked}) == 1
    assert verdict.cost.prefilled >= sum(target.count(call.text) for call in asked)


async def test_verdicts_on_several_steps_share_one_pass() -> None:
    target = ScriptedModel(ratings={"one\n\n": rated(9, 8, 9), "two\n\n": rated(9, 1, 9), "three\n\n": rated(7, 7, 7)})
    proposals = await propose(target, "one\n\n", "two\n\n", "three\n\n")
    verdicts = await asyncio.gather(*map(named("criteria").judge, proposals))
    assert [verdict.score for verdict in verdicts] == [8, 1, 7]
    assert len({call.turn for call in target.calls if call.kind == "choose"}) == 1
