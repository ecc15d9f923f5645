"""utility: the target rates the step with one digit, read from its probabilities without writing a token.

SpecReason (arXiv 2504.07891, section 4.1) takes the one digit that greedy decoding gives; the expected value over all
ten uses what the target knows beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from specrc_cli.backends.base import Choice, Cost, Model
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question
from specrc_cli.verifiers.prompts import Prompts

DIGITS = tuple("0123456789")
LEAST_MASS = 0.1
"""Under this probability of any digit at all, the target was not rating, and its digits say nothing."""


class Rating(StrEnum):
    """Which number is made of the ten probabilities."""

    GREEDY = "greedy"
    """The likeliest digit."""
    EXPECTED = "expected"
    """The mean of the digits, weighted by their probabilities."""


def read_digit(choice: Choice, rating: Rating) -> float:
    """The one number, 0 to 9, that is made of the probabilities of the ten digits."""
    if rating is Rating.GREEDY:
        return float(max(range(len(DIGITS)), key=choice.probabilities.__getitem__))
    return sum(digit * probability for digit, probability in enumerate(choice.probabilities))


def rated(verifier: str, choices: Mapping[str, Choice], *, threshold: float, rating: Rating) -> Verdict:
    """The verdict that ratings, each with the name of what was rated, come to.

    The lowest counts; where the target gave no digit for one of them, it is an abstention.
    """
    ratings = {name: read_digit(choice, rating) for name, choice in choices.items()}
    silent = [name for name, choice in choices.items() if choice.mass < LEAST_MASS]
    lowest = min(ratings, key=ratings.__getitem__)
    accepted = not silent and ratings[lowest] >= threshold
    objection = f"the target gave no digit for {', '.join(silent)}" if silent else lowest
    return Verdict(
        verifier=verifier,
        accepted=accepted,
        score=None if silent else ratings[lowest],
        threshold=threshold,
        parts=ratings,
        reason="" if accepted else objection,
        cost=sum((choice.cost for choice in choices.values()), Cost()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Utility:
    """Accepts a step whose rating, 0 to 9, reaches the threshold; abstains where the target gives no digit."""

    prompts: Prompts
    threshold: float = 7.0
    rating: Rating = Rating.GREEDY

    name: ClassVar[str] = "utility"
    asks_target: ClassVar[bool] = True
    reads_tokens: ClassVar[bool] = False

    @property
    def knobs(self) -> Mapping[str, object]:
        return {"threshold": self.threshold, "rating": self.rating}

    def questions(self, target: Model) -> Sequence[Question]:
        return [Question(target.turn(self.prompts.utility, reply=self.prompts.utility_reply), DIGITS)]

    async def judge(self, proposal: Proposal) -> Verdict:
        [question] = self.questions(proposal.model)
        return self._verdict(await proposal.put().choose(question.suffix, question.options))

    def _verdict(self, choice: Choice) -> Verdict:
        verdict = rated(self.name, {"the step": choice}, threshold=self.threshold, rating=self.rating)
        greedy, expected = (read_digit(choice, rating) for rating in (Rating.GREEDY, Rating.EXPECTED))
        silence = f"the target gave all digits together a probability of {choice.mass:.3f}"
        return replace(
            verdict,
            parts={"greedy": greedy, "expected": expected, "mass": choice.mass},
            reason=silence if verdict.abstained else "",
            distribution=choice.probabilities,
        )
