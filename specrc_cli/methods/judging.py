"""From a drafted step to a verdict: what needs no judge, and asking the one there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from specrc_cli.backends.base import Generation, Mark, StopCause
from specrc_cli.methods.base import Run
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.writing import Writer
from specrc_cli.together import together
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal


def turned_away(chain: Chain, proposal: Proposal) -> Verdict | None:
    """The rejection of a draft that no judge need see: nothing said, cut off, or the same again; else None."""
    reason = _obvious_fault(chain, proposal)
    return Verdict(verifier="", accepted=False, reason=reason) if reason else None


def propose(chain: Chain, drafted: Generation, draft: Writer, target: Writer) -> Proposal:
    """What the draft wrote, as the chain's next step, to be judged where the target's branch stands."""
    verifier = target.run.verifier
    return Proposal(
        index=len(chain.steps),
        text=target.takes(drafted.text, draft),
        draft=drafted,
        model=target.model,
        target=target.branch,
        scored=verifier is not None and verifier.reads_tokens,
    )


async def judge(run: Run, proposal: Proposal) -> Verdict:
    """The run's verifier on a proposal, with what bringing the step into the target's context took."""
    assert run.verifier is not None, "a method that judges needs a verifier"
    verdict = await run.verifier.judge(proposal)
    return replace(verdict, cost=verdict.cost + await proposal.cost())


async def judge_in_turn(run: Run, proposals: Sequence[Proposal]) -> tuple[list[Mark], list[Verdict]]:
    """Verdicts on steps that stand behind one another on one branch, all from one forward pass.

    Tasks begin in the order in which they are made, and a verifier queues all it asks before it waits: each step is
    thus put into the target's context, and asked about, before the next. With the verdicts come the places before each
    step. The branch is left behind the last step that was put there.
    """
    places: list[Mark] = []

    async def judge_next(proposal: Proposal) -> Verdict:
        if places:
            proposals[len(places) - 1].let_stand()
        places.append(proposal.target.mark())
        return await judge(run, proposal)

    verdicts = await together(judge_next(proposal) for proposal in proposals)
    return places, verdicts


def _obvious_fault(chain: Chain, proposal: Proposal) -> str:
    if proposal.draft.stop is StopCause.CONTEXT:
        return "the draft's context is full"
    if not proposal.text.strip():
        return "the draft had nothing more to say"
    if proposal.draft.stop is StopCause.LENGTH:
        return f"cut off after {proposal.draft.tokens} tokens"
    if proposal.draft.stop is StopCause.STOPPED:
        return "nobody waited for it"
    if chain.would_loop(proposal.text):
        return "the same steps again"
    return ""
