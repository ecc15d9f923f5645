"""likelihood: how surprised the target is by the step's tokens. Free, as the step must be evaluated anyway."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from specrc_cli.backends.base import Model
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question


class Pool(StrEnum):
    """Which number is made of a step's log-probabilities."""

    MINIMUM = "minimum"
    """That of its most surprising token: one wrong digit in a fluent step shows here and is lost in the mean."""
    MEAN = "mean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """Accepts a step whose pooled log-probability, in nats under the target, reaches the threshold.

    Abstains where the target's figures are no numbers, as those of a broken model are.
    """

    threshold: float = -1.0
    pool: Pool = Pool.MINIMUM

    name: ClassVar[str] = "likelihood"
    asks_target: ClassVar[bool] = True
    reads_tokens: ClassVar[bool] = True

    @property
    def knobs(self) -> Mapping[str, object]:
        return {"threshold": self.threshold, "pool": self.pool}

    def questions(self, target: Model) -> Sequence[Question]:  # noqa: ARG002
        return ()

    async def judge(self, proposal: Proposal) -> Verdict:
        logprobs = (await proposal.read()).logprobs
        if not logprobs or any(map(math.isnan, logprobs)):
            return Verdict(
                verifier=self.name,
                accepted=False,
                threshold=self.threshold,
                reason="the target gave no probabilities for the step's tokens",
            )
        minimum, mean = min(logprobs), sum(logprobs) / len(logprobs)
        score = minimum if self.pool is Pool.MINIMUM else mean
        return Verdict(
            verifier=self.name,
            accepted=score >= self.threshold,
            score=score,
            threshold=self.threshold,
            parts={"minimum": minimum, "mean": mean},
        )
