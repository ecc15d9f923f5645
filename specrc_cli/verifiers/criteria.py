"""criteria: the target rates a step's coherence, its correctness and its relevance apart, in one forward pass.

After SpecRC, which verifies "logical coherence, mathematical correctness and relevance to the question" of each step.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from specrc_cli.backends.base import Model
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.utility import DIGITS, Rating, rated

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

    def questions(self, target: Model) -> Sequence[Question]:
        asked = (getattr(self.prompts, criterion) for criterion in CRITERIA)
        return [Question(target.turn(words, reply=self.prompts.criteria_reply), DIGITS) for words in asked]

    async def judge(self, proposal: Proposal) -> Verdict:
        branch, asked = proposal.put(), self.questions(proposal.model)
        choices = await asyncio.gather(*(branch.choose(each.suffix, each.options) for each in asked))
        named = dict(zip(CRITERIA, choices, strict=True))
        return rated(self.name, named, threshold=self.threshold, rating=self.rating)
