"""Token-level speculation: how often guesses hold, and what a pass that tries them costs.

    python -m benchmarks.speculation [--quick] [--json [FILE]] [--target SHAPE]

How often: the bundled target writes whole chains, its draft or a lookup guessing, against plain writing; it is told how
many of the texts are the same to the letter. At what cost: a model of random weights in a real shape, guessed at by one
who is right as often as he is told and costs nothing, against the passes that this takes by themselves, measured in
turn.

Bar: at least .85 of the speed of those passes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.harness import (
    Bar,
    Measurement,
    Row,
    Section,
    Sense,
    Series,
    command_line,
    in_turn,
    machine,
    progress,
    show,
)
from benchmarks.limits import line_through
from benchmarks.pair import Contestant, Pair, bundled_pair
from benchmarks.planted import Planted, write_planted
from benchmarks.random_models import SHAPES, random_model
from benchmarks.speeds import QUESTION, Pace, question_read
from demo_models.problems import Problem
from demo_models.statistics import Share
from demo_models.trials import fresh_problems
from specrc_cli.backends.base import GREEDY, Generation, Guesses, Lookup, Until
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.verifiers.prompts import Prompts

FULL, QUICK = "1.7b", "200m"
KIND = "Q8_0"
MOST = 4
RATES = (0.9, 0.6, 0.3, 0.0)
WRITTEN = 40
CHAIN = Until(max_tokens=256)
LEAST = 0.85


# How often guesses hold.


@dataclass(slots=True)
class Writing:
    """One way to write; what it wrote by question, and how long each took."""

    name: str
    guesses: Guesses | None
    texts: dict[int, Generation] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)

    async def write(self, pair: Pair, prompts: Prompts, number: int, problem: Problem) -> None:
        branch = await pair.target.open(prompts.messages(problem.question))
        began = time.perf_counter()
        self.texts[number] = await branch.generate(until=CHAIN, sampling=GREEDY, guesses=self.guesses)
        self.seconds[number] = time.perf_counter() - began
        branch.close()

    def row(self, plain: Writing) -> Row:
        guessed = [text.guessed for text in self.texts.values()]
        accepted = Share(sum(each.accepted for each in guessed), sum(each.tried for each in guessed))
        tokens = sum(text.tokens for text in self.texts.values())
        seconds, baseline = sum(self.seconds.values()), sum(plain.seconds.values())
        held = f"{accepted.hits}/{accepted.of}"
        return Row(
            {
                "guesses by": self.name,
                "tokens": str(tokens),
                "guesses held": f"{100 * accepted.rate:.1f}% {held}" if accepted.of else "-",
                "of the text": f"{100 * accepted.hits / tokens:.1f}%",
                "ms a chain": f"{1e3 * seconds / len(self.seconds):.1f}",
                "speedup": f"{baseline / seconds:.2f}",
            },
            {
                "guesses_by": self.name,
                "tokens": tokens,
                "tried": accepted.of,
                "held": accepted.hits,
                "seconds": list(self.seconds.values()),
                "speedup": baseline / seconds,
            },
        )


async def on_the_bundled_pair(count: int) -> Section:
    """Whole chains of the target, in turn, and how many texts guesses left the same."""
    prompts = Contestant(name="target", reasoning={"method": "target"}).plan().prompts
    problems = fresh_problems(count, seed=47)
    progress(f"the bundled pair: {count} chains")
    async with bundled_pair() as pair:
        writings = [Writing("nobody", None), Writing("lookup", Guesses(source=Lookup(), most=MOST))]
        writings += [Writing(f"draft, up to {most}", Guesses(source=pair.draft, most=most)) for most in (2, MOST)]
        for each in writings:
            await Writing("", each.guesses).write(pair, prompts, 0, problems[0])
        for number, problem in enumerate(problems):
            begin = number % len(writings)
            for each in writings[begin:] + writings[:begin]:
                await each.write(pair, prompts, number, problem)
    plain = writings[0]
    return Section(
        title=f"The bundled pair: {count} chains of the target, greedy",
        rows=tuple(each.row(plain) for each in writings),
        notes=(same_texts(plain, writings[1:]),),
    )


def same_texts(plain: Writing, others: Sequence[Writing]) -> str:
    """How many of the texts are the plain ones; rounding can turn a near tie."""
    changed = sum(other.texts[number].text != text.text for other in others for number, text in plain.texts.items())
    of = len(others) * len(plain.texts)
    return f"{of - changed} of {of} texts are the plain ones to the letter"


# At what cost.


class Cost:
    """A model of random weights, its next tokens known."""

    def __init__(self, model: LlamaModel, text: Sequence[int]) -> None:
        self._model, self._text = model, text
        self._pace = Pace("the model", model)
        self.written: dict[float, list[Generation]] = {rate: [] for rate in RATES}

    @classmethod
    async def prepared(cls, model: LlamaModel) -> Cost:
        """With what the model writes of itself."""
        branch = await question_read(await model.open(QUESTION))
        listening = Planted((), rate=0.0, start=branch.position)
        await write_planted(branch, listening, tokens=WRITTEN + MOST + 1, most=0)
        branch.close()
        return cls(model, listening.said)

    @property
    def measurements(self) -> dict[str, Measurement]:
        reads = {f"reading {tokens} tokens": self._reading(tokens) for tokens in (2, 1 + MOST)}
        writes = {_right(rate): self._writing(rate) for rate in RATES}
        return {"plain": lambda: self._write(None)} | reads | writes

    def _writing(self, rate: float) -> Measurement:
        return lambda: self._write(rate)

    def _reading(self, tokens: int) -> Measurement:
        return lambda: self._pace.read(tokens)

    async def _write(self, rate: float | None) -> float:
        branch = await question_read(await self._model.open(QUESTION))
        start, most = branch.position, MOST if rate is not None else 0
        planted = Planted(self._text, rate=rate or 0.0, start=start)
        began = time.perf_counter()
        generation = await write_planted(branch, planted, tokens=WRITTEN, most=most)
        seconds = time.perf_counter() - began
        branch.close()
        if rate is not None:
            self.written[rate].append(generation)
        return seconds

    def section(self, title: str, taken: Mapping[str, Sequence[float]]) -> Section:
        plain = _series("plain", taken["plain"])
        few, many = (taken[name] for name in self.measurements if name.startswith("reading"))
        series, bars = [plain], []
        for rate in RATES:
            guessed, floor = _series(_right(rate), taken[_right(rate)]), self._floor(rate, few, many)
            series += [guessed, floor, plain.over(guessed, "  speedup"), plain.over(floor, "  speedup of its passes")]
            bars.append(Bar(floor.over(guessed, f"passes / {_right(rate)}"), Sense.AT_LEAST, LEAST))
        notes = [f"{_right(rate)}: {_held(self.written[rate])}" for rate in RATES]
        return Section(title=title, series=tuple(series), bars=tuple(bars), notes=tuple(notes))

    def _floor(self, rate: float, few: Sequence[float], many: Sequence[float]) -> Series:
        """What the passes take by themselves, round by round."""
        floors = []
        for each, (two, more) in zip(self.written[rate], zip(few, many, strict=True), strict=True):
            tried, rounds = each.guessed.tried, each.tokens - each.guessed.accepted
            a_pass, a_token = line_through((2, two), (1 + MOST, more))
            floors.append(passes_take(rounds, tried, a_pass, a_token))
        return _series("  its passes by themselves", floors)


def passes_take(rounds: int, tried: int, a_pass: float, a_token: float) -> float:
    """Seconds: each round evaluates the last token that stands and the guesses behind it."""
    return rounds * a_pass + (rounds + tried) * a_token


def _held(generations: Sequence[Generation]) -> str:
    guessed = generations[0].guessed
    return f"{guessed.accepted} of {guessed.tried} guesses held, {generations[0].tokens} tokens written"


def _right(rate: float) -> str:
    return f"guesses right at {rate:g}"


def _series(name: str, seconds: Sequence[float]) -> Series:
    return Series(name, "ms", tuple(1e3 * each for each in seconds))


async def at_real_cost(shape: str, *, rounds: int) -> Section:
    model = await LlamaModel.load(LoadOptions(path=random_model(shape, KIND), context=2048))
    try:
        cost = await Cost.prepared(model)
        progress(f"{model.info.name}: {rounds} rounds of {len(cost.measurements)} measurements")
        taken = await in_turn(cost.measurements, rounds=rounds)
        title = f"{model.info.parameters / 1e9:.2f} B, {KIND}: {WRITTEN} tokens, up to {MOST} guesses a pass"
        return cost.section(title, taken)
    finally:
        await model.aclose()


async def measure(*, quick: bool, shape: str) -> list[Section]:
    chains, rounds = (10, 2) if quick else (100, 3)
    return [await on_the_bundled_pair(chains), await at_real_cost(shape, rounds=rounds)]


def main() -> None:
    parser = command_line("speculation", __doc__, quick="fewer chains, a smaller shape")
    parser.add_argument("--target", choices=SHAPES, help=f"the shape that is guessed at ({FULL})")
    chosen = parser.parse_args()
    before = machine()
    shape = chosen.target or (QUICK if chosen.quick else FULL)
    show("speculation", asyncio.run(measure(quick=chosen.quick, shape=shape)), machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
