"""Several things at once: in which order they begin, and what is left of them when one fails."""

from __future__ import annotations

import asyncio

import pytest

from specrc_cli.together import begun, together


async def test_what_has_begun_has_run_to_its_first_wait() -> None:
    said: list[str] = []
    later: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def work() -> int:
        said.append("begun")
        first = await later
        await asyncio.sleep(0)
        return first + 1

    waiting = begun(work())
    assert said == ["begun"]
    later.set_result(41)
    assert await together([waiting]) == [42]


async def test_what_waits_for_nothing_has_its_result() -> None:
    async def work() -> int:
        return 42

    assert await begun(work()) == 42


@pytest.mark.parametrize("turns", [0, 1, 2])
async def test_what_fails_fails_where_it_is_awaited_and_the_others_are_cancelled(turns: int) -> None:
    ended: list[str] = []

    async def fails() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        raise ValueError("no")

    async def waits() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    both = [begun(waits()), begun(fails())]
    with pytest.raises(ValueError, match="no"):
        await together(both)
    assert ended == ["cancelled"]
