"""The two ends of the scale: the target alone, and the draft alone. Every saving is measured against the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from specrc_cli.methods.answering import conclude
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.writing import write_step, writer
from specrc_cli.trace.events import Author, Fate


@dataclass(frozen=True, slots=True)
class Target:
    """Plain chain of thought by the target model."""

    name: ClassVar[str] = "target"
    uses: ClassVar[frozenset[Part]] = frozenset({Part.TARGET})

    @property
    def knobs(self) -> Mapping[str, object]:
        return {}

    async def solve(self, run: Run) -> Outcome:
        return await alone(run, Author.TARGET)


@dataclass(frozen=True, slots=True)
class Draft:
    """Plain chain of thought by the draft model: what speculation would give if every step were let stand."""

    name: ClassVar[str] = "draft"
    uses: ClassVar[frozenset[Part]] = frozenset({Part.DRAFT})

    @property
    def knobs(self) -> Mapping[str, object]:
        return {}

    async def solve(self, run: Run) -> Outcome:
        return await alone(run, Author.DRAFT)


async def alone(run: Run, author: Author) -> Outcome:
    """One model writes every step, and the answer."""
    async with writer(run, author) as model:
        chain = Chain(run.limits, model.model.thinking)
        with chain.until_context_full():
            while chain.open:
                await write_step(chain, model, Fate.WRITTEN)
        return await conclude(chain, model)
