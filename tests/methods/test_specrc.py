"""SpecRC: what becomes of a chunk, of each of its steps, and of the number of steps drafted next."""

from __future__ import annotations

import asyncio

import pytest

from specrc_cli.backends.scripted import ScriptedModel, following
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Limits
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.methods.specrc import SpecRC
from specrc_cli.trace.events import Event, StopReason
from specrc_cli.verifiers.prompts import Prompts
from tests.play import Played, a_run, play

ONE, TWO, THREE, FOUR = "1 + 1 = 2\n\n", "2 + 2 = 4\n\n", "4 + 4 = 8\n\n", "8 + 8 = 16\n\n"
BAD = "2 + 2 = 5\n\n"
END = "So \\boxed{8}."
GOOD = {ONE: 9, TWO: 8, THREE: 9, FOUR: 7, END: 9}
RATINGS = {**GOOD, BAD: 2}
PROMPT_TOKENS = ScriptedModel().count(ScriptedModel().render(Prompts().messages("How many?")))


def drafting(*steps: str) -> ScriptedModel:
    return ScriptedModel("draft", writes=steps)


def judging(*steps: str, **options: object) -> ScriptedModel:
    return ScriptedModel("target", writes=steps, **{"ratings": RATINGS, **options})  # type: ignore[arg-type]


async def run_on(draft: ScriptedModel, target: ScriptedModel, **options: object) -> Played:
    return await play("specrc", draft=draft, target=target, **{"verifier": "criteria", **options})  # type: ignore[arg-type]


def passes(model: ScriptedModel, kind: str) -> list[int]:
    """How many calls of a kind each forward pass answered."""
    turns = [call.turn for call in model.calls if call.kind == kind]
    return [turns.count(turn) for turn in sorted(set(turns))]


async def test_all_verdicts_on_a_chunk_come_from_one_pass() -> None:
    target = judging()
    played = await run_on(drafting(ONE, TWO, THREE, END), target)
    assert passes(target, "choose") == [9, 3]
    assert played.fates == ["accepted"] * 4
    assert played.outcome.answer == "8"


async def test_one_pass_also_where_some_verifiers_do_without_the_target() -> None:
    target = judging(TWO)
    played = await run_on(drafting(ONE, BAD, THREE, THREE, END), target, verifier="arithmetic+criteria")
    assert passes(target, "choose") == [6, 6]
    assert played.texts == [ONE, TWO, THREE, THREE, END]


@pytest.mark.parametrize("verifier", ["utility+arithmetic", "likelihood:-9+utility", "utility+likelihood:-9"])
async def test_several_verifiers_judge_each_step_where_it_stands_in_one_pass(verifier: str) -> None:
    ratings = {ONE: 9, ONE + BAD: 3, ONE + BAD + THREE: 9, ONE + TWO + END: 9}
    target = judging(TWO, ratings=ratings, logprobs={"": -1.0})
    played = await run_on(drafting(ONE, BAD, THREE, END), target, verifier=verifier, knobs={"k": 3})
    assert passes(target, "choose") == [3, 1]
    assert played.texts == [ONE, TWO, THREE, END]


async def test_each_step_is_judged_where_it_stands() -> None:
    """Each step's ratings depend on all that stands before it."""
    ratings = {ONE: 9, ONE + TWO: 9, ONE + TWO + END: 9}
    played = await run_on(drafting(ONE, TWO, END), judging(ratings=ratings))
    assert played.fates == ["accepted"] * 3


async def test_a_step_that_only_the_cheap_verifier_saw_stands_before_the_next() -> None:
    target = judging(TWO, ratings={ONE + BAD + THREE: 9, ONE + TWO + END: 9, ONE: 9})
    played = await run_on(drafting(ONE, BAD, THREE, END), target, verifier="arithmetic+utility")
    assert played.texts == [ONE, TWO, THREE, END]


async def test_a_partial_rejection_keeps_what_passed_before_the_failure() -> None:
    played = await run_on(drafting(ONE, BAD, THREE, THREE, END), judging(TWO))
    assert played.fates == ["accepted", "rewritten", "discarded", "accepted", "accepted"]
    assert played.texts == [ONE, TWO, THREE, THREE, END]
    assert [step.index for step in played.steps] == [0, 1, 2, 2, 3]


async def test_both_models_go_on_behind_the_same_steps() -> None:
    draft = ScriptedModel("draft", writes=following(ONE + BAD + FOUR, ONE + TWO + END))
    target = ScriptedModel("target", writes=following(ONE + TWO), ratings=RATINGS)
    played = await run_on(draft, target)
    assert [step.text for step in played.steps if step.fate != "discarded"] == [ONE, TWO, END]


async def test_a_total_rejection_has_the_target_write_the_whole_chunk() -> None:
    target = judging(ONE, TWO, THREE, ratings={**RATINGS, "x\n\n": 0, "y\n\n": 9, "z\n\n": 1})
    played = await run_on(drafting("x\n\n", "y\n\n", "z\n\n", END), target)
    assert [(step.index, step.fate) for step in played.steps] == [
        (0, "rewritten"),
        (1, "discarded"),
        (1, "written"),
        (2, "discarded"),
        (2, "written"),
        (3, "accepted"),
    ]
    assert played.texts == [ONE, "y\n\n", TWO, "z\n\n", THREE, END]


async def test_a_first_step_that_fails_among_good_ones_is_rewritten_alone() -> None:
    target = judging(ONE, ratings={**RATINGS, "x\n\n": 0})
    played = await run_on(drafting("x\n\n", TWO, THREE, TWO, END), target)
    assert played.fates == ["rewritten", "discarded", "accepted", "discarded", "accepted"]


async def test_the_target_stops_writing_a_rejected_chunk_where_it_finds_the_answer() -> None:
    target = judging(END, ratings={"x\n\n": 0, "y\n\n": 0, "z\n\n": 0})
    played = await run_on(drafting("x\n\n", "y\n\n", "z\n\n"), target)
    assert played.fates == ["rewritten", "discarded", "discarded"]
    assert played.outcome.stop is StopReason.ANSWER


async def test_enough_passing_steps_carry_the_others() -> None:
    played = await run_on(drafting(ONE, BAD, THREE, END), judging(), knobs={"pass_rate": 0.6})
    assert played.fates == ["accepted"] * 4
    carried = played.steps[1].verdict
    assert carried is not None
    assert (carried.accepted, carried.score, carried.reason) == (True, 2, "carried: 2 of 3 steps passed")


async def test_a_step_that_was_turned_away_unasked_is_never_carried() -> None:
    draft = drafting(ONE, TWO, "a b c d e f g h i j k l", THREE, END)
    played = await run_on(draft, judging(FOUR), knobs={"pass_rate": 0.1}, limits=Limits(step_tokens=12))
    assert played.fates == ["accepted", "accepted", "rewritten", "accepted", "accepted"]
    assert played.record.totals.steps.turned_away == 1


async def test_k_grows_behind_a_whole_chunk_and_shrinks_behind_a_rejection() -> None:
    steps = [f"{n} apples\n\n" for n in range(9)]
    ratings = {step: 1 if step == steps[4] else 9 for step in steps} | {END: 9}
    target = judging("so 4 pears\n\n", ratings=ratings)
    played = await run_on(drafting(*steps, END), target, knobs={"k": 2})
    assert passes(target, "choose") == [6, 9, 6, 9]
    accepted = [step.text for step in played.steps if step.fate == "accepted"]
    assert accepted == [*steps[:4], *steps[5:], END]


async def test_k_stays_between_its_bounds() -> None:
    target = judging(TWO, ratings={**RATINGS, "x\n\n": 0})
    await run_on(drafting(ONE, "x\n\n", THREE, END), target, knobs={"k": 1, "k_max": 1})
    assert passes(target, "choose") == [3, 3, 3, 3]


async def test_a_discarded_step_is_paid_for_and_counts_as_no_verdict() -> None:
    played = await run_on(drafting(ONE, BAD, THREE, THREE, END), judging(TWO))
    totals = played.record.totals
    assert (totals.acceptance.count, totals.acceptance.of) == (3, 4)
    assert totals.steps.discarded == 1
    assert totals.steps.settled == 4
    discarded = [step.draft.tokens for step in played.steps if step.fate in ("discarded", "rewritten") and step.draft]
    assert totals.tokens.discarded == sum(discarded)


async def test_a_chunk_ends_with_the_chain() -> None:
    target = judging()
    played = await run_on(drafting(ONE, END), target)
    assert passes(target, "choose") == [6]
    assert played.outcome.stop is StopReason.ANSWER


async def test_an_abstaining_judge_rejects() -> None:
    target = judging(ONE, ratings={**RATINGS, "x\n\n": {"7": 0.01}})
    played = await run_on(drafting("x\n\n", TWO, END, TWO, END), target)
    assert played.fates == ["rewritten", "discarded", "accepted", "discarded", "accepted"]
    assert played.record.totals.steps.abstained == 1


async def test_a_draft_that_goes_round_in_a_chunk_is_turned_away() -> None:
    played = await run_on(drafting(ONE, ONE, THREE, END), judging(TWO))
    assert played.fates == ["accepted", "rewritten", "accepted", "accepted"]
    assert played.steps[1].verdict is not None
    assert played.steps[1].verdict.reason == "the same steps again"


async def test_a_budget_hit_within_a_chunk_lets_stand_what_was_accepted() -> None:
    played = await run_on(drafting(ONE, TWO, THREE), judging("8}"), limits=Limits(token_budget=20))
    assert played.fates == ["accepted", "accepted"]
    assert played.outcome.stop is StopReason.BUDGET


async def test_a_budget_spent_on_a_rejected_chunk_leaves_the_step_unsettled() -> None:
    played = await run_on(drafting(BAD, TWO), judging("8}"), limits=Limits(token_budget=20))
    assert played.fates == [None, "discarded"]
    assert played.outcome.stop is StopReason.BUDGET


async def test_steps_are_limited_within_a_chunk_too() -> None:
    played = await run_on(drafting(ONE, TWO), judging("8}"), limits=Limits(max_steps=2))
    assert played.fates == ["accepted", "accepted"]
    assert played.outcome.stop is StopReason.MAX_STEPS


async def test_without_a_draft_the_target_goes_alone_and_says_so() -> None:
    played = await run_on(None, judging(ONE, END))  # type: ignore[arg-type]
    assert played.fates == ["written", "written"]
    assert played.record.notices == ["no draft model: the target writes every step itself"]


@pytest.mark.parametrize("room", range(0, 130, 9))
async def test_a_full_target_ends_the_run_with_what_there_is(room: int) -> None:
    prompt = PROMPT_TOKENS
    draft = ScriptedModel(
        "draft",
        writes=lambda context: f"{context.count('apples')} apples\n\n",
        context=prompt + 500,
    )
    target = ScriptedModel("target", ratings={"apples\n\n": 9}, context=prompt + room)
    played = await run_on(draft, target, verifier="utility")
    assert played.outcome.stop is StopReason.CONTEXT_FULL
    [notice] = played.record.notices
    assert notice.startswith("target: ")


@pytest.mark.parametrize("after", range(0, 60, 4))
async def test_cancelled_at_any_moment_it_ends_cleanly(after: int) -> None:
    draft, target = drafting(ONE, BAD, THREE, THREE, END), judging(TWO)
    events: list[Event] = []
    task: asyncio.Task[object]

    def cancel_in_time(_: Event) -> None:
        if len(events) == after + 1:
            task.cancel()

    run = a_run(events, draft=draft, target=target, listener=cancel_in_time, verifier="criteria")
    task = asyncio.ensure_future(solve(make_method("specrc"), run))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (draft.open_branches, target.open_branches) == (0, 0)
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"k": 0}, "--k 0 is out of range for specrc"),
        ({"k": 33}, "--k 33 is out of range"),
        ({"k_max": 2}, "k is 3, and is to stay between 1 and 2"),
        ({"k_min": 4}, "k is 3"),
        ({"pass_rate": 1.5}, "--pass-rate 1.5 is out of range"),
        ({"pass_rate": float("nan")}, "--pass-rate nan is out of range"),
        ({"total_reject_below": -1}, "--total-reject-below -1 is out of range"),
    ],
)
def test_a_knob_out_of_range_is_refused(knobs: dict[str, float], message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("(", ".")):
        SpecRC(**knobs)  # type: ignore[arg-type]
