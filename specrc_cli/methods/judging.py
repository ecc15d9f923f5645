"""From a drafted step to a verdict: what needs no judge, and asking the one there is."""

from __future__ import annotations

from dataclasses import replace

from specrc_cli.backends.base import StopCause
from specrc_cli.methods.base import Run
from specrc_cli.methods.chain import Chain
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal


def turned_away(chain: Chain, proposal: Proposal) -> Verdict | None:
    """The rejection of a draft that no judge need see: nothing said, cut off, or the same again; else None."""
    reason = _obvious_fault(chain, proposal)
    return Verdict(verifier="", accepted=False, reason=reason) if reason else None


async def judge(run: Run, proposal: Proposal) -> Verdict:
    """The run's verifier on a proposal, with what bringing the step into the target's context took."""
    assert run.verifier is not None, "a method that judges needs a verifier"
    verdict = await run.verifier.judge(proposal)
    return replace(verdict, cost=verdict.cost + await proposal.cost())


def _obvious_fault(chain: Chain, proposal: Proposal) -> str:
    if not proposal.text.strip():
        return "the draft had nothing more to say"
    if proposal.draft.stop is StopCause.LENGTH:
        return f"cut off after {proposal.draft.tokens} tokens"
    if chain.would_loop(proposal.text):
        return "the same steps again"
    return ""
