"""Records made by hand, for tests of figures and of pages: a step is a few words, a record is some steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from specrc_cli.backends.base import StopCause
from specrc_cli.trace.events import Author, Fate, StopReason
from specrc_cli.trace.metrics import totals
from specrc_cli.trace.record import (
    AnswerRecord,
    BranchRecord,
    CostRecord,
    GuessedRecord,
    ModelRecord,
    Record,
    StepRecord,
    VerdictRecord,
    WritingRecord,
)


def wrote(text: str, tokens: int = 4, seconds: float = 0.1) -> WritingRecord:
    cost = CostRecord(prefilled=2, written=tokens, seconds=seconds)
    return WritingRecord(text=text, tokens=tokens, stop=StopCause.DELIMITER, mean_logprob=-0.5, cost=cost)


def guessed(writing: WritingRecord, seconds: float) -> WritingRecord:
    """The same text, with a draft that took so long to guess at it."""
    took = GuessedRecord(tried=3, accepted=2, salvaged=0, cost=CostRecord(written=3, seconds=seconds))
    return writing.model_copy(update={"guessed": took})


def verdict(score: float | None, *, accepted: bool, verifier: str | None = "utility", **more: Any) -> VerdictRecord:
    known: dict[str, Any] = {
        "abstained": score is None and verifier is not None, "threshold": 7.0, "reason": None, "parts": {},
        "distribution": None, "members": [], "cost": CostRecord(prefilled=6, seconds=0.05), **more,
    }  # fmt: skip
    return VerdictRecord(verifier=verifier, accepted=accepted, score=score, **known)


def accepted(text: str = "2 + 2 = 4\n\n", *, score: float = 8.0, **more: Any) -> StepRecord:
    return _step(Author.DRAFT, Fate.ACCEPTED, text, verdict(score, accepted=True), draft=wrote(text), **more)


def rewritten(rejected: str = "2 + 2 = 5\n\n", text: str = "2 + 2 = 4\n\n", *, score: float = 2.0) -> StepRecord:
    said = verdict(score, accepted=False)
    return _step(Author.TARGET, Fate.REWRITTEN, text, said, draft=wrote(rejected), target=wrote(text, 5, 0.4))


def turned_away(text: str = "2 + 2 = 4\n\n") -> StepRecord:
    said = verdict(None, accepted=False, verifier=None, reason="cut off")
    return _step(Author.TARGET, Fate.REWRITTEN, text, said, draft=wrote("2 +"), target=wrote(text, 5, 0.4))


def written(text: str = "2 + 2 = 4\n\n", *, author: Author = Author.TARGET) -> StepRecord:
    return _step(author, Fate.WRITTEN, text, None, **{author.value: wrote(text)})


def discarded(text: str = "5 + 5 = 10\n\n", *, branch: int = 0) -> StepRecord:
    return _step(Author.DRAFT, Fate.DISCARDED, text, None, draft=wrote(text), branch=branch)


def branch(number: int, *, chosen: bool, score: float = 0.5) -> BranchRecord:
    said = verdict(score, accepted=chosen, verifier="choice", threshold=0.2)
    return BranchRecord(branch=number, chosen=chosen, verdict=said)


def record(*steps: StepRecord, wall: float | None = 2.0, **more: Any) -> Record:
    """A record whose totals are those of its steps; `steps` of one branch are numbered in their order."""
    numbered = _numbered(steps)
    answer_phase: AnswerRecord | None = more.get("answer_phase")
    branches: Sequence[BranchRecord] = more.get("branches", ())
    known: dict[str, Any] = {
        "version": "1", "id": "q1", "pair": "demo", "question": "How much is 2 + 2?", "method": "specreason",
        "verifier": "utility", "knobs": {"method": {}, "limits": {"max_steps": 64}}, "prompt_hash": "0a1b", "seed": 0,
        "draft": ModelRecord(name="small", file="small.gguf", fingerprint="aa"),
        "target": ModelRecord(name="large", file="large.gguf", fingerprint="bb"),
        "answer": "4", "gold": "4", "correct": True, "stop": StopReason.ANSWER, "error": None, "notices": [],
        "answer_phase": None, "totals": totals(numbered, branches, answer_phase, wall), **more,
    }  # fmt: skip
    return Record(steps=numbered, **known)


def _numbered(steps: Sequence[StepRecord]) -> list[StepRecord]:
    indices: dict[int, int] = {}
    listed = []
    for step in steps:
        index = indices[step.branch] = indices.get(step.branch, -1) + 1
        listed.append(step.model_copy(update={"index": index}))
    return listed


def _step(author: Author, fate: Fate, text: str, said: VerdictRecord | None, **more: Any) -> StepRecord:
    known: dict[str, Any] = {"index": 0, "truncated": False, "draft": None, "target": None, **more}
    return StepRecord(
        author=author, fate=fate, text=text, verdict=said, accepted=said.accepted if said else None, **known
    )
