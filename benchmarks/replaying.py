"""A recorded run played again on models of random weights: real methods, real engine, real cost, the old decisions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.forced import ForcedModel, Replayed
from benchmarks.pair import Contestant, bundled_pair
from benchmarks.random_models import random_model
from benchmarks.recorded import Cue, Script, can_be_replayed, check, script_alone
from demo_models.trials import fresh_problems
from specrc_cli.backends.base import GREEDY, Model
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.errors import SpecrcError
from specrc_cli.methods.base import Limits, Method, Run
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Author, Emit, Event
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import Recorder
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier

CONTEXT = 4096
SEARCHED = 400
"""Problems that the bundled pair is asked, at most, to find runs that can be replayed."""
KIND = "Q8_0"
LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of one: its record, and how many passes its verdicts took."""

    record: Record
    passes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomPair:
    """A draft and a target of random weights, opened."""

    draft: Model
    target: Model

    @property
    def title(self) -> str:
        return f"{_size(self.draft)} drafting for {_size(self.target)}, {KIND}"

    async def replay(
        self, method: Method, script: Script, *, judge: str, limits: Limits = LIMITS, emit: Emit | None = None
    ) -> Replay:
        """Solve anew as recorded; `judge` is the verifier whose cost is paid, `emit` hears of it too.

        Raises `SpecrcError` if it does not come to the same.
        """
        recorder, cue, prompts = Recorder(), Cue(script), Prompts()
        verifier = Replayed(make_verifier(judge, options=Options(prompts=prompts)), cue)
        run = Run(
            question=script.question,
            target=ForcedModel(self.target, Author.TARGET, cue),
            draft=ForcedModel(self.draft, Author.DRAFT, cue),
            verifier=verifier,
            prompts=prompts,
            emit=_all_of(cue, recorder, *filter(None, [emit])),
            limits=limits,
            draft_sampling=GREEDY,
            target_sampling=GREEDY,
        )
        await solve(method, run)
        record = recorder.record()
        check(record, script)
        return Replay(record=record, passes=verifier.passes)


def _all_of(*listeners: Emit) -> Emit:
    def emit(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return emit


@asynccontextmanager
async def random_pair(draft: str, target: str, *, questions: int = 1) -> AsyncIterator[RandomPair]:
    """Two models of random weights by the names of their shapes, made on first use, with room for so many questions."""
    paths = [random_model(shape, KIND) for shape in (draft, target)]
    models = [await LlamaModel.load(LoadOptions(path=path, context=CONTEXT, chains=questions)) for path in paths]
    try:
        yield RandomPair(draft=models[0], target=models[1])
    finally:
        for model in models:
            await model.aclose()


async def recorded_runs(count: int, methods: Sequence[str]) -> dict[str, list[Record]]:
    """By method; runs of the bundled pair on `count` fresh problems on which all methods came to the same chain."""
    plans = {name: Contestant(name=name, reasoning={"method": name}).plan() for name in methods}
    found: dict[str, list[Record]] = {name: [] for name in methods}
    async with bundled_pair() as pair:
        for number, problem in enumerate(fresh_problems(SEARCHED, seed=41)):
            records = {name: await pair.record(plan, problem, seed=number) for name, plan in plans.items()}
            alone = [script_alone(record) for record in records.values()]
            if all(map(can_be_replayed, records.values())) and all(each == alone[0] for each in alone):
                for name, record in records.items():
                    found[name].append(record)
            if len(found[methods[0]]) == count:
                return found
    raise SpecrcError(f"of {SEARCHED} problems, fewer than {count} ended in the same chain", "replay a --trace")


def _size(model: Model) -> str:
    parameters = model.info.parameters / 1e6
    return f"{parameters / 1e3:.2f} B" if parameters >= 1e3 else f"{parameters:.0f} M"
