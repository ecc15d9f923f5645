"""Questions a minute: how many solves side by side get through a file of questions fastest.

    python -m benchmarks.batch [--quick] [--json [FILE]]

Several questions share each forward pass of each model, so that its weights are read once for all of them. Measured on
the bundled pair, and at the cost of larger models: recorded runs forced upon random weights. The counts take turns.

Bar: eight at once get through at least twice as many questions as one after the other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from benchmarks.harness import Bar, Measurement, Section, Sense, Series, command_line, in_turn, machine, progress, show
from benchmarks.pair import Contestant, bundled_pair
from benchmarks.recorded import script
from benchmarks.replaying import random_pair, recorded_runs
from demo_models.trials import fresh_problems
from specrc_cli.methods.registry import make_method

COUNTS, QUICK_COUNTS = (1, 2, 4, 8, 16), (1, 8)
METHODS = ("specreason", "target")
SHAPES = ("70m", "200m")
REPLAYS = 8
BETWEEN = (8, 1)
LEAST = 2.0

Solve = Callable[[], Awaitable[object]]


async def rate(solves: Sequence[Solve], *, parallel: int) -> float:
    """Questions a minute with up to `parallel` of them under way."""
    places = asyncio.Semaphore(parallel)

    async def one(solve: Solve) -> None:
        async with places:
            await solve()

    began = time.perf_counter()
    await asyncio.gather(*map(one, solves))
    return 60.0 * len(solves) / (time.perf_counter() - began)


async def section(title: str, solves: Sequence[Solve], *, counts: Sequence[int], rounds: int) -> Section:
    """All counts on the same questions, in turn, after a warm-up."""
    progress(f"{title}: {', '.join(map(str, counts))} at once, {rounds} rounds")

    def at(count: int) -> Measurement:
        return lambda: rate(solves, parallel=count)

    await rate(solves[:2], parallel=2)
    rates = await in_turn({str(count): at(count) for count in counts}, rounds=rounds)
    series = {int(count): Series(f"{count} at once", "a minute", values) for count, values in rates.items()}
    return Section(title=title, series=tuple(series.values()), bars=bars(series))


def bars(series: Mapping[int, Series]) -> tuple[Bar, ...]:
    """The count that the bar is about, against one."""
    many, one = BETWEEN
    return (Bar(series[many].over(series[one], f"{many} at once / {one}"), Sense.AT_LEAST, LEAST),)


async def on_the_bundled_pair(count: int, *, counts: Sequence[int], rounds: int) -> list[Section]:
    problems = fresh_problems(count, seed=37)
    sections = []
    async with bundled_pair() as pair:
        for method in METHODS:
            plan = Contestant(name=method, reasoning={"method": method}).plan()
            solves = [partial(pair.record, plan, problem, seed=number) for number, problem in enumerate(problems)]
            title = f"the bundled pair, {method}, {count} questions"
            sections.append(await section(title, solves, counts=counts, rounds=rounds))
    return sections


async def at_real_cost(*, rounds: int) -> list[Section]:
    """One shape, and one count beside one: a question takes seconds there."""
    runs = await recorded_runs(REPLAYS, METHODS[:1])
    method = make_method(METHODS[0])
    async with random_pair(*SHAPES) as pair:
        solves = [partial(pair.replay, method, script(each), judge="utility") for each in runs[METHODS[0]]]
        title = f"{pair.title}: {method.name}, {len(solves)} recorded runs"
        return [await section(title, solves, counts=sorted(BETWEEN), rounds=rounds)]


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
