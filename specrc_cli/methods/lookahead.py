"""Lookahead Reasoning: the draft runs several steps ahead while the target writes its own version of each beside it.

Yichao Fu, Rui Ge, Zelei Shao, Zhijie Deng, Hao Zhang: "Scaling Speculative Decoding with Lookahead Reasoning",
arXiv 2506.19830, section 3. The target itself says whether two versions mean the same, in place of a third model.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from threading import Event
from typing import ClassVar

from specrc_cli.backends.base import Generation, Model, StopCause
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.fitting import check_branches, check_steps
from specrc_cli.methods.judging import propose, turned_away
from specrc_cli.methods.pairing import Pair, with_both
from specrc_cli.methods.ranges import check_range
from specrc_cli.methods.writing import Leash, Writer, context_full
from specrc_cli.trace.events import Author, Fate, StepJudged, StepSettled, StopReason
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Question
from specrc_cli.verifiers.equivalence import Equivalence
from specrc_cli.verifiers.prompts import Prompts

MOST_STEPS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookahead:
    """Rounds of up to `depth` steps. A drafted step stands where the target, having written its own version, gives
    `same` or more to the two saying the same; the first that does not is replaced by that version, and the rest is
    stale: it is cancelled and forgotten. The budget is looked at between steps, so a round may overrun it.
    """

    name: ClassVar[str] = "lookahead"
    uses: ClassVar[frozenset[Part]] = frozenset({Part.DRAFT, Part.TARGET})

    instead: ClassVar[str] = "choose a method that takes a verifier: specreason, specrc, tree"

    depth: int = 4
    same: float = 0.5

    def __post_init__(self) -> None:
        check_range(self, "depth", low=1, high=MOST_STEPS)
        check_range(self, "same", low=0, high=1)

    @property
    def knobs(self) -> Mapping[str, object]:
        return asdict(self)

    async def solve(self, run: Run) -> Outcome:
        return await with_both(run, self._reason)

    def questions(self, target: Model, prompts: Prompts) -> Sequence[Question]:
        return Equivalence(prompts=prompts).questions(target)

    async def _reason(self, chain: Chain, pair: Pair) -> None:
        check_steps(pair.draft.model, self.depth, option="--depth")
        check_branches(pair.target.model, self.depth, beside=1, option="--depth")
        run = pair.target.run
        equivalence = Equivalence(prompts=run.prompts, threshold=self.same, delimiter=run.delimiter)
        while chain.open:
            await self._round(chain, pair.draft, pair.target, equivalence)

    async def _round(self, chain: Chain, draft: Writer, target: Writer, equivalence: Equivalence) -> None:
        steps: list[_Step] = []
        with ExitStack() as forks:
            try:
                ahead = chain.ahead()
                while ahead.open and len(steps) < self.depth and not any(step.ends_round for step in steps):
                    [fork] = forks.enter_context(target.forks([len(steps) + 1]))
                    steps.append(_Step(ahead, draft, target, fork))
                    await steps[-1].draft_it(ahead, equivalence)
                chain.spend(ahead.spent - chain.spent)
                await _settle(chain, steps, draft, target)
            finally:
                await _cancel(steps)


class _Step:
    """A step that both write at once: the draft where it stands, the target on a fork of its own."""

    def __init__(self, ahead: Chain, draft: Writer, target: Writer, fork: Writer) -> None:
        self.index = len(ahead.steps)
        self.draft_before, self.target_before = draft.branch.mark(), target.branch.mark()
        self.fault: Verdict | None = None
        self.judging: asyncio.Task[Verdict] | None = None
        self._stale = Event()
        self.own = asyncio.ensure_future(fork.step(ahead.ahead(), Leash(unless=self._stale.is_set)))
        self._draft, self._target, self._fork = draft, target, fork

    @property
    def number(self) -> int:
        return self._fork.number

    @property
    def ends_round(self) -> bool:
        """Whether it is known already that the target's version will replace the draft's."""
        if self.fault is not None:
            return True
        judged = self.judging
        return judged is not None and judged.done() and (judged.exception() is not None or not judged.result().accepted)

    async def draft_it(self, ahead: Chain, equivalence: Equivalence) -> None:
        """The draft's version; behind it both models may go on. Judging it begins, and is not waited for."""
        self.drafted = await self._draft.step(ahead)
        proposal = propose(ahead, self.drafted, self._draft, self._target)
        self.text = proposal.text
        self.fault = turned_away(ahead, proposal)
        if self.fault is None:
            self._target.branch.extend(self.text)
            self.judging = asyncio.ensure_future(self._judge(equivalence))
        ahead.settle(self.text, self.drafted.stop)

    async def forget(self, chain: Chain) -> None:
        """Stop what is still written of it, and tell that both versions were for nothing."""
        self._stale.set()
        own, run = await self.own, self._target.run
        chain.spend(own.tokens)
        if self.judging is not None and self.judging.done() and self.judging.exception() is None:
            run.emit(StepJudged(index=self.index, verdict=self.judging.result()))
        for author, text, branch in ((Author.DRAFT, self.text, 0), (Author.TARGET, own.text, self.number)):
            run.emit(StepSettled(index=self.index, author=author, fate=Fate.DISCARDED, text=text, branch=branch))

    async def version(self) -> Generation:
        """The target's own."""
        own = await self.own
        if own.stop is StopCause.CONTEXT:
            raise context_full(self._target.model)
        return own

    async def verdict(self) -> Verdict:
        if self.fault is not None:
            return self.fault
        assert self.judging is not None, "a step is judged when it is drafted"
        return await self.judging

    async def _judge(self, equivalence: Equivalence) -> Verdict:
        own = await self.version()
        if not own.text.strip():
            return Verdict(verifier=equivalence.name, accepted=False, score=0.0, reason="the target has nothing to say")
        return await equivalence.compare(own.text, self.text, self._fork.branch, self._target.model)


async def _settle(chain: Chain, steps: Sequence[_Step], draft: Writer, target: Writer) -> None:
    """The longest prefix that means the same stands; behind it, the target's own version of the next step."""
    emit = target.run.emit
    for place, step in enumerate(steps):
        verdict, own = await step.verdict(), await step.version()
        chain.spend(own.tokens)
        emit(StepJudged(index=step.index, verdict=verdict))
        if not verdict.accepted:
            for stale in steps[place + 1 :]:
                await stale.forget(chain)
            _replace(chain, step, own, draft, target)
            return
        emit(
            StepSettled(index=step.index, author=Author.DRAFT, fate=Fate.ACCEPTED, text=step.text, version=step.number)
        )
        chain.settle(step.text, step.drafted.stop)


def _replace(chain: Chain, step: _Step, own: Generation, draft: Writer, target: Writer) -> None:
    """Both models go back to before the step, and on behind the target's version of it."""
    draft.branch.rewind(step.draft_before)
    target.branch.rewind(step.target_before)
    if not own.text.strip() and own.stop is StopCause.EOG:
        chain.ends(StopReason.EOS)
        return
    target.run.emit(
        StepSettled(index=step.index, author=Author.TARGET, fate=Fate.REWRITTEN, text=own.text, version=step.number)
    )
    chain.settle(own.text, own.stop)
    target.branch.extend(own.text)
    if chain.open:
        draft.take_in(draft.takes(own.text, target))


async def _cancel(steps: Sequence[_Step]) -> None:
    """Leave nothing running; what is done already stays done."""
    tasks = [task for step in steps for task in (step.own, step.judging) if task is not None]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
