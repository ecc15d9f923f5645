"""The decisions of real runs at the cost of real models: how near the tool comes to the analytic limit.

    python -m benchmarks.replay [--quick] [--json [FILE]] [--trace FILE] [--draft SHAPE] [--target SHAPE] [--judge NAME]

The bundled pair solves a few problems by specreason and by specrc (or `--trace` names recorded runs). What came of it,
every accepted and rejected step and every count of tokens, is then forced upon two models of random weights in real
shapes, through the real engine and the real methods, at the cost of judging by `--judge`. The limit is what reading the
question, drafting the drafted tokens, judging in as few passes and writing the rewritten tokens take by themselves; it
is measured in the same run, in turn.

Bar: at least .85 of the limit's speed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.economics import BreakEven
from benchmarks.harness import Bar, Measurement, Section, Sense, Series, command_line, in_turn, machine, progress, show
from benchmarks.limits import Limit, Speeds, Work, limit, work
from benchmarks.random_models import SHAPES
from benchmarks.recorded import REPLAYED, Script, can_be_replayed, script, script_alone
from benchmarks.replaying import RandomPair, Replay, random_pair, recorded_runs
from benchmarks.speeds import Pace
from specrc_cli.errors import SpecrcError
from specrc_cli.methods.base import Method
from specrc_cli.methods.registry import make_method
from specrc_cli.trace.record import Record, read_records

FULL, QUICK = ("0.6b", "1.7b"), ("70m", "200m")
CHAINS, ROUNDS = 2, 3
QUICK_CHAINS, QUICK_ROUNDS = 1, 2
LEAST = 0.85


@dataclass(slots=True)
class Case:
    """One method on recorded runs; `taken` and `replays` hold one entry a round."""

    name: str
    method: Method
    scripts: tuple[Script, ...]
    judge: str
    taken: list[float] = field(default_factory=list)
    replays: list[Replay] = field(default_factory=list)

    async def play(self, pair: RandomPair) -> float:
        """Seconds for all of them."""
        self.replays = []
        began = time.perf_counter()
        for each in self.scripts:
            self.replays.append(await pair.replay(self.method, each, judge=self.judge))
        self.taken.append(time.perf_counter() - began)
        return self.taken[-1]

    @property
    def work(self) -> Work:
        """The same in every round."""
        return work([replay.record for replay in self.replays], passes=sum(each.passes for each in self.replays))


def read_runs(path: Path) -> dict[str, list[Record]]:
    """By method; those of a trace that can be replayed. Raises `SpecrcError` if there are none."""
    records = [record for record in read_records(path) if can_be_replayed(record)]
    if not records:
        raise SpecrcError(
            f"{path} has no run that can be replayed", f"record one with --method {' or '.join(REPLAYED)}"
        )
    return {name: [record for record in records if record.method == name] for name in REPLAYED}


def cases(runs: dict[str, list[Record]], *, judge: str) -> list[tuple[Case, Case]]:
    """Each method's runs, and the target alone on the same chains; what is the same stands there once."""
    alone: dict[tuple[object, ...], Case] = {}
    found = []
    for name, records in runs.items():
        if not records:
            continue
        chains = tuple(script_alone(record) for record in records)
        key = tuple(tuple(sorted(chain.lines.items())) for chain in chains)
        baseline = alone.setdefault(
            key, Case(f"the target alone, {len(alone) + 1}", make_method("target"), chains, judge)
        )
        scripts = tuple(script(record) for record in records)
        found.append((Case(name, make_method(name), scripts, judge), baseline))
    return found


async def measure(pair: RandomPair, found: Sequence[tuple[Case, Case]], *, rounds: int) -> list[Section]:
    paces = Pace("the draft", pair.draft), Pace("the target", pair.target)
    everything: dict[str, Measurement] = {}
    for pace in paces:
        everything |= pace.measurements
    for case in {case.name: case for both in found for case in both}.values():
        everything[case.name] = _played(case, pair)
    progress(f"{pair.title}: {rounds} rounds of {len(everything)} measurements")
    await _warm_up(paces)
    seconds = await in_turn(everything, rounds=rounds)
    drafts, targets = (pace.speeds(seconds) for pace in paces)
    speeds = list(zip(drafts, targets, strict=True))
    pace_series = (series for pace in paces for series in pace.series(seconds))
    return [
        Section(title=pair.title, series=tuple(pace_series)),
        *(_section(case, alone, speeds) for case, alone in found),
    ]


def _played(case: Case, pair: RandomPair) -> Measurement:
    return lambda: case.play(pair)


async def _warm_up(paces: Iterable[Pace]) -> None:
    for pace in paces:
        for one in pace.measurements.values():
            await one()


def _section(case: Case, alone: Case, speeds: Sequence[tuple[Speeds, Speeds]]) -> Section:
    limits = [limit(case.work, draft=draft, target=target) for draft, target in speeds]
    floors = [limit(alone.work, draft=draft, target=target) for draft, target in speeds]
    wall, whole = _seconds("wall time", case.taken), _seconds("limit", [each.whole for each in limits])
    bare, floor = _seconds("target alone", alone.taken), _seconds("its limit", [each.whole for each in floors])
    figures = [break_even(case, alone, of_case, of_target) for of_case, of_target in zip(limits, floors, strict=True)]
    acceptance = _acceptance(case)
    return Section(
        title=f"{case.name}, {len(case.scripts)} chains, {acceptance} steps accepted, judged by {case.judge}",
        series=(
            wall,
            whole,
            *_terms(case.work, limits),
            bare,
            floor.over(bare, "  its limit / target alone"),
            bare.over(wall, "speedup over the target alone"),
            Series("  predicted, 1 / (c + v + 1 - a)", "x", tuple(each.speedup for each in figures)),
            Series("  c", "", tuple(each.c for each in figures)),
            Series("  v", "", tuple(each.v for each in figures)),
            Series("  a", "", tuple(each.a for each in figures)),
        ),
        bars=(Bar(whole.over(wall, "limit / wall time"), Sense.AT_LEAST, LEAST),),
        notes=("the limit leaves out what the draft reads of the target's steps, which it has to on one device",),
    )


def _seconds(name: str, values: Sequence[float]) -> Series:
    return Series(name, "s", tuple(values))


def _terms(work: Work, limits: Sequence[Limit]) -> tuple[Series, ...]:
    prompts = sum(work.draft_prompts) + sum(work.target_prompts)
    return (
        _seconds(f"  read the question, {prompts} tokens", [each.prompts for each in limits]),
        _seconds(f"  draft {work.drafted} tokens", [each.draft for each in limits]),
        _seconds(f"  judge {work.judged} tokens in {work.passes} passes", [each.judge for each in limits]),
        _seconds(f"  write {work.rewritten} tokens", [each.write for each in limits]),
        _seconds(f"  (the draft reads {sum(work.taken_in)} of those)", [each.taking_in for each in limits]),
    )


def _acceptance(case: Case) -> str:
    totals = [replay.record.totals.acceptance for replay in case.replays]
    return f"{sum(each.count for each in totals)} of {sum(each.of for each in totals)}"


def break_even(case: Case, alone: Case, of_case: Limit, of_target: Limit) -> BreakEven:
    """By the limits' own terms: what drafting and judging a step should take, in steps that the target writes."""
    totals = [replay.record.totals.acceptance for replay in case.replays]
    accepted, judged = sum(each.count for each in totals), sum(each.of for each in totals)
    written = of_target.write / sum(len(each.lines) for each in alone.scripts)
    return BreakEven(c=of_case.draft / judged / written, v=of_case.judge / judged / written, a=accepted / judged)


async def run(shapes: tuple[str, str], runs: dict[str, list[Record]], *, judge: str, rounds: int) -> list[Section]:
    async with random_pair(*shapes) as pair:
        return await measure(pair, cases(runs, judge=judge), rounds=rounds)


def main() -> None:
    parser = command_line("replay", __doc__, quick="smaller shapes, fewer chains and rounds")
    parser.add_argument("--trace", type=Path, help="replay these recorded runs instead")
    parser.add_argument("--draft", choices=SHAPES, help=f"the draft's shape ({FULL[0]})")
    parser.add_argument("--target", choices=SHAPES, help=f"the target's shape ({FULL[1]})")
    parser.add_argument("--judge", default="utility", help="the verifier whose cost is paid (utility)")
    chosen = parser.parse_args()
    before = machine()
    draft, target = QUICK if chosen.quick else FULL
    shapes = chosen.draft or draft, chosen.target or target
    chains, rounds = (QUICK_CHAINS, QUICK_ROUNDS) if chosen.quick else (CHAINS, ROUNDS)
    runs = read_runs(chosen.trace) if chosen.trace else asyncio.run(recorded_runs(chains, REPLAYED))
    sections = asyncio.run(run(shapes, runs, judge=chosen.judge, rounds=rounds))
    show("replay", sections, machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
