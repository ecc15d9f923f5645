"""One context of a model, the lane that drives it, and the chains under way in it.

A large model keeps all cores busy with one context. One whose passes are too short to be shared out among cores is held
in several, a core each: they share its weights, and each chain, with all its forks, stays in one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial

from specrc_cli.backends.llama.context import Context
from specrc_cli.backends.llama.lane import Client, Command, Lane
from specrc_cli.backends.llama.memory import Memory
from specrc_cli.backends.llama.operations import Operations
from specrc_cli.backends.llama.scheduler import Scheduler


class Chain:
    """What the forks of one opened branch have in common: only that it is the same."""


class Desk:
    """Belongs to the event loop it was set up on."""

    def __init__(
        self, context: Context, memory: Memory, *, limit: int, lane: Lane, on_error: Callable[[BaseException], None]
    ) -> None:
        self.operations = Operations(context, memory, limit=limit)
        self.scheduler = Scheduler(context, self.operations)
        self._client = Client(self.scheduler, on_error=on_error)
        self._lane = lane
        self._branches: Counter[Chain] = Counter()
        self.post(partial(lane.add, self._client))

    @property
    def chains(self) -> int:
        """Chains with a branch that is open."""
        return len(self._branches)

    def seat(self, chain: Chain | None) -> None:
        """One more branch of a chain; None for one that is of no chain and not counted."""
        if chain is not None:
            self._branches[chain] += 1

    def unseat(self, chain: Chain | None) -> None:
        if chain is not None:
            self._branches[chain] -= 1
            if not self._branches[chain]:
                del self._branches[chain]

    def post(self, command: Command) -> None:
        self._client.post(self._lane, command)

    def submit(self, command: Command) -> None:
        """Have a command done on the lane before the next pass; not at all once it is vacated. Any thread."""
        self._client.submit(self._lane, command)

    def vacate(self) -> asyncio.Future[None]:
        """Free the context, behind what was posted before. The future is resolved once it is free."""
        freed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.post(partial(self._lane.remove, self._client))
        self.post(partial(self._client.tell, [partial(_resolve, freed)]))
        return freed


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
