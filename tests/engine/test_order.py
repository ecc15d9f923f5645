"""A verb takes its place when it is called, not when it is awaited."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from specrc_cli.backends.base import GREEDY, Message, Until
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.errors import ContextFull
from tests.engine.conftest import OpenToy
from tests.engine.inside import tokens_of
from tests.engine.play import DIGITS, TOLERANCE

QUESTION: list[Message] = [{"role": "user", "content": "How many apples are left in total?"}]
SHORT = Until(max_tokens=5)


async def test_a_reading_is_delivered_though_the_branch_was_rewound_behind_it(toy: LlamaModel) -> None:
    branch = await toy.open(QUESTION)
    mark = branch.mark()
    early = branch.read(" so 12 are left")
    branch.rewind(mark)
    late = branch.read(" so 12 are left")
    assert (await early).logprobs == pytest.approx((await late).logprobs, abs=TOLERANCE)


async def test_text_put_behind_a_running_text_stands_behind_it(toy: LlamaModel) -> None:
    branch = await toy.open(QUESTION)
    writing = branch.generate(until=SHORT, sampling=GREEDY)
    branch.extend(" so")
    asked = branch.choose(":", DIGITS)
    generation = await writing
    await asked
    behind = toy.vocabulary.continuation(" so")
    tokens = tokens_of(branch)
    assert tokens[-len(behind) :] == behind
    assert branch.position == len(tokens)
    assert generation.tokens == 5


async def test_a_fork_of_a_running_text_stands_behind_it(toy: LlamaModel) -> None:
    branch = await toy.open(QUESTION)
    writing = branch.generate(until=SHORT, sampling=GREEDY)
    fork = branch.fork()
    await asyncio.gather(writing, fork.choose(":", DIGITS))
    assert tokens_of(fork) == tokens_of(branch)
    assert fork.position == branch.position == len(tokens_of(branch))


async def test_a_mark_behind_a_running_text_leads_back_behind_it(toy: LlamaModel) -> None:
    branch = await toy.open(QUESTION)
    writing = branch.generate(until=SHORT, sampling=GREEDY)
    mark = branch.mark()
    await writing
    behind = tokens_of(branch)
    await branch.read(" so 12 are left")
    branch.rewind(mark)
    await branch.choose(":", DIGITS)
    assert tokens_of(branch) == behind


async def test_rewinding_through_many_marks_comes_back_to_each(toy: LlamaModel) -> None:
    branch = await toy.open(QUESTION)
    marks, expected = [], []
    for word in (" one", " two", " three", " four"):
        marks.append(branch.mark())
        expected.append((await branch.choose(":", DIGITS)).probabilities)
        branch.extend(word)
    for mark, probabilities in zip(reversed(marks), reversed(expected), strict=True):
        branch.rewind(mark)
        assert (await branch.choose(":", DIGITS)).probabilities == pytest.approx(probabilities, abs=TOLERANCE)


async def test_text_is_made_tokens_of_when_something_is_wanted_behind_it(
    dense: LlamaModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is put behind a branch that is then closed costs nothing."""
    read: list[str | bytes] = []
    tokens = dense.vocabulary.tokens

    def noted(text: str | bytes, *, special: bool) -> list[int]:
        read.append(text)
        return tokens(text, special=special)

    unused, used = await dense.open(QUESTION), await dense.open(QUESTION)
    monkeypatch.setattr(dense.vocabulary, "tokens", noted)
    before = used.position
    for branch in (unused, used):
        branch.extend("One step.")
        branch.extend(" Another.")
    unused.close()
    assert read == []
    assert used.position == before + len(tokens("One step.", special=False)) + len(tokens(" Another.", special=False))
    assert read == ["One step.", " Another."]


async def test_text_that_may_not_fit_is_refused_at_once(open_toy: OpenToy, dense_gguf: Path) -> None:
    model = await open_toy(dense_gguf, context=60)
    branch = await model.open(QUESTION)
    branch.extend("x" * (branch.room - 5))
    with pytest.raises(ContextFull):
        branch.extend("123456789 " * 5)
    assert branch.room >= 0
