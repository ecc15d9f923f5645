"""Cancelling, closing and running out of room at any moment: nobody else suffers, and nothing is left in memory."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from specrc_cli.backends.base import GREEDY, Message, Sampling, StopCause, Until
from specrc_cli.backends.llama.branch import LlamaBranch
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.errors import ContextFull, ModelError
from tests.engine.conftest import OpenToy
from tests.engine.inside import in_use, tokens_of
from tests.engine.play import DIGITS, TOLERANCE
from tests.engine.reference import Reference

QUESTION: list[Message] = [{"role": "user", "content": "How many apples are left in total?"}]
LONG = Until(max_tokens=400)


async def test_a_cancelled_text_leaves_the_branch_where_it_began(toy: LlamaModel, reference: Reference) -> None:
    branch = await toy.open(QUESTION)
    await branch.choose(":", DIGITS)
    before = tokens_of(branch)
    writing = asyncio.ensure_future(branch.generate(until=LONG, sampling=GREEDY))
    await asyncio.sleep(0.02)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    choice = await branch.choose(":", DIGITS)
    suffix, options = toy.vocabulary.options(":", DIGITS)
    assert tokens_of(branch) == before
    assert choice.probabilities == pytest.approx(reference.choice([*before, *suffix], options), abs=TOLERANCE)


async def test_a_cancelled_text_takes_no_neighbour_with_it(dense: LlamaModel) -> None:
    trunk = await dense.open(QUESTION)
    alone = (await trunk.fork().generate(until=Until(max_tokens=24), sampling=GREEDY)).text
    forks = [trunk.fork() for _ in range(3)]
    writing = [fork.generate(until=Until(max_tokens=24), sampling=GREEDY) for fork in forks]
    await asyncio.sleep(0.005)
    writing[1].cancel()
    first, _, last = await asyncio.gather(*writing, return_exceptions=True)
    assert [getattr(text, "text", text) for text in (first, last)] == [alone, alone]


async def test_closing_a_branch_cancels_what_is_awaited_of_it(toy: LlamaModel) -> None:
    branch = await toy.open(QUESTION)
    writing = branch.generate(until=LONG, sampling=GREEDY)
    asking = branch.choose(":", DIGITS)
    branch.close()
    branch.close()
    assert all(
        isinstance(error, asyncio.CancelledError)
        for error in await asyncio.gather(writing, asking, return_exceptions=True)
    )
    assert await in_use(toy) == []


async def test_closing_the_trunk_leaves_its_forks_alone(toy: LlamaModel) -> None:
    trunk = await toy.open(QUESTION)
    before = await trunk.choose(":", DIGITS)
    fork = trunk.fork()
    trunk.close()
    assert (await fork.choose(":", DIGITS)).probabilities == pytest.approx(before.probabilities, abs=TOLERANCE)


async def test_closing_the_model_rejects_whoever_waits_and_whoever_comes(dense: LlamaModel) -> None:
    branch = await dense.open(QUESTION)
    writing = branch.generate(until=LONG, sampling=GREEDY)
    await dense.aclose()
    with pytest.raises((asyncio.CancelledError, ModelError)):
        await writing
    with pytest.raises(ModelError):
        await dense.open(QUESTION)


async def _live_and_die(model: LlamaModel, dice: random.Random) -> None:
    """A branch, a fork of it and three things asked, broken off after a few milliseconds if they still run."""
    branch = await model.open(QUESTION)
    fork: LlamaBranch | None = None
    try:
        async with asyncio.timeout(dice.uniform(0.0, 0.02)):
            mark = branch.mark()
            branch.extend(" so each has 12 apples")
            fork = branch.fork()
            await asyncio.gather(
                branch.generate(until=Until(max_tokens=30), sampling=Sampling(seed=dice.randrange(99))),
                fork.read(" and sells half"),
                fork.choose(":", DIGITS),
            )
            branch.rewind(mark)
            await branch.logprobs(" then")
    except TimeoutError:
        pass
    finally:
        branch.close()
        if fork is not None:
            fork.close()


async def test_a_storm_of_cancellations_leaves_nothing_in_memory(toy: LlamaModel) -> None:
    dice = random.Random(7)
    quiet = await toy.open(QUESTION)
    calm = await quiet.choose(":", DIGITS)
    for _ in range(6):
        await asyncio.gather(*(_live_and_die(toy, dice) for _ in range(6)))
    again = await quiet.choose(":", DIGITS)
    assert again.probabilities == pytest.approx(calm.probabilities, abs=TOLERANCE)
    quiet.close()
    assert await in_use(toy) == []
    assert toy.open_branches == 0


async def test_a_text_that_does_not_fit_is_refused_and_changes_nothing(dense: LlamaModel) -> None:
    branch = await dense.open(QUESTION)
    before = branch.position
    for refuse in (branch.extend, branch.read, branch.logprobs):
        with pytest.raises(ContextFull):
            refuse("12345 " * dense.info.context)
    assert branch.position == before
    assert branch.room == dense.info.context - before
    assert (await branch.choose(":", DIGITS)).mass > 0


async def test_a_question_longer_than_the_context_is_refused(dense: LlamaModel) -> None:
    with pytest.raises(ContextFull) as refusal:
        await dense.open([{"role": "user", "content": "12345 " * dense.info.context}])
    assert "-c" in refusal.value.hint
    assert dense.open_branches == 0


async def test_branches_beyond_the_places_there_are_are_refused(open_toy: OpenToy, dense_gguf: Path) -> None:
    model = await open_toy(dense_gguf, sequences=2)
    first = await model.open(QUESTION)
    second = first.fork()
    with pytest.raises(ModelError, match="2 branches"):
        await model.open(QUESTION)
    second.close()
    third = await model.open(QUESTION)
    assert (await third.choose(":", DIGITS)).mass > 0


async def test_branches_that_share_too_little_memory_end_with_what_they_have(
    open_toy: OpenToy, any_memory_gguf: Path
) -> None:
    """Each branch alone would fit; together they do not. Some are cut short, none hangs, none is lost."""
    model = await open_toy(any_memory_gguf, context=200)
    branches = [await model.open(QUESTION) for _ in range(8)]
    writing = [
        branch.generate(until=Until(max_tokens=180), sampling=Sampling(seed=seed))
        for seed, branch in enumerate(branches)
    ]
    texts = await asyncio.gather(*writing)
    assert {text.stop for text in texts} <= {StopCause.LENGTH, StopCause.CONTEXT, StopCause.EOG}
    for branch in branches:
        branch.close()
    assert await in_use(model) == []
    fresh = await model.open(QUESTION)
    assert (await fresh.choose(":", DIGITS)).mass > 0
