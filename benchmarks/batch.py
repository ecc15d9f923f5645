"""Questions a minute: how many solves side by side get through a file of questions fastest.

    python -m benchmarks.batch [--quick] [--json [FILE]]

Several questions share each forward pass of a large model, so that its weights are read once for all of them; a small
one is held once a core. Measured on the bundled pair, which is small, and at the cost of larger models: recorded runs
forced upon random weights. Each count has models of
its own, opened as `specrc batch --parallel` opens them for so many; the counts take turns.

Bar: eight at once get through at least twice as many questions as one after the other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
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


async def section(title: str, batches: Mapping[int, Batch], *, rounds: int) -> Section:
    """The same questions by how many are solved at once, in turn, after a warm-up; and as the tool itself chooses."""
    progress(f"{title}: {', '.join(map(str, batches))} at once, {rounds} rounds")
    for count, batch in batches.items():
        await replace(batch, questions=batch.questions[:count]).rate(Fixed(count))
    most = max(batches)
    ways = {str(count): _at(batch, partial(Fixed, count)) for count, batch in batches.items()}
    ways[OWN_CHOICE] = _at(batches[most], partial(Growing, most))
    series = {
        name: Series(_name(name), "a minute", rates) for name, rates in (await in_turn(ways, rounds=rounds)).items()
    }
    return Section(title=title, series=tuple(series.values()), bars=bars(series))


def _at(batch: Batch, pace: Callable[[], Pace]) -> Measurement:
    return lambda: batch.rate(pace())


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
    async with AsyncExitStack() as opened:
        pairs = {at_once: await opened.enter_async_context(bundled_pair(questions=at_once)) for at_once in counts}
        for method in METHODS:
            plan = Contestant(name=method, reasoning={"method": method}).plan()
            batches = {
                at_once: Batch(questions=questions, solve=solving(pair, plan)) for at_once, pair in pairs.items()
            }
            title = f"the bundled pair, {method}, {count} questions"
            sections.append(await section(title, batches, rounds=rounds))
    return sections


def solving(pair: Pair, plan: Plan) -> Solve:
    async def attempt(question: Question, emit: Emit) -> None:
        await solve(plan.method, pair.run(plan, question.text, emit=emit, seed=int(question.id)))

    return attempt


async def at_real_cost(*, rounds: int) -> list[Section]:
    """One shape, and one count beside one: a question takes seconds there."""
    runs = (await recorded_runs(REPLAYS, METHODS[:1]))[METHODS[0]]
    questions = [Question(id=str(number), text=each.question) for number, each in enumerate(runs)]
    async with AsyncExitStack() as opened:
        pairs = {
            at_once: await opened.enter_async_context(random_pair(*SHAPES, questions=at_once))
            for at_once in sorted(BETWEEN)
        }
        batches = {at_once: Batch(questions=questions, solve=replaying(pair, runs)) for at_once, pair in pairs.items()}
        title = f"{pairs[1].title}: {METHODS[0]}, {len(runs)} recorded runs"
        return [await section(title, batches, rounds=rounds)]


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
