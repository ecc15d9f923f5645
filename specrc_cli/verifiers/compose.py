"""compose: several verifiers as one, in the order stated; the first rejection ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from specrc_cli.backends.base import Cost, Model
from specrc_cli.together import begun, together
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question, Verifier


class Compose:
    """Accepts what all its members accept.

    Members stated before the first that asks the target can spare the target the step. From that one on all are
    asked at once, as they share a forward pass, and as a verdict must be queued while the branch stands at its step.
    """

    def __init__(self, members: Sequence[Verifier]) -> None:
        self.members = tuple(members)
        self._before_target = tuple(takewhile(lambda member: not member.asks_target, self.members))

    @property
    def name(self) -> str:
        return "+".join(member.name for member in self.members)

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
        spoken: list[Verdict] = []
        for member in self._before_target:
            spoken.append(await member.judge(proposal))
            if not spoken[-1].accepted:
                return self._verdict(spoken)
        match self.members[len(spoken) :]:
            case ():
                pass
            case (last,):
                spoken.append(await last.judge(proposal))
            case rest:
                spoken += await together([begun(member.judge(proposal)) for member in rest])
        return self._verdict(spoken)

    def _verdict(self, spoken: Sequence[Verdict]) -> Verdict:
        """The verdict of whoever decided, in the name of all."""
        rejections = [verdict for verdict in spoken if not verdict.accepted]
        scored = [verdict for verdict in spoken if verdict.score is not None]
        decider = rejections[0] if rejections else (scored or spoken)[-1]
        return Verdict(
            verifier=self.name,
            accepted=decider.accepted,
            score=decider.score,
            threshold=decider.threshold,
            parts=decider.parts,
            reason=decider.reason,
            distribution=decider.distribution,
            members=tuple(spoken),
            cost=sum((verdict.cost for verdict in spoken), Cost()),
        )
