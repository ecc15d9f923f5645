"""SpecReason: what becomes of each step, and what either model's branch holds afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from specrc_cli.backends.scripted import ScriptedModel, following
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Limits
from specrc_cli.methods.specreason import SpecReason
from specrc_cli.trace.events import Notice, StopReason
from specrc_cli.verifiers.prompts import Prompts
from tests.play import play

ADD = "2 + 3 = 5\n\n"
WRONG = "5 * 2 = 11\n\n"
RIGHT = "5 * 2 = 10\n\n"
DELIMITER = "\n\n"
PROMPT_TOKENS = ScriptedModel().count(ScriptedModel().render(Prompts().messages("How many?")))
END = "So \\boxed{10}."
RATINGS = {ADD: 9, WRONG: 2, RIGHT: 8, END: 8}


def drafting(*steps: str, **options: object) -> ScriptedModel:
    return ScriptedModel("draft", writes=steps, **options)  # type: ignore[arg-type]


def judging(*steps: str, **options: object) -> ScriptedModel:
    return ScriptedModel("target", writes=steps, **{"ratings": RATINGS, **options})  # type: ignore[arg-type]


async def test_a_rejected_step_is_rewritten_by_the_target() -> None:
    played = await play(draft=drafting(ADD, WRONG, END), target=judging(RIGHT))
    assert played.fates == ["accepted", "rewritten", "accepted"]
    assert played.texts == [ADD, RIGHT, END]
    assert played.outcome.answer == "10"
    assert played.outcome.stop is StopReason.ANSWER


async def test_events_come_in_the_order_a_person_would_tell_them() -> None:
    played = await play(draft=drafting(WRONG, END), target=judging(RIGHT))
    assert played.order == [
        "RunBegan",
        *("StepBegan", "PromptRead", "StepWritten", "PromptRead", "StepJudged"),
        *("StepBegan", "StepWritten", "StepSettled"),
        *("StepBegan", "StepWritten", "StepJudged", "StepSettled"),
        "RunEnded",
    ]


async def test_both_models_go_on_behind_the_same_steps() -> None:
    """Each writes only if its branch holds exactly the steps that stand."""
    draft = ScriptedModel("draft", writes=following(ADD + WRONG, ADD + RIGHT + END))
    target = ScriptedModel("target", writes=following(ADD + RIGHT), ratings=RATINGS)
    played = await play(draft=draft, target=target)
    assert played.texts == [ADD, RIGHT, END]


async def test_the_draft_takes_in_what_the_target_wrote() -> None:
    draft = drafting(WRONG, END)
    await play(draft=draft, target=judging(RIGHT))
    assert [call.text for call in draft.calls if call.kind == "extend"][1:] == [RIGHT]


async def test_an_accepted_step_is_evaluated_once() -> None:
    target = judging()
    await play(draft=drafting(ADD, END), target=target)
    assert [call.text for call in target.calls if call.kind == "extend"][1:] == [ADD, END]
    assert [call for call in target.calls if call.kind == "generate"] == []


async def test_an_accepted_step_that_no_verifier_put_there_is_put_there() -> None:
    target = judging()
    played = await play(draft=drafting(ADD, END), target=target, verifier="arithmetic")
    assert played.fates == ["accepted", "accepted"]
    assert [call.text for call in target.calls if call.kind == "extend"][1:] == [ADD, END]


async def test_the_target_writes_the_first_steps_itself() -> None:
    played = await play(draft=drafting(END), target=judging(ADD, RIGHT), knobs={"first_n_target_steps": 2})
    assert played.fates == ["written", "written", "accepted"]
    assert [step.author for step in played.steps] == ["target", "target", "draft"]


async def test_an_abstaining_judge_rejects_and_is_counted_apart() -> None:
    target = judging(RIGHT, ratings={ADD: {"7": 0.01}, END: 9})
    played = await play(draft=drafting(ADD, END), target=target)
    assert played.fates == ["rewritten", "accepted"]
    assert played.record.totals.steps.abstained == 1
    assert played.record.totals.steps.judged == 2


async def test_a_draft_cut_off_by_its_limit_is_rejected_unasked() -> None:
    target = judging(ADD)
    played = await play(draft=drafting("a b c d e f g h i j k l", END), target=target, limits=Limits(step_tokens=12))
    first = played.steps[0]
    assert played.fates == ["rewritten", "accepted"]
    assert first.verdict is not None
    assert first.verdict.verifier is None
    assert first.verdict.reason == "cut off after 12 tokens"
    assert played.record.totals.steps.turned_away == 1
    assert played.record.totals.acceptance.of == 1
    assert len([call for call in target.calls if call.kind == "choose"]) == 1


async def test_a_target_step_cut_off_is_kept_marked_and_gone_on_with() -> None:
    played = await play(
        draft=drafting(WRONG, "f g\n\n", END),
        target=judging("a b c d e f g h", ratings={WRONG: 0, "f g\n\n": 9, END: 9}),
        limits=Limits(step_tokens=10),
    )
    assert played.texts == ["a b c d e ", "f g\n\n", END]
    assert [step.truncated for step in played.steps] == [True, False, False]


async def test_a_draft_with_nothing_to_say_leaves_the_step_to_the_target() -> None:
    played = await play(draft=drafting("", END), target=judging(RIGHT))
    assert played.fates == ["rewritten", "accepted"]
    assert played.steps[0].verdict is not None
    assert played.steps[0].verdict.reason == "the draft had nothing more to say"


async def test_when_neither_has_more_to_say_the_answer_is_asked_for() -> None:
    played = await play(draft=drafting(ADD, ""), target=judging("", "5}"))
    assert played.fates == ["accepted", None]
    assert played.outcome.stop is StopReason.EOS
    assert played.outcome.answer == "5"


async def test_blank_lines_before_a_step_are_part_of_it() -> None:
    played = await play(draft=drafting("\n\n", ADD, END), target=judging())
    assert played.texts == ["\n\n" + ADD, END]


async def test_an_accepted_step_that_ends_the_drafts_turn_ends_the_chain() -> None:
    played = await play(draft=drafting("That makes 5."), target=judging("5}", ratings={"5.": 9}))
    assert played.fates == ["accepted"]
    assert played.outcome.stop is StopReason.EOS
    assert played.outcome.answer == "5"


async def test_a_rejected_step_that_ended_the_drafts_turn_ends_nothing() -> None:
    draft = drafting("That makes 6.", END)
    played = await play(draft=draft, target=judging(ADD, ratings={"6.": 1, END: 9}))
    assert played.fates == ["rewritten", "accepted"]
    assert played.outcome.stop is StopReason.ANSWER


async def test_a_plan_that_speaks_of_the_box_does_not_end_the_run() -> None:
    plan = "I will put the answer in \\boxed{}.\n\n"
    played = await play(draft=drafting(plan, END), target=judging(ratings={plan: 9, END: 9}))
    assert played.fates == ["accepted", "accepted"]


async def test_a_draft_that_goes_round_is_turned_away() -> None:
    played = await play(draft=drafting(ADD, ADD, END), target=judging(RIGHT))
    assert played.fates == ["accepted", "rewritten", "accepted"]
    assert played.steps[1].verdict is not None
    assert played.steps[1].verdict.reason == "the same steps again"


async def test_a_target_that_goes_round_as_well_ends_the_run() -> None:
    played = await play(draft=drafting(ADD, RIGHT, ADD, RIGHT), target=judging(RIGHT, "10}"))
    assert played.fates == ["accepted", "accepted", "accepted", "rewritten"]
    assert played.outcome.stop is StopReason.LOOP
    assert played.outcome.answer == "10"


async def test_rejected_drafts_count_towards_the_budget() -> None:
    played = await play(draft=drafting(WRONG), target=judging(RIGHT, "10}"), limits=Limits(token_budget=20))
    assert played.fates == ["rewritten"]
    assert played.outcome.stop is StopReason.BUDGET
    assert played.outcome.answer == "10"


async def test_a_budget_spent_on_a_rejected_draft_leaves_the_step_unsettled() -> None:
    played = await play(draft=drafting(WRONG), target=judging("10}"), limits=Limits(token_budget=10))
    assert played.fates == [None]
    assert played.outcome.stop is StopReason.BUDGET
    assert played.record.totals.tokens.discarded == played.record.totals.tokens.draft == 10


async def test_steps_are_limited() -> None:
    played = await play(draft=drafting(ADD, RIGHT), target=judging("10}"), limits=Limits(max_steps=2))
    assert played.fates == ["accepted", "accepted"]
    assert played.outcome.stop is StopReason.MAX_STEPS


def counting(thing: str) -> Callable[[str], str]:
    """A script of ever new steps."""
    return lambda context: f"{context.count(DELIMITER)} {thing}{DELIMITER}"


@pytest.mark.parametrize("room", [*range(12), *range(12, 150, 7)])
async def test_a_full_target_ends_the_run_with_what_there_is(room: int) -> None:
    """Wherever it fills up: while judging, or rewriting."""
    draft = ScriptedModel("draft", writes=counting("apples"), context=PROMPT_TOKENS + 500)
    target = ScriptedModel(
        "target",
        writes=counting("pears"),
        ratings={"apples\n\n": 9, "2 apples\n\n": 1, "4 apples\n\n": 1},
        context=PROMPT_TOKENS + room,
    )
    played = await play(draft=draft, target=target)
    assert played.outcome.stop is StopReason.CONTEXT_FULL
    settled = [fate for fate in played.fates if fate]
    assert settled == ["rewritten" if n % 10 in (2, 4) else "accepted" for n in range(1, len(settled) + 1)]
    assert played.fates[len(settled) :] in ([], [None])
    [notice] = played.record.notices
    assert notice.startswith("target: ")


async def test_without_a_draft_the_target_goes_alone_and_says_so() -> None:
    played = await play(target=judging(ADD, END))
    assert played.fates == ["written", "written"]
    assert played.record.notices == ["no draft model: the target writes every step itself"]
    assert len(played.of(Notice)) == 1


async def test_a_negative_number_of_first_steps_is_refused() -> None:
    with pytest.raises(UsageError):
        SpecReason(first_n_target_steps=-1)
