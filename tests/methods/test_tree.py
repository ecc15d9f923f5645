"""Tree: what grows at each level, what survives it, which path is taken, and how much memory it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.backends.scripted.script import ASSISTANT
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Limits
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Event, StopReason
from specrc_cli.verifiers.prompts import Prompts
from tests.play import Played, a_run, play

PROMPT_TOKENS = ScriptedModel().count(ScriptedModel().render(Prompts().messages("How many?")))
A, B, C, D = "a one\n\n", "b two\n\n", "c three\n\n", "d four\n\n"
END, OTHER_END = "So \\boxed{8}.", "So \\boxed{9}."


def growing(children: Mapping[str, list[str]]) -> Callable[[str], str]:
    """Behind each chain, its drafted steps in turn."""
    left = {said: list(steps) for said, steps in children.items()}

    def write(context: str) -> str:
        return left[context.rpartition(ASSISTANT)[2]].pop(0)

    return write


def drafting(children: Mapping[str, list[str]]) -> ScriptedModel:
    return ScriptedModel("draft", writes=growing(children))


def judging(ratings: Mapping[str, int], *writes: str) -> ScriptedModel:
    return ScriptedModel("target", writes=writes, ratings=ratings)


async def run_on(draft: ScriptedModel | None, target: ScriptedModel, **options: object) -> Played:
    knobs = {"beam_width": 2, "beam_keep": 1, **options.pop("knobs", {})}  # type: ignore[dict-item]
    options = {"verifier": "utility", **options}
    return await play("tree", draft=draft, target=target, knobs=knobs, **options)  # type: ignore[arg-type]


def standing(played: Played) -> list[tuple[str | None, str | None]]:
    return [(step.text, step.fate) for step in played.steps if step.branch == 0]


async def test_the_better_of_two_steps_survives_each_level() -> None:
    draft = drafting({"": [A, B], B: [C, END]})
    played = await run_on(draft, judging({A: 7, B: 9, C: 7, END: 8}))
    assert standing(played) == [(B, "accepted"), (END, "accepted")]
    assert [(step.text, step.fate) for step in played.steps if step.branch] == [(A, "discarded"), (C, "discarded")]
    assert played.outcome.answer == "8"


async def test_a_level_is_drafted_at_once_and_judged_in_one_pass() -> None:
    draft, target = drafting({"": [A, B], B: [C, END]}), judging({A: 7, B: 9, C: 7, END: 8})
    await run_on(draft, target, verifier="criteria")
    for model, kind, count in ((draft, "generate", 2), (target, "choose", 6)):
        turns = [call.turn for call in model.calls if call.kind == kind]
        assert {turns.count(turn) for turn in turns} == {count}


async def test_a_wider_beam_finds_the_path_that_was_second_at_first() -> None:
    children = {"": [A, B], A: [C, END], B: [D, OTHER_END]}
    ratings = {A: 9, B: 8, A + C: 2, A + END: 7, D: 7, OTHER_END: 9}
    narrow = await run_on(drafting(children), judging(ratings), knobs={"beam_keep": 1, "depth": 2})
    wide = await run_on(drafting(children), judging(ratings), knobs={"beam_keep": 2, "depth": 2})
    assert [text for text, _ in standing(wide)] == [B, OTHER_END]
    assert [text for text, _ in standing(narrow)] == [A, END]


async def test_the_best_rejected_step_is_one_that_was_judged() -> None:
    target = ScriptedModel("target", writes=[END], logprobs={A: -5.0})
    played = await run_on(drafting({"": [A, A]}), target, verifier="likelihood:-1")
    assert standing(played) == [(END, "rewritten")]
    [rewritten] = [step for step in played.steps if step.fate == "rewritten"]
    assert rewritten.verdict is not None
    assert rewritten.verdict.score == pytest.approx(-5.0)


async def test_of_steps_that_score_the_same_the_first_is_taken() -> None:
    played = await run_on(drafting({"": [A, B], A: [END, C]}), judging({A: 8, B: 8, END: 8, C: 8}))
    assert standing(played) == [(A, "accepted"), (END, "accepted")]


async def test_where_nothing_is_accepted_the_target_writes_beside_the_best_draft() -> None:
    played = await run_on(drafting({"": [A, B], C: [END, A]}), judging({A: 1, B: 3, END: 9}, C))
    assert standing(played) == [(C, "rewritten"), (END, "accepted")]
    first = played.steps[0]
    assert first.draft is not None
    assert first.verdict is not None
    assert (first.draft.text, first.verdict.score) == (B, 3)
    assert (played.record.totals.acceptance.count, played.record.totals.acceptance.of) == (1, 2)


async def test_what_was_accepted_before_a_level_failed_is_kept() -> None:
    children = {"": [A, B], A: [C, C + "x"], A + D: [END, B]}
    played = await run_on(drafting(children), judging({A: 9, B: 2, C: 2, END: 9}, D))
    assert standing(played) == [(A, "accepted"), (D, "rewritten"), (END, "accepted")]


async def test_both_models_hold_the_chain_once_and_go_on_behind_it() -> None:
    target = judging({A: 9, B: 2, A + C: 2, A + END: 1, D: 9, A + D + END: 9}, D)
    played = await run_on(drafting({"": [A, B], A: [C, END], A + D: [END, B]}), target)
    assert [text for text, _ in standing(played)] == [A, D, END]
    assert [call.text for call in target.calls if call.kind == "extend" and call.text == A] == [A]


async def test_branches_that_say_the_same_are_judged_once() -> None:
    target = judging({A: 9, END: 9})
    played = await run_on(drafting({"": [A, A], A: [END, END]}), target)
    assert len([call for call in target.calls if call.kind == "choose"]) == 2
    assert played.record.totals.steps.turned_away == 2


async def test_a_path_that_came_to_its_end_is_held_against_those_that_go_on() -> None:
    children = {"": [END, B], B: [C, OTHER_END]}
    ratings = {END: 8, B: 8, C: 7, OTHER_END: 9}
    played = await run_on(drafting(children), judging(ratings), knobs={"beam_keep": 2})
    assert [text for text, _ in standing(played)] == [B, OTHER_END]


async def test_memory_is_bounded_by_the_beam() -> None:
    most = 0

    class Watched(ScriptedModel):
        def new_branch(self):  # type: ignore[no-untyped-def]
            nonlocal most
            branch = super().new_branch()
            most = max(most, self.open_branches)
            return branch

    draft = Watched("draft", writes=lambda context: f"{context.count('apples')} {len(context)} apples\n\n")
    target = judging({"apples\n\n": 9}, "8}")
    options = {"knobs": {"beam_width": 3, "beam_keep": 2, "depth": 4}, "limits": Limits(max_steps=8)}
    played = await run_on(draft, target, **options)
    assert played.outcome.stop is StopReason.MAX_STEPS
    assert most <= 2 + 2 * 3


async def test_the_budget_ends_it() -> None:
    draft = ScriptedModel("draft", writes=lambda context: f"{context.count('apples')} apples\n\n")
    played = await run_on(draft, judging({"apples\n\n": 9}, "8}"), limits=Limits(token_budget=40))
    assert (played.outcome.stop, played.outcome.answer) == (StopReason.BUDGET, "8")
    assert {fate for _, fate in standing(played)} == {"accepted"}


async def test_a_target_with_nothing_to_write_ends_the_chain() -> None:
    played = await run_on(drafting({"": [A, B]}), judging({A: 1, B: 2}, "", "8}"))
    assert played.outcome.stop is StopReason.EOS
    assert {step.fate for step in played.steps if step.branch} == {"discarded"}


@pytest.mark.parametrize("room", range(0, 60, 6))
async def test_a_full_target_ends_the_run_with_what_there_is(room: int) -> None:
    def count(context: str) -> str:
        return f"{context.count('apples')} apples\n\n"

    draft = ScriptedModel("draft", writes=count, context=PROMPT_TOKENS + 500)
    target = ScriptedModel("target", ratings={"apples\n\n": 9}, context=PROMPT_TOKENS + room)
    played = await run_on(draft, target)
    assert played.outcome.stop is StopReason.CONTEXT_FULL
    assert played.record.notices[0].startswith("target: ")


async def test_without_a_draft_the_target_goes_alone() -> None:
    played = await run_on(None, judging({}, A, END))
    assert played.fates == ["written", "written"]


@pytest.mark.parametrize("after", range(0, 50, 4))
async def test_cancelled_at_any_moment_it_ends_cleanly(after: int) -> None:
    draft = drafting({"": [A, B], A: [C, D], A + D: [END, B]})
    target = judging({A: 9, B: 2, C: 2, D: 1, END: 9}, D)
    events: list[Event] = []
    task: asyncio.Task[object]

    def cancel_in_time(_: Event) -> None:
        if len(events) == after + 1:
            task.cancel()

    run = a_run(events, draft=draft, target=target, listener=cancel_in_time)
    task = asyncio.ensure_future(solve(make_method("tree", beam_width=2, beam_keep=1), run))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (draft.open_branches, target.open_branches) == (0, 0)
    assert len(asyncio.all_tasks()) == 1


def test_a_beam_of_too_many_branches_is_refused_with_the_most_there_can_be() -> None:
    with pytest.raises(UsageError, match="8 times 8 is more than 32") as caught:
        make_method("tree", beam_width=8, beam_keep=8)
    assert "goes up to 4" in caught.value.hint
    with pytest.raises(UsageError, match="--depth 0 is out of range for tree"):
        make_method("tree", depth=0)
