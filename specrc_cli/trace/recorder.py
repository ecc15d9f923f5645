"""Recorder: adds a run's events up to its record. Knows events and records, nothing of models or screens."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import copy
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from specrc_cli import __version__
from specrc_cli.backends.base import Cost, Guessed, ModelInfo, StopCause
from specrc_cli.trace import identity, metrics
from specrc_cli.trace.events import (
    AnswerWritten,
    Author,
    BranchSettled,
    Event,
    Fate,
    GuardDecided,
    Notice,
    PromptRead,
    RunBegan,
    RunEnded,
    StepAudited,
    StepBegan,
    StepJudged,
    StepSettled,
    StepWritten,
    StopReason,
)
from specrc_cli.trace.grading import Grade, grade
from specrc_cli.trace.record import (
    AnswerRecord,
    AuditRecord,
    BranchRecord,
    CostRecord,
    GuardRecord,
    GuessedRecord,
    ModelRecord,
    PromptRecord,
    Record,
    StepRecord,
    Totals,
    VerdictRecord,
    WritingRecord,
)
from specrc_cli.trace.verdict import Verdict

_CUT_OFF = (StopCause.LENGTH, StopCause.CONTEXT)
_BROKEN_OFF = (StopReason.CANCELLED, StopReason.ERROR)


@dataclass(slots=True)
class _Step:
    """What is known so far of one step."""

    writings: dict[Author, WritingRecord] = field(default_factory=dict)
    verdict: Verdict | None = None
    settled: StepSettled | None = None
    audit: AuditRecord | None = None

    def record(self, index: int, branch: int) -> StepRecord:
        settled, verdict = self.settled, self.verdict
        author = settled.author if settled else None
        standing = self.writings.get(author) if author else None
        return StepRecord(
            index=index,
            branch=branch,
            author=author,
            fate=settled.fate if settled else None,
            text=settled.text if settled else None,
            truncated=standing is not None and standing.stop in _CUT_OFF,
            accepted=verdict.accepted if verdict else None,
            verdict=_verdict_record(verdict) if verdict else None,
            draft=self.writings.get(Author.DRAFT),
            target=self.writings.get(Author.TARGET),
            audit=self.audit,
        )


class Recorder:
    """An `Emit` that keeps what a record needs.

    `id`, `gold`, `metadata` and `pair` are what the caller knows of the question and the models, and no event tells.
    """

    def __init__(
        self,
        *,
        id: str | None = None,
        gold: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        pair: str | None = None,
    ) -> None:
        self._id, self._gold, self._metadata, self._pair = id, gold, metadata, pair
        self._created: str | None = None
        self._steps: dict[tuple[int, int], _Step] = {}
        self._discarded: list[StepRecord] = []
        self._began: RunBegan | None = None
        self._prompts: list[PromptRecord] = []
        self._branches: list[BranchRecord] = []
        self._answer: AnswerRecord | None = None
        self._guard: list[GuardRecord] = []
        self._notices: list[str] = []
        self._ended: RunEnded | None = None

    def __call__(self, event: Event) -> None:
        match event:
            case RunBegan():
                self._began = event
                self._created = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            case PromptRead(author=author, cost=cost):
                self._prompts.append(PromptRecord(author=author, cost=_cost_record(cost)))
            case StepBegan(index=index, branch=branch):
                self._begin(branch, index)
            case StepWritten(index=index, branch=branch):
                self._step(branch, index).writings[event.author] = _writing_record(event)
            case StepJudged(index=index, branch=branch):
                self._step(branch, index).verdict = event.verdict
            case StepSettled(index=index, branch=branch):
                step = self._step(branch, index)
                step.settled = event
                if event.version:
                    other = self._steps.pop((event.version, index))
                    step.writings = {**other.writings, **step.writings}
                    step.verdict = step.verdict or other.verdict
            case StepAudited(index=index):
                self._step(0, index).audit = AuditRecord(
                    target=_writing_record(event), verdict=_verdict_record(event.verdict)
                )
            case BranchSettled(branch=branch, verdict=verdict):
                judged = _verdict_record(verdict)
                self._branches.append(BranchRecord(branch=branch, chosen=verdict.accepted, verdict=judged))
            case AnswerWritten():
                self._answer = AnswerRecord(
                    author=event.author,
                    text=event.text,
                    tokens=event.tokens,
                    cost=_cost_record(event.cost),
                    guessed=_guessed_record(event.guessed),
                )
            case GuardDecided():
                self._guard.append(GuardRecord(**asdict(event)))
            case Notice(text=text):
                self._notices.append(text)
            case RunEnded():
                self._ended = event
            case _:
                pass

    @property
    def steps(self) -> list[StepRecord]:
        """The steps so far, in order; of several under one index, all but the last were discarded."""
        current = (step.record(index, branch) for (branch, index), step in self._steps.items())
        return sorted((*self._discarded, *current), key=lambda step: (step.branch, step.index))

    @property
    def totals(self) -> Totals:
        """What can be added up so far; the wall time is known when the run has ended."""
        wall = self._ended.seconds if self._ended else None
        return metrics.totals(self.steps, self._branches, self._answer, wall, prompts=self._prompts)

    def record(self) -> Record:
        """The record of a run that has begun and ended."""
        began, ended = self._began, self._ended
        if began is None or ended is None:
            raise ValueError("a run has a record when it has begun and ended")
        graded = Grade(None) if ended.stop in _BROKEN_OFF else grade(ended.answer, self._gold)
        question = _clean(began.question)
        return Record(
            version=__version__,
            created=self._created,
            id=self._id,
            question_hash=identity.question_hash(question),
            config_hash=identity.config_hash(identity.configuration_of(began)),
            metadata=dict(self._metadata) if self._metadata is not None else None,
            pair=self._pair,
            question=question,
            method=began.method,
            verifier=began.verifier or None,
            knobs=_plain(began.knobs),
            prompt_hash=began.prompt_hash,
            seed=began.seed,
            draft=_model_record(began.draft),
            target=_model_record(began.target),
            prompts=self._prompts,
            steps=self.steps,
            branches=self._branches,
            guard=self._guard,
            answer_phase=self._answer,
            answer=ended.answer,
            gold=self._gold,
            correct=graded.correct,
            grading=graded.how,
            stop=ended.stop,
            error=ended.error or None,
            notices=self._notices,
            totals=self.totals,
        )

    def interrupted(self, seconds: float) -> Record:
        """The record that would be left of a run that has begun, were it interrupted now, so many seconds in."""
        cut_off = copy(self)
        cut_off(RunEnded(stop=StopReason.CANCELLED, answer=None, seconds=seconds))
        return cut_off.record()

    def _begin(self, branch: int, index: int) -> None:
        """A step is written anew where an earlier one was discarded; else the same one, by another author."""
        step = self._step(branch, index)
        if step.settled is not None and step.settled.fate is Fate.DISCARDED:
            self._discarded.append(step.record(index, branch))
            del self._steps[branch, index]
            self._step(branch, index)

    def _step(self, branch: int, index: int) -> _Step:
        return self._steps.setdefault((branch, index), _Step())


def _writing_record(event: StepWritten | StepAudited) -> WritingRecord:
    return WritingRecord(
        text=event.text,
        tokens=event.tokens,
        stop=event.stop,
        mean_logprob=_finite(event.mean_logprob),
        cost=_cost_record(event.cost),
        guessed=_guessed_record(event.guessed),
    )


def _guessed_record(guessed: Guessed) -> GuessedRecord | None:
    """Null where nobody guessed."""
    if guessed == Guessed():
        return None
    return GuessedRecord(
        tried=guessed.tried, accepted=guessed.accepted, salvaged=guessed.salvaged, cost=_cost_record(guessed.cost)
    )


def _verdict_record(verdict: Verdict) -> VerdictRecord:
    return VerdictRecord(
        verifier=verdict.verifier or None,
        accepted=verdict.accepted,
        abstained=verdict.abstained,
        score=_finite(verdict.score),
        threshold=_finite(verdict.threshold),
        reason=verdict.reason or None,
        parts={name: _finite(value) for name, value in verdict.parts.items()},
        distribution=list(verdict.distribution) or None,
        members=[_verdict_record(member) for member in verdict.members],
        cost=_cost_record(verdict.cost),
    )


def _cost_record(cost: Cost) -> CostRecord:
    return CostRecord(prefilled=cost.prefilled, written=cost.written, seconds=cost.seconds)


def _model_record(info: ModelInfo | None) -> ModelRecord | None:
    if info is None:
        return None
    return ModelRecord(
        name=info.name,
        file=PurePath(info.path).name or None,
        fingerprint=info.fingerprint or None,
        architecture=info.architecture or None,
        quantization=info.quantization or None,
        parameters=info.parameters or None,
        context=info.context or None,
        backend=info.backend or None,
        device=info.device or None,
    )


def _finite(number: float | None) -> float | None:
    """JSON has no infinity; a figure that is not a number is not known."""
    return number if number is not None and math.isfinite(number) else None


def _clean(text: str) -> str:
    """A question may come from a command line that was not UTF-8; a record is."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _plain(knobs: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(value) if isinstance(value, Mapping) else value for name, value in knobs.items()}
