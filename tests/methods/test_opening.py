"""What a prompt takes, told apart from the first call behind it."""

from __future__ import annotations

import asyncio

import pytest

from specrc_cli.backends.base import GREEDY, Cost, Until
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.methods.opening import OpenedBranch, Prompt

ASKED = 5


async def opened(model: ScriptedModel, told: list[Cost]) -> OpenedBranch:
    branch = model.new_branch()
    branch.extend("a b c")
    return OpenedBranch(branch, Prompt(ASKED, told.append))


async def test_a_pass_that_only_evaluates_is_shared_out_by_its_tokens() -> None:
    told: list[Cost] = []
    branch = await opened(ScriptedModel(ratings={"c": 9}), told)
    first = await branch.choose("d e f g", ["9"])
    second = await branch.choose("d e f g", ["9"])
    [prompt] = told
    assert (prompt.prefilled, prompt.written) == (ASKED, 0)
    assert prompt.seconds == pytest.approx(0.005)
    assert first.cost.prefilled == second.cost.prefilled == 7
    assert first.cost.seconds == pytest.approx(second.cost.seconds)


async def test_a_text_written_behind_it_keeps_the_time_from_its_beginning_on() -> None:
    told: list[Cost] = []
    branch = await opened(ScriptedModel(writes=["x y z"]), told)
    written = await branch.generate(until=Until(max_tokens=9), sampling=GREEDY)
    [prompt] = told
    assert (prompt.prefilled, written.cost.prefilled, written.cost.written) == (5, 0, 5)
    assert prompt.seconds == pytest.approx(0.005)
    assert written.cost.seconds == pytest.approx(0.05)


async def test_a_call_that_was_cancelled_leaves_the_prompt_to_the_next() -> None:
    told: list[Cost] = []
    branch = await opened(ScriptedModel(writes=["x y z"], ratings={"c": 9}), told)
    fork = branch.fork()
    writing = asyncio.ensure_future(fork.generate(until=Until(max_tokens=9), sampling=GREEDY))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    fork.close()
    assert (await branch.choose("d", ["9"])).cost.prefilled == 1
    assert [cost.prefilled for cost in told] == [ASKED]
