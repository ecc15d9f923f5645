"""Questions a minute: how many solves side by side get through a file of questions fastest.

    python -m benchmarks.batch [--quick] [--json [FILE]]

Several questions share each forward pass of each model, so that its weights are read once for all of them. Measured on
the bundled pair, with the method that `specrc batch` takes by default and with the target alone; the counts take turns.

Bar: eight at once get through at least twice as many questions as one after the other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from benchmarks.harness import Bar, Measurement, Section, Sense, Series, command_line, in_turn, machine, progress, show
from benchmarks.pair import Contestant, Pair, bundled_pair
from demo_models.problems import Problem
from demo_models.trials import fresh_problems
from specrc_cli.cli.plan import Plan

COUNTS = (1, 2, 4, 8, 16)
QUICK_COUNTS = (1, 8)
METHODS = ("specreason", "target")
BETWEEN = (8, 1)
LEAST = 2.0


async def rate(pair: Pair, plan: Plan, problems: Sequence[Problem], *, parallel: int) -> float:
    """Questions a minute with up to `parallel` of them under way."""
    places = asyncio.Semaphore(parallel)

    async def solve(number: int, problem: Problem) -> None:
        async with places:
            await pair.record(plan, problem, seed=number)

    began = time.perf_counter()
    await asyncio.gather(*(solve(number, problem) for number, problem in enumerate(problems)))
    return 60.0 * len(problems) / (time.perf_counter() - began)


async def measure(*, counts: Sequence[int], problems: Sequence[Problem], rounds: int) -> list[Section]:
    async with bundled_pair() as pair:
        return [await _section(pair, method, counts, problems, rounds) for method in METHODS]


async def _section(pair: Pair, method: str, counts: Sequence[int], problems: Sequence[Problem], rounds: int) -> Section:
    progress(f"{method}: {len(problems)} questions, {', '.join(map(str, counts))} at once, {rounds} rounds")
    plan = Contestant(name=method, reasoning={"method": method}).plan()

    def at(count: int) -> Measurement:
        return lambda: rate(pair, plan, problems, parallel=count)

    await rate(pair, plan, problems[:2], parallel=2)
    rates = await in_turn({str(count): at(count) for count in counts}, rounds=rounds)
    series = {int(count): Series(f"{count} at once", "a minute", values) for count, values in rates.items()}
    return Section(title=f"{method}, {len(problems)} questions", series=tuple(series.values()), bars=bars(series))


def bars(series: Mapping[int, Series]) -> tuple[Bar, ...]:
    """The most questions at once that the bar is about, against one."""
    many, one = BETWEEN
    return (Bar(series[many].over(series[one], f"{many} at once / {one}"), Sense.AT_LEAST, LEAST),)


def main() -> None:
    parser = command_line("batch", __doc__, quick="fewer questions, one and eight at once, two rounds")
    chosen = parser.parse_args()
    before = machine()
    counts, count, rounds = (QUICK_COUNTS, 24, 2) if chosen.quick else (COUNTS, 64, 3)
    sections = asyncio.run(measure(counts=counts, problems=fresh_problems(count, seed=37), rounds=rounds))
    show("batch", sections, machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
