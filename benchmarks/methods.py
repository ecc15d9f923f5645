"""Every method and control on fresh problems with the bundled pair: what it gets right, what it takes, what it saves.

    python -m benchmarks.methods [--quick] [--json [FILE]] [--problems N] [--only NAME ...]

Problems come from the generator's held-out split: names, things and sentences that no training run has seen. All
contestants solve a question before the next one is asked, one at a time, so that their times compare. The controls
that accept at random do so at the rate at which the methods they stand beside accepted in this very run; they are
played behind them, beside the target once more.

Bars: specreason and specrc answer no more than 2 points worse than the target alone, and better than random acceptance
at the same rate.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from benchmarks.contestants import CONTESTANTS, JUDGES, RANDOM, TARGET
from benchmarks.harness import Bar, Section, Sense, Series, command_line, machine, progress, show
from benchmarks.judged_steps import judge_steps
from benchmarks.method_tables import acceptance, break_evens, compared, costs, guesses, results, verifiers
from benchmarks.pair import Contestant, Pair, bundled_pair
from benchmarks.paired import paired
from benchmarks.scores import Score
from demo_models.problems import Problem
from demo_models.trials import fresh_problems
from specrc_cli.cli.plan import Plan
from specrc_cli.errors import SpecrcError
from specrc_cli.methods.economy import Economy

FULL, QUICK = 200, 8
MOST_JUDGED = 80
"""Problems whose steps all verifiers judge: some 400 steps."""
GIVES_UP = 3
"""Questions in a row on which a contestant may break down before it is out."""
WORSE = 2.0
"""Points that speculation may cost."""


class Contest:
    """Contestants on the same questions; each learns from one question to the next what its speculating takes."""

    def __init__(self, pair: Pair, problems: Sequence[Problem]) -> None:
        self.pair, self.problems = pair, problems

    async def play(self, contestants: Sequence[Contestant]) -> dict[str, Score]:
        """All questions, one after the other, each by everybody; who begins changes from question to question."""
        scores = {each.name: Score(each.name) for each in contestants}
        playing = list(self._planned(contestants, scores))
        await self._warm_up(playing)
        began = time.monotonic()
        for number, problem in enumerate(self.problems):
            if number % 10 == 0:
                count = f"question {number + 1} of {len(self.problems)}, {len(playing)} contestants"
                progress(f"{time.monotonic() - began:4.0f} s: {count}")
            begin = number % len(playing)
            for each in playing[begin:] + playing[:begin]:
                await self._ask(each, number, problem)
            playing = [each for each in playing if not each.is_out]
        return scores

    def _planned(self, contestants: Sequence[Contestant], scores: dict[str, Score]) -> list[_Playing]:
        planned = []
        for each in contestants:
            try:
                planned.append(_Playing(each.plan(), scores[each.name], Economy()))
            except SpecrcError as error:
                scores[each.name].failures[0] = error.message
        return planned

    async def _warm_up(self, playing: Sequence[_Playing]) -> None:
        """A question nobody counts: whatever happens only once happens here."""
        for each in playing:
            await self._ask(_Playing(each.plan, Score(""), Economy()), 0, self.problems[0])

    async def _ask(self, playing: _Playing, number: int, problem: Problem) -> None:
        try:
            record = await self.pair.record(playing.plan, problem, seed=number, economy=playing.economy)
            playing.score.add(number, record, problem)
        except SpecrcError as error:
            playing.score.failures[number] = error.message


@dataclass(frozen=True, slots=True)
class _Playing:
    plan: Plan
    score: Score
    economy: Economy

    @property
    def is_out(self) -> bool:
        return not self.score.records and len(self.score.failures) >= GIVES_UP


def controls(scores: dict[str, Score]) -> list[Contestant]:
    """Random acceptance at the rate of each method that has such a control beside it."""
    wanted = [(name, control) for name, control in RANDOM.items() if name in scores and scores[name].acceptance.of]
    return [control.at(scores[name].acceptance.rate) for name, control in wanted]


def bars(scores: dict[str, Score]) -> list[Bar]:
    """Whether speculation keeps the target's accuracy, and earns its judging."""
    found, target = [], scores[TARGET].right
    for name, control in RANDOM.items():
        if name not in scores or not scores[name].records:
            continue
        kept = paired(scores[name].right, target)
        found.append(Bar(_points(f"{name} - target", kept.points), Sense.AT_LEAST, -WORSE))
        if control.name in scores:
            earned = paired(scores[name].right, scores[control.name].right)
            found.append(Bar(_points(f"{name} - {control.name}", earned.points), Sense.AT_LEAST, 100 / earned.of))
    return found


def _points(name: str, points: float) -> Series:
    return Series(name, "points", (points,))


async def measure(names: Sequence[str], count: int, seed: int) -> list[Section]:
    problems = fresh_problems(count, seed=seed)
    chosen = [each for each in CONTESTANTS if each.name == TARGET or any(fnmatch(each.name, name) for name in names)]
    async with bundled_pair() as pair:
        contest = Contest(pair, problems)
        scores = await contest.play(chosen)
        target = [each for each in CONTESTANTS if each.name == TARGET]
        blind = controls(scores)
        beside = await contest.play([*target, *blind]) if blind else {}
        progress("every verifier on the same steps")
        judged = await judge_steps(pair, {name: each.plan() for name, each in JUDGES.items()}, problems[:MOST_JUDGED])
    random = {name: score for name, score in beside.items() if name != TARGET}
    everyone = scores | random
    baseline = {name: beside[TARGET] if name in random else scores[TARGET] for name in everyone}
    return [
        Section(
            title=f"{count} fresh problems of the held-out split (seed {seed}), one at a time, in turn",
            rows=results(everyone, baseline),
            bars=tuple(bars(everyone)),
            notes=compared(everyone, {name: control.name for name, control in RANDOM.items()}, TARGET),
        ),
        Section(title="Acceptance, and verdicts against the truth, in these runs", rows=acceptance(everyone)),
        Section(title="Tokens a question, by author and purpose", rows=costs(everyone)),
        Section(title="Tokens guessed at where the target writes", rows=guesses(everyone)),
        break_evens(everyone, baseline),
        verifiers(judged),
    ]


def main() -> None:
    parser = command_line("methods", __doc__, quick=f"{QUICK} problems")
    parser.add_argument("--problems", type=_count, help=f"how many ({FULL})")
    parser.add_argument("--seed", type=int, default=31, help="of the problems (31)")
    parser.add_argument("--only", nargs="+", default=["*"], metavar="NAME", help="contestants; * stands for anything")
    chosen = parser.parse_args()
    before = machine()
    count = chosen.problems or (QUICK if chosen.quick else FULL)
    sections = asyncio.run(measure(chosen.only, count, chosen.seed))
    show("methods", sections, machine=before, json_to=chosen.json)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of 1 or more")
    return int(text)


if __name__ == "__main__":
    main()
