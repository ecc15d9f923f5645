"""The scripted model keeps the contract that everything above it is written against."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from specrc_cli.backends.base import GREEDY, Message, StopCause, Thinking, Until
from specrc_cli.backends.scripted import ScriptedBranch, ScriptedModel, Unscripted, following, tokens
from specrc_cli.errors import ContextFull, ModelError

ASKED: list[Message] = [{"role": "user", "content": "How many?"}]
PARAGRAPH = Until(texts=("\n\n",), max_tokens=100)
DIGITS = tuple("0123456789")


def turns(model: ScriptedModel, kind: str) -> list[int]:
    return [call.turn for call in model.calls if call.kind == kind]


def test_tokens_joined_are_the_text() -> None:
    text = "So 3 × 4 = 12,\n\n  \\boxed{12}."
    assert "".join(tokens(text)) == text


async def test_a_generation_stops_behind_the_delimiter() -> None:
    model = ScriptedModel(writes=["one\n\ntwo"])
    branch = await model.open(ASKED)
    written = await branch.generate(until=PARAGRAPH, sampling=GREEDY)
    assert (written.text, written.stop) == ("one\n\n", StopCause.DELIMITER)
    assert branch.text.endswith("one\n\n")
    assert written.tokens == written.cost.written == 2


async def test_a_generation_without_a_delimiter_ends_the_turn() -> None:
    branch = await ScriptedModel(writes=["the end"]).open(ASKED)
    written = await branch.generate(until=PARAGRAPH, sampling=GREEDY)
    assert (written.text, written.stop) == ("the end", StopCause.EOG)


async def test_a_generation_is_cut_off_at_its_limit() -> None:
    branch = await ScriptedModel(writes=["a b c d"]).open(ASKED)
    written = await branch.generate(until=Until(texts=("\n\n",), max_tokens=3), sampling=GREEDY)
    assert (written.text, written.stop) == ("a b", StopCause.LENGTH)


async def test_a_generation_ends_where_the_context_does() -> None:
    probe = await ScriptedModel().open(ASKED)
    model = ScriptedModel(writes=["a b c d"], context=probe.position + 2)
    branch = await model.open(ASKED)
    written = await branch.generate(until=PARAGRAPH, sampling=GREEDY)
    assert (written.text, written.stop, branch.room) == ("a ", StopCause.CONTEXT, 0)
    with pytest.raises(ContextFull):
        branch.extend("x")


async def test_a_question_that_does_not_fit_leaves_no_branch() -> None:
    model = ScriptedModel(context=3)
    with pytest.raises(ContextFull):
        await model.open(ASKED)
    assert model.open_branches == 0


async def test_text_streams_as_it_is_written() -> None:
    branch = await ScriptedModel(writes=["a b\n\n"]).open(ASKED)
    pieces: list[str] = []
    await branch.generate(until=PARAGRAPH, sampling=GREEDY, on_text=pieces.append)
    assert pieces == ["a", " ", "b", "\n\n"]


async def test_calls_take_their_place_when_they_are_made() -> None:
    steps = ["one\n\n", "two\n\n", "three\n\n"]
    model = ScriptedModel(ratings={"one\n\n": 1, "two\n\n": 2, "three\n\n": 3})
    branch = await model.open(ASKED)
    probes = []
    for step in steps:
        branch.extend(step)
        probes.append(branch.choose("Score: ", DIGITS))
    choices = await asyncio.gather(*probes)
    assert [choice.probabilities.index(1.0) for choice in choices] == [1, 2, 3]
    assert len(set(turns(model, "choose"))) == 1


async def test_branches_write_side_by_side() -> None:
    model = ScriptedModel(writes=["a b c\n\n", "d e f\n\n"])
    one, two = await model.open(ASKED), await model.open(ASKED)
    seen: list[str] = []
    await asyncio.gather(
        one.generate(until=PARAGRAPH, sampling=GREEDY, on_text=seen.append),
        two.generate(until=PARAGRAPH, sampling=GREEDY, on_text=seen.append),
    )
    assert seen[:4] == ["a", "d", " ", " "]
    assert len(set(turns(model, "generate"))) == 1


async def test_a_rewound_branch_forgets() -> None:
    branch = await ScriptedModel(ratings={"kept": 5, "": 0}).open(ASKED)
    branch.extend("kept")
    mark = branch.mark()
    branch.extend(" and forgotten")
    branch.rewind(mark)
    choice = await branch.choose("?", DIGITS)
    assert choice.probabilities.index(1.0) == 5
    assert branch.text.endswith("kept")
    assert branch.position == mark.position


async def test_a_fork_goes_its_own_way() -> None:
    branch = await ScriptedModel(ratings={"left": 1, "right": 2}).open(ASKED)
    branch.extend("so ")
    child = branch.fork()
    branch.extend("left")
    child.extend("right")
    here, there = await asyncio.gather(branch.choose("?", DIGITS), child.choose("?", DIGITS))
    assert (here.probabilities.index(1.0), there.probabilities.index(1.0)) == (1, 2)
    assert child.text.endswith("so right")


async def test_a_fork_stands_behind_what_is_being_written() -> None:
    branch = await ScriptedModel(writes=["one\n\n"], ratings={"one\n\n": 4}).open(ASKED)
    writing = branch.generate(until=PARAGRAPH, sampling=GREEDY)
    child = branch.fork()
    choice = child.choose("?", DIGITS)
    await writing
    assert (await choice).probabilities.index(1.0) == 4


async def test_a_choice_leaves_the_branch_as_it_was_and_tells_its_mass() -> None:
    branch = await ScriptedModel(ratings={"\n": {"7": 0.3, "8": 0.1}}).open(ASKED)
    before = branch.position
    choice = await branch.choose("Score: ", DIGITS)
    assert branch.position == before
    assert choice.mass == pytest.approx(0.4)
    assert choice.probabilities[7] == pytest.approx(0.75)


async def test_reading_puts_the_text_there_and_logprobs_does_not() -> None:
    model = ScriptedModel(logprobs={"a b": (-0.1, -0.2, -3.0)})
    branch = await model.open(ASKED)
    assert (await branch.logprobs("a b")).logprobs == (-0.1, -0.2, -3.0)
    assert not branch.text.endswith("a b")
    assert (await branch.read("a b")).logprobs == (-0.1, -0.2, -3.0)
    assert branch.text.endswith("a b")


async def test_what_extends_a_branch_is_charged_to_its_next_call() -> None:
    branch = await ScriptedModel(ratings={"": 1}).open(ASKED)
    prompt = branch.position
    first = await branch.choose("?", DIGITS)
    branch.extend("one two")
    second = await branch.choose("?", DIGITS)
    assert first.cost.prefilled == prompt + 1
    assert second.cost.prefilled == 3 + 1
    assert second.cost.seconds > 0


async def test_a_cancelled_generation_leaves_the_branch_rewindable() -> None:
    model = ScriptedModel(writes=["a b c d e f g h\n\n", "new\n\n"])
    branch = await model.open(ASKED)
    mark = branch.mark()
    begun = asyncio.Event()
    writing = asyncio.ensure_future(branch.generate(until=PARAGRAPH, sampling=GREEDY, on_text=lambda _: begun.set()))
    await begun.wait()
    writing.cancel()
    branch.rewind(mark)
    written = await branch.generate(until=PARAGRAPH, sampling=GREEDY)
    assert written.text == "new\n\n"
    assert branch.text.endswith("|>\nnew\n\n")


async def test_closing_cancels_what_waits_and_may_be_done_twice() -> None:
    model = ScriptedModel(writes=["a b c\n\n"])
    branch = await model.open(ASKED)
    writing = branch.generate(until=PARAGRAPH, sampling=GREEDY)
    branch.close()
    branch.close()
    assert model.open_branches == 0
    with pytest.raises(asyncio.CancelledError):
        await writing


async def test_closing_the_model_closes_its_branches() -> None:
    model = ScriptedModel()
    await model.open(ASKED)
    await model.open(ASKED)
    await model.aclose()
    assert model.open_branches == 0


def _rate_something_else(branch: ScriptedBranch) -> Awaitable[object]:
    branch.extend(" or not")
    return branch.choose("?", DIGITS)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda branch: branch.generate(until=PARAGRAPH, sampling=GREEDY), id="a text"),
        pytest.param(lambda branch: branch.choose("?", "01"), id="an option that was not offered"),
        pytest.param(_rate_something_else, id="a rating of something else"),
        pytest.param(lambda branch: branch.read("c d"), id="a reading"),
        pytest.param(lambda branch: branch.logprobs("a b"), id="a reading of another length"),
    ],
)
async def test_what_is_not_scripted_is_refused(ask: Callable[[ScriptedBranch], Awaitable[object]]) -> None:
    model = ScriptedModel(ratings={"rated": 7}, logprobs={"a b": (-1.0,)})
    branch = await model.open(ASKED)
    branch.extend("rated")
    with pytest.raises(Unscripted):
        await ask(branch)


async def test_a_script_can_follow_whole_chains() -> None:
    branch = await ScriptedModel(writes=following("one\n\ntwo\n\n", "one\n\n2\n\nthree")).open(ASKED)
    texts = [(await branch.generate(until=PARAGRAPH, sampling=GREEDY)).text for _ in range(2)]
    assert texts == ["one\n\n", "two\n\n"]
    branch.extend("four")
    with pytest.raises(Unscripted):
        await branch.generate(until=PARAGRAPH, sampling=GREEDY)


async def test_a_thinking_model_begins_inside_its_tags() -> None:
    branch = await ScriptedModel(thinking=Thinking(), ratings={"": 1}).open(ASKED)
    await branch.choose("?", DIGITS)
    assert branch.text.endswith("<|assistant|>\n<think>\n")


async def test_a_generation_that_is_no_longer_wanted_stops_and_is_paid_for() -> None:
    model = ScriptedModel(writes=["a b c d", " x\n\n"])
    branch = await model.open(ASKED)
    pieces: list[str] = []
    until = Until(texts=("\n\n",), max_tokens=100, unless=lambda: len(pieces) == 3)
    written = await branch.generate(until=until, sampling=GREEDY, on_text=pieces.append)
    assert (written.text, written.stop, written.cost.written) == ("a b", StopCause.STOPPED, 3)
    assert (await branch.generate(until=PARAGRAPH, sampling=GREEDY)).text == " x\n\n"
    assert branch.text.endswith("a b x\n\n")


async def test_no_more_branches_are_open_than_it_can_hold() -> None:
    model = ScriptedModel(branches=2)
    branch = await model.open(ASKED)
    fork = branch.fork()
    with pytest.raises(ModelError, match="2 branches at once"):
        branch.fork()
    fork.close()
    branch.fork()


def test_it_offers_all_options_but_those_it_has_no_word_for() -> None:
    model = ScriptedModel(wordless=("yes",))
    assert model.offers("Answer: ", ("1", "2"))
    assert not model.offers("Answer: ", ("yes", "no"))
