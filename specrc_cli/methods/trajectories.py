"""Trajectories: the draft writes several whole chains; the surest, most agreed with and likeliest of them wins.

Agreement among sampled chains as a sign of truth is self-consistency: Wang et al., "Self-Consistency Improves Chain of
Thought Reasoning in Language Models", arXiv 2203.11171.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar

from specrc_cli.backends.base import Cost, Reading
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
from specrc_cli.methods.fitting import check_chains
from specrc_cli.methods.pairing import Pair, with_both
from specrc_cli.methods.ranges import check_range
from specrc_cli.methods.writing import Writer
from specrc_cli.trace.answers import boxed
from specrc_cli.trace.grading import grade, number
from specrc_cli.trace.verdict import Verdict

_RESULT = re.compile(r"=\s*[$£€]?\s*(-?\d[\d,]*(?:\.\d+)?)")


class Preset(StrEnum):
    BALANCED = "balanced"
    EFFICIENT = "efficient"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Spread:
    """How many trajectories, of how many steps, drawn at which temperature."""

    n_specs: int
    max_depth: int
    temperature: float


SPREADS: Mapping[Preset, Spread] = MappingProxyType(
    {Preset.BALANCED: Spread(4, 8, 0.7), Preset.EFFICIENT: Spread(2, 6, 0.8), Preset.QUALITY: Spread(8, 12, 0.6)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectories:
    """A trajectory's score, 0 to 1: the draft's confidence, the agreement with the others (`verify_weight`) and the
    target's opinion (`quality_weight`). `n_specs` and `max_depth` of 0 are the preset's.
    """

    name: ClassVar[str] = "trajectories"
    uses: ClassVar[frozenset[Part]] = frozenset({Part.DRAFT, Part.TARGET})

    preset: Preset = Preset.BALANCED
    n_specs: int = 0
    max_depth: int = 0
    verify_weight: float = 0.3
    quality_weight: float = 0.2

    def __post_init__(self) -> None:
        if self.preset not in list(Preset):
            raise UsageError(f"--preset cannot be '{self.preset}'", did_you_mean(self.preset, map(str, Preset)))
        check_range(self, "n_specs", low=0, high=16)
        check_range(self, "max_depth", low=0, high=64)
        check_range(self, "verify_weight", low=0, high=1)
        check_range(self, "quality_weight", low=0, high=1)
        if self.verify_weight + self.quality_weight > 1:
            raise UsageError(
                f"the weights {self.verify_weight:g} and {self.quality_weight:g} are more than 1 together",
                "what they leave is the weight of the draft's own confidence",
            )

    @property
    def spread(self) -> Spread:
        preset = SPREADS[Preset(self.preset)]
        return replace(preset, n_specs=self.n_specs or preset.n_specs, max_depth=self.max_depth or preset.max_depth)

    @property
    def knobs(self) -> Mapping[str, object]:
        return {**asdict(self), **asdict(self.spread)}

    async def solve(self, run: Run) -> Outcome:
        return await with_both(run, self._reason)

    async def _reason(self, chain: Chain, pair: Pair) -> None:
        draft, target, spread = self._drafting(pair.draft), pair.target, self.spread
        check_chains(draft, spread.n_specs, option="--n-specs")
        with draft.forks(range(1, spread.n_specs + 1)) as writers:
            candidates = await write_candidates(writers, room=draft.branch.room)
        chain.spend(sum(candidate.chain.spent for candidate in candidates))
        best = await self._best(candidates, draft, target)
        if best is None:
            await from_scratch(chain, target)
        else:
            take(chain, best, draft, target)

    def _drafting(self, draft: Writer) -> Writer:
        """The draft, to write as many steps and at such a temperature as the preset says."""
        limits, spread = draft.run.limits, self.spread
        steps = min(spread.max_depth, limits.max_steps)
        return replace(
            draft,
            run=replace(draft.run, limits=replace(limits, max_steps=steps)),
            sampling=replace(draft.sampling, temperature=spread.temperature),
        )

    async def _best(self, candidates: Sequence[Candidate], draft: Writer, target: Writer) -> Candidate | None:
        """The complete trajectory with the highest score, if there is any; with what is told of each.

        They are read one after the other, so that the target needs room for one.
        """
        complete = [candidate for candidate in candidates if candidate.complete]
        verdicts = {each.number: await self._verdict(each, complete, draft, target) for each in complete}
        best = max(complete, key=lambda each: verdicts[each.number].score or 0.0, default=None)
        for candidate in sorted(candidates, key=lambda each: each is best):
            verdict = verdicts.get(candidate.number) or cut_off(candidate)
            candidate.settle(replace(verdict, accepted=candidate is best))
        return best

    async def _verdict(
        self, candidate: Candidate, all_of_them: Sequence[Candidate], draft: Writer, target: Writer
    ) -> Verdict:
        """A trajectory's score and its three parts."""
        others = [other.chain.text for other in all_of_them if other is not candidate]
        reading = Reading(logprobs=(), cost=Cost())
        if self.quality_weight:
            reading = await target.branch.logprobs(text_of(candidate, draft, target))
        parts = {
            "confidence": mean_probability(candidate.written.logprobs),
            "consistency": agreement(candidate.chain.text, others),
            "quality": mean_probability(reading.logprobs),
        }
        weights = (1.0 - self.verify_weight - self.quality_weight, self.verify_weight, self.quality_weight)
        score = sum(weight * part for weight, part in zip(weights, parts.values(), strict=True))
        return Verdict(verifier=self.name, accepted=True, score=score, parts=parts, cost=reading.cost)


def mean_probability(logprobs: Sequence[float]) -> float:
    """The geometric mean of the tokens' probabilities; 0 where there are none, or no numbers."""
    if not logprobs or any(map(math.isnan, logprobs)):
        return 0.0
    return math.exp(sum(logprobs) / len(logprobs))


def agreement(text: str, others: Sequence[str]) -> float:
    """How far a chain agrees with the others, 0 to 1: the mean of two shares, with nothing to compare counting nothing.

    One is the share of the others that give the same answer; the other is how many of the others come to each of its
    results on their way, in the mean.
    """
    if not others:
        return 0.0
    answer, results, theirs = boxed(text), _results(text), [_results(other) for other in others]
    same = sum(answer is not None and bool(grade(boxed(other), answer).correct) for other in others) / len(others)
    shared = [sum(result in found for found in theirs) / len(others) for result in results]
    return (same + (sum(shared) / len(shared) if shared else 0.0)) / 2


def _results(text: str) -> set[Fraction]:
    """The numbers behind equals signs."""
    return {value for said in _RESULT.findall(text) if (value := number(said.rstrip(","))) is not None}
