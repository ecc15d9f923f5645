"""Whether two answers are the same mathematics, asked of `math-verify` where it is installed (extra `math`).

It runs in a process of its own: a formula can keep a computer algebra system busy for ever, and only a process can be
stopped. Its reading of signals needs a main thread, and there it has one.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress

from specrc_cli.trace.answers import gold_answer
from specrc_cli.trace.grading import Grading
from specrc_cli.trace.record import Record

SECONDS = 10.0
"""For one pair of answers, beside what starting takes."""
STARTING_SECONDS = 60.0
LONGEST = 2000
"""Characters of an answer that are worth the trouble."""


def installed() -> bool:
    """Whether `math-verify` is there. Loads nothing."""
    return importlib.util.find_spec("math_verify") is not None


class Algebra:
    """The process, started when it is first needed. One question at a time."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def regrade(self, record: Record) -> Record:
        """The record; with another grade if its answer is spelled differently from the known one, but is the same."""
        answer, gold = record.answer, record.gold
        if record.correct is not False or record.grading is not Grading.TEXT or answer is None or gold is None:
            return record
        if not await self.same(answer, gold_answer(gold)):
            return record
        return record.model_copy(update={"correct": True, "grading": Grading.MATH})

    async def same(self, answer: str, gold: str) -> bool:
        """Whether they are equal, as far as can be told in `SECONDS`."""
        if max(len(answer), len(gold)) > LONGEST:
            return False
        async with self._turn:
            try:
                process = self._process
                if process is None:
                    process = await asyncio.wait_for(self._start(), STARTING_SECONDS)
                return await asyncio.wait_for(_ask(process, answer, gold), SECONDS)
            except (TimeoutError, OSError, ValueError):
                await self._stop()
                return False
            except asyncio.CancelledError:
                await self._stop()
                raise

    async def aclose(self) -> None:
        await self._stop()

    async def _start(self) -> Process:
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "specrc_cli.batch.algebra_process",
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            start_new_session=True,  # Ctrl-C is for the batch, which stops this in its own time
        )
        assert process.stdout is not None
        await process.stdout.readline()
        return process

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _ask(process: Process, answer: str, gold: str) -> bool:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([answer, gold]).encode() + b"\n")
    await process.stdin.drain()
    return bool(json.loads(await process.stdout.readline()))
