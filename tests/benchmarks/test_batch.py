"""Questions a minute."""

from __future__ import annotations

import asyncio

from benchmarks.batch import bars, rate
from benchmarks.harness import Series


async def test_no_more_solves_are_under_way_than_asked_for() -> None:
    under_way, most = 0, 0

    async def solve() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1

    await rate([solve] * 10, parallel=3)
    assert most == 3


async def test_the_rate_is_in_questions_a_minute() -> None:
    async def solve() -> None:
        await asyncio.sleep(0.05)

    assert 60 * 4 / 1.0 < await rate([solve] * 4, parallel=4) <= 60 * 4 / 0.05


def test_eight_at_once_are_to_be_twice_as_fast_as_one() -> None:
    def of(count: int, *values: float) -> Series:
        return Series(f"{count} at once", "a minute", values)

    [met] = bars({1: of(1, 10.0, 12.0), 2: of(2, 30.0, 30.0), 8: of(8, 21.0, 25.0)})
    [missed] = bars({1: of(1, 10.0, 12.0), 8: of(8, 19.0, 20.0)})
    assert met.met
    assert not missed.met
