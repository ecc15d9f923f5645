"""Catalogue: the runs of a source, their rows as they become known, and which of them are listed in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

from specrc_cli.errors import SpecrcError
from specrc_cli.trace.index import Change
from specrc_cli.trace.record import Record
from specrc_cli.trace.whatif import Decision, MeanRewrite, Rewrites
from specrc_cli.views.inspector.rows import Mark, Row, broken_row, row_of
from specrc_cli.views.text import one_line

_RECORDS_KEPT = 32


class Source(Protocol):
    """Where records come from: a file, or a run that goes on. `record` raises `SpecrcError` for one that is none."""

    @property
    def name(self) -> str: ...

    @property
    def damage(self) -> str:
        """What was lost of it, if anything."""

    def __len__(self) -> int: ...

    def line_number(self, place: int) -> int: ...

    def record(self, place: int) -> Record: ...

    def catch_up(self) -> Change: ...


class Order(StrEnum):
    """What the list is sorted by."""

    FILE = "as in the file"
    NAME = "by id"
    LEAST_ACCEPTED = "least accepted first"
    MOST_REWRITTEN = "most rewritten first"
    SLOWEST = "slowest first"
    WRONG = "wrong first"


class Kept(StrEnum):
    """Which runs are listed."""

    ALL = "all"
    WRONG = "wrong"
    RIGHT = "right"
    UNGRADED = "ungraded"
    REWRITTEN = "with rewrites"
    FAILED = "failed or broken"


_WORST_FIRST = (Mark.BROKEN, Mark.FAILED, Mark.WRONG, Mark.UNGRADED, Mark.RIGHT)
_KEYS: dict[Order, Callable[[Row], Any]] = {
    Order.NAME: lambda row: row.name,
    Order.LEAST_ACCEPTED: lambda row: (row.acceptance.rate is None, row.acceptance.rate or 0.0),
    Order.MOST_REWRITTEN: lambda row: -row.rewritten,
    Order.SLOWEST: lambda row: -(row.wall if row.wall is not None else row.busy),
    Order.WRONG: lambda row: _WORST_FIRST.index(row.mark),
}
_TESTS: dict[Kept, Callable[[Row], bool]] = {
    Kept.WRONG: lambda row: row.mark is Mark.WRONG,
    Kept.RIGHT: lambda row: row.mark is Mark.RIGHT,
    Kept.UNGRADED: lambda row: row.mark is Mark.UNGRADED,
    Kept.REWRITTEN: lambda row: row.rewritten > 0,
    Kept.FAILED: lambda row: row.mark in (Mark.FAILED, Mark.BROKEN),
}


class Catalogue:
    """Rows are made when somebody looks at them, or a few at a time by `summarise`.

    A list that is sorted or filtered holds only runs whose rows are made.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.order, self.kept, self.search = Order.FILE, Kept.ALL, ""
        self._rows: dict[int, Row] = {}
        self._next = 0
        self._record = lru_cache(maxsize=_RECORDS_KEPT)(source.record)

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def remarks(self) -> list[str]:
        """What there is to be said of the source as a whole."""
        return [one_line(self.source.damage)] if self.source.damage else []

    def __len__(self) -> int:
        return len(self.source)

    @property
    def rows(self) -> Iterable[Row]:
        """Those that are made."""
        return self._rows.values()

    @property
    def complete(self) -> bool:
        """Whether every row is made."""
        return len(self._rows) == len(self)

    def row(self, place: int) -> Row:
        if place not in self._rows:
            line = self.source.line_number(place)
            try:
                self._rows[place] = row_of(self.source.record(place), place=place, line=line)
            except SpecrcError as error:
                self._rows[place] = broken_row(error.message, place=place, line=line)
        return self._rows[place]

    def record(self, place: int) -> Record | None:
        """None where the line is no record; its row says why."""
        return None if self.row(place).mark is Mark.BROKEN else self._record(place)

    def summarise(self, count: int) -> None:
        """Make the next `count` rows."""
        while count > 0 and self._next < len(self):
            self.row(self._next)
            self._next += 1
            count -= 1

    def listed(self) -> list[int]:
        """Places, in their order."""
        if self.order is Order.FILE and self.kept is Kept.ALL and not self.search:
            return list(range(len(self)))
        words = self.search.casefold()
        rows = [row for _, row in sorted(self._rows.items()) if self._is_kept(row, words)]
        if self.order is not Order.FILE:
            rows.sort(key=_KEYS[self.order])
        return [row.place for row in rows]

    def find(self, name: str) -> int | None:
        """The place of an id, or of a line as `#12`."""
        places = range(len(self))
        named = (place for place in places if self.row(place).name == name)
        counted = (place for place in places if f"#{self.source.line_number(place)}" == name)
        return next(named, next(counted, None))

    def catch_up(self) -> Change:
        """Take in what was written since."""
        change = self.source.catch_up()
        if change is Change.RESTARTED:
            self._rows.clear()
            self._next = 0
            self._record.cache_clear()
        return change

    def renew(self, place: int) -> None:
        """The record at `place` is another one now."""
        self._record.cache_clear()
        self._rows.pop(place, None)
        self.row(place)

    def decisions(self, verifier: str) -> list[Decision]:
        """Of all rows that are made."""
        return [decision for row in self.rows for decision in row.decided.get(verifier, ())]

    def mean_rewrite(self) -> MeanRewrite:
        """What a step written by the target takes, over all rows that are made."""
        return sum((row.rewrites for row in self.rows), Rewrites()).mean

    def _is_kept(self, row: Row, words: str) -> bool:
        test = _TESTS.get(self.kept)
        found = not words or words in row.name.casefold() or words in row.question.casefold()
        return found and (test is None or test(row))
