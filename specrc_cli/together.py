"""Doing several things at once without leaving anything behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Generator, Iterable
from functools import partial
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def together(coroutines: Iterable[Awaitable[T]]) -> list[T]:
    """Their results, in order. If one fails, or the caller is cancelled, all others are cancelled and waited for.

    They begin in order, in one turn of the event loop, so that what they queue is evaluated together.
    """
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def begun(work: Coroutine[Any, Any, T]) -> Awaitable[T]:
    """A coroutine that runs to its first wait now, where a task would begin at the next turn of the event loop.

    So it queues what it wants while its caller's branch still stands where it does. The rest runs, and what it raises
    is raised, when it is awaited.
    """
    try:
        waits_for = work.send(None)
    except StopIteration as end:
        return _ended(end.value)
    except Exception as fault:
        return _failed(fault)
    return _rest(work, waits_for)


async def _ended(result: T) -> T:
    return result


async def _failed(fault: Exception) -> Any:
    raise fault


@coroutine
def _rest(work: Coroutine[Any, Any, T], waits_for: Any) -> Generator[Any, Any, T]:
    """What `yield from` does, for a coroutine that is under way."""
    while True:
        try:
            sent = yield waits_for
        except BaseException as thrown:
            resume = partial(work.throw, thrown)
        else:
            resume = partial(work.send, sent)
        try:
            waits_for = resume()
        except StopIteration as end:
            result: T = end.value
            return result
