"""What a run cannot be faster than: what was written and read, at the speed of writing and reading alone.

Reading `n` tokens in one pass takes `pass_seconds + n * token_seconds`: a processor has to fetch all weights for a pass
however small it is. Knows nothing of models.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specrc_cli.trace.events import Author, Fate
from specrc_cli.trace.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Speeds:
    """One model's: seconds a written token, and seconds a pass and a token in it."""

    write: float
    pass_seconds: float
    token_seconds: float

    def reading(self, tokens: int, *, passes: int = 1) -> float:
        return passes * self.pass_seconds + tokens * self.token_seconds


def line_through(few: tuple[int, float], many: tuple[int, float]) -> tuple[float, float]:
    """Seconds a pass and seconds a token, from two prefills of (tokens, seconds)."""
    per_token = (many[1] - few[1]) / (many[0] - few[0])
    return few[1] - per_token * few[0], per_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one or more runs made the models do. `prompts` are the tokens of each question read, one pass each."""

    drafted: int
    judged: int
    passes: int
    rewritten: int
    draft_prompts: tuple[int, ...]
    target_prompts: tuple[int, ...]
    taken_in: tuple[int, ...]
    """Tokens of each step of the target's that the draft had to read to go on behind it, one pass each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Seconds by what for. `taking_in` is no part of the whole: it could be had for nothing on a second device."""

    prompts: float
    draft: float
    judge: float
    write: float
    taking_in: float

    @property
    def whole(self) -> float:
        return self.prompts + self.draft + self.judge + self.write


def limit(work: Work, *, draft: Speeds, target: Speeds) -> Limit:
    """Each model at its own speed, one after the other, and nothing between."""
    prompts = [draft.reading(tokens) for tokens in work.draft_prompts]
    prompts += [target.reading(tokens) for tokens in work.target_prompts]
    return Limit(
        prompts=sum(prompts),
        draft=work.drafted * draft.write,
        judge=target.reading(work.judged, passes=work.passes),
        write=work.rewritten * target.write,
        taking_in=sum(draft.reading(tokens) for tokens in work.taken_in),
    )


def work(records: Sequence[Record], *, passes: int) -> Work:
    """What the replays of a few runs came to."""
    prompts = [(prompt.author, prompt.cost.prefilled) for record in records for prompt in record.prompts]
    return Work(
        drafted=sum(record.totals.tokens.draft for record in records),
        judged=sum(record.totals.tokens.judge for record in records),
        passes=passes,
        rewritten=sum(record.totals.tokens.target for record in records),
        draft_prompts=tuple(tokens for author, tokens in prompts if author is Author.DRAFT),
        target_prompts=tuple(tokens for author, tokens in prompts if author is Author.TARGET),
        taken_in=tuple(
            step.target.tokens
            for record in records
            for step in record.steps[:-1]
            if step.fate is Fate.REWRITTEN and step.target is not None
        ),
    )
