"""What a method tells while it runs. Views draw these, the recorder adds them up, `--events` prints them.

All text in an event was written by a model or a person: it is data, never markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from specrc_cli.backends.base import Cost, Guessed, ModelInfo, StopCause
from specrc_cli.trace.verdict import Verdict


class Author(StrEnum):
    DRAFT = "draft"
    TARGET = "target"
    PERSON = "person"


class Fate(StrEnum):
    """What became of a step."""

    ACCEPTED = "accepted"
    """Drafted, judged, and let stand."""
    REWRITTEN = "rewritten"
    """Drafted, judged, rejected; the target wrote this step in its place."""
    EDITED = "edited"
    """A person's text stands in its place."""
    DISCARDED = "discarded"
    """Drafted, but not in the chain: what it was to stand behind was rejected, or another was chosen."""
    WRITTEN = "written"
    """Written by one model and judged by nobody (a baseline, or the first steps the target keeps for itself)."""


class StopReason(StrEnum):
    """Why a chain ended. An answer may still have been asked for, and given, behind any but the last two."""

    ANSWER = "answer"
    """The model gave its answer of its own accord."""
    EOS = "eos"
    """The model ended its turn without an answer."""
    BUDGET = "budget"
    """`Limits.token_budget` is spent."""
    MAX_STEPS = "max_steps"
    LOOP = "loop"
    """The same steps came again, from the target as well."""
    TRUNCATED = "truncated"
    """The thinking ended, but the answer behind it was cut off at `Limits.answer_tokens`."""
    CONTEXT_FULL = "context_full"
    """A model's context has no room for what comes next."""
    CANCELLED = "cancelled"
    """Interrupted, or a person had enough."""
    ERROR = "error"
    """The run broke down; `RunEnded.error` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBegan:
    question: str
    method: str
    verifier: str
    knobs: Mapping[str, object]
    seed: int
    prompt_hash: str
    draft: ModelInfo | None
    target: ModelInfo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRead:
    """What evaluating the question took its model, told when that is known; no other event's cost includes it.

    Where a text was written in the same go, its seconds are those until the first of it came.
    """

    author: Author
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBegan:
    """A model starts to write step `index` (from 0) of branch `branch` (0 is the chain itself)."""

    index: int
    author: Author
    branch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWritten:
    """A piece of the step (or the answer) being written, as it comes; whole characters."""

    index: int
    author: Author
    text: str
    branch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWritten:
    """A step's whole text, its delimiter included. `mean_logprob` is its author's own, in nats a token.

    `guessed` says how guessing at it went, where anybody did; what that took of a draft model is in no other cost.
    """

    index: int
    author: Author
    text: str
    tokens: int
    stop: StopCause
    mean_logprob: float | None
    cost: Cost
    guessed: Guessed = Guessed()
    branch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepJudged:
    index: int
    verdict: Verdict
    branch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSettled:
    """Step `index` now stands in the chain as `text`, by `author`; or, discarded, it never will.

    `version` is the branch on which the step, or the target's version of it, was written and judged; 0 for this one.
    What is known of it there is kept with the step here.
    """

    index: int
    author: Author
    fate: Fate
    text: str
    branch: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchSettled:
    """What became of a whole branch: with `verdict.accepted` its steps are the chain's, else they were for nothing."""

    branch: int
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBegan:
    """The steps are over and gave no answer; text that follows, under the index behind the last step, is the answer."""

    author: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWritten:
    """The whole text of the answer phase, the tool's own cue for it included. `tokens` are those the model wrote."""

    author: Author
    text: str
    tokens: int
    cost: Cost
    guessed: Guessed = Guessed()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAudited:
    """What the target itself wrote afterwards in place of an accepted step, and whether the two say the same."""

    index: int
    text: str
    tokens: int
    stop: StopCause
    mean_logprob: float | None
    cost: Cost
    verdict: Verdict
    guessed: Guessed = Guessed()


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDecided:
    """From step `index` on the run speculates, or leaves the steps to the target, by what was measured so far.

    `stood` of `tries` drafted steps stand; `drafting` and `judging` one take such shares of the target's own step.
    """

    index: int
    speculating: bool
    stood: int
    tries: int
    drafting: float
    judging: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One line for the person: what was switched off, and why."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    stop: StopReason
    answer: str | None
    seconds: float
    error: str = ""


Event = (
    RunBegan
    | PromptRead
    | StepBegan
    | TextWritten
    | StepWritten
    | StepJudged
    | StepSettled
    | BranchSettled
    | AnswerBegan
    | AnswerWritten
    | StepAudited
    | GuardDecided
    | Notice
    | RunEnded
)
Emit = Callable[[Event], None]
