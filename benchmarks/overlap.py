"""What it takes that the draft goes on while the target judges, where both share one device.

    python -m benchmarks.overlap [--quick] [--json [FILE]]

Two models on one device only take turns, so that overlap can win nothing there and loses what the draft writes behind
a step that does not stand. Measured on the bundled pair, question by question in turn, and at the cost of larger
models: recorded runs forced upon random weights. That the chains are the same is counted.

Bar: unasked, a run takes no more than 2% longer than with --no-overlap.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.ground_truth import chain
from benchmarks.harness import Bar, Measurement, Section, Sense, Series, command_line, in_turn, machine, progress, show
from benchmarks.pair import Contestant, bundled_pair, wall
from benchmarks.recorded import Line, Script, script
from benchmarks.replaying import RandomPair, random_pair, recorded_runs
from demo_models.trials import fresh_problems
from specrc_cli.methods.registry import make_method
from specrc_cli.trace.events import Author
from specrc_cli.trace.record import Record

WITHOUT, UNASKED, WITH = "--no-overlap", "unasked", "--overlap"
WAYS: Mapping[str, bool | None] = {WITHOUT: False, UNASKED: None, WITH: True}
METHODS = ("specreason", "specrc")
SHAPES = ("70m", "200m")
RUNS = 2
SLOWER = 1.02


async def on_the_bundled_pair(method: str, *, count: int, rounds: int) -> Section:
    """A round is all questions, each in all ways before the next."""
    progress(f"the bundled pair, {method}: {count} questions, {rounds} rounds")
    plans = {way: _contestant(method, asked).plan() for way, asked in WAYS.items()}
    taken: dict[str, list[list[Record]]] = {way: [] for way in WAYS}
    async with bundled_pair() as pair:
        problems = fresh_problems(count, seed=53)
        for plan in plans.values():
            await pair.record(plan, problems[0], seed=0)
        for _ in range(rounds):
            records: dict[str, list[Record]] = {way: [] for way in WAYS}
            for number, problem in enumerate(problems):
                begin = number % len(plans)
                for way, plan in [*plans.items()][begin:] + [*plans.items()][:begin]:
                    records[way].append(await pair.record(plan, problem, seed=number))
            for way, found in records.items():
                taken[way].append(found)
    seconds = {way: [wall(records) for records in of_rounds] for way, of_rounds in taken.items()}
    last = {way: of_rounds[-1] for way, of_rounds in taken.items()}
    return section(f"The bundled pair, {method}, {count} questions", seconds, (*_same(last), *_discarded(last)))


async def at_real_cost(pair: RandomPair, runs: Sequence[Record], *, rounds: int) -> Section:
    """Recorded runs of specreason; what the draft writes for nothing is as long as what it wrote there."""
    progress(f"{pair.title}: {len(runs)} recorded runs, {rounds} rounds")
    scripts = [with_spare_lines(script(run)) for run in runs]
    last: dict[str, list[Record]] = {}

    def playing(way: str) -> Measurement:
        method = make_method("specreason", overlap=WAYS[way])

        async def play() -> float:
            began = time.perf_counter()
            last[way] = [(await pair.replay(method, each, judge="utility")).record for each in scripts]
            return time.perf_counter() - began

        return play

    await pair.replay(make_method("specreason"), scripts[0], judge="utility")
    seconds = await in_turn({way: playing(way) for way in WAYS}, rounds=rounds)
    return section(f"{pair.title}: specreason, {len(runs)} recorded runs", seconds, _discarded(last))


def with_spare_lines(of_run: Script) -> Script:
    """The script for a draft that may write a step twice: once for nothing, and once more in its turn.

    It may also write one for nothing behind the last: as long as that.
    """
    lines = {place: each * 2 if place[0] is Author.DRAFT else each for place, each in of_run.lines.items()}
    last = max(index for author, index in lines if author is Author.DRAFT)
    behind = Line(tokens=lines[Author.DRAFT, last][-1].tokens, answers=False)
    return replace(of_run, lines={**lines, (Author.DRAFT, last + 1): (behind,)}, fates=None)


def section(title: str, seconds: Mapping[str, Sequence[float]], notes: Sequence[str]) -> Section:
    """The three ways, the last two over the first."""
    series = {way: Series(way, "s", tuple(seconds[way])) for way in WAYS}
    ratios = {way: series[way].over(series[WITHOUT], f"{way} / {WITHOUT}") for way in (UNASKED, WITH)}
    return Section(
        title=title,
        series=(*series.values(), ratios[WITH]),
        bars=(Bar(ratios[UNASKED], Sense.AT_MOST, SLOWER),),
        notes=tuple(notes),
    )


def _contestant(method: str, asked: bool | None) -> Contestant:
    knobs = {"guard": False} | ({} if asked is None else {"overlap": asked})
    return Contestant(name=method, reasoning={"method": method}, knobs=knobs)


def _same(taken: Mapping[str, Sequence[Record]]) -> list[str]:
    """Chains under a greedy draft and target are to be the same whether work overlaps or not."""
    chains = {way: [[step.text for step in chain(record)] for record in records] for way, records in taken.items()}
    same = sum(one == other for one, other in zip(chains[WITHOUT], chains[WITH], strict=True))
    return [f"{same} of {len(chains[WITH])} chains are the same with and without"]


def _discarded(taken: Mapping[str, Sequence[Record]]) -> list[str]:
    counts = {
        way: (
            sum(record.totals.tokens.discarded for record in records),
            sum(record.totals.tokens.draft for record in records),
        )
        for way, records in taken.items()
    }
    return [f"{way}: {discarded} of {drafted} drafted tokens discarded" for way, (discarded, drafted) in counts.items()]


async def measure(*, quick: bool) -> list[Section]:
    count, rounds = (12, 3) if quick else (60, 3)
    sections = [await on_the_bundled_pair(method, count=count, rounds=rounds) for method in METHODS]
    if quick:
        return sections
    runs = (await recorded_runs(RUNS, ["specreason"]))["specreason"]
    async with random_pair(*SHAPES) as pair:
        return [*sections, await at_real_cost(pair, runs, rounds=rounds)]


def main() -> None:
    parser = command_line("overlap", __doc__, quick="the bundled pair only, fewer questions")
    chosen = parser.parse_args()
    before = machine()
    show("overlap", asyncio.run(measure(quick=chosen.quick)), machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
