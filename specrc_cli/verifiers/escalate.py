"""escalate: several verifiers as one, each asked only where the one before it did not accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from specrc_cli.backends.base import Cost, Model
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question, Verifier


class Escalate:
    """Accepts what any of its members accepts. All but the last must do without the target, so that it is spared."""

    def __init__(self, members: Sequence[Verifier]) -> None:
        self.members = tuple(members)

    @property
    def name(self) -> str:
        return "/".join(member.name for member in self.members)

    @property
    def asks_target(self) -> bool:
        return any(member.asks_target for member in self.members)

    @property
    def reads_tokens(self) -> bool:
        return any(member.reads_tokens for member in self.members)

    @property
    def knobs(self) -> Mapping[str, object]:
        return {member.name: dict(member.knobs) for member in self.members}

    def questions(self, target: Model) -> Sequence[Question]:
        return [question for member in self.members for question in member.questions(target)]

    async def judge(self, proposal: Proposal) -> Verdict:
        """The verdict of the first that accepted, or else of the last, in the name of whoever gave it."""
        spent = Cost()
        for member in self.members:
            verdict = await member.judge(proposal)
            spent += verdict.cost
            if verdict.accepted:
                break
        return replace(verdict, cost=spent)
