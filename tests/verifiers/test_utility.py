"""utility: one digit, or the mean of ten."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options
from specrc_cli.verifiers.utility import Rating
from tests.verifiers.proposals import judged, named, propose

EXPECTED = Options(prompts=Prompts(), rating=Rating.EXPECTED)


def rating(digits: int | Mapping[str, float]) -> ScriptedModel:
    return ScriptedModel(ratings={"a step\n\n": digits})


@pytest.mark.parametrize(("digit", "accepted"), [(0, False), (6, False), (7, True), (9, True)])
async def test_a_rating_that_reaches_the_threshold_accepts(digit: int, accepted: bool) -> None:
    verdict = await judged(named("utility"), rating(digit))
    assert (verdict.score, verdict.threshold, verdict.accepted) == (digit, 7, accepted)


async def test_greedy_takes_the_likeliest_digit_and_expected_the_mean() -> None:
    digits = {"9": 0.4, "1": 0.3, "0": 0.3}
    greedy = await judged(named("utility"), rating(digits))
    expected = await judged(named("utility", options=EXPECTED), rating(digits))
    assert (greedy.score, greedy.accepted) == (9, True)
    assert expected.score == pytest.approx(3.9)
    assert not expected.accepted
    assert greedy.parts == expected.parts
    assert greedy.distribution[9] == pytest.approx(0.4)


async def test_a_target_that_gives_no_digit_abstains() -> None:
    verdict = await judged(named("utility", threshold=0), rating({"9": 0.05}))
    assert (verdict.score, verdict.accepted, verdict.abstained) == (None, False, True)
    assert "0.050" in verdict.reason


async def test_no_probability_at_all_abstains_too() -> None:
    assert (await judged(named("utility"), rating({}))).abstained


async def test_the_question_is_the_prompts_own_and_leaves_the_branch_alone() -> None:
    target = rating(9)
    prompts = Prompts(utility="Any good?", utility_reply="It is a ")
    [proposal] = await propose(target, "a step\n\n")
    await named("utility", options=Options(prompts=prompts)).judge(proposal)
    asked = target.calls[-1].text
    assert "Any good?" in asked
    assert asked.endswith("It is a ")
    assert proposal.target.position == target.count(target.render([{"role": "user", "content": "How many?"}])) + 3 + 1


async def test_verdicts_gathered_share_one_pass() -> None:
    target = ScriptedModel(ratings={"one\n\n": 9, "two\n\n": 2, "three\n\n": 7})
    proposals = await propose(target, "one\n\n", "two\n\n", "three\n\n")
    verifier = named("utility")
    verdicts = await asyncio.gather(*map(verifier.judge, proposals))
    assert [verdict.score for verdict in verdicts] == [9, 2, 7]
    assert len({call.turn for call in target.calls if call.kind == "choose"}) == 1
