"""criteria: the target rates a step's coherence, its correctness and its relevance apart, in one forward pass.

After SpecRC, which verifies "logical coherence, mathematical correctness and relevance to the question" of each step.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from specrc_cli.backends.base import Choice, Cost
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.utility import DIGITS, LEAST_MASS, Rating, read_digit

CRITERIA = ("coherence", "correctness", "relevance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Accepts a step whose lowest rating, 0 to 9, reaches the threshold; abstains if one of the three is no rating."""

    prompts: Prompts
    threshold: float = 7.0
    rating: Rating = Rating.GREEDY

    name: ClassVar[str] = "criteria"
    asks_target: ClassVar[bool] = True
    reads_tokens: ClassVar[bool] = False

    @property
    def knobs(self) -> Mapping[str, object]:
        return {"threshold": self.threshold, "rating": self.rating}

    async def judge(self, proposal: Proposal) -> Verdict:
        branch, turn = proposal.put(), proposal.model.turn
        asked = [turn(getattr(self.prompts, criterion), reply=self.prompts.criteria_reply) for criterion in CRITERIA]
        return self._verdict(await asyncio.gather(*(branch.choose(question, DIGITS) for question in asked)))

    def _verdict(self, choices: Sequence[Choice]) -> Verdict:
        ratings = {name: read_digit(choice, self.rating) for name, choice in zip(CRITERIA, choices, strict=True)}
        silent = [name for name, choice in zip(CRITERIA, choices, strict=True) if choice.mass < LEAST_MASS]
        lowest = min(ratings, key=ratings.__getitem__)
        accepted = not silent and ratings[lowest] >= self.threshold
        objection = f"the target gave no digit for {', '.join(silent)}" if silent else lowest
        return Verdict(
            verifier=self.name,
            accepted=accepted,
            score=None if silent else ratings[lowest],
            threshold=self.threshold,
            parts=ratings,
            reason="" if accepted else objection,
            cost=sum((choice.cost for choice in choices), Cost()),
        )
