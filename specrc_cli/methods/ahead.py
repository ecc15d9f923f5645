"""Work begun before it is known whether anybody will want it. Knows nothing of what the work is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from threading import Event
from typing import Any, Generic, TypeVar

from specrc_cli.backends.base import Mark
from specrc_cli.methods.base import Run
from specrc_cli.methods.writing import Leash, Writer

T = TypeVar("T")


class Ahead(Generic[T]):
    """What a draft writes behind its branch. Exactly one of `wanted` and `unwanted` is to be awaited, or `cancel`."""

    def __init__(self, draft: Writer, leash: Leash, begin: Callable[[Leash], Coroutine[Any, Any, T]]) -> None:
        self.before: Mark = draft.branch.mark()
        """The draft's place before it."""
        self._unwanted = Event()
        self._work = asyncio.ensure_future(begin(replace(leash, unless=self._unwanted.is_set)))

    async def wanted(self) -> T:
        """All of it."""
        return await self._work

    async def unwanted(self) -> T:
        """What there is of it, as nobody wants more."""
        self._unwanted.set()
        return await self._work

    async def cancel(self) -> None:
        """Leave nothing running."""
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)


def overlaps(asked: bool | None, run: Run) -> bool:
    """Whether the draft goes on while the target judges: as asked, or else where each has a device to itself.

    On one device the two only take turns, and what the draft writes for nothing is time the target does not get.
    """
    if asked is not None:
        return asked
    return run.draft is not None and run.target is not None and run.draft.info.device != run.target.info.device
