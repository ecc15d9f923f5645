"""The trace of one run, schema 1: one JSON object a line. A field is there or null, never guessed.

Reading is strict about what it knows and silent about what it does not: fields of a later minor version are ignored,
another `schema` number is refused. This module knows how a trace looks, not how it comes about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from specrc_cli.backends.base import Cost, StopCause
from specrc_cli.errors import SpecrcError
from specrc_cli.trace.events import Author, Fate, StopReason
from specrc_cli.trace.grading import Grading
from specrc_cli.trace.verdict import Verdict

SCHEMA: Final = 1


Count = Annotated[int, Field(ge=0, lt=2**53)]
"""What any program reads from JSON without loss."""
Duration = Annotated[float, Field(ge=0, le=1e12)]
"""Seconds."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, allow_inf_nan=False)


class ModelRecord(_Part):
    """Which file wrote or judged. `fingerprint` names it on any machine; its folder is nobody's business."""

    name: str
    file: str | None = None
    fingerprint: str | None = None
    architecture: str | None = None
    quantization: str | None = None
    parameters: int | None = None
    context: int | None = None
    backend: str | None = None
    device: str | None = None


class CostRecord(_Part):
    """Tokens evaluated, tokens sampled, and the model's busy time for them in seconds."""

    prefilled: Count = 0
    written: Count = 0
    seconds: Duration = 0.0


class GuessedRecord(_Part):
    """Tokens guessed at one text, those the model wrote as guessed, and of these the ones a rejected step began with.

    `cost` is what a draft model took to guess.
    """

    tried: Count
    accepted: Count
    salvaged: Count
    cost: CostRecord


class WritingRecord(_Part):
    """One text one model wrote; `mean_logprob` is its own, in nats a token."""

    text: str
    tokens: Count
    stop: StopCause
    mean_logprob: float | None
    cost: CostRecord
    guessed: GuessedRecord | None = None


class PromptRecord(_Part):
    """What the question took the model that reads or writes as `author`, apart from all that came behind it."""

    author: Author
    cost: CostRecord


class VerdictRecord(_Part):
    """See `Verdict`. `verifier` is null where the method turned the step away and asked nobody."""

    verifier: str | None
    accepted: bool
    abstained: bool
    score: float | None
    threshold: float | None
    reason: str | None
    parts: dict[str, float | None]
    distribution: list[float] | None
    members: list[VerdictRecord]
    cost: CostRecord

    def restored(self) -> Verdict:
        """The verdict again, without what a person wrote: that is the step's text."""
        return Verdict(
            verifier=self.verifier or "",
            accepted=self.accepted,
            score=self.score,
            threshold=self.threshold,
            parts={name: value for name, value in self.parts.items() if value is not None},
            reason=self.reason or "",
            distribution=tuple(self.distribution or ()),
            members=tuple(member.restored() for member in self.members),
            cost=Cost(**self.cost.model_dump()),
        )


class AuditRecord(_Part):
    """What the target wrote afterwards in place of an accepted step; `verdict.accepted`: it says the same."""

    target: WritingRecord
    verdict: VerdictRecord


class StepRecord(_Part):
    """One step. `fate`, `author` and `text` are null where the run ended before the step was settled.

    `draft` and `target` are what each wrote for it; `draft.text` is the rejected draft where `fate` is `rewritten`.
    `audit` is null but for the accepted steps that were sampled.
    `accepted` is null where nobody judged. `truncated` says that the text that stands was cut off by a limit.
    """

    index: Count
    branch: Count = 0
    author: Author | None
    fate: Fate | None
    text: str | None
    truncated: bool
    accepted: bool | None
    verdict: VerdictRecord | None
    draft: WritingRecord | None
    target: WritingRecord | None
    audit: AuditRecord | None = None


class BranchRecord(_Part):
    """A branch held against others: whether it was chosen, and why. Its steps are those that carry its number."""

    branch: Count
    chosen: bool
    verdict: VerdictRecord


class AnswerRecord(_Part):
    """The answer phase, where there was one."""

    author: Author
    text: str
    tokens: Count
    cost: CostRecord
    guessed: GuessedRecord | None = None


class GuardRecord(_Part):
    """See `GuardDecided`: from which step on the run speculated or did not, and the figures that decided it."""

    index: Count
    speculating: bool
    stood: Count
    tries: Count
    drafting: float
    judging: float


class Rate(_Part):
    """`of` things, `count` of which did; `rate` is null where there was nothing to count."""

    count: Count
    of: Count
    rate: float | None

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if self.count > self.of:
            raise ValueError(f"{self.count} of {self.of} is no share")
        return self


class Tokens(_Part):
    """`prompt` is what the models evaluated to read the question, `judge` what the target did to judge.

    `answer` is the target's; what the draft wrote for an answer of its own is in `draft`. `discarded` is what was
    written and does not stand in the chain.
    """

    draft: Count
    target: Count
    answer: Count
    judge: Count
    discarded: Count
    prompt: Count = 0


class Seconds(_Part):
    """Where the wall time went. Models that work side by side can add up to more than `wall`."""

    draft: Duration
    judge: Duration
    write: Duration
    answer: Duration
    prompt: Duration = 0.0
    wall: Duration | None


class Steps(_Part):
    """How many steps came to which end. `turned_away`: rejected without asking anybody.

    `settled` are those that stand. A verdict on a `discarded` step decided nothing, so it is not among the `judged`,
    nor, if it was none, among the `abstained`.
    """

    settled: Count
    drafted: Count
    judged: Count
    accepted: Count
    rewritten: Count
    edited: Count
    written: Count
    discarded: Count = 0
    abstained: Count
    turned_away: Count


class SpeculationTotals(_Part):
    """Tokens guessed at what the target wrote, and those it wrote as guessed; `salvaged` of these began rejected steps.

    `unchanged` counts the rejected steps that the target wrote again to the letter.
    """

    guessed: Count
    accepted: Count
    salvaged: Count
    unchanged: Count

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if self.accepted > self.guessed:
            raise ValueError(f"{self.accepted} accepted of {self.guessed} guessed is no share")
        return self


class AuditTotals(_Part):
    """Of the accepted steps that the target wrote itself afterwards, those in which it says something else.

    `low` and `high` are Wilson's 95% interval of that share. `tokens` and `seconds` are in no other figure, and not in
    the wall time.
    """

    unlike: Rate
    low: float
    high: float
    tokens: Count
    seconds: Duration


class Totals(_Part):
    """`audit` is null where no step was audited, and `speculation` where nothing was guessed at."""

    steps: Steps
    acceptance: Rate
    token_acceptance: Rate
    tokens: Tokens
    seconds: Seconds
    audit: AuditTotals | None = None
    speculation: SpeculationTotals | None = None


class Record(_Part):
    """One run of one method on one question.

    `created` is when it began, in UTC as ISO 8601. `question_hash` and `config_hash` say what need not be run again
    (see `trace.identity`). `metadata` is what the question's data set says of it besides. `correct` is null where there
    is no known answer or the run broke off; `grading` is null where no answer was compared.
    """

    schema_version: Literal[1] = Field(default=SCHEMA, alias="schema")
    version: str
    created: str | None = None
    id: str | None
    question_hash: str | None = None
    config_hash: str | None = None
    metadata: dict[str, Any] | None = None
    pair: str | None
    question: str
    method: str
    verifier: str | None
    knobs: dict[str, Any]
    prompt_hash: str
    seed: int
    draft: ModelRecord | None
    target: ModelRecord | None
    prompts: list[PromptRecord] = []
    steps: list[StepRecord]
    branches: list[BranchRecord] = []
    guard: list[GuardRecord] = []
    answer_phase: AnswerRecord | None
    answer: str | None
    gold: str | None
    correct: bool | None
    grading: Grading | None = None
    stop: StopReason
    error: str | None
    notices: list[str]
    totals: Totals

    def to_json(self) -> str:
        """One line of ASCII: whatever a model wrote, no control character of it reaches a terminal or a file raw."""
        return json.dumps(self.model_dump(mode="json", by_alias=True), allow_nan=False)


def read_records(path: Path) -> Iterator[Record]:
    """The records of a trace file, in order. Raises `SpecrcError` with the line that cannot be read."""
    try:
        with path.open(encoding="utf-8") as lines:
            for line_number, line in enumerate(lines, 1):
                if line.strip():
                    yield read_record(line, f"{path}:{line_number}")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecrcError(
            f"cannot read the trace {path}: {error}", "give a file written by --trace or batch"
        ) from error


def read_record(line: str | bytes, place: str) -> Record:
    """The record on one line of a trace. Raises `SpecrcError`, which names the `place`."""
    try:
        return Record.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        raise SpecrcError(
            f"{place} is not a trace record of schema {SCHEMA}: {field}: {first['msg']}",
            "remove the line, or read it with the version of specrc that wrote it",
        ) from error
