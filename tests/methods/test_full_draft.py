"""A draft whose context is full leaves the rest to the target, whatever the method and wherever it fills up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from specrc_cli.backends.base import Thinking
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.errors import ContextFull, UsageError
from specrc_cli.methods.base import Limits
from specrc_cli.trace.events import Fate, StopReason
from specrc_cli.verifiers.prompts import Prompts
from tests.play import play

DELIMITER = "\n\n"
PROMPT_TOKENS = ScriptedModel().count(ScriptedModel().render(Prompts().messages("How many?")))
RATINGS = {"apples\n\n": 9, "2 apples\n\n": 1, "4 apples\n\n": 1}
STEP_BY_STEP = ("specreason", "specrc", "tree")
METHODS = (*STEP_BY_STEP, "lookahead")
ROOMS = [*range(10), *range(11, 140, 16)]


def counting(thing: str) -> Callable[[str], str]:
    """A script of ever new steps."""
    return lambda context: f"{context.count(DELIMITER)} {thing}{DELIMITER}"


def judging(thing: str, **options: Any) -> ScriptedModel:
    ratings: Any = RATINGS | {"pears\n\n": {"yes": 1.0}}
    return ScriptedModel("target", writes=counting(thing), ratings=ratings, **options)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("room", ROOMS)
async def test_the_target_writes_the_rest_alone_and_says_so(method: str, room: int) -> None:
    """Wherever it fills up: while drafting, or taking a rewrite in."""
    draft = ScriptedModel("draft", writes=counting("apples"), context=PROMPT_TOKENS + room)
    target = judging("apples" if method == "lookahead" else "pears")
    played = await play(method, draft=draft, target=target, limits=Limits(max_steps=50, answer_tokens=4))
    assert played.outcome.stop is StopReason.MAX_STEPS
    [notice] = played.record.notices
    assert notice.startswith("draft: ")
    assert notice.endswith("the target goes on alone")
    standing = [step for step in played.steps if step.fate != "discarded"]
    assert len(standing) == 50
    alone = [step.fate for step in standing].index(Fate.WRITTEN)
    assert {step.fate for step in standing[alone:]} == {"written"}
    assert all(step.draft is None for step in standing[alone:])


@pytest.mark.parametrize("method", STEP_BY_STEP)
async def test_the_step_it_had_no_room_for_is_turned_away_unasked(method: str) -> None:
    draft = ScriptedModel("draft", writes=counting("big red apples"), context=PROMPT_TOKENS + 4)
    played = await play(method, draft=draft, target=judging("pears"), limits=Limits(max_steps=3, answer_tokens=4))
    first = next(step for step in played.steps if step.fate == "rewritten")
    assert first.verdict is not None
    assert (first.verdict.verifier, first.verdict.reason) == (None, "the draft's context is full")
    assert played.record.totals.acceptance.of == 0


@pytest.mark.parametrize("method", [*METHODS, "scot", "trajectories"])
async def test_a_question_that_fills_the_draft_is_the_targets_alone(method: str) -> None:
    draft = ScriptedModel("draft", context=PROMPT_TOKENS - 1)
    played = await play(method, draft=draft, target=ScriptedModel("target", writes=["So \\boxed{5}."]))
    assert played.outcome.answer == "5"
    assert played.fates == ["written"]
    assert "the target goes on alone" in played.record.notices[0]


@pytest.mark.parametrize("method", [*METHODS, "scot", "trajectories"])
async def test_a_question_that_fills_the_target_is_refused(method: str) -> None:
    target = ScriptedModel("target", context=PROMPT_TOKENS - 1)
    with pytest.raises(ContextFull):
        await play(method, draft=ScriptedModel("draft"), target=target)
    assert target.open_branches == 0


@pytest.mark.parametrize("method", ["scot", "trajectories"])
async def test_where_no_chain_came_to_its_end_the_target_thinks_from_scratch(method: str) -> None:
    draft = ScriptedModel("draft", writes=counting("apples"), context=PROMPT_TOKENS + 140)
    target = ScriptedModel("target", writes=["So \\boxed{5}."])
    played = await play(method, draft=draft, target=target)
    assert played.outcome.answer == "5"
    assert {step.fate for step in played.steps if step.branch} == {"discarded"}


@pytest.mark.parametrize(
    ("method", "knobs", "largest"),
    [
        ("specrc", {"k": 30, "k_max": 32}, "choose at most --k 8,"),
        ("lookahead", {"depth": 16}, "choose at most --depth 8,"),
        ("scot", {"n_chains": 8}, "choose at most --n-chains 3,"),
        ("trajectories", {"n_specs": 16}, "choose at most --n-specs 3,"),
    ],
)
async def test_more_than_the_context_holds_is_refused_with_the_largest_that_fits(
    method: str, knobs: dict[str, int], largest: str
) -> None:
    draft = ScriptedModel("draft", context=PROMPT_TOKENS + 50)
    with pytest.raises(UsageError, match="do not fit") as refused:
        await play(method, draft=draft, target=ScriptedModel("target"), knobs=knobs)
    assert largest in refused.value.hint


@pytest.mark.parametrize(
    ("method", "knobs", "holds", "largest"),
    [
        ("lookahead", {"depth": 4}, 4, "--depth 3"),
        ("scot", {"n_chains": 5}, 5, "--n-chains 4"),
        ("trajectories", {"n_specs": 4}, 4, "--n-specs 3"),
        ("tree", {"beam_width": 4, "beam_keep": 3}, 14, "--beam-keep 2"),
    ],
)
async def test_more_than_the_engine_holds_is_refused_with_the_largest_that_fits(
    method: str, knobs: dict[str, int], holds: int, largest: str
) -> None:
    draft, target = (ScriptedModel(name, branches=holds) for name in ("draft", "target"))
    with pytest.raises(UsageError, match=f"holds {holds} branches at once") as refused:
        await play(method, draft=draft, target=target, knobs=knobs)
    assert refused.value.hint == f"choose at most {largest}"
    assert draft.calls == [call for call in draft.calls if call.kind == "extend"]


@pytest.mark.parametrize("closing", ["</think>", "</t>"])
async def test_a_target_that_thinks_aloud_goes_on_alone_as_well(closing: str) -> None:
    draft = ScriptedModel("draft", writes=counting("apples"), context=PROMPT_TOKENS + 9)
    thinking = Thinking(close=closing)
    written = iter(["2 pears\n\n", f"3 pears\n{closing}", "So \\boxed{3}."])
    target = ScriptedModel("target", writes=lambda _: next(written), ratings=RATINGS, thinking=thinking)
    played = await play(draft=draft, target=target)
    assert (played.outcome.answer, played.outcome.stop) == ("3", StopReason.ANSWER)
