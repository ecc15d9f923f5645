"""SpecReason: the draft writes every step, the target keeps the good ones and rewrites the others.

Rui Pan, Yinwei Dai, Zhihao Zhang, Gabriele Oliaro, Zhihao Jia, Ravi Netravali: "SpecReason: Fast and Accurate
Inference-Time Compute via Speculative Reasoning", arXiv 2504.07891, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar

from specrc_cli.backends.base import Generation, StopCause
from specrc_cli.errors import UsageError
from specrc_cli.methods.answering import conclude
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.baselines import alone
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.judging import judge, turned_away
from specrc_cli.methods.writing import Writer, context_full, write_step, writer
from specrc_cli.trace.events import Author, Fate, Notice, StepJudged, StepSettled
from specrc_cli.verifiers.base import Proposal


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
            run.emit(Notice(text="no draft model: the target writes every step itself"))
            return await alone(run, Author.TARGET)
        async with writer(run, Author.DRAFT) as draft, writer(run, Author.TARGET) as target:
            chain = Chain(run.limits, target.model.thinking)
            with chain.until_context_full():
                while chain.open:
                    if len(chain.steps) < self.first_n_target_steps:
                        await _target_step(chain, draft, target, Fate.WRITTEN)
                    else:
                        await _speculative_step(run, chain, draft, target)
            return await conclude(chain, target)


async def _speculative_step(run: Run, chain: Chain, draft: Writer, target: Writer) -> None:
    """Draft, judge, and keep, rewrite or replace one step."""
    draft_before, target_before = draft.branch.mark(), target.branch.mark()
    drafted = await draft.step(chain)
    proposal = _proposal(run, chain, drafted, draft, target)
    verdict = turned_away(chain, proposal) or await judge(run, proposal)
    run.emit(StepJudged(index=proposal.index, verdict=verdict))
    if verdict.accepted:
        proposal.let_stand()
        _let_stand(run, chain, Author.DRAFT, Fate.ACCEPTED, proposal.text, drafted.stop)
        return
    draft.branch.rewind(draft_before)
    target.branch.rewind(target_before)
    if verdict.edit is None:
        await _target_step(chain, draft, target, Fate.REWRITTEN)
    else:
        target.branch.extend(verdict.edit)
        draft.branch.extend(verdict.edit)
        _let_stand(run, chain, Author.PERSON, Fate.EDITED, verdict.edit, StopCause.DELIMITER)


async def _target_step(chain: Chain, draft: Writer, target: Writer, fate: Fate) -> None:
    """The target writes a step, and the draft takes it in to go on from there."""
    chain.check_budget()
    if chain.open:
        await write_step(chain, target, fate)
    if chain.open:
        draft.branch.extend(draft.takes(chain.steps[-1], target))


def _proposal(run: Run, chain: Chain, drafted: Generation, draft: Writer, target: Writer) -> Proposal:
    if drafted.stop is StopCause.CONTEXT:
        raise context_full(draft.model)
    assert run.verifier is not None, "specreason needs a verifier"
    return Proposal(
        index=len(chain.steps),
        text=target.takes(drafted.text, draft),
        draft=drafted,
        model=target.model,
        target=target.branch,
        scored=run.verifier.reads_tokens,
    )


def _let_stand(run: Run, chain: Chain, author: Author, fate: Fate, text: str, stop: StopCause) -> None:
    run.emit(StepSettled(index=len(chain.steps), author=author, fate=fate, text=text))
    chain.settle(text, stop)
