"""likelihood: how surprised the target is, from the pass that reads the step anyway."""

from __future__ import annotations

import asyncio

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.methods.judging import judge
from specrc_cli.trace.events import Event
from specrc_cli.verifiers.likelihood import Pool
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options
from tests.play import a_run
from tests.verifiers.proposals import judged, kinds, named, propose

MEAN = Options(prompts=Prompts(), pool=Pool.MEAN)
SURPRISED_ONCE = ScriptedModel(logprobs={"a step\n\n": (-0.1, -0.1, -3.0, -0.2)})


async def test_one_surprising_token_shows_in_the_minimum() -> None:
    verdict = await judged(named("likelihood"), SURPRISED_ONCE)
    assert (verdict.score, verdict.accepted) == (-3.0, False)


async def test_and_is_lost_in_the_mean() -> None:
    verdict = await judged(named("likelihood", options=MEAN), SURPRISED_ONCE)
    assert verdict.score == pytest.approx(-0.85)
    assert verdict.accepted
    assert verdict.parts == {"minimum": -3.0, "mean": pytest.approx(-0.85)}


async def test_a_target_whose_figures_are_no_numbers_abstains() -> None:
    verdict = await judged(named("likelihood:-100"), ScriptedModel(logprobs={"\n\n": float("nan")}))
    assert verdict.abstained
    assert verdict.reason == "the target gave no probabilities for the step's tokens"


async def test_an_impossible_token_is_a_rejection() -> None:
    verdict = await judged(named("likelihood:-100"), ScriptedModel(logprobs={"\n\n": float("-inf")}))
    assert (verdict.accepted, verdict.abstained) == (False, False)


async def test_the_step_is_read_once_and_nothing_else_is_asked() -> None:
    target = ScriptedModel(logprobs={"\n\n": -0.5})
    await judged(named("likelihood"), target)
    assert kinds(target) == ["read"]


async def test_together_with_a_rating_the_step_is_still_read_once() -> None:
    target = ScriptedModel(logprobs={"\n\n": -0.5}, ratings={"\n\n": 9})
    for spec in ("utility+likelihood", "likelihood+utility"):
        target.calls.clear()
        verdict = await judged(named(spec), target)
        assert verdict.accepted
        assert sorted(kinds(target)) == ["choose", "read"]


async def test_reading_is_paid_for_by_the_chain_and_told_with_the_verdict() -> None:
    target = ScriptedModel(logprobs={"\n\n": -0.5})
    events: list[Event] = []
    run = a_run(events, draft=None, target=target, verifier="likelihood")
    [proposal] = await propose(target, "a step\n\n", scored=True)
    prompt = proposal.target.position
    assert (await named("likelihood").judge(proposal)).cost.prefilled == 0
    assert (await judge(run, proposal)).cost.prefilled == prompt + 4


async def test_verdicts_gathered_share_one_pass() -> None:
    target = ScriptedModel(logprobs={"one\n\n": -0.1, "two\n\n": -9})
    proposals = await propose(target, "one\n\n", "two\n\n", scored=True)
    verdicts = await asyncio.gather(*map(named("likelihood").judge, proposals))
    assert [verdict.score for verdict in verdicts] == [-0.1, -9]
    assert len({call.turn for call in target.calls if call.kind == "read"}) == 1
