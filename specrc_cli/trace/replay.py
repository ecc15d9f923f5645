"""A whole run at other thresholds: `whatif` over many records, with how many questions it still says something of.

A question at which no decision changes ends as it ended, exactly. What the others would have come to is not known, so
the share of right answers is given as a range: from all of them wrong to all of them right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specrc_cli.trace.record import Record
from specrc_cli.trace.run_metrics import counts_as_graded
from specrc_cli.trace.scales import SCALES
from specrc_cli.trace.statistics import Share
from specrc_cli.trace.whatif import Decision, Dial, MeanRewrite, Rewrites, change, decisions, dials, what_if

_FREE = MeanRewrite(seconds=0.0, tokens=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The run at one threshold. `acceptance` is an estimate; `right` is of those of the `graded` that stay as they are.

    `target_tokens` and `target_seconds` estimate how much more the target would have written; None where nothing in
    the run says what a rewrite takes.
    """

    threshold: float
    acceptance: Share
    right: Share
    graded: int
    target_tokens: float | None
    target_seconds: float | None

    @property
    def at_least(self) -> float | None:
        """The share of right answers if every question that changes came out wrong."""
        return self.right.count / self.graded if self.graded else None

    @property
    def at_most(self) -> float | None:
        """The same if every one came out right."""
        return (self.right.count + self.graded - self.right.of) / self.graded if self.graded else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A verifier's thresholds, rising. `thresholds` are those it really had."""

    verifier: str
    thresholds: tuple[float, ...]
    rows: tuple[Replayed, ...]


@dataclass(slots=True)
class _Row:
    """One threshold's sums. A rewrite that was `added` costs the mean of all that were made, known at the end alone."""

    acceptance: Share = Share(0, 0)
    right: Share = Share(0, 0)
    added: int = 0
    saved_tokens: float = 0.0
    saved_seconds: float = 0.0

    def count(self, decided: Sequence[Decision], threshold: float, right: bool | None) -> None:
        what = what_if(decided, threshold, _FREE)
        self.acceptance += Share(what.acceptance.count, what.acceptance.of)
        self.added += sum(flip.adds_a_rewrite for flip in what.flips)
        self.saved_tokens -= what.tokens or 0.0
        self.saved_seconds -= what.seconds or 0.0
        if right is not None and not what.flips:
            self.right += Share(int(right), 1)


class _Dialled:
    """What is kept of one verifier."""

    def __init__(self, dial: Dial) -> None:
        self.real: set[float] = set()
        self.graded = 0
        self.rows = {threshold: _Row() for threshold in sorted({*SCALES[dial.verifier].thresholds, dial.threshold})}

    def add(self, record: Record, dial: Dial) -> None:
        decided = decisions(record.steps, dial)
        right = record.correct if counts_as_graded(record) else None
        self.real.add(dial.threshold)
        self.graded += right is not None
        for threshold, row in self.rows.items():
            row.count(decided, threshold, right)


class ReplayTally:
    """Adds records up as they come; keeps a few numbers a threshold."""

    def __init__(self) -> None:
        self._dialled: dict[str, _Dialled] = {}
        self._rewrites = Rewrites()

    def add(self, record: Record) -> None:
        self._rewrites += Rewrites.of(record)
        for dial in dials(record):
            if dial.verifier in SCALES:
                self._dialled.setdefault(dial.verifier, _Dialled(dial)).add(record, dial)

    @property
    def replays(self) -> tuple[Replay, ...]:
        return tuple(
            Replay(
                verifier=verifier,
                thresholds=tuple(sorted(held.real)),
                rows=tuple(self._replayed(threshold, row, held.graded) for threshold, row in held.rows.items()),
            )
            for verifier, held in self._dialled.items()
        )

    def _replayed(self, threshold: float, row: _Row, graded: int) -> Replayed:
        mean = self._rewrites.mean
        return Replayed(
            threshold=threshold,
            acceptance=row.acceptance,
            right=row.right,
            graded=graded,
            target_tokens=change(row.added, mean.tokens, row.saved_tokens),
            target_seconds=change(row.added, mean.seconds, row.saved_seconds),
        )
