"""Which of several whole chains is right, asked of the target in one forward pass. Knows not how they came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specrc_cli.backends.base import Choice, Cost, Model
from specrc_cli.errors import ContextFull
from specrc_cli.methods.writing import Writer
from specrc_cli.verifiers.base import Question
from specrc_cli.verifiers.prompts import Prompts

_TINY = 1e-6
NOTHING = "...\n\n"
"""A chain that says nothing, to measure what the target answers whatever the chains say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """P(each chain is the right one), in their order, and P(all are wrong); `prior` is the latter before seeing any.

    `calibrated` are the same N+1 probabilities, that of "all are wrong" last, each divided by what it is before any
    chain is seen and normalised anew: "Calibrate Before Use" (Zhao et al., arXiv 2102.09690).
    """

    chains: tuple[float, ...]
    none: float
    prior: float
    mass: float
    """What all the numbers together got; next to nothing, and the target was not choosing."""
    cost: Cost

    @property
    def calibrated(self) -> tuple[float, ...]:
        each = (1.0 - self.prior) / len(self.chains)
        odds = [*(p / each for p in self.chains), self.none / self.prior]
        return tuple(q / sum(odds) for q in odds)


async def choose_number(target: Writer, texts: Sequence[str], *, rotations: int, prior: float) -> Distribution:
    """The target's choice among numbered chains, averaged over `rotations` orders that turn against position bias.

    A `prior` of 0 is measured, by asking the same about chains that say nothing. The target's branch stays where it is.
    Raises `ContextFull` where the chains do not fit behind it together.
    """
    count = len(texts)
    shares, none, mass, cost = [0.0] * count, 0.0, 0.0, Cost()
    turns = [turn * count // min(rotations, count) for turn in range(min(rotations, count))]
    for shift in turns:
        order = [(place + shift) % count for place in range(count)]
        choice = await _ask(target, [texts[index] for index in order])
        for index, probability in zip(order, choice.probabilities, strict=False):
            shares[index] += probability / len(turns)
        none += choice.probabilities[count] / len(turns)
        mass += choice.mass / len(turns)
        cost += choice.cost
    if not prior:
        unseen = await _ask(target, [NOTHING] * count)
        prior, cost = unseen.probabilities[count], cost + unseen.cost
    prior = min(max(prior, _TINY), 1 - _TINY)
    return Distribution(chains=tuple(shares), none=none, prior=prior, mass=mass, cost=cost)


def choice_question(target: Model, prompts: Prompts, count: int) -> Question:
    """Which of `count` numbered chains is right, or, by the number behind the last, that none is."""
    none = str(count + 1)
    words = prompts.select.replace("{count}", str(count)).replace("{none}", none)
    numbers = tuple(str(number) for number in range(1, count + 2))
    return Question(target.turn(words, reply=prompts.select_reply), numbers)


async def _ask(target: Writer, texts: Sequence[str]) -> Choice:
    prompts = target.run.prompts
    question = choice_question(target.model, prompts, len(texts))
    with target.forks([0]) as [asked]:
        try:
            for number, text in enumerate(texts, 1):
                asked.branch.extend(prompts.solution.replace("{number}", str(number)) + text.rstrip() + "\n\n")
            choosing = asked.branch.choose(question.suffix, question.options)
        except ContextFull as error:
            most = len(texts) * target.branch.room // sum(target.model.count(text) for text in texts)
            fewer = f"choose among at most {most}, " if 0 < most < len(texts) else ""
            raise ContextFull(error.message, f"{fewer}or give the target more with -c".removeprefix("or ")) from error
        return await choosing
