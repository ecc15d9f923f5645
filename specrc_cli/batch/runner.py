"""Many questions through one pair of models, several at a time, each to its own record.

A question that fails is recorded with the reason, and the rest goes on. What ends a run early is asked for (`drain`,
a time, a number of failures), an output that takes nothing more, or models that do not work any more.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from specrc_cli.batch.earlier import FAILED
from specrc_cli.batch.pace import Pace
from specrc_cli.batch.questions import Question
from specrc_cli.errors import ContextFull, ModelError
from specrc_cli.trace.events import AnswerWritten, Emit, Event, StepWritten
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import Recorder
from specrc_cli.trace.run_metrics import RunTally

Solve = Callable[[Question, Emit], Awaitable[object]]
"""Runs a method on a question, from `RunBegan` to `RunEnded`."""
Keep = Callable[[Record], None]
Regrade = Callable[[Record], Awaitable[Record]]


class Ending(StrEnum):
    """Why a batch ended."""

    DONE = "done"
    BUDGET_TIME = "budget_time"
    FAILURES = "failures"
    INTERRUPTED = "interrupted"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What ends a batch before its last question. None is no bound; what runs then comes to its end."""

    seconds: float | None = None
    failures: int | None = None


@dataclass(slots=True)
class Progress:
    """How far a batch is. `tally` has all records of the output, earlier ones too; the rest is of this session."""

    total: int
    done: int = 0
    failed: int = 0
    running: int = 0
    tally: RunTally = field(default_factory=RunTally)
    _began: float = field(default_factory=time.monotonic)

    def begin(self) -> None:
        """The clock counts from now."""
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def per_second(self) -> float | None:
        """Questions a second; None before the first is done."""
        return self.done / self.seconds if self.done and self.seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """At this rate."""
        return (self.total - self.done) / self.per_second if self.per_second else None


class Runner:
    """One session of a batch. `keep` writes a record and may raise; `told` hears of it once that is done."""

    def __init__(
        self,
        *,
        solve: Solve,
        check_models: Callable[[], Awaitable[None]],
        regrade: Regrade,
        keep: Keep,
        told: Keep,
        pace: Pace,
        progress: Progress,
        bounds: Bounds,
        pair: str | None,
    ) -> None:
        self._solve, self._check_models, self._regrade = solve, check_models, regrade
        self._keep, self._told, self._pace = keep, told, pace
        self._bounds, self._pair = bounds, pair
        self._ending: Ending | None = None
        self.progress = progress

    def drain(self) -> None:
        """Begin no more questions; those under way come to their end."""
        self._ending = self._ending or Ending.INTERRUPTED

    async def run(self, questions: Iterator[Question]) -> Ending:
        """Solve them all. Cancelled, or broken off by an error, it leaves no record of those under way."""
        under_way: set[asyncio.Task[Record]] = set()
        try:
            while True:
                self._begin(questions, under_way)
                if not under_way:
                    return self._ending or Ending.DONE
                done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                under_way -= done
                for task in sorted(done, key=_failed):  # what is finished is kept before a failure ends it all
                    self._settle(task.result())
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _begin(self, questions: Iterator[Question], under_way: set[asyncio.Task[Record]]) -> None:
        """As many as the pace allows, unless the batch is to end."""
        if self._bounds.seconds is not None and self.progress.seconds >= self._bounds.seconds:
            self._ending = self._ending or Ending.BUDGET_TIME
        while self._ending is None and len(under_way) < self._pace.level:
            question = next(questions, None)
            if question is None:
                break
            under_way.add(asyncio.create_task(self._attempt(question)))
        self.progress.running = len(under_way)

    def _settle(self, record: Record) -> None:
        self._keep(record)
        self.progress.done += 1
        self.progress.failed += record.stop in FAILED
        self.progress.tally.add(record)
        if self._bounds.failures is not None and self.progress.failed >= self._bounds.failures:
            self._ending = self._ending or Ending.FAILURES
        self._told(record)

    async def _attempt(self, question: Question) -> Record:
        """One question, whatever comes of it. Raises what would go wrong with any other, above all the models' end."""
        recorder = Recorder(id=question.id, gold=question.gold, metadata=question.metadata, pair=self._pair)

        began = False

        def emit(event: Event) -> None:
            nonlocal began
            began = True
            recorder(event)
            if isinstance(event, StepWritten | AnswerWritten):
                self._pace.wrote(event.tokens)

        try:
            await self._solve(question, emit)
        except ContextFull:
            pass
        except ModelError:
            await self._check_models()
        except Exception:
            if not began:  # nothing that is this question's
                raise
        return await self._regrade(recorder.record())


def _failed(task: asyncio.Task[Record]) -> bool:
    return task.cancelled() or task.exception() is not None
