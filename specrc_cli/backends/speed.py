"""How fast a model reads and writes here and now: a few seconds' measurement against the Model protocol."""

from __future__ import annotations

import time
from dataclasses import dataclass

from specrc_cli.backends.base import GREEDY, Message, Model, Sampling, Until

READ_TOKENS = 256
WRITTEN_TOKENS = 48
MOST_TRIES = 24
MOST_SECONDS = 3.0
SENTENCE = "A train leaves the station at noon and covers 60 miles in the first hour. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Tokens read in a prefill and tokens written one by one, and the model's own seconds for each."""

    read: int
    read_seconds: float
    written: int
    written_seconds: float

    @property
    def reading(self) -> float:
        """Prefill, tokens a second."""
        return self.read / self.read_seconds if self.read_seconds else 0.0

    @property
    def writing(self) -> float:
        """Decode, tokens a second."""
        return self.written / self.written_seconds if self.written_seconds else 0.0


async def measure(model: Model) -> Speed:
    """Read a few hundred tokens, then write a few dozen; a first token beforehand pays for what happens only once.

    A model that ends its turn early is asked again with another seed, within `MOST_SECONDS`.
    """
    branch = await model.open([Message(role="user", content=SENTENCE)])
    try:
        await branch.generate(until=Until(max_tokens=1), sampling=GREEDY)
        branch.extend(_text(model, branch.room))
        first = await branch.generate(until=Until(max_tokens=1), sampling=GREEDY)
        mark, written, seconds = branch.mark(), 0, 0.0
        end = time.monotonic() + MOST_SECONDS
        for seed in range(MOST_TRIES):
            until = Until(max_tokens=WRITTEN_TOKENS - written)
            more = await branch.generate(until=until, sampling=Sampling(temperature=1.0, seed=seed))
            written, seconds = written + more.cost.written, seconds + more.cost.seconds
            if written >= WRITTEN_TOKENS or time.monotonic() > end:
                break
            branch.rewind(mark)
    finally:
        branch.close()
    return Speed(read=first.cost.prefilled, read_seconds=first.cost.seconds, written=written, written_seconds=seconds)


def _text(model: Model, room: int) -> str:
    """Sentences of about `READ_TOKENS` tokens, or of half the room there is."""
    wanted = min(READ_TOKENS, room // 2)
    return SENTENCE * max(1, wanted // max(1, model.count(SENTENCE)))
