"""How fast a model writes and reads by itself, at the Model protocol: what limits are made of."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TypeVar

from benchmarks.forced import Words
from benchmarks.harness import Measurement, Series
from benchmarks.limits import Speeds, line_through
from benchmarks.recorded import Line
from specrc_cli.backends.base import GREEDY, Branch, Model, Until
from specrc_cli.verifiers.prompts import Prompts

FEW, MANY = 32, 256
"""Tokens read in one pass: about one judged step, and about a chunk of them."""
WRITTEN = 24
QUESTION = Prompts().messages("How many are there?")
AnyBranch = TypeVar("AnyBranch", bound=Branch)


class Pace:
    """One model's measurements, each on a branch of its own behind a question."""

    def __init__(self, name: str, model: Model) -> None:
        self.name, self._model = name, model
        self._words = Words(model.count)

    @property
    def measurements(self) -> dict[str, Measurement]:
        return {
            f"{self.name} writes a token": self.write,
            f"{self.name} reads {FEW} tokens": lambda: self.read(FEW),
            f"{self.name} reads {MANY} tokens": lambda: self.read(MANY),
        }

    def speeds(self, seconds: Mapping[str, Sequence[float]]) -> list[Speeds]:
        """One for each round of the measurements."""
        written, few, many = (seconds[name] for name in self.measurements)
        return [
            Speeds(write=write, pass_seconds=one_pass, token_seconds=token)
            for write, (one_pass, token) in zip(
                written, (line_through((FEW, a), (MANY, b)) for a, b in zip(few, many, strict=True)), strict=True
            )
        ]

    def series(self, seconds: Mapping[str, Sequence[float]]) -> list[Series]:
        return [Series(name, "ms", tuple(1e3 * each for each in seconds[name])) for name in self.measurements]

    async def write(self) -> float:
        """Seconds a token."""
        branch = await question_read(await self._model.open(QUESTION))
        began = time.perf_counter()
        await branch.generate(until=Until(max_tokens=WRITTEN), sampling=GREEDY)
        seconds = time.perf_counter() - began
        branch.close()
        return seconds / WRITTEN

    async def read(self, tokens: int) -> float:
        """Seconds for all of them, up to where the next token is known."""
        branch = await question_read(await self._model.open(QUESTION))
        text = self._words.text(Line(tokens=tokens, answers=False), 0)
        began = time.perf_counter()
        branch.extend(text)
        await branch.generate(until=Until(max_tokens=1), sampling=GREEDY)
        seconds = time.perf_counter() - began
        branch.close()
        return seconds


async def question_read(branch: AnyBranch) -> AnyBranch:
    """A branch just opened, once the question is read."""
    await branch.generate(until=Until(max_tokens=1), sampling=GREEDY)
    return branch
