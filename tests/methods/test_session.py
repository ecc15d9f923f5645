"""One run from beginning to end: what is told of it, and every way it can break off."""

from __future__ import annotations

import asyncio

import pytest

from specrc_cli.backends.base import GREEDY, Sampling
from specrc_cli.backends.scripted import ScriptedModel, Unscripted
from specrc_cli.errors import ContextFull
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.seeds import derive_seed
from specrc_cli.trace.events import Event, RunBegan, RunEnded, StopReason
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal
from specrc_cli.verifiers.person import Answer, Person
from specrc_cli.verifiers.random import Random
from tests.play import a_run, play, record_of

STEPS = ("2 + 3 = 5\n\n", "5 * 2 = 11\n\n", "So \\boxed{10}.")
RATINGS = {"5\n\n": 9, "11\n\n": 2, ".": 8}


def drafting() -> ScriptedModel:
    return ScriptedModel("draft", writes=STEPS)


def judging() -> ScriptedModel:
    return ScriptedModel("target", writes=["5 * 2 = 10\n\n"], ratings=RATINGS)


async def test_the_first_event_tells_every_setting() -> None:
    played = await play(draft=drafting(), target=judging(), seed=7)
    began = played.events[0]
    assert isinstance(began, RunBegan)
    assert began.seed == 7
    assert began.knobs["method"] == {"first_n_target_steps": 0, "guard": False, "overlap": None, "audit": 0.0}
    assert began.knobs["verifier"] == {"threshold": 7, "rating": "greedy"}
    assert began.draft is not None
    assert began.draft.name == "draft"


async def test_a_baseline_tells_nothing_of_parts_it_does_not_use() -> None:
    played = await play("target", draft=drafting(), target=ScriptedModel(writes=STEPS))
    began = played.events[0]
    assert isinstance(began, RunBegan)
    assert (began.verifier, began.draft, began.knobs["verifier"]) == ("", None, {})


async def test_the_last_event_tells_the_outcome() -> None:
    played = await play(draft=drafting(), target=judging())
    ended = played.events[-1]
    assert isinstance(ended, RunEnded)
    assert (ended.stop, ended.answer, ended.error) == (StopReason.ANSWER, "10", "")
    assert ended.seconds > 0


@pytest.mark.parametrize("after", range(0, 50, 3))
async def test_cancelled_at_any_moment_it_ends_cleanly(after: int) -> None:
    draft, target = drafting(), judging()
    events: list[Event] = []
    task: asyncio.Task[object]

    def cancel_in_time(_: Event) -> None:
        if len(events) == after + 1:
            task.cancel()

    run = a_run(events, draft=draft, target=target, listener=cancel_in_time)
    task = asyncio.ensure_future(solve(make_method("specreason"), run))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert isinstance(events[-1], RunEnded)
    assert events[-1].stop is StopReason.CANCELLED
    assert (draft.open_branches, target.open_branches) == (0, 0)
    assert record_of(events).stop is StopReason.CANCELLED


async def test_a_person_who_quits_ends_the_run_without_an_error() -> None:
    async def ask(proposal: Proposal, _: Verdict) -> Answer:
        return Answer.QUIT if proposal.index == 1 else Answer.ACCEPT

    played = await play(draft=drafting(), target=judging(), verifier=Person(Random(rate=0), ask))
    assert played.fates == ["accepted", None]
    assert played.outcome.stop is StopReason.CANCELLED


async def test_a_question_that_does_not_fit_is_an_error() -> None:
    events: list[Event] = []
    run = a_run(events, draft=ScriptedModel(), target=ScriptedModel(context=5))
    with pytest.raises(ContextFull):
        await solve(make_method("specreason"), run)
    ended = events[-1]
    assert isinstance(ended, RunEnded)
    assert ended.stop is StopReason.ERROR
    assert "room for 5" in ended.error


async def test_a_fault_in_the_middle_is_told_and_raised_again() -> None:
    events: list[Event] = []
    draft, target = ScriptedModel("draft", writes=STEPS), ScriptedModel("target", ratings={"2 + 3 = 5\n\n": 9})
    with pytest.raises(Unscripted):
        await solve(make_method("specreason"), a_run(events, draft=draft, target=target))
    record = record_of(events)
    assert record.stop is StopReason.ERROR
    assert record.error is not None
    assert "cannot rate" in record.error
    assert (draft.open_branches, target.open_branches) == (0, 0)


def seeds(model: ScriptedModel) -> list[int]:
    return [call.sampling.seed for call in model.calls if call.sampling is not None]


async def seeds_of(seed: int) -> list[int]:
    draft, target = drafting(), judging()
    await play(draft=draft, target=target, seed=seed)
    return seeds(draft) + seeds(target)


async def test_every_generation_has_a_seed_of_its_own_and_keeps_it() -> None:
    first = await seeds_of(1)
    assert len(set(first)) == len(first) == 4
    assert await seeds_of(1) == first
    assert not set(await seeds_of(2)) & set(first)


async def test_each_model_is_sampled_as_the_run_says() -> None:
    draft, target = drafting(), judging()
    await play(draft=draft, target=target, draft_sampling=Sampling(temperature=0.9), target_sampling=GREEDY)
    assert {call.sampling.temperature for call in draft.calls if call.sampling} == {0.9}
    assert all(call.sampling.greedy for call in target.calls if call.sampling)


def test_a_derived_seed_is_the_same_everywhere_and_always() -> None:
    assert derive_seed(0, "draft", 3) == 0xA3B465E5
    assert derive_seed(0, "a", "b") != derive_seed(0, "ab")
