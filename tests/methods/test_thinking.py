"""Models that think aloud: where the thinking ends, and how its end goes from one model's words to another's."""

from __future__ import annotations

from specrc_cli.backends.base import Thinking
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.methods.base import Limits
from specrc_cli.methods.writing import carried
from specrc_cli.trace.events import AnswerBegan, Author, StopReason
from tests.play import play

TAGS = Thinking()
OTHER_TAGS = Thinking(open="<reason>", close="</reason>")
BOXED = "So \\boxed{5}, I think.\n\n"
CHECKED = "Checked.\n\n"
RATINGS = {"\n\n": 9, "</think>": 9, ".": 9}


def thinker(*steps: str, tags: Thinking | None = TAGS, name: str = "target") -> ScriptedModel:
    return ScriptedModel(name, writes=steps, ratings=RATINGS, thinking=tags)


def extended(model: ScriptedModel) -> list[str]:
    """What was put behind the prompt."""
    return [call.text for call in model.calls if call.kind == "extend"][1:]


async def test_a_box_inside_the_thinking_does_not_end_it() -> None:
    target = thinker(BOXED, CHECKED, "Done.</think>\n\n", "\n\nThe answer is \\boxed{6}.")
    played = await play("target", target=target)
    assert played.texts == [BOXED, CHECKED, "Done.</think>"]
    assert played.outcome.answer == "6"
    assert played.outcome.stop is StopReason.ANSWER
    assert extended(target) == []


async def test_a_turn_that_ends_inside_the_thinking_has_it_closed() -> None:
    target = thinker(BOXED, "That is all.", "It is \\boxed{5}.")
    played = await play("target", target=target)
    assert extended(target) == ["\n</think>\n\n"]
    assert played.record.answer_phase is not None
    assert played.record.answer_phase.text == "\n</think>\n\nIt is \\boxed{5}."
    assert played.outcome.stop is StopReason.ANSWER


async def test_thinking_that_outruns_its_budget_is_closed_and_answered() -> None:
    target = thinker(BOXED, CHECKED, "It is \\boxed{5}.")
    played = await play("target", target=target, limits=Limits(max_steps=2))
    assert played.outcome.stop is StopReason.MAX_STEPS
    assert played.outcome.answer == "5"


async def test_an_answer_behind_the_thinking_without_a_box_is_asked_for_again() -> None:
    target = thinker("Done.</think>", "It is five.", "5}")
    played = await play("target", target=target)
    assert played.record.answer_phase is not None
    assert played.record.answer_phase.text == "It is five.\n\nThe final answer is \\boxed{5}"
    assert played.outcome.answer == "5"
    assert played.outcome.stop is StopReason.EOS


async def test_an_answer_cut_off_is_no_answer() -> None:
    target = thinker("Done.</think>", "a b c d e f g h i j \\boxed{5}")
    played = await play("target", target=target, limits=Limits(answer_tokens=8))
    assert played.outcome.answer is None
    assert played.outcome.stop is StopReason.TRUNCATED


async def test_a_draft_that_does_not_think_speculates_for_a_target_that_does() -> None:
    draft = thinker(CHECKED, BOXED, "That is all.", tags=None, name="draft")
    target = thinker("It is \\boxed{5}.")
    played = await play(draft=draft, target=target)
    assert played.texts == [CHECKED, BOXED, "That is all."]
    assert extended(target) == [CHECKED, BOXED, "That is all.", "\n</think>\n\n"]
    assert played.outcome.stop is StopReason.ANSWER


async def test_a_draft_that_thinks_speculates_for_a_target_that_does_not() -> None:
    draft = thinker(CHECKED, "Enough.\n</think>", BOXED, name="draft")
    target = thinker(tags=None)
    played = await play(draft=draft, target=target)
    assert played.texts == [CHECKED, "Enough.\n\n", BOXED]
    assert extended(target) == [CHECKED, "Enough.\n\n", BOXED]
    assert played.outcome.answer == "5"


async def test_a_draft_that_only_closes_its_thinking_leaves_the_step_to_the_target() -> None:
    draft = thinker("</think>", BOXED, name="draft")
    played = await play(draft=draft, target=thinker(CHECKED, tags=None))
    assert played.fates == ["rewritten", "accepted"]
    assert extended(draft) == [CHECKED]


async def test_each_model_closes_its_thinking_in_its_own_way() -> None:
    draft = thinker("Enough.</reason>", tags=OTHER_TAGS, name="draft")
    target = thinker("It is \\boxed{5}.")
    played = await play(draft=draft, target=target)
    assert played.texts == ["Enough.\n</think>"]
    assert played.steps[0].draft is not None
    assert played.steps[0].draft.text == "Enough.</reason>"
    assert played.outcome.answer == "5"


async def test_the_draft_alone_thinks_and_answers_for_itself() -> None:
    draft = thinker("Done.</think>", "It is \\boxed{5}.", name="draft")
    played = await play("draft", draft=draft)
    assert played.of(AnswerBegan) == [AnswerBegan(author=Author.DRAFT)]
    assert played.outcome.answer == "5"


def test_text_without_a_tag_is_carried_as_it_is() -> None:
    assert carried("a </think> b", of=None, to=TAGS, delimiter="\n\n") == "a </think> b"
    assert carried("a\n\n", of=TAGS, to=None, delimiter="\n\n") == "a\n\n"
