"""Which questions of a file are run, and in which order. The same choice comes out every time."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from specrc_cli.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """The `index`-th (from 1) of `count` equal parts; together they are the whole, and no two share a question."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From `i/n`. Raises `UsageError`."""
        found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text.strip())
        index, count = map(int, found.groups()) if found else (0, 0)
        if not 1 <= index <= count:
            raise UsageError(f"--shard cannot be '{text}'", "--shard takes i/n: 1/4, 2/4, 3/4 and 4/4 are four parts")
        return cls(index=index, count=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Shuffled first, then one part of it, then no more than `limit`. `seed` None keeps the file's order."""

    seed: int | None = None
    shard: Shard | None = None
    limit: int | None = None

    def of(self, count: int) -> Sequence[int]:
        """The places to run of `count` questions, in order."""
        places: Sequence[int] = range(count)
        if self.seed is not None:
            shuffled = array("Q", places)
            Random(self.seed).shuffle(shuffled)
            places = shuffled
        if self.shard is not None:
            places = places[self.shard.index - 1 :: self.shard.count]
        return places[: self.limit]
