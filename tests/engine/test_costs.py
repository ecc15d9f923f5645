"""What a call took, and how much of it went into what stood before."""

from __future__ import annotations

import time

import pytest

from specrc_cli.backends.base import GREEDY, Message, Until
from specrc_cli.backends.llama.context import Context
from specrc_cli.backends.llama.model import LlamaModel

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
