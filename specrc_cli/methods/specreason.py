"""SpecReason: the draft writes every step, the target keeps the good ones and rewrites the others.

Rui Pan, Yinwei Dai, Zhihao Zhang, Gabriele Oliaro, Zhihao Jia, Ravi Netravali: "SpecReason: Fast and Accurate
Inference-Time Compute via Speculative Reasoning", arXiv 2504.07891, section 4.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import ClassVar

from specrc_cli.backends.base import Generation, StopCause
from specrc_cli.errors import UsageError
from specrc_cli.methods.ahead import Ahead, overlaps
from specrc_cli.methods.audit import Audit
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.guard import Unguarded, guarded
from specrc_cli.methods.judging import judge, propose, turned_away
from specrc_cli.methods.pairing import Pair, with_both
from specrc_cli.methods.ranges import check_range
from specrc_cli.methods.writing import Writer, let_stand, target_step
from specrc_cli.trace.events import Author, Fate, StepJudged, StepSettled
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecReason:
    """One step at a time. The target writes the first `first_n_target_steps` itself, to set the course.

    With a `guard` it also writes those for which speculating does not pay; which they are depends on measured times.
    With `overlap` (None: where each model has a device of its own) the draft goes on while the target judges. `audit`
    is the share of the accepted steps that the target writes itself afterwards.
    """

    name: ClassVar[str] = "specreason"
    uses: ClassVar[frozenset[Part]] = frozenset(Part)

    first_n_target_steps: int = 0
    guard: bool = False
    overlap: bool | None = None
    audit: float = 0.0

    def __post_init__(self) -> None:
        if self.first_n_target_steps < 0:
            raise UsageError(f"first_n_target_steps is {self.first_n_target_steps}", "give a whole number of 0 or more")
        check_range(self, "audit", low=0, high=1)

    @property
    def knobs(self) -> Mapping[str, object]:
        return asdict(self)

    async def solve(self, run: Run) -> Outcome:
        run, guard = guarded(run) if self.guard else (run, Unguarded())
        audit = Audit(self.audit, run)
        reasoning = _Reasoning(self, guard, audit, overlapping=overlaps(self.overlap, run))
        return await with_both(run, reasoning, audit=audit)


class _Reasoning:
    """One run of it. `_next` is the step the draft has begun before the verdict on the last, if it has."""

    def __init__(self, method: SpecReason, guard: Unguarded, audit: Audit, *, overlapping: bool) -> None:
        self._method, self._guard, self._audit, self._overlapping = method, guard, audit, overlapping
        self._next: Ahead[Generation] | None = None

    async def __call__(self, chain: Chain, pair: Pair) -> None:
        try:
            while chain.open:
                await self._step(chain, pair.draft, pair.target)
        except BaseException:
            if self._next is not None:
                await self._next.cancel()
            raise

    async def _step(self, chain: Chain, draft: Writer, target: Writer) -> None:
        index = len(chain.steps)
        if index < self._method.first_n_target_steps or not self._guard.speculates(index):
            await self._discard_next(index, draft)
            await target_step(chain, draft, target, Fate.WRITTEN)
        else:
            await self._speculative_step(chain, draft, target)

    async def _speculative_step(self, chain: Chain, draft: Writer, target: Writer) -> None:
        """Draft, judge, and keep, rewrite or replace one step."""
        run, target_before = target.run, target.branch.mark()
        drafting, self._next = self._next or self._drafting(chain, draft), None
        drafted = await drafting.wanted()
        chain.spend(drafted.tokens)
        proposal = propose(chain, drafted, draft, target)
        verdict = turned_away(chain, proposal) or await self._judged(chain, proposal, draft, target)
        run.emit(StepJudged(index=proposal.index, verdict=verdict))
        if verdict.accepted:
            proposal.let_stand()
            self._audit.accepted(proposal.index, proposal.text, target_before)
            let_stand(run, chain, Author.DRAFT, Fate.ACCEPTED, proposal.text, drafted.stop)
            return
        await self._discard_next(proposal.index + 1, draft)
        draft.branch.rewind(drafting.before)
        target.branch.rewind(target_before)
        if verdict.edit is None:
            await target_step(chain, draft, target, Fate.REWRITTEN, rejected=proposal.text)
        else:
            target.branch.extend(verdict.edit)
            let_stand(run, chain, Author.PERSON, Fate.EDITED, verdict.edit, StopCause.DELIMITER)
            draft.take_in(verdict.edit)

    async def _judged(self, chain: Chain, proposal: Proposal, draft: Writer, target: Writer) -> Verdict:
        """The verdict on a step; where the two overlap, the draft begins the next as if it will be let stand."""
        judging = asyncio.ensure_future(judge(target.run, proposal))
        ahead = chain.ahead()
        ahead.settle(proposal.text, proposal.draft.stop)
        if self._overlapping and ahead.open:
            self._next = self._drafting(ahead, draft)
        return await judging

    def _drafting(self, chain: Chain, draft: Writer) -> Ahead[Generation]:
        return Ahead(draft, self._guard.leash, partial(draft.step, chain.ahead()))

    async def _discard_next(self, index: int, draft: Writer) -> None:
        """Let go of what the draft has begun behind a step that does not stand."""
        if self._next is not None:
            begun, self._next = self._next, None
            text = (await begun.unwanted()).text
            draft.branch.rewind(begun.before)
            draft.run.emit(StepSettled(index=index, author=Author.DRAFT, fate=Fate.DISCARDED, text=text))
