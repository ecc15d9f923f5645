"""All there is to say of a trace file, from one pass over it: figures, oddities, the questions that stand out.

Holds no record longer than it takes to add it up; a line that is no record is counted and told, not read over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappush, heappushpop

from specrc_cli.errors import SpecrcError
from specrc_cli.trace.identity import Configuration, config_hash, configuration_of
from specrc_cli.trace.index import TraceIndex
from specrc_cli.trace.judging_metrics import JudgingFigures, JudgingTally
from specrc_cli.trace.questions import QuestionRow, question_row
from specrc_cli.trace.record import ModelRecord, Record
from specrc_cli.trace.replay import Replay, ReplayTally
from specrc_cli.trace.run_metrics import RunFigures, RunTally

STANDING_OUT = 8
"""Questions in a list of those that stand out."""
_TOLD_FAULTS = 20
_TOLD_SETUPS = 20

Take = Callable[[QuestionRow], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One configuration among a file's records, with the models it ran on."""

    records: int
    pair: str | None
    settings: Configuration
    draft: ModelRecord | None
    target: ModelRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A run. `faults` are the first lines that are no records, of `faulty`; `repeated` are ids that came again.

    `setups` are the first of its `configurations`, the one with most records first; `began` is when the first and the
    last question did.
    """

    name: str
    figures: RunFigures
    judging: JudgingFigures
    replays: tuple[Replay, ...]
    slowest: tuple[QuestionRow, ...]
    most_rewritten: tuple[QuestionRow, ...]
    setups: tuple[Setup, ...]
    configurations: int
    faults: tuple[str, ...]
    faulty: int
    repeated: int
    damage: str
    began: tuple[str, str] | None
    versions: tuple[str, ...]


def gather(index: TraceIndex, *, name: str, strict: bool, take: Take) -> Gathered:
    """Read a trace file once; `take` is given every question's row on the way.

    Raises `SpecrcError` at the first line that is no record if `strict`, also at a last one that is half of one.
    """
    gathering = _Gathering()
    for place in range(len(index)):
        try:
            record = index.record(place)
        except SpecrcError as fault:
            if strict:
                raise
            gathering.note(fault.message.replace(str(index.path), index.path.name))
        else:
            take(gathering.add(record, place))
    if index.rest:
        if strict:
            raise half_a_record(index)
        gathering.note(index.rest)
    return gathering.gathered(name=name, damage=index.damage)


def half_a_record(index: TraceIndex) -> SpecrcError:
    return SpecrcError(index.rest, "wait for its run to end, or remove the line")


class _Largest:
    """The few rows with the largest value, the earlier first among equals."""

    def __init__(self) -> None:
        self._held: list[tuple[float, int, QuestionRow]] = []

    def offer(self, value: float, row: QuestionRow) -> None:
        put = heappush if len(self._held) < STANDING_OUT else heappushpop
        put(self._held, (value, -row.place, row))

    @property
    def rows(self) -> tuple[QuestionRow, ...]:
        return tuple(row for _, _, row in sorted(self._held, reverse=True))


class _Gathering:
    """What is held while a file is read."""

    def __init__(self) -> None:
        self._run, self._judging, self._replay = RunTally(), JudgingTally(), ReplayTally()
        self._slowest, self._most_rewritten = _Largest(), _Largest()
        self._setups: dict[str, Setup] = {}
        self._counts: Counter[str] = Counter()
        self._ids: set[str] = set()
        self._repeated: set[str] = set()
        self._faults: list[str] = []
        self._faulty = 0
        self._first: str | None = None
        self._last: str | None = None
        self._versions: dict[str, None] = {}

    def note(self, fault: str) -> None:
        self._faulty += 1
        if len(self._faults) < _TOLD_FAULTS:
            self._faults.append(fault)

    def add(self, record: Record, place: int) -> QuestionRow:
        row = question_row(record, place)
        for tally in (self._run, self._judging, self._replay):
            tally.add(record)
        if row.seconds is not None:
            self._slowest.offer(row.seconds, row)
        if row.rewritten:
            self._most_rewritten.offer(row.rewritten, row)
        self._identify(record)
        return row

    def gathered(self, *, name: str, damage: str) -> Gathered:
        return Gathered(
            name=name,
            figures=self._run.figures,
            judging=self._judging.figures,
            replays=self._replay.replays,
            slowest=self._slowest.rows,
            most_rewritten=self._most_rewritten.rows,
            setups=tuple(
                replace(self._setups[key], records=records)
                for key, records in self._counts.most_common()
                if key in self._setups
            ),
            configurations=len(self._counts),
            faults=tuple(self._faults),
            faulty=self._faulty,
            repeated=len(self._repeated),
            damage=damage,
            began=(self._first, self._last) if self._first and self._last else None,
            versions=tuple(self._versions),
        )

    def _identify(self, record: Record) -> None:
        settings = configuration_of(record)
        key = record.config_hash or config_hash(settings)
        self._counts[key] += 1
        if key not in self._setups and len(self._setups) < _TOLD_SETUPS:
            self._setups[key] = Setup(
                records=0, pair=record.pair, settings=settings, draft=record.draft, target=record.target
            )
        self._versions.setdefault(record.version)
        if record.created is not None:
            self._first = min(self._first or record.created, record.created)
            self._last = max(self._last or record.created, record.created)
        if record.id is not None:
            (self._repeated if record.id in self._ids else self._ids).add(record.id)
