"""What a useless draft costs: guarded speculation against the target alone.

    python -m benchmarks.guard [--quick] [--json [FILE]]

A session: the bundled target with a draft of the bundled one's shape and of random weights, on fresh problems, one
after the other, which learn from each other what drafting and judging take. A long run: random weights in larger shapes
where every drafted step is rejected. Whatever the guard tries is in the time. Questions, or runs, take turns.

Bar: no more than 3% slower than the target alone.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.harness import Bar, Section, Sense, Series, command_line, in_turn, machine, progress, show
from benchmarks.pair import Contestant, Pair, bundled_pair, wall
from benchmarks.recorded import Line, Script
from benchmarks.replaying import RandomPair, random_pair
from demo_models.problems import Problem
from demo_models.random_weights.gguf import write
from demo_models.random_weights.shapes import Architecture, Shape
from demo_models.random_weights.vocabularies import borrowed
from demo_models.trials import fresh_problems
from specrc_cli.backends.gguf_file import read_header
from specrc_cli.methods.base import Limits
from specrc_cli.methods.economy import Economy
from specrc_cli.methods.registry import make_method
from specrc_cli.trace.events import Author
from specrc_cli.trace.record import Record

SLOWER = 1.03
GUARDED = Contestant(name="guarded", reasoning={"method": "specreason"}, knobs={"guard": True})
ALONE = Contestant(name="target alone", reasoning={"method": "target"})
SHAPES = ("70m", "200m")
STEPS, STEP_TOKENS = 60, 32
RAMBLES = 512
"""Tokens a useless draft writes for a step where nobody stops it."""


def useless_draft(folder: Path) -> Path:
    """The bundled draft, its weights replaced by random ones."""
    plan = GUARDED.plan()
    assert plan.draft is not None, "specreason drafts"
    header = read_header(plan.draft.path)

    def figure(name: str) -> int:
        return header.integer(f"{header.architecture}.{name}")

    shape = Shape(
        architecture=Architecture(header.architecture),
        layers=header.layers,
        width=figure("embedding_length"),
        heads=figure("attention.head_count"),
        kv_heads=figure("attention.head_count_kv"),
        head_width=figure("embedding_length") // figure("attention.head_count"),
        feed_forward=figure("feed_forward_length"),
        context=header.trained_context,
        tied=all(tensor.name != "output.weight" for tensor in header.tensors),
    )
    path = folder / "useless.gguf"
    write(path, shape, borrowed(plan.draft.path))
    return path


async def session(*, count: int, rounds: int) -> Section:
    """Questions in turn: the target alone, guarded with what was learned before, guarded for the first time."""
    problems = fresh_problems(count, seed=43)
    with tempfile.TemporaryDirectory() as folder:
        async with bundled_pair(draft=useless_draft(Path(folder))) as pair:
            progress(f"the bundled target, a useless draft: {count} questions, {rounds} rounds")
            await _ask_all(pair, problems[:2])
            asked = [await _ask_all(pair, problems) for _ in range(rounds)]
    alone, learning, new = (
        Series(name, "s", tuple(wall(taken[place]) for taken in asked))
        for place, name in enumerate(("target alone", "guarded, a session", "guarded, each question for itself"))
    )
    notes = tuple(_tried(name, asked[-1][place]) for place, name in ((1, "a session"), (2, "each for itself")))
    return Section(
        title=f"The bundled target with a useless draft, {count} questions",
        series=(alone, learning, new, new.over(alone, "each for itself / target alone")),
        bars=(Bar(learning.over(alone, "a session / target alone"), Sense.AT_MOST, SLOWER),),
        notes=notes,
    )


async def _ask_all(pair: Pair, problems: Sequence[Problem]) -> tuple[list[Record], list[Record], list[Record]]:
    """Each question in three ways; which comes first changes from question to question."""
    learned, guarded, alone = Economy(), GUARDED.plan(), ALONE.plan()
    taken: tuple[list[Record], list[Record], list[Record]] = ([], [], [])
    for number, problem in enumerate(problems):
        ways = ((alone, None), (guarded, learned), (guarded, Economy()))
        for turn in range(len(ways)):
            place = (number + turn) % len(ways)
            plan, economy = ways[place]
            taken[place].append(await pair.record(plan, problem, seed=number, economy=economy))
    return taken


def _tried(name: str, records: Sequence[Record]) -> str:
    """How much the guard tried, in counts."""
    drafted = sum(record.totals.steps.drafted for record in records)
    accepted = sum(record.totals.steps.accepted for record in records)
    settled = sum(record.totals.steps.settled for record in records)
    tokens = sum(record.totals.tokens.draft for record in records)
    return f"{name}: {drafted} drafts for {settled} steps, {tokens} tokens, {accepted} accepted"


def long_script(steps: int, tokens: int) -> Script:
    """A chain of the target's, beside a draft that never stops and is never accepted."""
    lines = {(Author.TARGET, index): (Line(tokens=tokens, answers=index == steps - 1),) for index in range(steps)}
    lines |= {(Author.DRAFT, index): (Line(tokens=RAMBLES, answers=False),) for index in range(steps)}
    return Script(question="How many?", lines=lines, verdicts=dict.fromkeys(range(steps), (False,)), fates=None)


async def long_run(pair: RandomPair, *, steps: int, rounds: int) -> Section:
    """One question of many steps, the guard new to the pair each time."""
    script = long_script(steps, STEP_TOKENS)
    limits = replace(Limits(), max_steps=steps + 1, step_tokens=RAMBLES)
    guarded, alone = make_method("specreason", guard=True), make_method("target")
    records: list[Record] = []

    async def play_guarded() -> float:
        began = time.perf_counter()
        records.append((await pair.replay(guarded, script, judge="utility", limits=limits)).record)
        return time.perf_counter() - began

    async def play_alone() -> float:
        began = time.perf_counter()
        await pair.replay(alone, script, judge="utility", limits=limits)
        return time.perf_counter() - began

    progress(f"{pair.title}, a useless draft: one run of {steps} steps, {rounds} rounds")
    await pair.replay(guarded, long_script(2, STEP_TOKENS), judge="utility", limits=limits)
    taken = await in_turn({"target alone": play_alone, "guarded": play_guarded}, rounds=rounds)
    bare, watched = (Series(name, "s", values) for name, values in taken.items())
    return Section(
        title=f"{pair.title}, useless: one run of {steps} steps of {STEP_TOKENS} tokens",
        series=(bare, watched),
        bars=(Bar(watched.over(bare, "guarded / target alone"), Sense.AT_MOST, SLOWER),),
        notes=tuple(_tried(f"round {number}", [record]) for number, record in enumerate(records, 1)),
    )


async def measure(*, quick: bool) -> list[Section]:
    count, rounds = (20, 3) if quick else (60, 3)
    short = await session(count=count, rounds=rounds)
    if quick:
        return [short]
    async with random_pair(*SHAPES) as pair:
        return [short, await long_run(pair, steps=STEPS, rounds=rounds)]


def main() -> None:
    parser = command_line("guard", __doc__, quick="the session only, fewer questions")
    chosen = parser.parse_args()
    before = machine()
    show("guard", asyncio.run(measure(quick=chosen.quick)), machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
