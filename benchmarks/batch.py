"""Questions a minute: how many solves side by side get through a file of questions fastest.

    python -m benchmarks.batch [--quick] [--json [FILE]]

Several questions share each forward pass of each model, so that its weights are read once for all of them. Measured on
the bundled pair, and at the cost of larger models: recorded runs forced upon random weights. The counts take turns.

Bar: eight at once get through at least twice as many questions as one after the other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.harness import Bar, Measurement, Section, Sense, Series, command_line, in_turn, machine, progress, show
from benchmarks.pair import Contestant, Pair, bundled_pair
from benchmarks.recorded import script
from benchmarks.replaying import RandomPair, random_pair, recorded_runs
from demo_models.trials import fresh_problems
from specrc_cli.batch.pace import Fixed, Growing, Pace
from specrc_cli.batch.questions import Question
from specrc_cli.batch.runner import Bounds, Progress, Runner, Solve
from specrc_cli.cli.plan import Plan
from specrc_cli.errors import SpecrcError
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Emit
from specrc_cli.trace.record import Record

COUNTS, QUICK_COUNTS = (1, 2, 4, 8, 16), (1, 8)
METHODS = ("specreason", "target")
SHAPES = ("70m", "200m")
REPLAYS = 8
BETWEEN = (8, 1)
LEAST = 2.0
OWN_CHOICE = "as many as are found to pay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Questions, and how each is solved."""

    questions: Sequence[Question]
    solve: Solve

    async def rate(self, pace: Pace) -> float:
        """Questions a minute through the runner that `specrc batch` uses. Raises `SpecrcError` if one failed."""
        runner = Runner(
            solve=self.solve,
            check_models=_nothing_to_check,
            regrade=_as_it_is,
            keep=_unkept,
            told=_unkept,
            pace=pace,
            progress=Progress(total=len(self.questions)),
            bounds=Bounds(),
            pair=None,
        )
        began = time.perf_counter()
        await runner.run(iter(self.questions))
        seconds = time.perf_counter() - began
        if runner.progress.failed:
            raise SpecrcError(f"{runner.progress.failed} of {len(self.questions)} questions failed")
        return 60.0 * len(self.questions) / seconds

    async def section(self, title: str, *, counts: Sequence[int], rounds: int) -> Section:
        """All counts on the same questions, in turn, after a warm-up; and what the tool chooses if nobody does."""
        progress(f"{title}: {', '.join(map(str, counts))} at once, {rounds} rounds")
        await replace(self, questions=self.questions[:2]).rate(Fixed(2))
        paces: dict[str, Callable[[], Pace]] = {str(count): partial(Fixed, count) for count in counts}
        paces |= {OWN_CHOICE: partial(Growing, max(counts))}
        rates = await in_turn({name: self._at(pace) for name, pace in paces.items()}, rounds=rounds)
        series = {name: Series(_name(name), "a minute", values) for name, values in rates.items()}
        return Section(title=title, series=tuple(series.values()), bars=bars(series))

    def _at(self, pace: Callable[[], Pace]) -> Measurement:
        return lambda: self.rate(pace())


def _name(pace: str) -> str:
    return pace if pace == OWN_CHOICE else f"{pace} at once"


async def _nothing_to_check() -> None:
    """The models are the benchmark's own."""


async def _as_it_is(record: Record) -> Record:
    return record


def _unkept(record: Record) -> None:
    """Nothing is written: it is the models that are measured."""


def bars(series: Mapping[str, Series]) -> tuple[Bar, ...]:
    """The count that the bar is about, against one; by the paces' names."""
    many, one = map(str, BETWEEN)
    return (Bar(series[many].over(series[one], f"{many} at once / {one}"), Sense.AT_LEAST, LEAST),)


async def on_the_bundled_pair(count: int, *, counts: Sequence[int], rounds: int) -> list[Section]:
    problems = fresh_problems(count, seed=37)
    questions = [Question(id=str(number), text=each.question) for number, each in enumerate(problems)]
    sections = []
    async with bundled_pair(questions=max(counts)) as pair:
        for method in METHODS:
            plan = Contestant(name=method, reasoning={"method": method}).plan()
            batch = Batch(questions=questions, solve=solving(pair, plan))
            title = f"the bundled pair, {method}, {count} questions"
            sections.append(await batch.section(title, counts=counts, rounds=rounds))
    return sections


def solving(pair: Pair, plan: Plan) -> Solve:
    async def attempt(question: Question, emit: Emit) -> None:
        await solve(plan.method, pair.run(plan, question.text, emit=emit, seed=int(question.id)))

    return attempt


async def at_real_cost(*, rounds: int) -> list[Section]:
    """One shape, and one count beside one: a question takes seconds there."""
    runs = (await recorded_runs(REPLAYS, METHODS[:1]))[METHODS[0]]
    questions = [Question(id=str(number), text=each.question) for number, each in enumerate(runs)]
    async with random_pair(*SHAPES, questions=max(BETWEEN)) as pair:
        batch = Batch(questions=questions, solve=replaying(pair, runs))
        title = f"{pair.title}: {METHODS[0]}, {len(runs)} recorded runs"
        return [await batch.section(title, counts=sorted(BETWEEN), rounds=rounds)]


def replaying(pair: RandomPair, runs: Sequence[Record]) -> Solve:
    method = make_method(METHODS[0])

    async def attempt(question: Question, emit: Emit) -> None:
        await pair.replay(method, script(runs[int(question.id)]), judge="utility", emit=emit)

    return attempt


async def measure(*, quick: bool) -> list[Section]:
    if quick:
        return await on_the_bundled_pair(24, counts=QUICK_COUNTS, rounds=2)
    return [*await on_the_bundled_pair(48, counts=COUNTS, rounds=3), *await at_real_cost(rounds=2)]


def main() -> None:
    parser = command_line("batch", __doc__, quick="the bundled pair only, fewer questions, one and eight at once")
    chosen = parser.parse_args()
    before = machine()
    show("batch", asyncio.run(measure(quick=chosen.quick)), machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
