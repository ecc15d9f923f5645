"""SCoT: chains side by side, the choice among them, and what becomes of each."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

import pytest

from specrc_cli.backends.base import GREEDY, Thinking
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Limits, Part
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.scot import Scot
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Event, StopReason
from specrc_cli.verifiers.prompts import Prompts
from tests.play import Played, a_run, play

A = ("2 + 2 = 5\n\n", "So \\boxed{5}.")
B = ("2 + 2 = 4\n\n", "So \\boxed{4}.")
C = ("2 + 2 = 6\n\n", "So \\boxed{6}.")
PROMPT_TOKENS = ScriptedModel().count(ScriptedModel().render(Prompts().messages("How many?")))


def drafting(*chains: tuple[str, ...], **options: object) -> ScriptedModel:
    """Chains of one length, written side by side: the model is asked for their first steps, then for their second."""
    return ScriptedModel("draft", writes=[step for steps in zip(*chains, strict=True) for step in steps], **options)  # type: ignore[arg-type]


class Chooser(ScriptedModel):
    """A target that finds its favourite wherever it stands: P(option), by the words of a solution, or of none."""

    def __init__(
        self, likes: Mapping[str, float], *, none: float = 0.0, unseen: float = 0.2, **options: object
    ) -> None:
        super().__init__("target", ratings={"": 0}, **options)  # type: ignore[arg-type]
        self.script.rate = self.rate  # type: ignore[method-assign,assignment]
        self.likes, self.none, self.unseen = likes, none, unseen
        self.shown: list[list[str]] = []

    def rate(self, context: str, _question: str, _options: object) -> dict[str, float]:
        shown = re.findall(r"Solution \d:\n\n(.*?)\n\n(?=Solution|$)", context, re.DOTALL)
        self.shown.append(shown)
        last = str(len(shown) + 1)
        if set(shown) == {"..."}:
            return {**{str(n): (1 - self.unseen) / len(shown) for n in range(1, len(shown) + 1)}, last: self.unseen}
        likes = {str(n): next(p for word, p in self.likes.items() if word in text) for n, text in enumerate(shown, 1)}
        return {**likes, last: self.none}


LIKES_B = {"= 5": 0.1, "= 4": 0.7, "= 6": 0.15}


async def run_on(draft: ScriptedModel | None, target: ScriptedModel, **options: object) -> Played:
    knobs = {"n_chains": 3, **options.pop("knobs", {})}  # type: ignore[dict-item]
    return await play("scot", draft=draft, target=target, knobs=knobs, **options)  # type: ignore[arg-type]


def branches(played: Played) -> dict[int, bool]:
    return {branch.branch: branch.chosen for branch in played.record.branches}


async def test_the_chain_that_the_target_finds_right_is_chosen() -> None:
    played = await run_on(drafting(A, B, C), Chooser(LIKES_B, none=0.05))
    assert branches(played) == {1: False, 2: True, 3: False}
    assert [(step.branch, step.fate) for step in played.steps] == [
        *[(1, "discarded")] * 2,
        *[(2, "accepted")] * 2,
        *[(3, "discarded")] * 2,
    ]
    assert (played.outcome.answer, played.outcome.stop) == ("4", StopReason.ANSWER)


async def test_chains_are_written_side_by_side() -> None:
    draft = drafting(A, B, C)
    await run_on(draft, Chooser(LIKES_B))
    turns = [call.turn for call in draft.calls if call.kind == "generate"]
    assert turns[0] == turns[1] == turns[2]
    assert len({call.sampling.seed for call in draft.calls if call.sampling}) == 6


async def test_the_choice_is_averaged_over_rotated_orders() -> None:
    target = Chooser(LIKES_B)
    await run_on(drafting(A, B, C), target, knobs={"rotations": 3})
    firsts = [shown[0] for shown in target.shown[:3]]
    assert sorted(firsts) == sorted(["".join(chain).strip() for chain in (A, B, C)])
    assert target.shown[3] == ["..."] * 3


async def test_a_bias_for_a_position_is_cancelled_by_the_rotations() -> None:
    target = ScriptedModel("target", writes=["x"], ratings={"": {"1": 0.8, "2": 0.1, "3": 0.1}})
    played = await run_on(drafting(A, B, C), target, knobs={"rotations": 3, "none_prior": 0.5})
    shares = [branch.verdict.parts["raw"] for branch in played.record.branches]
    assert shares == [pytest.approx(1 / 3)] * 3


async def test_all_wrong_is_reached_where_it_is_likelier_than_before_any_chain_was_seen() -> None:
    target = Chooser(LIKES_B, none=0.05, unseen=0.002, writes=[*B])
    played = await run_on(drafting(A, B, C), target)
    assert branches(played) == {1: False, 2: False, 3: False}
    assert [step.fate for step in played.steps if step.branch == 0] == ["written", "written"]
    assert played.outcome.answer == "4"
    assert played.record.notices == ["all chains were turned down: the target thinks for itself"]
    parts = played.record.branches[0].verdict.parts
    assert parts["none"] == pytest.approx(0.05)
    assert parts["prior"] == pytest.approx(0.002)


async def test_a_prior_that_is_given_is_not_measured() -> None:
    target = Chooser(LIKES_B, none=0.05)
    await run_on(drafting(A, B, C), target, knobs={"none_prior": 0.5})
    assert ["..."] * 3 not in target.shown


async def test_a_target_that_names_no_number_has_chosen_none() -> None:
    target = ScriptedModel("target", writes=[*B], ratings={"": {"1": 0.01}})
    played = await run_on(drafting(A, B, C), target)
    assert not any(branches(played).values())
    assert played.record.branches[0].verdict.reason == "the target named no number"


async def test_what_choosing_took_is_counted_and_all_drafts_but_one_discarded() -> None:
    draft, target = drafting(A, B, C), Chooser(LIKES_B)
    played = await run_on(draft, target)
    totals = played.record.totals
    assert totals.tokens.judge >= sum(target.count("".join(shown)) for shown in target.shown)
    assert totals.tokens.discarded == sum(draft.count("".join(chain)) for chain in (A, C))
    assert totals.acceptance.of == 0


async def test_a_chain_that_was_cut_off_cannot_be_chosen() -> None:
    endless = ("a b c d e f g h i j k l m n o p q r s t u v w x y z", "")
    played = await run_on(drafting(B, endless), Chooser(LIKES_B), knobs={"n_chains": 2}, limits=Limits(token_budget=60))
    assert branches(played) == {1: True, 2: False}
    reasons = {branch.branch: branch.verdict.reason for branch in played.record.branches}
    assert reasons[2] == "it did not come to its end (budget)"


async def test_where_no_chain_comes_to_its_end_the_target_thinks_for_itself_unasked() -> None:
    draft = ScriptedModel("draft", writes=lambda text: f"{text.count('more')} and more\n\n")
    target = ScriptedModel("target", writes=[*B])
    played = await run_on(draft, target, limits=Limits(max_steps=2))
    assert played.outcome.answer == "4"
    assert [call for call in target.calls if call.kind == "choose"] == []
    assert played.record.notices == ["no chain came to its end: the target thinks for itself"]


async def test_drafts_without_end_leave_the_target_its_share_of_the_budget() -> None:
    draft = ScriptedModel("draft", writes=lambda text: f"{text.count('more')} and more\n\n")
    played = await run_on(draft, ScriptedModel("target", writes=[*B]), limits=Limits(token_budget=100))
    assert (played.outcome.answer, played.outcome.stop) == ("4", StopReason.ANSWER)
    assert played.record.totals.tokens.draft <= 75


@pytest.mark.parametrize(("ratings", "chosen"), [((9, 7, 8), 1), ((2, 7, 9), 3), ((2, 7, 3), 2), ((1, 2, 3), None)])
async def test_a_verifier_can_choose(ratings: tuple[int, int, int], chosen: int | None) -> None:
    target = ScriptedModel("target", writes=[*B], ratings=dict(zip((A[1], B[1], C[1]), ratings, strict=True)))
    played = await run_on(drafting(A, B, C), target, knobs={"select": "score"}, verifier="utility")
    assert [number for number, won in branches(played).items() if won] == ([chosen] if chosen else [])
    assert (played.record.verifier, played.outcome.answer is not None) == ("utility", True)


async def test_the_likeliest_chain_can_be_chosen() -> None:
    likely = {"".join(A): -2.0, "".join(B): -1.0, "".join(C): -1.5}
    played = await run_on(
        drafting(A, B, C), ScriptedModel("target", logprobs=likely), knobs={"select": "likelihood"}, verifier=None
    )
    assert branches(played) == {1: False, 2: True, 3: False}
    assert played.record.verifier is None


@pytest.mark.parametrize(("floor", "chosen"), [(0.3, 2), (0.4, None)])
async def test_a_likeliest_chain_under_the_floor_is_turned_down_too(floor: float, chosen: int | None) -> None:
    likely = {"".join(A): -2.0, "".join(B): -1.0, "".join(C): -1.5}
    target = ScriptedModel("target", logprobs=likely, writes=[*C])
    played = await run_on(drafting(A, B, C), target, knobs={"select": "likelihood", "floor": floor}, verifier=None)
    assert [number for number, won in branches(played).items() if won] == ([chosen] if chosen else [])
    assert played.outcome.answer == ("4" if chosen else "6")


async def test_behind_a_chosen_thought_the_target_writes_the_answer() -> None:
    thoughts = [("It is 5.\n\n", "Yes.</think>"), ("It is 4.\n\n", "Sure.</think>")]
    target = Chooser({"5": 0.1, "4": 0.8}, writes=["\\boxed{4}"], thinking=Thinking())
    draft = drafting(*thoughts, thinking=Thinking())
    played = await run_on(draft, target, knobs={"n_chains": 2})
    assert branches(played) == {1: False, 2: True}
    assert (played.outcome.answer, played.outcome.stop) == ("4", StopReason.ANSWER)
    assert played.record.answer_phase is not None
    assert "</think>" not in "".join(target.shown[0])


@pytest.mark.parametrize("method", ["scot", "trajectories"])
async def test_the_chosen_thought_of_a_draft_is_the_whole_chain_of_a_target_that_does_not_think(method: str) -> None:
    thoughts = [("It is 4.\n\n", "Yes.</think>"), ("It is 4.\n\n", "Sure.</think>")]
    target = Chooser({"4": 0.9}, writes=["4}."], logprobs={"": -1.0})
    knobs = {"n_chains" if method == "scot" else "n_specs": 2}
    played = await play(method, draft=drafting(*thoughts, thinking=Thinking()), target=target, knobs=knobs)
    assert [text for text, fate in zip(played.texts, played.fates, strict=True) if fate == "accepted"]
    assert (played.outcome.answer, played.outcome.stop) == ("4", StopReason.EOS)


@pytest.mark.parametrize("method", ["scot", "trajectories"])
async def test_behind_a_chosen_chain_a_target_that_thinks_ends_its_thinking(method: str) -> None:
    target = Chooser(LIKES_B, writes=["So \\boxed{4}."], logprobs={"": -1.0}, thinking=Thinking())
    knobs = {"n_chains" if method == "scot" else "n_specs": 2}
    played = await play(method, draft=drafting(B, B), target=target, knobs=knobs)
    assert played.record.answer_phase is not None
    assert "</think>" in played.record.answer_phase.text
    assert played.outcome.answer == "4"


async def test_a_single_chain_is_held_against_all_wrong() -> None:
    played = await run_on(drafting(A), Chooser({"5": 0.01}, none=0.9, writes=[*B]), knobs={"n_chains": 1})
    assert played.outcome.answer == "4"


async def test_chains_that_do_not_fit_the_target_end_the_run_and_say_how_many_do() -> None:
    target = Chooser(LIKES_B, context=PROMPT_TOKENS + 50)
    played = await run_on(drafting(A, B, C), target)
    assert played.outcome.stop is StopReason.CONTEXT_FULL
    [notice] = played.record.notices
    assert "choose among at most 2" in notice


async def test_too_many_chains_for_the_draft_are_refused_with_the_most_that_fit() -> None:
    events: list[Event] = []
    draft = ScriptedModel("draft", context=PROMPT_TOKENS + 40)
    target = ScriptedModel("target")
    with pytest.raises(UsageError) as caught:
        await solve(make_method("scot", n_chains=3), a_run(events, draft=draft, target=target))
    assert caught.value.hint == "choose at most --n-chains 2, or allow more with -c and --budget"
    assert (draft.open_branches, target.open_branches) == (0, 0)


async def test_without_a_draft_the_target_goes_alone() -> None:
    played = await run_on(None, ScriptedModel("target", writes=[*B]))
    assert played.outcome.answer == "4"


def test_the_verifier_takes_part_only_where_it_chooses() -> None:
    assert Part.VERIFIER not in Scot().uses
    assert Part.VERIFIER in make_method("scot", select="score").uses


@pytest.mark.parametrize("after", range(0, 44, 4))
async def test_cancelled_at_any_moment_it_ends_cleanly(after: int) -> None:
    draft, target = drafting(A, B, C), Chooser(LIKES_B, none=0.9, unseen=0.01, writes=[*B])
    events: list[Event] = []
    task: asyncio.Task[object]

    def cancel_in_time(_: Event) -> None:
        if len(events) == after + 1:
            task.cancel()

    run = a_run(events, draft=draft, target=target, listener=cancel_in_time)
    task = asyncio.ensure_future(solve(make_method("scot", n_chains=3), run))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (draft.open_branches, target.open_branches) == (0, 0)
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"n_chains": 9}, "--n-chains 9 is out of range for scot"),
        ({"rotations": 0}, "--rotations 0 is out of range"),
        ({"none_prior": 1}, "--none-prior 1 is out of range"),
        ({"floor": 1}, "--floor 1 is out of range"),
        ({"select": "numbers"}, "--select cannot be 'numbers'"),
    ],
)
def test_a_knob_out_of_range_is_refused(knobs: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        make_method("scot", **knobs)


async def test_chains_that_cannot_differ_are_pointed_out() -> None:
    greedy = await run_on(drafting(A, B, C), Chooser(LIKES_B, none=0.05), draft_sampling=GREEDY)
    assert greedy.record.notices == ["the draft is greedy, so that its 3 chains are all the same: try --temp 0.7"]
    warm = await run_on(drafting(A, B, C), Chooser(LIKES_B, none=0.05))
    assert warm.record.notices == []
