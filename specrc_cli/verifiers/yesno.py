"""yesno: the target's probability that the step is right, of yes and no alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from specrc_cli.backends.base import Choice, Model
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.utility import LEAST_MASS

YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """Accepts a step with P(yes) / (P(yes) + P(no)) of the threshold or more; abstains where neither is said."""

    prompts: Prompts
    threshold: float = 0.7

    name: ClassVar[str] = "yesno"
    asks_target: ClassVar[bool] = True
    reads_tokens: ClassVar[bool] = False

    @property
    def knobs(self) -> Mapping[str, object]:
        return {"threshold": self.threshold}

    def questions(self, target: Model) -> Sequence[Question]:
        return [Question(target.turn(self.prompts.yesno, reply=self.prompts.yesno_reply), YES_NO)]

    async def judge(self, proposal: Proposal) -> Verdict:
        [question] = self.questions(proposal.model)
        choice = await proposal.put().choose(question.suffix, question.options)
        return yes_or_no(self.name, self.threshold, choice)


def yes_or_no(verifier: str, threshold: float, choice: Choice) -> Verdict:
    """The verdict that a choice between yes and no comes to."""
    said = choice.mass >= LEAST_MASS
    yes = choice.probabilities[0]
    return Verdict(
        verifier=verifier,
        accepted=said and yes >= threshold,
        score=yes if said else None,
        threshold=threshold,
        parts={"mass": choice.mass},
        reason="" if said else f"the target gave yes and no together a probability of {choice.mass:.3f}",
        cost=choice.cost,
    )
