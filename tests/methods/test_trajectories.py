"""Trajectories: what makes one better than another, and what becomes of each."""

from __future__ import annotations

import asyncio

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Limits
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.methods.trajectories import agreement, mean_probability
from specrc_cli.trace.events import Event
from specrc_cli.verifiers.prompts import Prompts
from tests.play import Played, a_run, play

A = ("2 + 2 = 5\n\n", "So \\boxed{5}.")
B = ("2 + 2 = 4\n\n", "So \\boxed{4}.")
C = ("1 + 3 = 4\n\n", "Thus \\boxed{4}.")
PROMPT_TOKENS = ScriptedModel().count(ScriptedModel().render(Prompts().messages("How many?")))
EVEN = {"": -0.5}


def drafting(*chains: tuple[str, ...]) -> ScriptedModel:
    return ScriptedModel("draft", writes=[step for steps in zip(*chains, strict=True) for step in steps])


async def run_on(draft: ScriptedModel | None, target: ScriptedModel, **options: object) -> Played:
    knobs = {"n_specs": 3, **options.pop("knobs", {})}  # type: ignore[dict-item]
    return await play("trajectories", draft=draft, target=target, verifier=None, knobs=knobs, **options)  # type: ignore[arg-type]


def chosen(played: Played) -> list[int]:
    return [branch.branch for branch in played.record.branches if branch.chosen]


async def test_the_answer_that_others_give_as_well_wins() -> None:
    played = await run_on(drafting(A, B, C), ScriptedModel("target", logprobs=EVEN))
    assert chosen(played) == [2]
    assert played.outcome.answer == "4"
    assert [step.fate for step in played.steps if step.branch == 2] == ["accepted", "accepted"]
    assert {step.fate for step in played.steps if step.branch != 2} == {"discarded"}


async def test_the_targets_opinion_decides_where_it_weighs_all() -> None:
    likely = {"".join(A): -0.1, "".join(B): -2.0, "".join(C): -1.0}
    knobs = {"verify_weight": 0, "quality_weight": 1}
    played = await run_on(drafting(A, B, C), ScriptedModel("target", logprobs=likely), knobs=knobs)
    assert chosen(played) == [1]
    parts = played.record.branches[-1].verdict.parts
    assert parts["quality"] == pytest.approx(0.905, abs=0.001)


async def test_without_weight_the_target_is_not_asked() -> None:
    target = ScriptedModel("target")
    played = await run_on(drafting(A, B, C), target, knobs={"quality_weight": 0})
    assert chosen(played) == [2]
    assert [call for call in target.calls if call.kind == "logprobs"] == []


async def test_a_preset_sets_how_many_how_long_and_how_hot() -> None:
    draft = drafting(*[B] * 8)
    played = await run_on(draft, ScriptedModel("target", logprobs=EVEN), knobs={"preset": "quality", "n_specs": 0})
    assert len(played.record.branches) == 8
    assert {call.sampling.temperature for call in draft.calls if call.sampling} == {0.6}
    knobs = played.record.knobs["method"]
    assert (knobs["preset"], knobs["n_specs"], knobs["max_depth"]) == ("quality", 8, 12)


async def test_a_trajectory_that_is_too_long_cannot_win() -> None:
    draft = ScriptedModel("draft", writes=lambda text: f"{text.count('more')} and more\n\n")
    target = ScriptedModel("target", writes=[*B])
    played = await run_on(draft, target, knobs={"max_depth": 2})
    assert chosen(played) == []
    assert played.record.branches[0].verdict.reason == "it did not come to its end (max_steps)"
    assert played.outcome.answer == "4"


async def test_what_reading_took_is_counted() -> None:
    target = ScriptedModel("target", logprobs=EVEN)
    played = await run_on(drafting(A, B, C), target)
    assert played.record.totals.tokens.judge >= target.count("".join((*A, *B, *C)))


@pytest.mark.parametrize(
    ("text", "others", "share"),
    [
        ("1 = 1, \\boxed{4}", [], 0),
        ("2 * 2 = 4, \\boxed{4}", ["1 + 3 = 4, \\boxed{4.0}"], 1),
        ("2 * 2 = 4, \\boxed{4}", ["2 * 2 = 5, \\boxed{5}"], 0),
        ("2 * 2 = 4, \\boxed{4}", ["2 * 2 = 4, \\boxed{5}"], 0.5),
        ("2 * 2 = 4, 4 + 1 = $1,005", ["2 * 2 = 4", "x = 1005.0"], 0.25),
        ("no number", ["nor here"], 0),
    ],
)
def test_agreement_is_of_answers_and_of_results_on_the_way(text: str, others: list[str], share: float) -> None:
    assert agreement(text, others) == pytest.approx(share)


def test_a_probability_is_a_mean_and_nothing_where_there_is_none() -> None:
    assert mean_probability([-1.0, -3.0]) == pytest.approx(0.1353, abs=0.0001)
    assert mean_probability([]) == mean_probability([float("nan")]) == 0


async def test_too_many_for_the_context_are_refused_with_the_most_that_fit() -> None:
    events: list[Event] = []
    draft, target = ScriptedModel("draft", context=PROMPT_TOKENS + 40), ScriptedModel("target")
    with pytest.raises(UsageError) as caught:
        await solve(make_method("trajectories"), a_run(events, draft=draft, target=target))
    assert caught.value.hint == "choose at most --n-specs 2, or allow more with -c and --budget"
    assert (draft.open_branches, target.open_branches) == (0, 0)


async def test_without_a_draft_the_target_goes_alone() -> None:
    played = await run_on(None, ScriptedModel("target", writes=[*B]), limits=Limits())
    assert played.outcome.answer == "4"


@pytest.mark.parametrize("after", range(0, 44, 6))
async def test_cancelled_at_any_moment_it_ends_cleanly(after: int) -> None:
    draft, target = drafting(A, B, C), ScriptedModel("target", logprobs=EVEN)
    events: list[Event] = []
    task: asyncio.Task[object]

    def cancel_in_time(_: Event) -> None:
        if len(events) == after + 1:
            task.cancel()

    run = a_run(events, draft=draft, target=target, listener=cancel_in_time)
    task = asyncio.ensure_future(solve(make_method("trajectories", n_specs=3), run))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (draft.open_branches, target.open_branches) == (0, 0)
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"preset": "qualty"}, "--preset cannot be 'qualty'"),
        ({"n_specs": 17}, "--n-specs 17 is out of range for trajectories"),
        ({"verify_weight": 0.6, "quality_weight": 0.6}, "more than 1 together"),
    ],
)
def test_a_knob_out_of_range_is_refused(knobs: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        make_method("trajectories", **knobs)
