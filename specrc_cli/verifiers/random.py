"""random: accepts steps blindly at a given rate: the control that shows whether a verifier earns anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random as Dice
from typing import ClassVar

from specrc_cli.backends.base import Model
from specrc_cli.seeds import derive_seed
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Random:
    """Accepts with probability `rate`, by the run's seed and the step's place and words alone.

    Its score is uniform over [0, 1) and its threshold 1 - `rate`, so that it reads like any other verifier's.
    """

    rate: float = 0.5
    seed: int = 0

    name: ClassVar[str] = "random"
    asks_target: ClassVar[bool] = False
    reads_tokens: ClassVar[bool] = False

    @property
    def knobs(self) -> Mapping[str, object]:
        return {"rate": self.rate}

    def questions(self, target: Model) -> Sequence[Question]:  # noqa: ARG002
        return ()

    async def judge(self, proposal: Proposal) -> Verdict:
        score = Dice(derive_seed(self.seed, self.name, proposal.index, proposal.text)).random()
        threshold = 1.0 - self.rate
        return Verdict(verifier=self.name, accepted=score >= threshold, score=score, threshold=threshold)
