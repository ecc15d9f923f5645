"""Proposals to judge, with a scripted target behind them."""

from __future__ import annotations

from collections.abc import Sequence

from specrc_cli.backends.base import Cost, Generation, Message, StopCause
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Verifier
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier

ASKED: list[Message] = [{"role": "user", "content": "How many?"}]


def named(spec: str, *, threshold: float | None = None, options: Options | None = None) -> Verifier:
    return make_verifier(spec, options=options or Options(prompts=Prompts()), threshold=threshold)


async def propose(target: ScriptedModel, *texts: str, scored: bool = False) -> list[Proposal]:
    """One proposal for each text, all on one branch, one behind the other."""
    branch = await target.open(ASKED)
    return [
        Proposal(index=index, text=text, draft=drafted(text), model=target, target=branch, scored=scored)
        for index, text in enumerate(texts)
    ]


def drafted(text: str) -> Generation:
    return Generation(text=text, stop=StopCause.DELIMITER, logprobs=(-1.0,), entropies=(1.0,), cost=Cost())


async def judged(verifier: Verifier, target: ScriptedModel, text: str = "a step\n\n") -> Verdict:
    [proposal] = await propose(target, text, scored=verifier.reads_tokens)
    return await verifier.judge(proposal)


def kinds(target: ScriptedModel) -> Sequence[str]:
    """What was asked of the target behind the prompt."""
    return [call.kind for call in target.calls][1:]
