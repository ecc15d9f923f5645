"""The figures of one run, from one place. Pure arithmetic over records of steps; `run_metrics` has those of many."""

from __future__ import annotations

from collections.abc import Sequence

from specrc_cli.trace.events import Author, Fate
from specrc_cli.trace.record import (
    AnswerRecord,
    AuditRecord,
    AuditTotals,
    BranchRecord,
    CostRecord,
    PromptRecord,
    Rate,
    Seconds,
    SpeculationTotals,
    StepRecord,
    Steps,
    Tokens,
    Totals,
    WritingRecord,
)
from specrc_cli.trace.statistics import share

_NOTHING = CostRecord()


def totals(
    steps: Sequence[StepRecord],
    branches: Sequence[BranchRecord],
    answer: AnswerRecord | None,
    wall: float | None,
    *,
    prompts: Sequence[PromptRecord] = (),
) -> Totals:
    """Everything that can be added up over a run, finished or not."""
    judging = [*(_judging(step) for step in steps), *(branch.verdict.cost for branch in branches)]
    judged = [step for step in steps if was_decided(step)]
    accepted = [step for step in judged if step.accepted]
    drafted_answer, drafted_seconds = _answering(answer, Author.DRAFT)
    target_answer, target_seconds = _answering(answer, Author.TARGET)
    return Totals(
        steps=_count_steps(steps, judged=len(judged), accepted=len(accepted)),
        acceptance=rate(len(accepted), len(judged)),
        token_acceptance=rate(_drafted_tokens(accepted), _drafted_tokens(judged)),
        tokens=Tokens(
            draft=_drafted_tokens(steps) + drafted_answer,
            target=sum(step.target.tokens for step in steps if step.target),
            answer=target_answer,
            judge=sum(cost.prefilled + cost.written for cost in judging),
            discarded=sum(discarded_tokens(step) for step in steps),
            prompt=sum(prompt.cost.prefilled for prompt in prompts),
        ),
        seconds=Seconds(
            draft=sum(step.draft.cost.seconds for step in steps if step.draft) + drafted_seconds,
            judge=sum(cost.seconds for cost in judging),
            write=sum(seconds_of_writing(step.target) for step in steps if step.target),
            answer=target_seconds,
            prompt=sum(prompt.cost.seconds for prompt in prompts),
            wall=wall,
        ),
        audit=_audit([step.audit for step in steps if step.audit]),
        speculation=_speculation(steps, answer),
    )


def was_judged(step: StepRecord) -> bool:
    """Whether a verifier spoke of the step; a draft the method turned away unasked was not judged."""
    return step.verdict is not None and step.verdict.verifier is not None


def was_decided(step: StepRecord) -> bool:
    """Whether a verifier's word on the step decided something; on one that was discarded it did not."""
    return was_judged(step) and step.fate is not Fate.DISCARDED


def discarded_tokens(step: StepRecord) -> int:
    """Tokens written for the step that do not stand in the chain."""
    written = sum(writing.tokens for writing in (step.draft, step.target) if writing)
    match step.fate:
        case Fate.ACCEPTED:
            return step.target.tokens if step.target else 0
        case Fate.WRITTEN:
            return 0
        case Fate.REWRITTEN:
            return step.draft.tokens if step.draft else 0
        case Fate.EDITED | Fate.DISCARDED | None:
            return written


def rate(count: int, of: int) -> Rate:
    return Rate(count=count, of=of, rate=count / of if of else None)


def tokens_per_second(written: int, seconds: float) -> float | None:
    """How fast a model wrote while it was busy; None where it never was."""
    return written / seconds if seconds > 0 and written else None


def seconds_of_writing(writing: WritingRecord | AnswerRecord) -> float:
    """What a text took to write, guessing at it included."""
    return writing.cost.seconds + (writing.guessed.cost.seconds if writing.guessed else 0.0)


def _answering(answer: AnswerRecord | None, author: Author) -> tuple[int, float]:
    """Tokens and seconds of the answer phase, if it was this model's."""
    if answer is None or answer.author is not author:
        return 0, 0.0
    return answer.tokens, seconds_of_writing(answer)


def _speculation(steps: Sequence[StepRecord], answer: AnswerRecord | None) -> SpeculationTotals | None:
    writings = [*(step.target for step in steps), answer]
    guessed = [writing.guessed for writing in writings if writing and writing.guessed]
    if not guessed:
        return None
    return SpeculationTotals(
        guessed=sum(each.tried for each in guessed),
        accepted=sum(each.accepted for each in guessed),
        salvaged=sum(each.salvaged for each in guessed),
        unchanged=sum(_is_unchanged(step) for step in steps),
    )


def _is_unchanged(step: StepRecord) -> bool:
    """Whether the target wrote a rejected step again to the letter."""
    return step.fate is Fate.REWRITTEN and step.draft is not None and step.draft.text == step.text


def _audit(audits: Sequence[AuditRecord]) -> AuditTotals | None:
    unlike = share(not audit.verdict.accepted for audit in audits)
    if unlike.interval is None:
        return None
    costs = [cost for audit in audits for cost in (audit.target.cost, audit.verdict.cost)]
    return AuditTotals(
        unlike=rate(unlike.count, unlike.of),
        low=unlike.interval[0],
        high=unlike.interval[1],
        tokens=sum(cost.prefilled + cost.written for cost in costs),
        seconds=sum(cost.seconds for cost in costs),
    )


def _count_steps(steps: Sequence[StepRecord], *, judged: int, accepted: int) -> Steps:
    fates = [step.fate for step in steps]
    return Steps(
        settled=sum(fate not in (None, Fate.DISCARDED) for fate in fates),
        drafted=sum(step.draft is not None for step in steps),
        judged=judged,
        accepted=accepted,
        rewritten=fates.count(Fate.REWRITTEN),
        edited=fates.count(Fate.EDITED),
        written=fates.count(Fate.WRITTEN),
        discarded=fates.count(Fate.DISCARDED),
        abstained=sum(step.verdict.abstained for step in steps if step.verdict and step.fate is not Fate.DISCARDED),
        turned_away=sum(step.verdict is not None and step.verdict.verifier is None for step in steps),
    )


def _drafted_tokens(steps: Sequence[StepRecord]) -> int:
    return sum(step.draft.tokens for step in steps if step.draft)


def _judging(step: StepRecord) -> CostRecord:
    return step.verdict.cost if step.verdict else _NOTHING
