"""Many questions, each to its own record; one that fails is recorded, and only the models' end is everybody's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import pytest

from specrc_cli.batch.pace import Fixed
from specrc_cli.batch.questions import Question
from specrc_cli.batch.runner import Bounds, Ending, Keep, Progress, Runner
from specrc_cli.errors import ContextFull, ModelError, SpecrcError, UsageError
from specrc_cli.trace.events import Emit, RunEnded, StopReason
from specrc_cli.trace.record import Record
from tests.batch.records import BEGAN

Solve = Callable[[Question, Emit], Awaitable[None]]


class House:
    """A runner whose questions are solved by `solve`, and all that came of it."""

    def __init__(
        self,
        solve: Solve,
        *,
        count: int = 6,
        parallel: int = 2,
        bounds: Bounds | None = None,
        keep: Keep | None = None,
        models_fault: ModelError | None = None,
    ) -> None:
        self.kept: list[Record] = []
        self.checked = 0
        self.asked = 0
        self._count = count
        self._models_fault = models_fault
        self.runner = Runner(
            solve=solve,
            check_models=self._check_models,
            regrade=self._regrade,
            keep=keep or self.kept.append,
            told=list[Record]().append,
            pace=Fixed(parallel),
            progress=Progress(total=count),
            bounds=bounds or Bounds(),
            pair="demo",
        )

    async def run(self) -> Ending:
        return await self.runner.run(self._questions())

    @property
    def kept_ids(self) -> list[str]:
        return sorted(record.id or "" for record in self.kept)

    def _questions(self) -> Iterator[Question]:
        for number in range(self._count):
            self.asked += 1
            yield Question(id=f"q{number}", text=f"Question {number}?", gold="5")

    async def _check_models(self) -> None:
        self.checked += 1
        if self._models_fault is not None:
            raise self._models_fault

    async def _regrade(self, record: Record) -> Record:
        return record


async def a_run(question: Question, emit: Emit, *, error: Exception | None = None) -> None:
    """What `session.solve` tells of a run, over a few turns of the event loop."""
    emit(replace(BEGAN, question=question.text))
    for _ in range(3):
        await asyncio.sleep(0)
    stop = StopReason.ERROR if error else StopReason.ANSWER
    emit(RunEnded(stop=stop, answer=None if error else "5", seconds=0.1, error=str(error or "")))
    if error is not None:
        raise error


def failing(error: Exception, *, at: set[str]) -> Solve:
    async def solve(question: Question, emit: Emit) -> None:
        await a_run(question, emit, error=error if question.id in at else None)

    return solve


async def test_every_question_has_its_record() -> None:
    house = House(a_run)
    assert await house.run() is Ending.DONE
    assert house.kept_ids == [f"q{n}" for n in range(6)]
    assert {record.pair for record in house.kept} == {"demo"}
    assert all(record.correct for record in house.kept)
    assert house.runner.progress.done == 6
    assert house.runner.progress.tally.accuracy.count == 6


@pytest.mark.parametrize("parallel", [1, 3, 50])
async def test_so_many_are_under_way_and_no_more(parallel: int) -> None:
    under_way, most = 0, 0

    async def solve(question: Question, emit: Emit) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await a_run(question, emit)
        under_way -= 1

    house = House(solve, parallel=parallel)
    await house.run()
    assert most == min(parallel, 6)


async def test_questions_are_taken_as_they_are_needed() -> None:
    ahead: list[int] = []

    def keep(_: Record) -> None:
        ahead.append(house.asked - len(ahead))

    house = House(a_run, count=1000, parallel=2, keep=keep)
    await house.run()
    assert len(ahead) == 1000
    assert max(ahead) <= 4


@pytest.mark.parametrize("error", [ContextFull("too long"), ValueError("a fault"), SpecrcError("no"), UsageError("no")])
async def test_a_question_that_fails_says_why_and_the_rest_goes_on(error: Exception) -> None:
    house = House(failing(error, at={"q1", "q4"}))
    assert await house.run() is Ending.DONE
    assert {record.id: record.error for record in house.kept if record.error} == {"q1": str(error), "q4": str(error)}
    assert all(record.correct is None for record in house.kept if record.error)
    assert house.runner.progress.failed == 2
    assert len(house.kept) == 6


async def test_an_engine_that_still_works_goes_on_after_a_failure() -> None:
    house = House(failing(ModelError("odd"), at={"q1"}))
    await house.run()
    assert house.checked == 1
    assert len(house.kept) == 6


async def test_an_engine_that_broke_ends_the_batch_and_is_not_the_question_s_failure() -> None:
    house = House(failing(ModelError("broken"), at={"q2"}), parallel=1, models_fault=ModelError("the engine failed"))
    with pytest.raises(ModelError, match="the engine failed"):
        await house.run()
    assert house.kept_ids == ["q0", "q1"]


async def test_what_fails_before_a_question_begins_ends_the_batch() -> None:
    async def solve(_question: Question, _emit: Emit) -> None:
        raise UsageError("this verifier cannot be asked")

    with pytest.raises(UsageError, match="cannot be asked"):
        await House(solve).run()


async def test_an_output_that_takes_nothing_more_ends_the_batch() -> None:
    kept: list[Record] = []

    def full(record: Record) -> None:
        if len(kept) == 3:
            raise SpecrcError("no space")
        kept.append(record)

    with pytest.raises(SpecrcError, match="no space"):
        await House(a_run, count=100, keep=full).run()
    assert len(kept) == 3


async def test_so_many_failures_are_enough() -> None:
    house = House(failing(ContextFull("long"), at={"q1", "q2"}), parallel=1, bounds=Bounds(failures=2))
    assert await house.run() is Ending.FAILURES
    assert house.kept_ids == ["q0", "q1", "q2"]


async def test_when_the_time_is_over_no_more_are_begun() -> None:
    house = House(a_run, bounds=Bounds(seconds=0.0))
    assert await house.run() is Ending.BUDGET_TIME
    assert house.kept == []


async def test_drained_it_ends_with_what_is_under_way() -> None:
    house = House(a_run, count=100, parallel=3)
    running = asyncio.create_task(house.run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    house.runner.drain()
    assert await running is Ending.INTERRUPTED
    assert house.kept_ids == ["q0", "q1", "q2"]


async def test_cancelled_it_keeps_no_record_of_what_was_under_way() -> None:
    async def forever(_question: Question, emit: Emit) -> None:
        emit(BEGAN)
        try:
            await asyncio.Event().wait()
        finally:
            emit(RunEnded(stop=StopReason.CANCELLED, answer=None, seconds=1))

    house = House(forever)
    running = asyncio.create_task(house.run())
    await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert house.kept == []
