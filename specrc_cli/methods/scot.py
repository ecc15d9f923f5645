"""SCoT: the draft writes several whole chains at once; the target chooses one, or thinks for itself.

Jikai Wang, Juntao Li, Jianye Hou, Bowen Yan, Lijun Wu, Min Zhang: "Efficient Reasoning for LLMs through Speculative
Chain-of-Thought", arXiv 2504.19095, section 3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import ClassVar

from specrc_cli.backends.base import Cost, Model
from specrc_cli.errors import UsageError, did_you_mean
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.candidates import (
    Candidate,
    cut_off,
    from_scratch,
    take,
    text_of,
    write_candidates,
)
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.choosing import Distribution, choice_question, choose_number
from specrc_cli.methods.fitting import check_chains, warn_if_all_alike
from specrc_cli.methods.pairing import Pair, with_both
from specrc_cli.methods.ranges import check_range
from specrc_cli.methods.writing import Writer
from specrc_cli.trace.events import Notice
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question, Verifier
from specrc_cli.verifiers.likelihood import Likelihood, Pool
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.utility import LEAST_MASS

MOST_CHAINS = 8
"""The number of "all are wrong" must still be one digit."""


class Select(StrEnum):
    """Who says which chain is right."""

    NUMBER = "number"
    """The target, which sees all of them numbered, and "all of them are wrong" as the last number."""
    SCORE = "score"
    """The run's verifier, on each chain as if it were one step; if it accepts none, all are wrong."""
    LIKELIHOOD = "likelihood"
    """The chain whose tokens the target finds likeliest in the mean; all are wrong if even that is under `floor`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scot:
    """`n_chains` drafted side by side, of which `select` chooses one or none.

    By number: the target is shown the chains in `rotations` orders. Untuned, it never says that all are wrong, so its
    probability of that counts by how it compares with `none_prior`, what it is before any chain is seen (0: measured in
    each run). By likelihood: `floor` is the least probability of a token, in the geometric mean, that the likeliest
    chain must have (0: any will do).
    """

    name: ClassVar[str] = "scot"
    instead: ClassVar[str] = "choose --select likelihood"

    n_chains: int = 5
    select: Select = Select.NUMBER
    rotations: int = 2
    none_prior: float = 0.0
    floor: float = 0.0

    def __post_init__(self) -> None:
        check_range(self, "n_chains", low=1, high=MOST_CHAINS)
        check_range(self, "rotations", low=1, high=MOST_CHAINS)
        check_range(self, "none_prior", low=0, high=0.99)
        check_range(self, "floor", low=0, high=0.999)
        if self.select not in list(Select):
            raise UsageError(f"--select cannot be '{self.select}'", did_you_mean(self.select, map(str, Select)))

    @property
    def uses(self) -> frozenset[Part]:
        judges = {Part.VERIFIER} if self.select == Select.SCORE else set()
        return frozenset({Part.DRAFT, Part.TARGET} | judges)

    @property
    def knobs(self) -> Mapping[str, object]:
        return asdict(self)

    async def solve(self, run: Run) -> Outcome:
        return await with_both(run, self._reason)

    def questions(self, target: Model, prompts: Prompts) -> Sequence[Question]:
        return [choice_question(target, prompts, self.n_chains)] if self.select == Select.NUMBER else []

    async def _reason(self, chain: Chain, pair: Pair) -> None:
        draft, target = pair.draft, pair.target
        check_chains(draft, self.n_chains, option="--n-chains")
        warn_if_all_alike(draft, self.n_chains, what="chains")
        with draft.forks(range(1, self.n_chains + 1)) as writers:
            candidates = await write_candidates(writers, room=draft.branch.room)
        chain.spend(sum(candidate.chain.spent for candidate in candidates))
        chosen = await self._choose(candidates, draft, target)
        if chosen is None:
            await from_scratch(chain, target)
        else:
            take(chain, chosen, draft, target)

    async def _choose(self, candidates: Sequence[Candidate], draft: Writer, target: Writer) -> Candidate | None:
        """The chain that is right, or None; with what is told of each."""
        complete = [candidate for candidate in candidates if candidate.complete]
        verdicts = await self._verdicts(complete, draft, target)
        best = max(range(len(complete)), key=lambda place: _rank(verdicts[place]), default=None)
        chosen = complete[best] if best is not None and verdicts[best].accepted else None
        told = {candidate.number: verdict for candidate, verdict in zip(complete, verdicts, strict=True)}
        for candidate in sorted(candidates, key=lambda each: each is chosen):
            verdict = told.get(candidate.number) or cut_off(candidate)
            candidate.settle(replace(verdict, accepted=candidate is chosen))
        if chosen is None:
            why = "all chains were turned down" if complete else "no chain came to its end"
            target.run.emit(Notice(text=f"{why}: the target thinks for itself"))
        return chosen

    async def _verdicts(self, chains: Sequence[Candidate], draft: Writer, target: Writer) -> Sequence[Verdict]:
        """One on each chain; the best of them that is accepted will be chosen."""
        if not chains:
            return ()
        match self.select:
            case Select.SCORE:
                assert target.run.verifier is not None, "a choice by score needs a verifier"
                return [await _judged(target.run.verifier, each, draft, target) for each in chains]
            case Select.LIKELIHOOD:
                least = math.log(self.floor) if self.floor else -math.inf
                likelihood = Likelihood(threshold=least, pool=Pool.MEAN)
                return [await _judged(likelihood, each, draft, target) for each in chains]
            case _:
                texts = [text_of(each, draft, target) for each in chains]
                asked = choose_number(target, texts, rotations=self.rotations, prior=self.none_prior)
                return _numbered(await asked)


def _numbered(found: Distribution) -> list[Verdict]:
    """A verdict for each chain: accepted where it beats "all are wrong". Each bears its share of what asking took."""
    *chains, none = found.calibrated
    chose = found.mass >= LEAST_MASS
    turned_down = "all are wrong, says the target" if chose else "the target named no number"
    return [
        Verdict(
            verifier="choice",
            accepted=chose and probability >= none,
            score=probability if chose else None,
            threshold=none,
            parts={"raw": raw, "none": found.none, "prior": found.prior, "mass": found.mass},
            reason=turned_down if not chose or probability < none else "",
            cost=_share(found.cost, place, len(chains)),
        )
        for place, (probability, raw) in enumerate(zip(chains, found.chains, strict=True))
    ]


def _share(cost: Cost, place: int, count: int) -> Cost:
    """An equal part of a cost; the first bears what cannot be divided."""
    rest = cost.prefilled % count if place == 0 else 0
    return Cost(prefilled=cost.prefilled // count + rest, seconds=cost.seconds / count)


def _rank(verdict: Verdict) -> tuple[bool, float]:
    return verdict.accepted, verdict.score if verdict.score is not None else -math.inf


async def _judged(verifier: Verifier, candidate: Candidate, draft: Writer, target: Writer) -> Verdict:
    """A verifier on a whole chain, on a branch that goes away again."""
    with target.forks([0]) as [judge]:
        proposal = Proposal(
            index=candidate.number,
            text=text_of(candidate, draft, target),
            draft=candidate.written,
            model=target.model,
            target=judge.branch,
            scored=verifier.reads_tokens,
        )
        verdict = await verifier.judge(proposal)
        return replace(verdict, cost=verdict.cost + await proposal.cost())
