"""Runs the pair through specrc's own engine and writes down what happened to each problem."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from demo_models.generator import problem, problem_seed
from demo_models.lexicon import Split
from demo_models.problems import Problem
from demo_models.prompts import PROMPTS
from specrc_cli.backends.base import GREEDY, Model, Sampling
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.methods.base import Method, Run
from specrc_cli.trace.events import Author, BranchSettled, Event, Fate, StepSettled
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Verifier

Item = TypeVar("Item")
Result = TypeVar("Result")
_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Both models, opened."""

    draft: Model
    target: Model


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several whole chains: its text, whether it was chosen, and by which score."""

    text: str
    chosen: bool
    score: float | None


@dataclass(frozen=True, slots=True)
class Solved:
    """One answered question: its answer, how long it took, and what became of its steps and branches."""

    steps: int
    right: bool
    answer: str | None
    seconds: float
    accepted: int
    rewritten: int
    text: str
    branches: tuple[Branch, ...]


async def open_pair(folder: Path, *, target: str = "target.gguf") -> Pair:
    """Opens `draft.gguf` and the target's file of a folder."""
    draft = await LlamaModel.load(LoadOptions(path=folder / "draft.gguf"))
    return Pair(draft, await LlamaModel.load(LoadOptions(path=folder / target)))


async def close_pair(pair: Pair) -> None:
    """Frees both."""
    await pair.draft.aclose()
    await pair.target.aclose()


def fresh_problems(count: int, *, seed: int, split: Split = "test") -> list[Problem]:
    """Problems that no training run has drawn; those of the test split are told in held-out sentences and words."""
    return [problem(problem_seed(seed, number), split) for number in range(count)]


async def solve_all(
    problems: Sequence[Problem], pair: Pair, method: Method, verifier: Verifier | None = None
) -> list[Solved]:
    """Answers every problem with one method, several at once: for accuracy, not for time."""
    return await in_groups(problems, lambda one: solve(one, pair, method, verifier))


async def solve(one: Problem, pair: Pair, method: Method, verifier: Verifier | None = None) -> Solved:
    """Answers one problem, both models greedy, as the pair is set in models.yaml."""
    return await ask(one.question, pair, method, verifier, steps=len(one.steps), answer=str(one.answer))


async def ask(
    question: str,
    pair: Pair,
    method: Method,
    verifier: Verifier | None = None,
    *,
    steps: int = 0,
    answer: str = "",
    draft_sampling: Sampling = GREEDY,
) -> Solved:
    """Answers one question."""
    settled: list[StepSettled] = []
    verdicts: dict[int, Verdict] = {}

    def note(event: Event) -> None:
        if isinstance(event, StepSettled):
            settled.append(event)
        elif isinstance(event, BranchSettled):
            verdicts[event.branch] = event.verdict

    run = Run(
        question=question,
        target=pair.target,
        draft=pair.draft,
        verifier=verifier,
        prompts=PROMPTS,
        emit=note,
        draft_sampling=draft_sampling,
        target_sampling=GREEDY,
    )
    started = time.perf_counter()
    outcome = await method.solve(run)
    seconds = time.perf_counter() - started
    drafted = [one.fate for one in settled if one.branch == 0]
    return Solved(
        steps,
        outcome.answer == answer,
        outcome.answer,
        seconds,
        drafted.count(Fate.ACCEPTED),
        drafted.count(Fate.REWRITTEN),
        "".join(one.text for one in settled if one.branch == 0 and one.fate is not Fate.DISCARDED),
        tuple(Branch(_text_of(settled, branch), one.accepted, one.score) for branch, one in verdicts.items()),
    )


def _text_of(settled: Sequence[StepSettled], branch: int) -> str:
    return "".join(one.text for one in settled if one.branch == branch and one.author is Author.DRAFT)


async def in_groups(items: Sequence[Item], work: Callable[[Item], Awaitable[Result]]) -> list[Result]:
    """The results of some work on each item, a few at once."""
    results: list[Result] = []
    for start in range(0, len(items), _TOGETHER):
        results += await asyncio.gather(*(work(one) for one in items[start : start + _TOGETHER]))
    return results
