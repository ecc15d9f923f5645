"""Overlap: the draft goes on while the target judges. The chain is the same, and what was for nothing is counted."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from specrc_cli.backends.scripted import ScriptedModel, following
from specrc_cli.methods.ahead import overlaps
from specrc_cli.methods.base import Limits
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Event, StepBegan, StepJudged
from tests.play import Played, a_run, play

ONE, TWO, THREE = "1 + 1 = 2\n\n", "2 + 2 = 4\n\n", "4 + 4 = 8\n\n"
BAD = "2 + 2 = 5\n\n"
END = "So \\boxed{8}."
METHODS = ("specreason", "specrc")
RATINGS = {ONE: 9, TWO: 9, THREE: 9, BAD: 1, END: 9}
BEHIND_BAD = "5 + 5 = 10\n\n"


def drafting() -> ScriptedModel:
    """Wrong at the second step, and right again behind the target's own."""
    return ScriptedModel("draft", writes=following(ONE + BAD + BEHIND_BAD + END, ONE + TWO + THREE + END))


def judging() -> ScriptedModel:
    return ScriptedModel("target", writes=[TWO], ratings={**RATINGS, BEHIND_BAD: 9})


async def run_on(method: str, overlap: bool | None, **options: Any) -> Played:
    knobs = {"overlap": overlap} | ({"k": 1, "k_max": 1} if method == "specrc" else {})
    settings: Any = {"draft": drafting(), "target": judging(), "knobs": knobs} | options
    return await play(method, **settings)


def standing(played: Played) -> list[tuple[str | None, str | None]]:
    return [(step.text, step.fate) for step in played.steps if step.fate != "discarded"]


@pytest.mark.parametrize("method", METHODS)
async def test_the_chain_is_the_same_with_and_without(method: str) -> None:
    apart, together = [await run_on(method, overlap) for overlap in (False, True)]
    assert standing(apart) == standing(together)
    assert [fate for _, fate in standing(together)] == ["accepted", "rewritten", "accepted", "accepted"]
    assert together.outcome == apart.outcome


@pytest.mark.parametrize("method", METHODS)
async def test_the_next_step_is_begun_before_the_verdict(method: str) -> None:
    for overlap, before in ((True, True), (False, False)):
        played = await run_on(method, overlap)
        told = played.of(StepBegan, StepJudged)
        began = next(i for i, e in enumerate(told) if isinstance(e, StepBegan) and e.index == 1)
        judged = next(i for i, e in enumerate(told) if isinstance(e, StepJudged) and e.index == 0)
        assert (began < judged) is before


@pytest.mark.parametrize("method", METHODS)
async def test_what_was_begun_behind_a_rejected_step_is_discarded_and_counted(method: str) -> None:
    together, apart = await run_on(method, True), await run_on(method, False)
    [discarded] = [step for step in together.steps if step.fate == "discarded"]
    assert (discarded.index, discarded.branch, discarded.author) == (2, 0, "draft")
    assert discarded.draft is not None
    assert discarded.draft.stop == "stopped"
    assert BEHIND_BAD.startswith(discarded.draft.text)
    totals, plain = together.record.totals, apart.record.totals
    assert totals.tokens.discarded == plain.tokens.discarded + discarded.draft.tokens
    assert totals.tokens.draft == plain.tokens.draft + discarded.draft.tokens
    assert (totals.acceptance, totals.steps.discarded) == (plain.acceptance, 1)


async def test_a_chunk_begun_behind_a_rejected_one_is_discarded_whole() -> None:
    long = ONE + BAD + "".join(f"{n} + 1 = {n + 1}\n\n" for n in range(20, 60))
    draft = ScriptedModel("draft", writes=following(long, ONE + TWO + THREE + END))
    target = ScriptedModel("target", writes=[TWO], ratings=RATINGS)
    played = await play("specrc", draft=draft, target=target, knobs={"k": 2, "overlap": True})
    assert [text for text, _ in standing(played)] == [ONE, TWO, THREE, END]
    assert {step.index for step in played.steps if step.fate == "discarded"} <= {2, 3, 4}
    assert played.record.totals.steps.discarded >= 1


async def test_nothing_is_begun_behind_a_step_that_ends_the_chain() -> None:
    played = await play(draft=ScriptedModel("draft", writes=[END]), target=judging(), knobs={"overlap": True})
    assert played.fates == ["accepted"]
    assert len(played.of(StepBegan)) == 1


@pytest.mark.parametrize("method", METHODS)
async def test_nothing_is_begun_behind_a_draft_that_is_turned_away(method: str) -> None:
    draft = ScriptedModel("draft", writes=["", END])
    played = await run_on(method, True, draft=draft, target=ScriptedModel("target", writes=[TWO], ratings=RATINGS))
    assert played.fates == ["rewritten", "accepted"]


@pytest.mark.parametrize("method", METHODS)
async def test_what_overlap_threw_away_is_not_held_against_the_budget(method: str) -> None:
    """How much that is depends on timing, and the chain must not."""
    for budget in range(20, 60, 5):
        limits = Limits(token_budget=budget, answer_tokens=4)
        target = partial(ScriptedModel, "target", writes=lambda c: "8}" if c.endswith("{") else TWO, ratings=RATINGS)
        apart, together = [await run_on(method, each, limits=limits, target=target()) for each in (False, True)]
        assert standing(apart) == standing(together)
        assert apart.outcome == together.outcome


@pytest.mark.parametrize("method", METHODS)
async def test_the_guard_may_step_in_while_the_draft_is_ahead(method: str) -> None:
    def count(thing: str) -> Any:
        return lambda context: f"{context.count(chr(10))} {thing}\n\n"

    knobs = {"guard": True, "overlap": True} | ({"k": 1} if method == "specrc" else {})
    target = ScriptedModel("target", writes=count("pears"), ratings={"apples\n\n": 1})
    draft = ScriptedModel("draft", writes=count("apples"))
    played = await play(method, draft=draft, target=target, knobs=knobs, limits=Limits(max_steps=12, answer_tokens=4))
    assert "written" in played.fates
    assert len([step for step in played.steps if step.fate != "discarded"]) == 12


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("after", range(0, 60, 5))
async def test_cancelled_at_any_moment_it_leaves_nothing_behind(method: str, after: int) -> None:
    draft, target, events = drafting(), judging(), list[Event]()
    task: asyncio.Task[object]

    def cancel_in_time(_: Event) -> None:
        if len(events) == after + 1:
            task.cancel()

    run = a_run(events, draft=draft, target=target, listener=cancel_in_time)
    task = asyncio.ensure_future(solve(make_method(method, overlap=True), run))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (draft.open_branches, target.open_branches) == (0, 0)
    assert len(asyncio.all_tasks()) == 1


async def test_unasked_the_two_overlap_where_each_has_a_device_to_itself() -> None:
    def run_of(*devices: str) -> Any:
        draft, target = (ScriptedModel(device=device) for device in devices)
        return a_run([], draft=draft, target=target)

    assert overlaps(None, run_of("CPU", "a GPU"))
    assert not overlaps(None, run_of("CPU", "CPU"))
    assert overlaps(True, run_of("CPU", "CPU"))
    assert not overlaps(False, run_of("CPU", "a GPU"))
