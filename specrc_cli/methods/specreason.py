"""SpecReason: the draft writes every step, the target keeps the good ones and rewrites the others.

Rui Pan, Yinwei Dai, Zhihao Zhang, Gabriele Oliaro, Zhihao Jia, Ravi Netravali: "SpecReason: Fast and Accurate
Inference-Time Compute via Speculative Reasoning", arXiv 2504.07891, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import ClassVar

from specrc_cli.backends.base import StopCause
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.guard import Unguarded, guarded
from specrc_cli.methods.judging import judge, propose, turned_away
from specrc_cli.methods.pairing import Pair, with_both
from specrc_cli.methods.writing import Leash, Writer, let_stand, target_step
from specrc_cli.trace.events import Author, Fate, StepJudged


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecReason:
    """One step at a time. The target writes the first `first_n_target_steps` itself, to set the course.

    With a `guard` it also writes those for which speculating does not pay; which they are depends on measured times.
    """

    name: ClassVar[str] = "specreason"
    uses: ClassVar[frozenset[Part]] = frozenset(Part)

    first_n_target_steps: int = 0
    guard: bool = False

    def __post_init__(self) -> None:
        if self.first_n_target_steps < 0:
            raise UsageError(f"first_n_target_steps is {self.first_n_target_steps}", "give a whole number of 0 or more")

    @property
    def knobs(self) -> Mapping[str, object]:
        return asdict(self)

    async def solve(self, run: Run) -> Outcome:
        run, guard = guarded(run) if self.guard else (run, Unguarded())
        return await with_both(run, partial(self._reason, guard))

    async def _reason(self, guard: Unguarded, chain: Chain, pair: Pair) -> None:
        while chain.open:
            index = len(chain.steps)
            if index < self.first_n_target_steps or not guard.speculates(index):
                await target_step(chain, pair.draft, pair.target, Fate.WRITTEN)
            else:
                await _speculative_step(chain, pair.draft, pair.target, guard.leash)


async def _speculative_step(chain: Chain, draft: Writer, target: Writer, leash: Leash) -> None:
    """Draft, judge, and keep, rewrite or replace one step."""
    run = target.run
    draft_before, target_before = draft.branch.mark(), target.branch.mark()
    drafted = await draft.step(chain, leash)
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
