"""The guard over a run: what becomes of the steps, what is said and recorded, and what the next question knows."""

from __future__ import annotations

from typing import Any

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.methods.base import Limits
from specrc_cli.methods.economy import UNKNOWN_TOKENS, Economy
from specrc_cli.trace.events import Fate, GuardDecided, StepBegan
from tests.play import Played, play

DELIMITER = "\n\n"
WORDS = "one more step " + "of words that take their time " * 4
OWN_WORDS = "but I say " + "in words of my very own " * 4
"""Of the target, so that nothing of a draft is salvaged."""
GUARDED = {"guard": True}
ROOM = 20_000


def counting(thing: str, words: str = WORDS) -> Any:
    return lambda context: f"{words}{context.count(DELIMITER)} {thing}{DELIMITER}"


def drafting(**options: Any) -> ScriptedModel:
    return ScriptedModel("draft", writes=counting("apples"), **{"pace": 0.1, "context": ROOM, **options})


def judging(rating: int) -> ScriptedModel:
    return ScriptedModel("target", writes=counting("pears", OWN_WORDS), ratings={"apples\n\n": rating}, context=ROOM)


async def run_on(rating: int, *, method: str = "specreason", steps: int = 60, **options: Any) -> Played:
    limits = Limits(max_steps=steps, token_budget=100_000, answer_tokens=4)
    settings: Any = {"draft": drafting(), "target": judging(rating), "knobs": GUARDED, "limits": limits} | options
    return await play(method, **settings)


def seconds(played: Played) -> float:
    spent = played.record.totals.seconds
    return spent.draft + spent.judge + spent.write


@pytest.mark.parametrize("method", ["specreason", "specrc"])
async def test_where_speculating_does_not_pay_the_target_goes_on_alone(method: str) -> None:
    played = await run_on(1, method=method)
    standing = [step.fate for step in played.steps if step.fate != "discarded"]
    assert standing.count(Fate.WRITTEN) > 50
    assert standing[0] == "rewritten"
    assert len(standing) == 60


@pytest.mark.parametrize("method", ["specreason", "specrc"])
async def test_where_it_pays_nothing_changes(method: str) -> None:
    guarded, free = await run_on(9, method=method), await run_on(9, method=method, knobs={})
    assert guarded.texts == free.texts
    assert set(guarded.fates) == {"accepted"}
    assert guarded.record.notices == []
    assert guarded.record.guard == []


async def test_a_useless_draft_takes_less_than_three_percent_more_than_the_target_alone() -> None:
    """Measured in the scripted models' own seconds, over a run of 60 steps."""
    guarded, free = await run_on(1), await run_on(1, knobs={})
    alone = await run_on(1, method="target", knobs={})
    assert seconds(guarded) < 1.03 * seconds(alone)
    assert seconds(free) > 1.15 * seconds(alone)


async def test_one_notice_says_so_with_the_figures() -> None:
    played = await run_on(1)
    [notice] = played.record.notices
    assert notice.startswith("speculating does not pay: 0 of 3 drafted steps stood, and drafting (11%) and judging (")
    assert notice.endswith("of the target's own step; the target goes on alone")


async def test_the_record_keeps_what_was_decided_and_by_which_figures() -> None:
    played = await run_on(1)
    [decided] = played.record.guard
    assert (decided.index, decided.speculating, decided.stood, decided.tries) == (3, False, 0, 3)
    assert decided.drafting == pytest.approx(0.1, abs=0.02)
    assert 0.1 < decided.judging < 0.3
    assert [step.fate for step in played.steps[: decided.index]] == ["rewritten"] * 3
    assert played.steps[decided.index].fate == "written"


async def test_a_try_that_stands_takes_speculating_up_again() -> None:
    """The draft is useless at first, and right later."""
    ratings = {f"{WORDS}{number} apples\n\n": 1 for number in range(20)}
    target = ScriptedModel(
        "target", writes=counting("pears", OWN_WORDS), ratings={"apples\n\n": 9, **ratings}, context=ROOM
    )
    played = await run_on(9, target=target, steps=150)
    assert [decided.speculating for decided in played.record.guard] == [False, True]
    assert played.record.notices[1].startswith("speculating goes on, as a drafted step stood again (1 of ")
    assert set(played.fates[played.record.guard[1].index :]) == {"accepted"}


async def test_the_next_question_begins_with_what_this_one_taught() -> None:
    economy, draft, target = Economy(), drafting(), judging(1)
    await run_on(1, draft=draft, target=target, economy=economy, steps=8)
    before = len(draft.calls)
    played = await run_on(1, draft=draft, target=target, economy=economy, steps=8)
    assert set(played.fates) == {"written"}
    assert not [call for call in draft.calls[before:] if call.kind == "generate"]
    [decided] = played.record.guard
    assert decided.index == 0
    assert len(played.record.notices) == 1


async def test_the_drafts_prompt_is_not_evaluated_while_speculating_rests() -> None:
    economy = Economy()
    await run_on(1, economy=economy, steps=8)
    played = await run_on(1, economy=economy, steps=8)
    assert [prompt.author for prompt in played.record.prompts] == ["target"]


async def test_a_draft_that_finds_no_end_is_cut_short() -> None:
    rambling = ScriptedModel("draft", writes=lambda _: "a " * 5000, pace=0.1)
    played = await run_on(1, draft=rambling, steps=10)
    first = played.steps[0]
    assert first.draft is not None
    assert first.draft.tokens == UNKNOWN_TOKENS
    assert first.verdict is not None
    assert first.verdict.reason == f"cut off after {UNKNOWN_TOKENS} tokens"
    longest = max(step.draft.tokens for step in played.steps if step.draft)
    assert longest <= 2 * max(step.target.tokens for step in played.steps if step.target)


async def test_a_try_of_specrc_drafts_one_step() -> None:
    played = await run_on(1, method="specrc", knobs={"guard": True, "k": 4}, steps=200)
    resting = played.record.guard[0].index
    tried = [e.index for e in played.of(StepBegan) if e.author == "draft" and e.index > resting]  # type: ignore[union-attr]
    assert tried
    assert len(tried) == len(set(tried))


async def test_the_first_steps_the_target_keeps_are_no_decision_of_the_guard() -> None:
    played = await run_on(9, knobs={"guard": True, "first_n_target_steps": 3}, steps=10)
    assert played.fates == ["written"] * 3 + ["accepted"] * 7
    assert played.of(GuardDecided) == []


async def test_a_rejected_draft_that_is_mostly_salvaged_is_not_given_up() -> None:
    """The target would have written nearly the same."""
    target = ScriptedModel("target", writes=counting("pears"), ratings={"apples\n\n": 1})
    played = await run_on(1, target=target, steps=20)
    assert set(played.fates) == {"rewritten"}
    assert played.record.guard == []


async def test_without_a_guard_a_useless_draft_is_asked_to_the_end() -> None:
    played = await run_on(1, knobs={}, steps=20)
    assert set(played.fates) == {"rewritten"}


async def test_steps_that_are_turned_away_unasked_are_losses_too() -> None:
    draft = ScriptedModel("draft", writes=lambda _: "", pace=0.1)
    played = await run_on(1, draft=draft, steps=10)
    assert len(played.steps) == 10
