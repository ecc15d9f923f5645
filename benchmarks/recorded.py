"""From a run's record to what a replay forces: who writes how many tokens for which step, and every verdict on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.ground_truth import chain
from specrc_cli.errors import SpecrcError
from specrc_cli.trace.answers import boxed
from specrc_cli.trace.events import Author, Event, Fate, StepBegan, StopReason
from specrc_cli.trace.metrics import was_judged
from specrc_cli.trace.record import Record, StepRecord, WritingRecord

REPLAYED = ("specreason", "specrc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How much is to be written, and whether the answer stands in it."""

    tokens: int
    answers: bool


Lines = Mapping[tuple[Author, int], tuple[Line, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One run. Several lines or verdicts for one step are in the order in which they came about.

    `fates` are what its steps have to come to; None where that is what is to be seen.
    """

    question: str
    lines: Lines
    verdicts: Mapping[int, tuple[bool, ...]]
    fates: tuple[tuple[int, Fate | None], ...] | None


class Cue:
    """Which line comes next; hears the run's events to know which step each model is at."""

    def __init__(self, script: Script) -> None:
        self._lines = {place: deque(lines) for place, lines in script.lines.items()}
        self._verdicts = {index: deque(verdicts) for index, verdicts in script.verdicts.items()}
        self._index: dict[Author, int] = {}
        self.given = 0
        """How many lines were, to whomever."""

    def __call__(self, event: Event) -> None:
        if isinstance(event, StepBegan):
            self._index[event.author] = event.index

    def line(self, author: Author) -> Line:
        """What `author` writes now. Raises `SpecrcError` if it wrote nothing there in the record."""
        place = (author, self._index[author])
        if not self._lines.get(place):
            raise _astray(f"the {author} writes step {place[1] + 1}")
        self.given += 1
        return self._lines[place].popleft()

    def verdict(self, index: int) -> bool:
        """Whether step `index` is accepted. Raises `SpecrcError` if nobody judged it in the record."""
        if not self._verdicts.get(index):
            raise _astray(f"step {index + 1} is judged")
        return self._verdicts[index].popleft()


def script(record: Record) -> Script:
    """The run as it was."""
    steps = record.steps
    return Script(
        question=record.question,
        lines=_lines((author, step) for step in steps for author in (Author.DRAFT, Author.TARGET)),
        verdicts={
            index: tuple(bool(step.accepted) for step in steps if step.index == index and was_judged(step))
            for index in {step.index for step in steps}
        },
        fates=fates(record),
    )


def script_alone(record: Record) -> Script:
    """The target writing the same chain all by itself, token for token."""
    standing = [(step, _standing(step)) for step in chain(record)]
    return Script(
        question=record.question,
        lines={(Author.TARGET, step.index): (_line(text),) for step, text in standing if text},
        verdicts={},
        fates=tuple((step.index, Fate.WRITTEN) for step, _ in standing),
    )


def fates(record: Record) -> tuple[tuple[int, Fate | None], ...]:
    """What became of which step: a replay must come to the same."""
    return tuple((step.index, step.fate) for step in record.steps)


def can_be_replayed(record: Record) -> bool:
    """Whether the steps themselves came to an answer, each of them either judged or written by the target."""
    steps = record.totals.steps
    whole = record.stop is StopReason.ANSWER and record.answer_phase is None
    return record.method in REPLAYED and whole and not (steps.turned_away or steps.edited)


def check(replayed: Record, wanted: Script) -> None:
    """Raises `SpecrcError` if a replay did not come to what was recorded."""
    if wanted.fates is not None and fates(replayed) != wanted.fates:
        raise _astray("its steps came to other ends")


def _lines(writings: Iterable[tuple[Author, StepRecord]]) -> Lines:
    lines: dict[tuple[Author, int], tuple[Line, ...]] = {}
    for author, step in writings:
        text = step.draft if author is Author.DRAFT else step.target
        if text is not None:
            place = (author, step.index)
            lines[place] = (*lines.get(place, ()), _line(text))
    return lines


def _line(text: WritingRecord) -> Line:
    return Line(tokens=text.tokens, answers=boxed(text.text) is not None)


def _standing(step: StepRecord) -> WritingRecord | None:
    return step.draft if step.author is Author.DRAFT else step.target


def _astray(what: str) -> SpecrcError:
    return SpecrcError(f"the replay goes another way than the record: {what}", "replay a trace of this version")
