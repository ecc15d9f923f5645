"""What every method that takes both models has in common: opening them, and the target going on where the draft cannot.

Knows nothing of how a chain comes about.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from specrc_cli.methods.answering import conclude
from specrc_cli.methods.audit import Audit
from specrc_cli.methods.base import Outcome, Run
from specrc_cli.methods.baselines import alone
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.writing import DraftFull, Writer, write_step, writer
from specrc_cli.trace.events import Author, Fate, Notice


@dataclass(slots=True)
class Pair:
    """The draft and the target behind the chain. A method may put either on another branch; this one closes it."""

    draft: Writer
    target: Writer

    def close(self) -> None:
        self.draft.branch.close()
        self.target.branch.close()


Reason = Callable[[Chain, Pair], Awaitable[None]]


async def with_both(run: Run, reason: Reason, *, audit: Audit | None = None) -> Outcome:
    """Let `reason` grow a chain with both models to its end, conclude it with the target, and audit it if it is to be.

    Where there is no draft, or its context cannot hold the question or the next step, the target writes the rest
    alone and the person is told. Raises `ContextFull` if the question does not fit into the target's context.
    """
    if run.draft is None:
        run.emit(Notice(text="no draft model: the target writes every step itself"))
        return await alone(run, Author.TARGET)
    async with AsyncExitStack() as stack:
        target = await stack.enter_async_context(writer(run, Author.TARGET))
        pair, chain = None, Chain(run.limits, target.model.thinking)
        with chain.until_context_full():
            try:
                draft = await stack.enter_async_context(writer(run, Author.DRAFT))
                pair = Pair(draft, target)
                stack.callback(pair.close)
                await reason(chain, pair)
            except DraftFull as full:
                await _go_on_alone(chain, pair.target if pair else target, full)
        standing = pair.target if pair else target
        outcome = await conclude(chain, standing)
        return replace(outcome, aside=await audit.carry_out(standing)) if audit else outcome


async def _go_on_alone(chain: Chain, target: Writer, full: DraftFull) -> None:
    if chain.open:
        target.run.emit(Notice(text=f"{full.message}: the target goes on alone"))
    while chain.open:
        await write_step(chain, target, Fate.WRITTEN)
