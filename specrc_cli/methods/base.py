"""What every method is given and gives back. A method knows models, branches, verifiers and `emit`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

from specrc_cli.backends.base import Model, Sampling
from specrc_cli.errors import UsageError
from specrc_cli.methods.economy import Economy
from specrc_cli.methods.guessing import Speculation
from specrc_cli.trace.events import Emit, StopReason
from specrc_cli.verifiers.base import Verifier
from specrc_cli.verifiers.prompts import Prompts


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a run ends. Tokens count everything either model wrote, the discarded too; judging is counted apart."""

    token_budget: int = 8192
    max_steps: int = 64
    step_tokens: int = 512
    answer_tokens: int = 1024

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) < 1:
                raise UsageError(f"{name} is {getattr(self, name)}", "give a whole number of 1 or more")


class Part(StrEnum):
    """Who can take part in a run."""

    DRAFT = "draft"
    TARGET = "target"
    VERIFIER = "verifier"
    PERSON = "person"
    """Somebody at the keyboard: only where steps are judged one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One question and all that a method may use on it.

    A part that the method does not use (`Method.uses`) may be None, so that nothing is loaded for nothing. A
    generation's seed is derived from `seed` and its place in the run, so that runs repeat and branches differ.
    """

    question: str
    target: Model | None
    draft: Model | None
    verifier: Verifier | None
    prompts: Prompts
    emit: Emit
    limits: Limits = Limits()
    draft_sampling: Sampling = Sampling()
    target_sampling: Sampling = Sampling()
    delimiter: str = "\n\n"
    speculation: Speculation = Speculation()
    seed: int = 0
    economy: Economy = field(default_factory=Economy)
    """What speculating with these models costs and wins; runs that share one learn from each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended. `aside` are seconds that went into what the run itself did not need, such as an audit."""

    answer: str | None
    stop: StopReason
    aside: float = 0.0


class Method(Protocol):
    """One algorithm with its knobs set."""

    name: ClassVar[str]

    @property
    def uses(self) -> frozenset[Part]: ...

    @property
    def knobs(self) -> Mapping[str, object]: ...

    async def solve(self, run: Run) -> Outcome: ...
