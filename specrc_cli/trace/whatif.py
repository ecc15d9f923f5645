"""What another threshold would have decided, from what a run left behind. Pure arithmetic over records of steps.

A verdict with a score says exactly what it would have been at another threshold. What it would have led to is not in
the record: behind the first decision that changes, the draft would have gone on from another chain. Everything that
counts those steps, and every cost, is therefore an estimate, and has to be called one wherever it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from specrc_cli.trace.metrics import rate, seconds_of_writing, was_decided
from specrc_cli.trace.record import Rate, Record, StepRecord, VerdictRecord

PERSON = "person"
_NOT_SET_BY_ANYBODY = frozenset({PERSON, "arithmetic"})
"""Verifiers whose threshold is part of what they are."""
_WRITES_ANYWAY = frozenset({"lookahead"})
"""Methods in which the target writes its own version of every judged step, rejected or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """A verifier's threshold, to be moved. `threshold` is where it stood in the run.

    `handed_on` are the verifiers that this one hands a doubtful step on to, as `confidence` does in
    `confidence/utility`. `rewrites`: whether a rejection makes the target write what it else would not have.
    """

    verifier: str
    threshold: float
    handed_on: frozenset[str] = frozenset()
    rewrites: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A verdict as a function of the threshold: from `score` down it is `reached`, above it `missed`.

    None where the record cannot tell, as somebody would have been asked who was not.
    """

    score: float
    reached: bool | None
    missed: bool | None

    @property
    def moves(self) -> bool:
        """Whether any threshold makes a difference."""
        return self.reached is not self.missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of one judged step, and would at another threshold.

    `place` is the step's in the record's list. `write_seconds` and `write_tokens` are what the target's own version
    of it took, 0 where it wrote none. `rewrites` is the dial's; without it the target's version costs nothing more.
    """

    place: int
    accepted: bool
    ruling: Ruling
    write_seconds: float = 0.0
    write_tokens: int = 0
    rewrites: bool = True

    def at(self, threshold: float) -> bool | None:
        return self.ruling.reached if self.ruling.score >= threshold else self.ruling.missed


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanRewrite:
    """What the target's own version of a step takes on average: busy seconds and tokens. None where it wrote none."""

    seconds: float | None
    tokens: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrites:
    """So many steps that the target wrote, of one run or of many, and what they took in all."""

    count: int = 0
    seconds: float = 0.0
    tokens: int = 0

    @classmethod
    def of(cls, record: Record) -> Rewrites:
        written = [step.target for step in record.steps if step.target]
        return cls(
            count=len(written),
            seconds=sum(seconds_of_writing(writing) for writing in written),
            tokens=sum(writing.tokens for writing in written),
        )

    def __add__(self, other: Rewrites) -> Rewrites:
        return Rewrites(
            count=self.count + other.count, seconds=self.seconds + other.seconds, tokens=self.tokens + other.tokens
        )

    @property
    def mean(self) -> MeanRewrite:
        if self.count == 0:
            return MeanRewrite(seconds=None, tokens=None)
        return MeanRewrite(seconds=self.seconds / self.count, tokens=self.tokens / self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A decision that changes, and its verdict then; None where that cannot be told."""

    decision: Decision
    accepted: bool | None

    @property
    def adds_a_rewrite(self) -> bool:
        """Whether the target would have had to write a step that it did not."""
        return self.accepted is False and self.decision.rewrites


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The decisions of a run, or of many, at another threshold. All but `flips` is an estimate once there is a flip.

    `acceptance` is of the steps whose verdict can be told. `seconds` and `tokens` are how much more the target would
    have written, less where negative; None where nothing in the run says what a rewrite takes.
    """

    threshold: float
    flips: tuple[Flip, ...]
    acceptance: Rate
    seconds: float | None
    tokens: float | None


def dials(record: Record) -> list[Dial]:
    """The thresholds that decided something in a run, in the order in which they first did."""
    spoken = [leaf for step in record.steps if step.verdict for leaf in leaves(step.verdict)]
    found = {leaf.verifier: leaf.threshold for leaf in reversed(spoken) if _is_set(leaf)}
    return [
        Dial(
            verifier=name,
            threshold=threshold,
            handed_on=_handed_on(name, record.verifier or ""),
            rewrites=record.method not in _WRITES_ANYWAY,
        )
        for name, threshold in reversed(found.items())
        if name is not None and threshold is not None
    ]


def decisions(steps: Sequence[StepRecord], dial: Dial) -> list[Decision]:
    """The judged steps that decided something, as `metrics` counts them."""
    return [
        _decision(place, step, step.verdict, dial)
        for place, step in enumerate(steps)
        if step.verdict is not None and was_decided(step)
    ]


def what_if(decided: Sequence[Decision], threshold: float, rewrite: MeanRewrite) -> WhatIf:
    """Replay decisions at a threshold.

    A rewrite that would not have happened saves what it took; one that would have, but did not, costs the mean of
    those that did. Where the target writes its version of every step, neither changes anything.
    """
    ruled = [Flip(decision=decision, accepted=decision.at(threshold)) for decision in decided]
    known = [each.accepted for each in ruled if each.accepted is not None]
    flips = tuple(each for each in ruled if each.accepted is not each.decision.accepted)
    spared = [flip.decision for flip in flips if flip.accepted and flip.decision.rewrites]
    added = sum(flip.adds_a_rewrite for flip in flips)
    return WhatIf(
        threshold=threshold,
        flips=flips,
        acceptance=rate(sum(known), len(known)),
        seconds=change(added, rewrite.seconds, sum(decision.write_seconds for decision in spared)),
        tokens=change(added, rewrite.tokens, sum(decision.write_tokens for decision in spared)),
    )


def first_change(steps: Sequence[StepRecord], what: WhatIf) -> int | None:
    """The index of the first step of a chain whose verdict changes; all that stands behind it would be another text."""
    return min((steps[flip.decision.place].index for flip in what.flips), default=None)


def _decision(place: int, step: StepRecord, verdict: VerdictRecord, dial: Dial) -> Decision:
    decision = Decision(
        place=place,
        accepted=verdict.accepted,
        ruling=_ruling(verdict, dial),
        write_seconds=seconds_of_writing(step.target) if step.target else 0.0,
        write_tokens=step.target.tokens if step.target else 0,
        rewrites=dial.rewrites,
    )
    if decision.at(dial.threshold) is verdict.accepted:
        return decision
    carried = Ruling(score=dial.threshold, reached=verdict.accepted, missed=None)
    return replace(decision, ruling=carried)


def _ruling(verdict: VerdictRecord, dial: Dial) -> Ruling:
    if verdict.verifier == PERSON or not verdict.members:
        return _leaf_ruling(verdict, dial)
    members = [_ruling(member, dial) for member in verdict.members]
    if len(members) < (verdict.verifier or "").count("+") + 1:  # whoever stands behind the first rejection
        members.append(Ruling(score=math.inf, reached=None, missed=None))
    return Ruling(
        score=min(member.score for member in members),
        reached=_all([member.reached for member in members]),
        missed=_all([member.missed for member in members]),
    )


def _leaf_ruling(verdict: VerdictRecord, dial: Dial) -> Ruling:
    accepted, score = verdict.accepted, verdict.score
    if verdict.verifier == dial.verifier and score is not None:
        return Ruling(score=score, reached=True, missed=None if dial.handed_on and accepted else False)
    if verdict.verifier in dial.handed_on and not accepted:  # the dial's own score is lost; it was under the threshold
        return Ruling(score=math.nextafter(dial.threshold, -math.inf), reached=None, missed=False)
    return Ruling(score=math.inf, reached=accepted, missed=accepted)


def _all(rulings: Sequence[bool | None]) -> bool | None:
    """Whether all accept: one rejection settles it, else one that is not known leaves it open."""
    if False in rulings:
        return False
    return None if None in rulings else True


def leaves(verdict: VerdictRecord) -> Iterator[VerdictRecord]:
    """What each verifier said that a composed verdict is made of."""
    if not verdict.members:
        yield verdict
    for member in verdict.members:
        yield from leaves(member)


def _is_set(verdict: VerdictRecord) -> bool:
    return verdict.threshold is not None and verdict.verifier not in (None, *_NOT_SET_BY_ANYBODY)


def _handed_on(name: str, spec: str) -> frozenset[str]:
    """The verifiers behind `name` in its part of a composition such as `arithmetic+confidence/utility`."""
    for part in spec.removeprefix(f"{PERSON}(").removesuffix(")").split("+"):
        names = part.split("/")
        if name in names:
            return frozenset(names[names.index(name) + 1 :])
    return frozenset()


def change(added: int, mean: float | None, saved: float) -> float | None:
    """How much more is spent: so many times the mean, less what is saved; None where nobody knows the mean."""
    if added and mean is None:
        return None
    return added * (mean or 0.0) - saved
