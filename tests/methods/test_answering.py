"""The answer phase of a model that does not think aloud: its cue completed, whatever is inside the braces."""

from __future__ import annotations

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.methods.base import Limits
from specrc_cli.trace.events import AnswerBegan, AnswerWritten, Author, StopReason, TextWritten
from specrc_cli.verifiers.prompts import Prompts
from tests.play import Played, play

STEP = "That is 5."


async def answered(*writes: str, **options: object) -> Played:
    return await play("target", target=ScriptedModel("target", writes=[STEP, *writes]), **options)  # type: ignore[arg-type]


async def test_a_chain_with_an_answer_is_not_asked_for_one() -> None:
    played = await play("target", target=ScriptedModel(writes=["So \\boxed{5}."]))
    assert played.of(AnswerBegan, AnswerWritten) == []


async def test_a_chain_without_an_answer_is_asked_for_one() -> None:
    played = await answered("5}. Is that all?")
    assert played.outcome.answer == "5"
    assert played.outcome.stop is StopReason.EOS
    phase = played.record.answer_phase
    assert phase is not None
    assert (phase.author, phase.text, phase.tokens) == (Author.TARGET, "\n\nThe final answer is \\boxed{5}", 2)


async def test_the_answer_streams_under_the_index_behind_the_last_step() -> None:
    played = await answered("5}")
    began = played.events.index(AnswerBegan(author=Author.TARGET))
    behind = [event for event in played.events[began:] if isinstance(event, TextWritten)]
    assert [(event.index, event.text) for event in behind] == [(1, "5"), (1, "}")]


async def test_braces_inside_the_answer_do_not_end_it() -> None:
    played = await answered("\\frac{1}", "{2}", "}")
    assert played.outcome.answer == "\\frac{1}{2}"


@pytest.mark.parametrize("completion", ["", "5", "}", "  }"])
async def test_an_answer_that_is_not_given_is_none(completion: str) -> None:
    assert (await answered(completion)).outcome.answer is None


async def test_an_answer_that_is_cut_off_is_none() -> None:
    played = await answered("5 and 6 and 7}", limits=Limits(answer_tokens=3))
    assert played.outcome.answer is None


async def test_braces_that_never_close_end_at_the_limit() -> None:
    played = await answered(*["{}"] * 9, limits=Limits(answer_tokens=7))
    assert played.outcome.answer is None


async def test_a_cue_of_other_words_is_completed_in_its_own_way() -> None:
    prompts = Prompts(answer="Answer: ", answer_end="\n")
    played = await answered("5 apples\nAnd", prompts=prompts)
    assert played.outcome.answer == "5 apples"


async def test_a_cue_of_other_words_may_be_ended_by_the_turn_but_not_by_the_limit() -> None:
    prompts = Prompts(answer="Answer: ", answer_end="\n")
    assert (await answered("5 apples", prompts=prompts)).outcome.answer == "5 apples"
    cut_off = await answered("5 apples", prompts=prompts, limits=Limits(answer_tokens=3))
    assert cut_off.outcome.answer is None


async def test_no_room_for_the_cue_is_a_full_context() -> None:
    target = ScriptedModel(writes=[STEP])
    room = target.count(target.render(Prompts().messages("How many?"))) + target.count(STEP) + 1
    played = await play("target", target=ScriptedModel(writes=[STEP], context=room))
    assert played.outcome.answer is None
    assert played.outcome.stop is StopReason.CONTEXT_FULL
