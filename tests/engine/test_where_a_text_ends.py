"""Delimiters, ends of turns and limits, on models that say exactly what they are given to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from specrc_cli.backends.base import GREEDY, Message, StopCause, Until
from specrc_cli.backends.llama.model import LlamaModel
from tests.conftest import MakeParrot
from tests.engine.conftest import OpenToy
from tests.engine.inside import tokens_of

QUESTION: list[Message] = [{"role": "user", "content": "?"}]
STEP = Until(texts=("\n\n",), max_tokens=60)


def text_of(model: LlamaModel, tokens: list[int]) -> str:
    return b"".join(map(model.vocabulary.piece, tokens)).decode(errors="replace")


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["Sum", ".\n\n", "x"], "Sum.\n\n"),
        (["Sum", ".\n\nThe", "x"], "Sum.\n\n"),
        (["Sum.\n", "\nThe", "x"], "Sum.\n\n"),
        (["Sum", ".\n\nNow\n\nthen", "x"], "Sum.\n\n"),
        (["\n\nSum", "x"], "\n\n"),
    ],
    ids=["its own token", "inside a token", "over two tokens", "twice in a token", "at once"],
)
async def test_a_step_ends_with_its_delimiter_wherever_the_tokens_split(
    open_toy: OpenToy, make_parrot: MakeParrot, pieces: list[str | bytes], text: str
) -> None:
    model = await open_toy(make_parrot(pieces))
    branch = await model.open(QUESTION)
    before = branch.position
    generation = await branch.generate(until=STEP, sampling=GREEDY)
    assert (generation.text, generation.stop) == (text, StopCause.DELIMITER)
    assert text_of(model, tokens_of(branch)[before:]) == text
    assert branch.position == len(tokens_of(branch))


async def test_the_first_of_several_delimiters_ends_the_text(open_toy: OpenToy, make_parrot: MakeParrot) -> None:
    model = await open_toy(make_parrot(["one;", " two.\n\n", "three"]))
    branch = await model.open(QUESTION)
    generation = await branch.generate(until=Until(texts=("\n\n", ";"), max_tokens=60), sampling=GREEDY)
    assert generation.text == "one;"


async def test_a_text_goes_on_where_the_last_one_was_cut(open_toy: OpenToy, make_parrot: MakeParrot) -> None:
    """What stood behind the delimiter in its token is given back: the model writes on from the delimiter."""
    model = await open_toy(make_parrot(["Sum", ".\n\nThe", "x"]))
    branch = await model.open(QUESTION)
    await branch.generate(until=STEP, sampling=GREEDY)
    again = await branch.generate(until=STEP, sampling=GREEDY)
    assert again.text == "Sum.\n\n"


async def test_the_end_of_the_turn_ends_the_text_and_is_not_part_of_it(
    open_toy: OpenToy, make_parrot: MakeParrot
) -> None:
    model = await open_toy(make_parrot(["The", " sum", "."]))
    branch = await model.open(QUESTION)
    before = branch.position
    generation = await branch.generate(until=STEP, sampling=GREEDY)
    assert (generation.text, generation.stop) == ("The sum.", StopCause.EOG)
    assert text_of(model, tokens_of(branch)[before:]) == "The sum."
    assert generation.tokens == 3


async def test_a_limit_of_tokens_ends_the_text(open_toy: OpenToy, make_parrot: MakeParrot) -> None:
    model = await open_toy(make_parrot(["a1", "b2", "c3"]))
    branch = await model.open(QUESTION)
    generation = await branch.generate(until=Until(max_tokens=2), sampling=GREEDY)
    assert (generation.text, generation.stop) == ("a1b2", StopCause.LENGTH)


async def test_a_delimiter_in_the_last_allowed_token_counts(open_toy: OpenToy, make_parrot: MakeParrot) -> None:
    model = await open_toy(make_parrot(["a1", ".\n\n", "c3"]))
    branch = await model.open(QUESTION)
    generation = await branch.generate(until=Until(texts=("\n\n",), max_tokens=2), sampling=GREEDY)
    assert generation.stop is StopCause.DELIMITER


async def test_characters_split_over_tokens_arrive_whole(open_toy: OpenToy, make_parrot: MakeParrot) -> None:
    pieces: list[str | bytes] = ["H", b"\xc3", b"\xa9", " ", b"\xf0\x9f", b"\x98\x80", "!"]
    model = await open_toy(make_parrot(pieces))
    branch = await model.open(QUESTION)
    heard: list[str] = []
    generation = await branch.generate(until=STEP, sampling=GREEDY, on_text=heard.append)
    assert generation.text == "Hé 😀!"
    assert "".join(heard) == generation.text


async def test_bytes_that_are_no_character_are_replaced_and_lose_nothing_else(
    open_toy: OpenToy, make_parrot: MakeParrot
) -> None:
    model = await open_toy(make_parrot(["a", b"\xf0\x9f", "b", b"\xff"]))
    branch = await model.open(QUESTION)
    heard: list[str] = []
    generation = await branch.generate(until=STEP, sampling=GREEDY, on_text=heard.append)
    assert generation.text == "".join(heard)
    assert generation.text.replace("\N{REPLACEMENT CHARACTER}", "") == "ab"


async def test_a_listener_that_fails_fails_its_own_text_only(dense: LlamaModel) -> None:
    deaf, other = await dense.open(QUESTION), await dense.open(QUESTION)

    def fail(_: str) -> None:
        raise KeyError("listener")

    failing = deaf.generate(until=Until(max_tokens=20), sampling=GREEDY, on_text=fail)
    writing = other.generate(until=Until(max_tokens=20), sampling=GREEDY)
    with pytest.raises(KeyError, match="listener"):
        await failing
    assert (await writing).tokens > 0


async def test_a_full_context_is_a_stop_and_not_an_error(open_toy: OpenToy, any_memory_gguf: Path) -> None:
    model = await open_toy(any_memory_gguf, context=48)
    branch = await model.open(QUESTION)
    generation = await branch.generate(until=Until(max_tokens=200), sampling=GREEDY)
    assert generation.stop is StopCause.CONTEXT
    assert branch.position == len(tokens_of(branch)) <= 48
    again = await branch.generate(until=Until(max_tokens=5), sampling=GREEDY)
    assert (again.text, again.stop) == ("", StopCause.CONTEXT)


async def test_a_text_that_is_no_longer_wanted_stops_where_it_is(open_toy: OpenToy, dense_gguf: Path) -> None:
    """It has the text, the tokens and the cost it came to, and the branch stands behind them."""
    model = await open_toy(dense_gguf)
    branch = await model.open(QUESTION)
    asked = iter([False, False, False, True])
    until = Until(max_tokens=60, unless=lambda: next(asked))
    stopped = await branch.generate(until=until, sampling=GREEDY)
    assert (stopped.stop, stopped.tokens, stopped.cost.written) == (StopCause.STOPPED, 3, 3)
    assert branch.position == len(tokens_of(branch))
    rest = await branch.generate(until=Until(max_tokens=4), sampling=GREEDY)
    whole = await (await model.open(QUESTION)).generate(until=Until(max_tokens=7), sampling=GREEDY)
    assert (stopped.logprobs + rest.logprobs)[:3] == whole.logprobs[:3]
    assert stopped.text + rest.text == whole.text


async def test_a_model_knows_what_it_can_be_asked(open_toy: OpenToy, dense_gguf: Path) -> None:
    model = await open_toy(dense_gguf)
    assert model.offers("Score: ", ("1", "2"))
    assert not model.offers("Answer: ", ("surely", "hardly"))
    assert model.info.branches == 64
