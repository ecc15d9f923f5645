"""confidence: the draft's own certainty. Alone it rejects what the draft is unsure of; before another, it hands it on.

The idea of letting a small model's certainty decide who is asked is that of cascades; ConfSpec (Liu et al., arXiv
2602.18447) applies it to steps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from specrc_cli.backends.base import Model
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """Accepts a step whose mean token entropy under the draft, in nats and below zero, reaches the threshold.

    0 is certainty, and the more the draft wavered the further below it the score. Abstains where there is no figure.
    """

    threshold: float = -0.5

    name: ClassVar[str] = "confidence"
    asks_target: ClassVar[bool] = False
    reads_tokens: ClassVar[bool] = False

    @property
    def knobs(self) -> Mapping[str, object]:
        return {"threshold": self.threshold}

    def questions(self, target: Model) -> Sequence[Question]:  # noqa: ARG002
        return ()

    async def judge(self, proposal: Proposal) -> Verdict:
        entropies = proposal.draft.entropies
        score = -sum(entropies) / len(entropies) if entropies else math.nan
        known = not math.isnan(score)
        return Verdict(
            verifier=self.name,
            accepted=known and score >= self.threshold,
            score=score if known else None,
            threshold=self.threshold,
            parts={"highest": max(entropies)} if known else {},
            reason="" if known else "the draft gave no probabilities for the step's tokens",
        )
