"""SpecRC: the draft writes several steps at once, the target judges all of them in one pass.

After the method of that name: steps are verified for coherence, correctness and relevance (the verifier `criteria`),
a chunk is accepted when all its steps pass or when enough do, and rejected in part or as a whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import ClassVar

from specrc_cli.backends.base import Mark
from specrc_cli.errors import UsageError
from specrc_cli.methods.ahead import Ahead, overlaps
from specrc_cli.methods.audit import Audit
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.fitting import check_steps
from specrc_cli.methods.guard import Unguarded, guarded
from specrc_cli.methods.judging import judge_in_turn, propose, turned_away
from specrc_cli.methods.pairing import Pair, with_both
from specrc_cli.methods.ranges import check_range
from specrc_cli.methods.writing import Leash, Writer, let_stand, target_step
from specrc_cli.trace.events import Author, Fate, StepJudged, StepSettled
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal

MOST_STEPS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecRC:
    """Chunks of `k` steps; `k` grows by one behind a chunk that stands whole and shrinks by one behind any other.

    A chunk stands whole when its share of passing steps reaches `pass_rate`. Otherwise what passed before the first
    failure stands and the target writes the failed step; but where the first step fails and the share is under
    `total_reject_below`, the target writes as many steps as the chunk had. With a `guard` the target also writes the
    steps for which speculating does not pay; which they are depends on measured times. With `overlap` (None: where each
    model has a device of its own) the draft begins the next chunk while the target judges. `audit` is the share of the
    accepted steps that the target writes itself afterwards.
    """

    name: ClassVar[str] = "specrc"
    uses: ClassVar[frozenset[Part]] = frozenset({Part.DRAFT, Part.TARGET, Part.VERIFIER})

    k: int = 3
    k_min: int = 1
    k_max: int = 8
    pass_rate: float = 1.0
    total_reject_below: float = 0.5
    guard: bool = False
    overlap: bool | None = None
    audit: float = 0.0

    def __post_init__(self) -> None:
        for knob in ("k", "k_min", "k_max"):
            check_range(self, knob, low=1, high=MOST_STEPS)
        check_range(self, "pass_rate", low=0, high=1)
        check_range(self, "total_reject_below", low=0, high=1)
        check_range(self, "audit", low=0, high=1)
        if not self.k_min <= self.k <= self.k_max:
            raise UsageError(
                f"k is {self.k}, and is to stay between {self.k_min} and {self.k_max}", "set k_min and k_max around k"
            )

    @property
    def knobs(self) -> Mapping[str, object]:
        return asdict(self)

    async def solve(self, run: Run) -> Outcome:
        run, guard = guarded(run) if self.guard else (run, Unguarded())
        audit = Audit(self.audit, run)
        reasoning = _Reasoning(self, guard, audit, overlapping=overlaps(self.overlap, run))
        return await with_both(run, reasoning, audit=audit)

    def carried(self, verdicts: Sequence[Verdict]) -> Sequence[Verdict]:
        """The verdicts as they count: where enough steps pass, they carry the others, unless one was never judged."""
        passed = sum(verdict.accepted for verdict in verdicts)
        if passed < self.pass_rate * len(verdicts) or not all(verdict.asked for verdict in verdicts):
            return verdicts
        carried = f"carried: {passed} of {len(verdicts)} steps passed"
        return [v if v.accepted else replace(v, accepted=True, reason=carried) for v in verdicts]

    def longer(self, k: int) -> int:
        return min(k + 1, self.k_max)

    def shorter(self, k: int) -> int:
        return max(k - 1, self.k_min)


class _Reasoning:
    """One run of it. `_next` is the chunk the draft has begun before the verdicts on the last, if it has."""

    def __init__(self, method: SpecRC, guard: Unguarded, audit: Audit, *, overlapping: bool) -> None:
        self._method, self._guard, self._audit, self._overlapping = method, guard, audit, overlapping
        self._k = method.k
        self._next: Ahead[list[_Step]] | None = None

    async def __call__(self, chain: Chain, pair: Pair) -> None:
        check_steps(pair.draft.model, self._k, option="--k")
        try:
            while chain.open:
                await self._go_on(chain, pair.draft, pair.target)
        except BaseException:
            if self._next is not None:
                await self._next.cancel()
            raise

    async def _go_on(self, chain: Chain, draft: Writer, target: Writer) -> None:
        if not self._guard.speculates(len(chain.steps)):
            await self._discard_next(draft)
            await target_step(chain, draft, target, Fate.WRITTEN)
            return
        self._k = 1 if self._guard.trying else self._k
        whole = await self._chunk(chain, draft, target)
        self._k = self._method.longer(self._k) if whole else self._method.shorter(self._k)

    async def _chunk(self, chain: Chain, draft: Writer, target: Writer) -> bool:
        """Draft, judge and settle a chunk; whether all of it stands."""
        drafting, self._next = self._next or self._drafting(chain, draft, target, self._k), None
        chunk = await drafting.wanted()
        chain.spend(sum(step.proposal.draft.tokens for step in chunk))
        places, given = await self._judged(chain, chunk, draft, target)
        verdicts = self._method.carried([*given, *(step.fault for step in chunk if step.fault is not None)])
        passed = [verdict.accepted for verdict in verdicts]
        standing = passed.index(False) if False in passed else len(chunk)
        for step, place in zip(chunk[:standing], places, strict=False):
            self._audit.accepted(step.proposal.index, step.proposal.text, place)
        _settle(target.run, chain, chunk, verdicts, standing)
        if standing == len(chunk):
            return True
        await self._discard_next(draft)
        draft.branch.rewind(chunk[standing].draft_before)
        if standing < len(places):
            target.branch.rewind(places[standing])
        everything = standing == 0 and sum(passed) / len(passed) < self._method.total_reject_below
        rejected = [step.proposal.text for step in chunk[standing:]]
        await _correct(chain, draft, target, rejected if everything else rejected[:1])
        return False

    async def _judged(
        self, chain: Chain, chunk: Sequence[_Step], draft: Writer, target: Writer
    ) -> tuple[list[Mark], list[Verdict]]:
        """The verdicts; where the two overlap, the draft begins the next chunk as if all of this will be let stand."""
        asked = [step.proposal for step in chunk if step.fault is None]
        judging = asyncio.ensure_future(judge_in_turn(target.run, asked))
        ahead = chain.ahead()
        for proposal in asked:
            ahead.settle(proposal.text, proposal.draft.stop)
        if self._overlapping and ahead.open and len(asked) == len(chunk):
            self._next = self._drafting(ahead, draft, target, self._method.longer(self._k))
        return await judging

    def _drafting(self, chain: Chain, draft: Writer, target: Writer, k: int) -> Ahead[list[_Step]]:
        return Ahead(draft, self._guard.leash, partial(_draft_chunk, chain.ahead(), draft, target, k))

    async def _discard_next(self, draft: Writer) -> None:
        """Let go of what the draft has begun behind a step that does not stand."""
        if self._next is not None:
            begun, self._next = self._next, None
            chunk = await begun.unwanted()
            draft.branch.rewind(begun.before)
            for step in chunk:
                _discard(draft.run, step.proposal)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A drafted step, the draft's place before it, and why nobody need judge it, if so."""

    proposal: Proposal
    draft_before: Mark
    fault: Verdict | None


async def _draft_chunk(ahead: Chain, draft: Writer, target: Writer, k: int, leash: Leash) -> list[_Step]:
    """Up to `k` steps, one behind the other. One that ends the chain or is turned away unasked is the last."""
    chunk: list[_Step] = []
    while ahead.open and len(chunk) < k and not (chunk and chunk[-1].fault):
        before = draft.branch.mark()
        drafted = await draft.step(ahead, leash)
        proposal = propose(ahead, drafted, draft, target)
        chunk.append(_Step(proposal=proposal, draft_before=before, fault=turned_away(ahead, proposal)))
        ahead.settle(proposal.text, drafted.stop)
    return chunk


def _settle(run: Run, chain: Chain, chunk: Sequence[_Step], verdicts: Sequence[Verdict], standing: int) -> None:
    """The first `standing` steps come to stand, the next is rejected, and the others go with it."""
    for place, (step, verdict) in enumerate(zip(chunk, verdicts, strict=True)):
        proposal = step.proposal
        run.emit(StepJudged(index=proposal.index, verdict=verdict))
        if place < standing:
            proposal.let_stand()
            let_stand(run, chain, Author.DRAFT, Fate.ACCEPTED, proposal.text, proposal.draft.stop)
        elif place > standing:
            _discard(run, proposal)


def _discard(run: Run, proposal: Proposal) -> None:
    run.emit(StepSettled(index=proposal.index, author=Author.DRAFT, fate=Fate.DISCARDED, text=proposal.draft.text))


async def _correct(chain: Chain, draft: Writer, target: Writer, rejected: Sequence[str]) -> None:
    """The target writes a step in the place of each of these: the rejected one, and what goes with it."""
    for place, text in enumerate(rejected):
        if chain.open:
            await target_step(chain, draft, target, Fate.WRITTEN if place else Fate.REWRITTEN, rejected=text)
