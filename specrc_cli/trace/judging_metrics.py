"""How a run's verifiers judged: acceptance by step position, scores, and what the scores were worth.

`docs/metrics.md` defines each figure. A tally holds counts over fixed bins, and one score a question and verifier.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from specrc_cli.trace.metrics import was_decided
from specrc_cli.trace.record import Record, VerdictRecord
from specrc_cli.trace.run_metrics import counts_as_graded
from specrc_cli.trace.scales import SCALES, STATED_CHANCES, Scale
from specrc_cli.trace.statistics import Bin, Share, auroc, calibration_error, reliability
from specrc_cli.trace.whatif import leaves

PLACES = 256
"""In a chain that are told apart; all steps behind are counted at the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigures:
    """One verifier's scores. `accepted` and `rejected` are steps (or chains, held against others) by bin of `scale`.

    `weakest` holds the lowest score among the accepted steps of a chain, as a chance, against whether the chain's
    answer was right; `separation` is its AUROC. `calibration_error` is there where the score claims to be a chance.
    """

    verifier: str
    scale: Scale
    thresholds: tuple[float, ...]
    accepted: tuple[int, ...]
    rejected: tuple[int, ...]
    weakest: tuple[Bin, ...]
    separation: float | None
    calibration_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingFigures:
    """`by_position[i]` are the accepted among the judged steps at place `i` of their chains."""

    by_position: tuple[Share, ...]
    scores: tuple[ScoreFigures, ...]


class _Scores:
    """What is kept of one verifier's scores."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.accepted, self.rejected = [0] * len(scale.edges), [0] * len(scale.edges)
        self.thresholds: set[float] = set()
        self.weakest, self.right = array("d"), array("b")

    def count(self, verdict: VerdictRecord, leaf: VerdictRecord, score: float) -> None:
        (self.accepted if verdict.accepted else self.rejected)[self.scale.bin(score)] += 1
        if leaf.threshold is not None:
            self.thresholds.add(leaf.threshold)

    def figures(self, verifier: str) -> ScoreFigures:
        right = [bool(one) for one in self.right]
        chances = [min(max(self.scale.chance(score), 0.0), 1.0) for score in self.weakest]
        known = list(zip(chances, right, strict=True))
        return ScoreFigures(
            verifier=verifier,
            scale=self.scale,
            thresholds=tuple(sorted(self.thresholds)),
            accepted=tuple(self.accepted),
            rejected=tuple(self.rejected),
            weakest=tuple(reliability(chances, right)),
            separation=auroc(
                [chance for chance, good in known if good], [chance for chance, good in known if not good]
            ),
            calibration_error=calibration_error(chances, right) if verifier in STATED_CHANCES else None,
        )


class JudgingTally:
    """Adds records up as they come."""

    def __init__(self) -> None:
        self._positions: defaultdict[int, Share] = defaultdict(lambda: Share(0, 0))
        self._scores: dict[str, _Scores] = {}

    def add(self, record: Record) -> None:
        for step in record.steps:
            if step.verdict is not None and was_decided(step):
                self._positions[min(step.index, PLACES - 1)] += Share(int(step.verdict.accepted), 1)
        weakest: dict[str, float] = {}
        for verdict in _verdicts(record):
            for leaf in leaves(verdict):
                name, score = leaf.verifier, leaf.score
                if name is not None and name in SCALES and score is not None:
                    self._of(name).count(verdict, leaf, score)
                    if verdict.accepted:
                        weakest[name] = min(score, weakest.get(name, score))
        if counts_as_graded(record):
            for verifier, score in weakest.items():
                self._of(verifier).weakest.append(score)
                self._of(verifier).right.append(record.correct is True)

    @property
    def figures(self) -> JudgingFigures:
        places = range(max(self._positions, default=-1) + 1)
        return JudgingFigures(
            by_position=tuple(self._positions.get(place, Share(0, 0)) for place in places),
            scores=tuple(held.figures(verifier) for verifier, held in self._scores.items()),
        )

    def _of(self, verifier: str) -> _Scores:
        return self._scores.setdefault(verifier, _Scores(SCALES[verifier]))


def _verdicts(record: Record) -> Iterator[VerdictRecord]:
    """All that decided something: on steps, and on branches held against each other."""
    yield from (step.verdict for step in record.steps if step.verdict is not None and was_decided(step))
    yield from (branch.verdict for branch in record.branches)
