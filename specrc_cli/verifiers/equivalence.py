"""equivalence: the target writes the step itself, and says whether the draft's step says the same.

The judgement of Lookahead Reasoning (arXiv 2506.19830, section 3.2), with the target in place of a third model. As a
verifier of single steps it saves nothing, because the target writes every step: use it to measure what others miss.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from specrc_cli.backends.base import GREEDY, Branch, Model, Until
from specrc_cli.paragraph import paragraph, step_ends
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.yesno import YES_NO, yes_or_no

LEAST_TOKENS = 64
"""How long the target's own step may always be; beyond it, twice as long as the draft's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence:
    """Accepts a step that says what the target would have said: to the letter, or by its own word for it."""

    prompts: Prompts
    threshold: float = 0.5
    delimiter: str = "\n\n"

    name: ClassVar[str] = "equivalence"
    asks_target: ClassVar[bool] = True
    reads_tokens: ClassVar[bool] = False

    @property
    def knobs(self) -> Mapping[str, object]:
        return {"threshold": self.threshold}

    def questions(self, target: Model) -> Sequence[Question]:
        return [Question(target.turn(self.prompts.equivalence, reply=self.prompts.yesno_reply), YES_NO)]

    async def judge(self, proposal: Proposal) -> Verdict:
        fork = proposal.fork_before()
        try:
            ends = step_ends(self.delimiter, proposal.model.thinking)
            until = Until(texts=ends, max_tokens=max(LEAST_TOKENS, 2 * proposal.draft.tokens))
            own = await paragraph(lambda until, _: fork.generate(until=until, sampling=GREEDY), until)
            verdict = await self.compare(own.text, proposal.text, fork, proposal.model)
            return replace(verdict, cost=own.cost + verdict.cost)
        finally:
            fork.close()

    async def compare(self, own: str, other: str, branch: Branch, model: Model) -> Verdict:
        """Whether `other` says what the target said last, `own`, behind which `branch` stands; it is left elsewhere."""
        if spelt_alike(own) == spelt_alike(other):
            return Verdict(verifier=self.name, accepted=True, score=1.0, threshold=self.threshold)
        branch.extend(other if own.endswith(self.delimiter) else self.delimiter + other)
        [question] = self.questions(model)
        choice = await branch.choose(question.suffix, question.options)
        verdict = yes_or_no(self.name, self.threshold, choice)
        return verdict if verdict.accepted or verdict.abstained else replace(verdict, reason=f"it wrote: {own.strip()}")


def spelt_alike(step: str) -> str:
    """One spelling for steps that differ in case, white space or the sign at their end."""
    return re.sub(r"\s+", " ", step).strip(" .:;!").casefold()
