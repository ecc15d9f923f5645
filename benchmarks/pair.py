"""The bundled pair, opened once, and what is run on it, planned as the command line plans it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from demo_models.problems import Problem
from specrc_cli.backends.base import Model
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.opening import Models
from specrc_cli.cli.options import EngineOptions, ModelOptions, ReasoningOptions
from specrc_cli.cli.parallel import make_room
from specrc_cli.cli.plan import Plan, make_plan
from specrc_cli.cli.running import what_to_run
from specrc_cli.methods.base import Run
from specrc_cli.methods.economy import Economy
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Emit
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import Recorder
from specrc_cli.verifiers.random import Random

BUNDLED = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A method with its verifier and knobs. `reasoning` and `knobs` are what a person would type, as keywords.

    `draft_temperature` is the draft's alone: methods that draw several chains need them to differ.
    """

    name: str
    reasoning: Mapping[str, Any] = field(default_factory=dict)
    knobs: Mapping[str, Any] = field(default_factory=dict)
    draft_temperature: float | None = None

    def plan(self) -> Plan:
        """Raises `UsageError` where the options contradict each other."""
        plan = make_plan(
            ModelOptions(pair=BUNDLED), EngineOptions(), ReasoningOptions(**self.reasoning), KnobOptions(**self.knobs)
        )
        if self.draft_temperature is None:
            return plan
        return replace(plan, draft_sampling=replace(plan.draft_sampling, temperature=self.draft_temperature))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Both models, opened."""

    draft: Model
    target: Model

    def run(self, plan: Plan, question: str, *, emit: Emit, seed: int, economy: Economy | None = None) -> Run:
        """One question as planned; each question has its own seed, and its own dice where acceptance is random.

        Questions that share an `economy` learn from each other what speculating takes, as those of a session do.
        """
        verifier = replace(plan.verifier, seed=seed) if isinstance(plan.verifier, Random) else plan.verifier
        models = Models()
        models.draft, models.target, models.economy = self.draft, self.target, economy or Economy()
        return what_to_run(question, replace(plan, seed=seed, verifier=verifier), models, emit)

    async def record(self, plan: Plan, problem: Problem, *, seed: int, economy: Economy | None = None) -> Record:
        """Solve a problem and grade the answer."""
        recorder = Recorder(id=str(seed), gold=str(problem.answer), pair=BUNDLED)
        await solve(plan.method, self.run(plan, problem.question, emit=recorder, seed=seed, economy=economy))
        return recorder.record()


def wall(records: Sequence[Record]) -> float:
    """Seconds of all of them by the clock."""
    return sum(record.totals.seconds.wall or 0.0 for record in records)


@asynccontextmanager
async def bundled_pair(*, draft: Path | None = None, questions: int = 1) -> AsyncIterator[Pair]:
    """The pair that ships, with room for so many questions at once, as `specrc batch --parallel` opens it.

    `draft` is a file that takes the draft's place.
    """
    plan = make_room(Contestant(name=BUNDLED, reasoning={"method": "specreason"}).plan(), questions).plan
    assert plan.draft is not None, "specreason drafts"
    assert plan.target is not None, "specreason has a target"
    drafting = replace(plan.draft, path=draft or plan.draft.path)
    pair = Pair(draft=await LlamaModel.load(drafting), target=await LlamaModel.load(plan.target))
    try:
        yield pair
    finally:
        await pair.draft.aclose()
        await pair.target.aclose()
