"""Lookahead: the draft ahead, the target's versions beside it, and what stands of both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from specrc_cli.backends.scripted import ScriptedModel, following
from specrc_cli.backends.scripted.script import ASSISTANT
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Limits
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Event, StepBegan, StopReason
from specrc_cli.verifiers.prompts import Prompts
from tests.play import Played, a_run, play

ONE, TWO, THREE = "1 + 1 = 2\n\n", "2 + 2 = 4\n\n", "4 + 4 = 8\n\n"
TWO_SO = "So two and two are 4.\n\n"
BAD = "2 + 2 = 5\n\n"
END = "So \\boxed{8}."
PROMPT_TOKENS = ScriptedModel().count(ScriptedModel().render(Prompts().messages("How many?")))
YES, NO = {"yes": 0.9, "no": 0.1}, {"yes": 0.1, "no": 0.9}


def writing(**versions: str) -> Callable[[str], str]:
    """What the target would write behind each last step; `first` is its first step of all."""
    named = {"first": "", "one": ONE, "two": TWO, "two_so": TWO_SO, "three": THREE, "bad": BAD}

    def write(context: str) -> str:
        said = context.rpartition(ASSISTANT)[2]
        return next(versions[name] for name, step in named.items() if (step and said.endswith(step)) or step == said)

    return write


def thinking(**versions: str) -> ScriptedModel:
    ratings = {TWO_SO + TWO: YES, TWO + BAD: NO, END + "\n\n" + END: YES}
    return ScriptedModel("target", writes=writing(**versions), ratings=ratings)


async def run_on(draft: ScriptedModel | None, target: ScriptedModel, **options: object) -> Played:
    return await play("lookahead", draft=draft, target=target, verifier=None, **options)  # type: ignore[arg-type]


def standing(played: Played) -> list[tuple[str | None, str | None]]:
    return [(step.text, step.fate) for step in played.steps if step.fate != "discarded"]


async def test_steps_that_mean_the_same_stand_as_they_were_drafted() -> None:
    target = thinking(first=ONE, one=TWO_SO, two=END)
    played = await run_on(ScriptedModel("draft", writes=[ONE, TWO, END]), target)
    assert standing(played) == [(ONE, "accepted"), (TWO, "accepted"), (END, "accepted")]
    assert (played.outcome.answer, played.outcome.stop) == ("8", StopReason.ANSWER)
    assert all(step.branch == 0 and step.target is not None for step in played.steps)


async def test_the_same_words_are_accepted_unasked_and_others_by_the_targets_word() -> None:
    target = thinking(first=ONE, one=TWO_SO, two=END)
    played = await run_on(ScriptedModel("draft", writes=[ONE, TWO, END]), target)
    assert len([call for call in target.calls if call.kind == "choose"]) == 1
    scores = [step.verdict.score for step in played.steps if step.verdict]
    assert scores == [1.0, pytest.approx(0.9), 1.0]


async def test_the_first_step_that_differs_is_replaced_by_the_targets_own() -> None:
    draft = ScriptedModel("draft", writes=following(ONE + BAD + THREE + END, ONE + TWO + END))
    target = thinking(first=ONE, one=TWO, bad=THREE, three=END, two=END)
    played = await run_on(draft, target)
    assert standing(played) == [(ONE, "accepted"), (TWO, "rewritten"), (END, "accepted")]
    rewritten = next(step for step in played.steps if step.fate == "rewritten")
    assert rewritten.draft is not None
    assert rewritten.target is not None
    assert (rewritten.draft.text, rewritten.target.text) == (BAD, TWO)


async def test_what_was_ahead_of_a_difference_is_stale() -> None:
    draft = ScriptedModel("draft", writes=following(ONE + BAD + THREE + END, ONE + TWO + END))
    played = await run_on(draft, thinking(first=ONE, one=TWO, bad=THREE, three=END, two=END))
    stale = [(step.branch, step.index) for step in played.steps if step.fate == "discarded"]
    assert stale[0] == (0, 2)
    assert {branch for branch, _ in stale[1:]} <= {3, 4}
    assert played.record.totals.steps.settled == 3


async def test_target_and_draft_write_side_by_side() -> None:
    played = await run_on(ScriptedModel("draft", writes=[ONE, TWO, END]), thinking(first=ONE, one=TWO_SO, two=END))
    began = [event for event in played.events if isinstance(event, StepBegan)]
    assert [(event.author, event.index, event.branch) for event in began[:4]] == [
        ("draft", 0, 0),
        ("target", 0, 1),
        ("draft", 1, 0),
        ("target", 1, 2),
    ]


async def test_a_stale_version_is_cut_off_and_its_branch_given_back() -> None:
    """The target's version of the third step would be long, but the second is known to differ before it is done."""
    draft = ScriptedModel("draft", writes=following(ONE + BAD + END, ONE + TWO + END))
    endless = "a " * 500 + "\n\n"
    target = thinking(first=ONE, one=TWO, bad=endless, two=END)
    played = await run_on(draft, target, limits=Limits(step_tokens=2000))
    assert standing(played) == [(ONE, "accepted"), (TWO, "rewritten"), (END, "accepted")]
    assert played.record.totals.tokens.target < 200


async def test_the_targets_versions_of_accepted_steps_are_counted_as_discarded() -> None:
    target = thinking(first=ONE, one=TWO_SO, two=END)
    played = await run_on(ScriptedModel("draft", writes=[ONE, TWO, END]), target)
    assert played.record.totals.tokens.discarded == target.count(ONE + TWO_SO + END)


async def test_rounds_are_no_deeper_than_asked() -> None:
    target = thinking(first=ONE, one=TWO_SO, two=END)
    played = await run_on(ScriptedModel("draft", writes=[ONE, TWO, END]), target, knobs={"depth": 1})
    assert standing(played) == [(ONE, "accepted"), (TWO, "accepted"), (END, "accepted")]
    assert {event.branch for event in played.events if isinstance(event, StepBegan)} == {0, 1}


async def test_a_draft_that_is_turned_away_gives_way_to_the_targets_version() -> None:
    played = await run_on(ScriptedModel("draft", writes=[ONE, "", END]), thinking(first=ONE, one=TWO, two=END))
    assert standing(played) == [(ONE, "accepted"), (TWO, "rewritten"), (END, "accepted")]
    assert played.record.totals.steps.turned_away == 1


async def test_where_the_target_has_nothing_more_to_say_the_answer_is_asked_for() -> None:
    ends = {"first": ONE, "one": ""}
    target = ScriptedModel(
        "target", writes=lambda context: "8}" if context.endswith("boxed{") else writing(**ends)(context)
    )
    played = await run_on(ScriptedModel("draft", writes=[ONE, TWO, THREE, THREE]), target, knobs={"depth": 2})
    assert (played.outcome.answer, played.outcome.stop) == ("8", StopReason.EOS)


async def test_an_unreadable_comparison_rejects() -> None:
    target = ScriptedModel(
        "target", writes=writing(first=ONE, one=TWO_SO, two=END, two_so=END), ratings={TWO: {"yes": 0.01}}
    )
    played = await run_on(ScriptedModel("draft", writes=following(ONE + TWO + END, ONE + TWO_SO + END)), target)
    assert standing(played) == [(ONE, "accepted"), (TWO_SO, "rewritten"), (END, "accepted")]
    assert played.record.totals.steps.abstained == 1


@pytest.mark.parametrize("room", range(0, 90, 9))
async def test_a_full_target_ends_the_run_with_what_there_is(room: int) -> None:
    def count(context: str) -> str:
        return f"{context.count('apples')} apples\n\n"

    draft = ScriptedModel("draft", writes=count, context=PROMPT_TOKENS + 500)
    target = ScriptedModel("target", writes=count, context=PROMPT_TOKENS + room)
    played = await run_on(draft, target)
    assert played.outcome.stop is StopReason.CONTEXT_FULL
    [notice] = played.record.notices
    assert notice.startswith("target: ")


async def test_the_budget_ends_it() -> None:
    def count(context: str) -> str:
        return "8}" if context.endswith("boxed{") else f"{context.count('apples')} apples\n\n"

    played = await run_on(
        ScriptedModel("draft", writes=count), ScriptedModel("target", writes=count), limits=Limits(token_budget=60)
    )
    assert played.outcome.stop is StopReason.BUDGET


async def test_without_a_draft_the_target_goes_alone() -> None:
    played = await run_on(None, ScriptedModel("target", writes=[ONE, END]))
    assert played.fates == ["written", "written"]


@pytest.mark.parametrize("after", range(0, 60, 4))
async def test_cancelled_at_any_moment_it_ends_cleanly(after: int) -> None:
    draft = ScriptedModel("draft", writes=following(ONE + BAD + THREE + END, ONE + TWO + END))
    target = thinking(first=ONE, one=TWO, bad=THREE, three=END, two=END)
    events: list[Event] = []
    task: asyncio.Task[object]

    def cancel_in_time(_: Event) -> None:
        if len(events) == after + 1:
            task.cancel()

    run = a_run(events, draft=draft, target=target, listener=cancel_in_time)
    task = asyncio.ensure_future(solve(make_method("lookahead"), run))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (draft.open_branches, target.open_branches) == (0, 0)
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize("knobs", [{"depth": 0}, {"depth": 17}, {"same": 2}])
def test_a_knob_out_of_range_is_refused(knobs: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="is out of range for lookahead"):
        make_method("lookahead", **knobs)
