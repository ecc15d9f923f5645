"""One question's figures in a row: for tables, for CSV, and for pairing runs."""

from __future__ import annotations

from dataclasses import dataclass

from specrc_cli.trace.events import StopReason
from specrc_cli.trace.identity import question_hash
from specrc_cli.trace.record import Record
from specrc_cli.trace.run_metrics import counts_as_graded, written_tokens

LONGEST_TEXT = 400
"""Characters of a text that are kept in a row, so that a run of many can be held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """`place` is the record's among those of its file, from 0. `right` is None where nobody could say.

    `key` is what the same question has in another run: its id, or a hash of its text where it has none. Of texts the
    beginning is kept.
    """

    place: int
    key: str
    id: str | None
    question: str
    answer: str | None
    gold: str | None
    right: bool | None
    stop: StopReason
    steps: int
    judged: int
    accepted: int
    rewritten: int
    draft_tokens: int
    target_tokens: int
    judge_tokens: int
    written_tokens: int
    seconds: float | None


def question_row(record: Record, place: int) -> QuestionRow:
    totals = record.totals
    return QuestionRow(
        place=place,
        key=record.id if record.id is not None else question_hash(record.question),
        id=record.id,
        question=_beginning(record.question),
        answer=_beginning(record.answer) if record.answer is not None else None,
        gold=_beginning(record.gold) if record.gold is not None else None,
        right=record.correct if counts_as_graded(record) else None,
        stop=record.stop,
        steps=totals.steps.settled,
        judged=totals.acceptance.of,
        accepted=totals.acceptance.count,
        rewritten=totals.steps.rewritten,
        draft_tokens=totals.tokens.draft,
        target_tokens=totals.tokens.target + totals.tokens.answer,
        judge_tokens=totals.tokens.judge,
        written_tokens=written_tokens(record),
        seconds=totals.seconds.wall,
    )


def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
