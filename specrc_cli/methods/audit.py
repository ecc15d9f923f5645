"""Audit: a sample of the accepted steps, written by the target itself afterwards, to see what the verifier let through.

Knows nothing of how steps came to be accepted.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from specrc_cli.backends.base import GREEDY, Generation, Guesses, Mark, Until
from specrc_cli.errors import ContextFull
from specrc_cli.methods.base import Run
from specrc_cli.methods.writing import Writer, mean
from specrc_cli.paragraph import paragraph, step_ends
from specrc_cli.seeds import derive_seed
from specrc_cli.together import together
from specrc_cli.trace.answers import boxed
from specrc_cli.trace.events import StepAudited
from specrc_cli.trace.grading import grade
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.arithmetic.equations import equations
from specrc_cli.verifiers.base import unanswerable
from specrc_cli.verifiers.equivalence import Equivalence, spelt_alike

NAME = "audit"
AT_ONCE = 4
"""Steps that are written side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sampled:
    """An accepted step, and the target's place before it."""

    index: int
    text: str
    before: Mark


class Audit:
    """Draws a `rate` of the steps it is told of, by the run's seed, its question and their index alone."""

    def __init__(self, rate: float, run: Run) -> None:
        self._rate, self._seed = rate, derive_seed(run.seed, NAME, run.question)
        self._sampled: list[_Sampled] = []

    def accepted(self, index: int, text: str, before: Mark) -> None:
        """A drafted step stands in the chain; `before` is the target's place in front of it."""
        if Random(derive_seed(self._seed, index)).random() < self._rate:
            self._sampled.append(_Sampled(index=index, text=text, before=before))

    async def carry_out(self, target: Writer) -> float:
        """Have the target write the sampled steps, behind whose chain it stands, and tell of each.

        Gives the seconds it took, which are no part of what the run was asked for.
        """
        if not self._sampled:
            return 0.0
        began = time.perf_counter()
        for start in range(0, len(self._sampled), AT_ONCE):
            some = self._sampled[start : start + AT_ONCE]
            with target.forks([step.index for step in some]) as forks:
                await together(_audited(step, fork) for step, fork in zip(some, forks, strict=True))
        return time.perf_counter() - began


async def _audited(step: _Sampled, fork: Writer) -> None:
    run = fork.run
    fork.branch.rewind(step.before)

    def write(until: Until, before: Generation) -> Awaitable[Generation]:
        guesses = Guesses(text=step.text.removeprefix(before.text))
        return fork.branch.generate(until=until, sampling=GREEDY, guesses=guesses)

    ends = step_ends(run.delimiter, fork.model.thinking)
    own = await paragraph(write, Until(texts=ends, max_tokens=run.limits.step_tokens))
    verdict = await _compared(own, step.text, fork)
    run.emit(
        StepAudited(
            index=step.index,
            text=own.text,
            tokens=own.tokens,
            stop=own.stop,
            mean_logprob=mean(own.logprobs),
            cost=own.cost,
            verdict=verdict,
            guessed=own.guessed,
        )
    )


async def _compared(own: Generation, other: str, fork: Writer) -> Verdict:
    """Whether two versions of a step say the same, by whatever can tell it first; if nothing can, they do not."""
    by = said_alike(own.text, other)
    if by is not None:
        return Verdict(verifier=NAME, accepted=True, score=1.0, reason=by)
    equivalence = Equivalence(prompts=fork.run.prompts, delimiter=fork.run.delimiter)
    if unanswerable(equivalence.questions(fork.model), fork.model):
        return Verdict(verifier=NAME, accepted=False, score=0.0, reason="unlike")
    try:
        said = await equivalence.compare(own.text, other, fork.branch, fork.model)
    except ContextFull:
        return Verdict(verifier=NAME, accepted=False, reason="no room to ask the target")
    reason = "the target was asked" if not said.abstained else said.reason
    return Verdict(
        verifier=NAME, accepted=said.accepted, score=said.score, threshold=said.threshold, reason=reason, cost=said.cost
    )


def said_alike(own: str, other: str) -> str | None:
    """In what two versions of a step are plainly the same: their words, their answer, their equations; None if not."""
    if spelt_alike(own) == spelt_alike(other):
        return "the same words"
    answer = boxed(own)
    if answer is not None or boxed(other) is not None:
        return "the same answer" if answer is not None and grade(boxed(other), answer).correct else None
    results = _results(own)
    return "the same equations" if results and results == _results(other) else None


def _results(text: str) -> Sequence[Fraction]:
    return [equation.value for equation in equations(text)]
