"""What a call took, and how much of it went into what stood before."""

from __future__ import annotations

import asyncio
import time

import pytest

from specrc_cli.backends.base import GREEDY, Message, Until
from specrc_cli.backends.llama.context import Context
from specrc_cli.backends.llama.model import LlamaModel
from tests.engine.play import DIGITS

QUESTION: list[Message] = [{"role": "user", "content": "How many apples are left in total?"}]
PAUSE = 0.05


@pytest.mark.parametrize("tokens", [1, 2, 6])
async def test_the_passes_before_the_first_token_are_the_reading(
    dense: LlamaModel, monkeypatch: pytest.MonkeyPatch, tokens: int
) -> None:
    decode = Context.decode

    def slow_to_read(context: Context) -> int:
        if context.batch.size > 1:
            time.sleep(PAUSE)
        return decode(context)

    monkeypatch.setattr(Context, "decode", slow_to_read)
    branch = await dense.open(QUESTION)
    branch.extend("x" * 600)
    first = await branch.generate(until=Until(max_tokens=tokens), sampling=GREEDY)
    assert 2 * PAUSE <= first.reading <= first.cost.seconds
    assert (first.reading == first.cost.seconds) is (tokens == 1)
    second = await branch.generate(until=Until(max_tokens=4), sampling=GREEDY)
    assert 0 < second.reading < second.cost.seconds


async def test_what_waits_is_charged_once_whatever_memory_there_is(toy: LlamaModel) -> None:
    """A memory that cannot share rows evaluates everything before it forks, in a pass of its own."""
    branch = await toy.open(QUESTION)
    branch.extend("x" * 90)
    standing = branch.position
    first, second = await asyncio.gather(branch.choose(":", DIGITS), branch.choose(":", DIGITS))
    suffix = toy.count(":")
    assert sorted((first.cost.prefilled, second.cost.prefilled)) == [suffix, standing + suffix]
