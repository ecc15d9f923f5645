"""Questions a minute."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.batch import Batch, bars, replaying
from benchmarks.harness import Series
from benchmarks.replaying import RandomPair
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.batch.pace import Fixed
from specrc_cli.batch.questions import Question
from specrc_cli.errors import SpecrcError
from specrc_cli.trace.events import Emit, RunBegan, RunEnded, StopReason
from tests.play import play

ADD, END = "2 + 3 = 5\n\n", "So the answer after all of these steps must be \\boxed{5}."
BEGAN = RunBegan(
    question="How many?", method="target", verifier="", knobs={}, seed=0, prompt_hash="", draft=None, target=None
)


def questions(count: int) -> list[Question]:
    return [Question(id=str(number), text="How many?") for number in range(count)]


def told(emit: Emit, stop: StopReason = StopReason.ANSWER) -> None:
    emit(BEGAN)
    emit(RunEnded(stop=stop, answer="7", seconds=0.0))


async def test_no_more_questions_are_under_way_than_asked_for() -> None:
    under_way, most = 0, 0

    async def solve(_question: Question, emit: Emit) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        told(emit)

    await Batch(questions=questions(10), solve=solve).rate(Fixed(3))
    assert most == 3


async def test_the_rate_is_in_questions_a_minute() -> None:
    async def solve(_question: Question, emit: Emit) -> None:
        await asyncio.sleep(0.05)
        told(emit)

    assert 60 * 4 / 10.0 < await Batch(questions=questions(4), solve=solve).rate(Fixed(4)) <= 60 * 4 / 0.05


async def test_a_rate_of_questions_that_failed_is_none() -> None:
    async def solve(_question: Question, emit: Emit) -> None:
        told(emit, StopReason.ERROR)

    with pytest.raises(SpecrcError, match="4 of 4"):
        await Batch(questions=questions(4), solve=solve).rate(Fixed(2))


async def test_recorded_runs_go_through_the_runner_side_by_side(pair: RandomPair) -> None:
    target = ScriptedModel("target", ratings={ADD: 9, END: 8})
    record = (await play(draft=ScriptedModel("draft", writes=(ADD, END)), target=target)).record
    batch = Batch(questions=questions(3), solve=replaying(pair, [record] * 3))
    assert await batch.rate(Fixed(2)) > 0


def test_eight_at_once_are_to_be_twice_as_fast_as_one() -> None:
    def of(count: int, *values: float) -> Series:
        return Series(f"{count} at once", "a minute", values)

    [met] = bars({"1": of(1, 10.0, 12.0), "2": of(2, 30.0, 30.0), "8": of(8, 21.0, 25.0)})
    [missed] = bars({"1": of(1, 10.0, 12.0), "8": of(8, 19.0, 20.0)})
    assert met.met
    assert not missed.met
