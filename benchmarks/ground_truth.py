"""What a verifier's verdicts are worth, against the generator's own chains. Knows nothing of models.

A step is right when it states what the next gold step states, of people and things that the question knows. That is
known of a step that stands behind right steps only: behind a wrong one, there is no one right step to go on with.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from demo_models.problems import Problem
from demo_models.prompts import RIGHT
from demo_models.rating import rate
from demo_models.statistics import Share
from specrc_cli.trace.chain import chain_of
from specrc_cli.trace.events import Fate
from specrc_cli.trace.metrics import was_judged
from specrc_cli.trace.record import Record, StepRecord


@dataclass(slots=True)
class Errors:
    """Verdicts on wrong and on right steps, counted; `unknown` are those behind a wrong step that stood."""

    verdicts: list[tuple[bool, bool]] = field(default_factory=list)
    unknown: int = 0

    def note(self, *, right: bool, accepted: bool) -> None:
        self.verdicts.append((right, accepted))

    def add(self, other: Errors) -> None:
        self.verdicts += other.verdicts
        self.unknown += other.unknown

    @property
    def false_accepts(self) -> Share:
        """Of the wrong steps, those that were accepted."""
        accepted = [accepted for right, accepted in self.verdicts if not right]
        return Share(sum(accepted), len(accepted))

    @property
    def false_rejects(self) -> Share:
        """Of the right steps, those that were not."""
        rejected = [not accepted for right, accepted in self.verdicts if right]
        return Share(sum(rejected), len(rejected))


def is_right(problem: Problem, place: int, text: str) -> bool:
    """Whether a step is the one that a right chain has in this place."""
    return place < len(problem.chain()) and rate(problem, place, text.strip()) == RIGHT


def errors(record: Record, problem: Problem) -> Errors:
    """How the verdicts of one run compare with the truth, step by step along the chain."""
    found, sound = Errors(), True
    for place, step in enumerate(chain(record)):
        if was_judged(step) and step.draft is not None and step.accepted is not None:
            if sound and place < len(problem.chain()):
                found.note(right=is_right(problem, place, step.draft.text), accepted=step.accepted)
            else:
                found.unknown += 1
        sound = sound and is_right(problem, place, step.text or "")
    return found


def chain(record: Record) -> list[StepRecord]:
    """The steps that stand, in order."""
    steps = (record.steps[place] for place in chain_of(record))
    return [step for step in steps if step.fate not in (None, Fate.DISCARDED)]
