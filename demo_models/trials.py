"""Runs the pair through specrc's own engine and writes down what happened: answers, and verdicts on real draft steps.

A draft step is judged behind a right chain, as in the tool, where a wrong step is rewritten before the draft goes on.
It counts as right when it states what the next gold step states, of people and things that the question knows.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from demo_models.generator import problem
from demo_models.lexicon import Split
from demo_models.problems import DELIMITER, Problem, same_step
from demo_models.prompts import RATE_REQUEST, RIGHT
from demo_models.rating import rate
from specrc_cli.backends.base import GREEDY, Branch, Model, Until
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.methods.base import Method, Run
from specrc_cli.trace.events import Event, Fate, StepSettled
from specrc_cli.verifiers.base import Verifier
from specrc_cli.verifiers.prompts import Prompts

PROMPTS = Prompts(solve="{question}", utility=RATE_REQUEST, utility_reply="", answer="So the answer is \\boxed{")
STEP = Until(texts=(DELIMITER,), max_tokens=64)
DIGITS = tuple("0123456789")
Result = TypeVar("Result")
_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Both models, opened."""

    draft: Model
    target: Model


@dataclass(frozen=True, slots=True)
class Judged:
    """One draft step, and what each verifier's score of it is.

    `right` as a whole; `equation` only looks at its equation (or answer), so that a misspelled name is forgiven.
    """

    steps: int
    right: bool
    equation: bool
    minimum: float
    mean: float
    greedy: float
    expected: float


@dataclass(frozen=True, slots=True)
class Solved:
    """One answered problem: whether it is right, how long it took, and what became of its steps."""

    steps: int
    right: bool
    seconds: float
    accepted: int
    rewritten: int


async def open_pair(folder: Path, *, target: str = "target.gguf") -> Pair:
    """Opens `draft.gguf` and the target's file of a folder."""
    draft = await LlamaModel.load(LoadOptions(path=folder / "draft.gguf"))
    return Pair(draft, await LlamaModel.load(LoadOptions(path=folder / target)))


def fresh_problems(count: int, *, seed: int, split: Split = "test") -> list[Problem]:
    """Problems that no training run has drawn; those of the test split are told in held-out sentences and words."""
    return [problem(seed * 1_000_000_000 + number, split) for number in range(count)]


async def solve_all(problems: Sequence[Problem], pair: Pair, method: Method) -> list[Solved]:
    """Answers every problem with one method, several at once: for accuracy, not for time."""
    return await _in_groups(problems, lambda one: solve(one, pair, method, None))


async def judge_all(problems: Sequence[Problem], pair: Pair) -> list[Judged]:
    """Has the draft write each step of each problem once, and the target score it."""
    return [judged for found in await _in_groups(problems, lambda one: _judge(one, pair)) for judged in found]


async def solve(one: Problem, pair: Pair, method: Method, verifier: Verifier | None) -> Solved:
    """Answers one problem, both models greedy, as the pair is set in models.yaml."""
    fates: list[Fate] = []

    def note(event: Event) -> None:
        if isinstance(event, StepSettled):
            fates.append(event.fate)

    run = Run(
        question=one.question,
        target=pair.target,
        draft=pair.draft,
        verifier=verifier,
        prompts=PROMPTS,
        emit=note,
        draft_sampling=GREEDY,
        target_sampling=GREEDY,
    )
    started = time.perf_counter()
    outcome = await method.solve(run)
    seconds = time.perf_counter() - started
    return Solved(
        len(one.steps),
        outcome.answer == str(one.answer),
        seconds,
        fates.count(Fate.ACCEPTED),
        fates.count(Fate.REWRITTEN),
    )


async def _judge(one: Problem, pair: Pair) -> list[Judged]:
    messages = PROMPTS.messages(one.question)
    draft, target = await pair.draft.open(messages), await pair.target.open(messages)
    suffix = pair.target.turn(RATE_REQUEST)
    found = []
    try:
        for place, gold in enumerate(one.chain()):
            found.append(await _judge_step(one, place, draft, target, suffix))
            for branch in (draft, target):
                branch.extend(gold + DELIMITER)
    finally:
        draft.close()
        target.close()
    return found


async def _judge_step(one: Problem, place: int, draft: Branch, target: Branch, suffix: str) -> Judged:
    before, target_before = draft.mark(), target.mark()
    step = await draft.generate(until=STEP, sampling=GREEDY)
    reading, choice = await asyncio.gather(target.read(step.text), target.choose(suffix, DIGITS))
    draft.rewind(before)
    target.rewind(target_before)
    text = step.text.strip()
    right, equation = rate(one, place, text) == RIGHT, same_step(text, one.chain()[place])
    greedy = max(range(10), key=choice.probabilities.__getitem__)
    expected = sum(digit * chance for digit, chance in enumerate(choice.probabilities))
    logprobs = reading.logprobs or (-100.0,)
    return Judged(len(one.steps), right, equation, min(logprobs), sum(logprobs) / len(logprobs), greedy, expected)


async def _in_groups(problems: Sequence[Problem], work: Callable[[Problem], Awaitable[Result]]) -> list[Result]:
    results: list[Result] = []
    for start in range(0, len(problems), _TOGETHER):
        results += await asyncio.gather(*(work(one) for one in problems[start : start + _TOGETHER]))
    return results
