"""A small model held in several contexts, a core each: chains are shared out among them and stay where they are."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from specrc_cli.backends.base import GREEDY, Guesses, Sampling, Until
from specrc_cli.backends.llama import loading
from specrc_cli.backends.llama.branch import LlamaBranch
from specrc_cli.backends.llama.context import Context
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.errors import ModelError
from tests.engine.conftest import OpenToy
from tests.engine.inside import in_use

CORES = 3
UNTIL = Until(max_tokens=30)


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "cores", lambda: CORES)


async def chain(model: LlamaModel, number: int) -> LlamaBranch:
    return await model.open([{"role": "user", "content": f"{number} apples and"}])


def chains(model: LlamaModel) -> list[int]:
    return [desk.chains for desk in model.desks]


async def test_chains_are_shared_out_and_forks_stay_with_theirs(open_toy: OpenToy, any_memory_gguf: Path) -> None:
    model = await open_toy(any_memory_gguf, threads=0, chains=7, context=200)
    branches = [await chain(model, number) for number in range(7)]
    assert chains(model) == [3, 2, 2]
    assert {branch.fork().desk for branch in [branches[0]] * 4} == {branches[0].desk}
    assert chains(model) == [3, 2, 2]


async def test_a_chain_ends_with_the_last_of_its_branches(open_toy: OpenToy, dense_gguf: Path) -> None:
    model = await open_toy(dense_gguf, threads=0, chains=3, context=200)
    first, *others = [await chain(model, number) for number in range(3)]
    fork = first.fork()
    first.close()
    assert chains(model) == [1, 1, 1]
    fork.close()
    assert chains(model) == [0, 1, 1]
    assert (await chain(model, 9)).desk is first.desk
    assert {branch.desk for branch in others} == set(model.desks[1:])


@pytest.mark.parametrize("sampling", [GREEDY, Sampling(temperature=0.8, seed=3)])
async def test_it_writes_what_one_context_writes(open_toy: OpenToy, dense_gguf: Path, sampling: Sampling) -> None:
    several = await open_toy(dense_gguf, threads=0, chains=CORES, context=300)
    one = await open_toy(dense_gguf, context=300)
    alone = [(await (await chain(one, number)).generate(until=UNTIL, sampling=sampling)).text for number in range(3)]
    written = await asyncio.gather(
        *[(await chain(several, number)).generate(until=UNTIL, sampling=sampling) for number in range(3)]
    )
    assert len(several.desks) == CORES
    assert [each.text for each in written] == alone


async def test_all_of_them_are_freed(open_toy: OpenToy, dense_gguf: Path) -> None:
    model = await open_toy(dense_gguf, threads=0, chains=CORES, context=200)
    for number in range(CORES):
        (await chain(model, number)).close()
    assert await in_use(model) == []
    await asyncio.gather(model.aclose(), model.aclose())
    with pytest.raises(ModelError, match="is closed"):
        await chain(model, 0)


async def test_one_that_breaks_breaks_the_model(
    open_toy: OpenToy, dense_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = await open_toy(dense_gguf, threads=0, chains=CORES, context=200)
    broken, decode = model.desks[1].scheduler.context, Context.decode
    monkeypatch.setattr(Context, "decode", lambda context: decode(context) if context is not broken else -3)
    branches = [await chain(model, number) for number in range(2)]
    with pytest.raises(ModelError, match="could not evaluate"):
        await branches[1].generate(until=UNTIL, sampling=GREEDY)
    with pytest.raises(ModelError, match="could not evaluate"):
        await chain(model, 2)


async def test_a_person_who_asks_for_threads_gets_them_in_one_context(open_toy: OpenToy, dense_gguf: Path) -> None:
    model = await open_toy(dense_gguf, threads=2, chains=CORES, context=200)
    assert (len(model.desks), model.info.threads) == (1, 2)


async def test_a_guesser_is_no_chain_and_sits_where_the_drafts_chain_is(
    open_toy: OpenToy, dense_gguf: Path, normed_gguf: Path
) -> None:
    """The draft's chains are shared out as if nobody guessed; each guess finds the prompt read already."""
    target = await open_toy(dense_gguf, threads=0, chains=CORES, context=300)
    draft = await open_toy(normed_gguf, threads=0, chains=CORES, context=300)
    for number in range(CORES):
        drafting, writing = await chain(draft, number), await chain(target, number)
        await drafting.generate(until=Until(max_tokens=2), sampling=GREEDY)
        written = await writing.generate(until=UNTIL, sampling=GREEDY, guesses=Guesses(source=draft))
        assert written.guessed.tried
    assert chains(draft) == chains(target) == [1] * CORES
    assert draft.open_branches == 2 * CORES


async def test_a_model_that_breaks_gives_its_guessers_back(
    open_toy: OpenToy, dense_gguf: Path, normed_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, draft = await open_toy(dense_gguf, context=300), await open_toy(normed_gguf, context=300)
    branch = await chain(target, 0)
    await branch.generate(until=UNTIL, sampling=GREEDY, guesses=Guesses(source=draft))
    assert draft.open_branches == 1
    broken, decode = target.desks[0].scheduler.context, Context.decode
    monkeypatch.setattr(Context, "decode", lambda context: decode(context) if context is not broken else -3)
    with pytest.raises(ModelError, match="could not evaluate"):
        await branch.generate(until=UNTIL, sampling=GREEDY)
    branch.close()
    assert draft.open_branches == 0
