"""SpecReason: the draft writes every step, the target keeps the good ones and rewrites the others.

Rui Pan, Yinwei Dai, Zhihao Zhang, Gabriele Oliaro, Zhihao Jia, Ravi Netravali: "SpecReason: Fast and Accurate
Inference-Time Compute via Speculative Reasoning", arXiv 2504.07891, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar, NoReturn

from specrc_cli.backends.base import StopCause
from specrc_cli.errors import UsageError
from specrc_cli.methods.answering import conclude
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.baselines import without_draft
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.judging import judge, propose, turned_away
from specrc_cli.methods.writing import DraftFull, Writer, context_full, let_stand, target_step, write_step, writer
from specrc_cli.trace.events import Author, Fate, Notice, StepJudged
from specrc_cli.trace.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecReason:
    """One step at a time. The target writes the first `first_n_target_steps` itself, to set the course."""

    name: ClassVar[str] = "specreason"
    uses: ClassVar[frozenset[Part]] = frozenset(Part)

    first_n_target_steps: int = 0

    def __post_init__(self) -> None:
        if self.first_n_target_steps < 0:
            raise UsageError(f"first_n_target_steps is {self.first_n_target_steps}", "give a whole number of 0 or more")

    @property
    def knobs(self) -> Mapping[str, object]:
        return asdict(self)

    async def solve(self, run: Run) -> Outcome:
        if run.draft is None:
            return await without_draft(run)
        async with writer(run, Author.DRAFT) as draft, writer(run, Author.TARGET) as target:
            chain = Chain(run.limits, target.model.thinking)
            with chain.until_context_full():
                try:
                    while chain.open:
                        await self._step(run, chain, draft, target)
                except DraftFull as full:
                    if chain.open:
                        run.emit(Notice(text=f"{full.message}: the target goes on alone"))
                    while chain.open:
                        await write_step(chain, target, Fate.WRITTEN)
            return await conclude(chain, target)

    async def _step(self, run: Run, chain: Chain, draft: Writer, target: Writer) -> None:
        if len(chain.steps) < self.first_n_target_steps:
            await target_step(chain, draft, target, Fate.WRITTEN)
        else:
            await _speculative_step(run, chain, draft, target)


async def _speculative_step(run: Run, chain: Chain, draft: Writer, target: Writer) -> None:
    """Draft, judge, and keep, rewrite or replace one step."""
    draft_before, target_before = draft.branch.mark(), target.branch.mark()
    drafted = await draft.step(chain)
    if drafted.stop is StopCause.CONTEXT:
        await _replaced_for_room(run, chain, draft, target)
    proposal = propose(chain, drafted, draft, target)
    verdict = turned_away(chain, proposal) or await judge(run, proposal)
    run.emit(StepJudged(index=proposal.index, verdict=verdict))
    if verdict.accepted:
        proposal.let_stand()
        let_stand(run, chain, Author.DRAFT, Fate.ACCEPTED, proposal.text, drafted.stop)
        return
    draft.branch.rewind(draft_before)
    target.branch.rewind(target_before)
    if verdict.edit is None:
        await target_step(chain, draft, target, Fate.REWRITTEN)
    else:
        target.branch.extend(verdict.edit)
        let_stand(run, chain, Author.PERSON, Fate.EDITED, verdict.edit, StopCause.DELIMITER)
        draft.take_in(verdict.edit)


async def _replaced_for_room(run: Run, chain: Chain, draft: Writer, target: Writer) -> NoReturn:
    """The target writes the step that the draft had no room for, the last that was drafted. Raises `DraftFull`."""
    fault = Verdict(verifier="", accepted=False, reason="the draft's context is full")
    run.emit(StepJudged(index=len(chain.steps), verdict=fault))
    chain.check_budget()
    if chain.open:
        await write_step(chain, target, Fate.REWRITTEN)
    full = context_full(draft.model)
    raise DraftFull(full.message, full.hint)
