"""A record as the page shows it: every text made safe, every verdict in words. Knows records, and no HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specrc_cli.trace.chain import chain_of
from specrc_cli.trace.events import Author, Fate
from specrc_cli.trace.metrics import seconds_of_writing
from specrc_cli.trace.record import AnswerRecord, BranchRecord, Record, StepRecord, WritingRecord
from specrc_cli.trace.verdict import Verdict
from specrc_cli.views import verdicts
from specrc_cli.views.report.figures import beginning, seconds_of
from specrc_cli.views.summary import stopped
from specrc_cli.views.text import one_line, paragraph
from specrc_cli.views.theme import UNICODE, style_of
from specrc_cli.views.units import plural

LONGEST_TEXT = 8_000
"""Characters of a step that are shown."""
OUTCOMES = {True: "right", False: "wrong", None: "ungraded"}
MARKS = {"right": UNICODE.accepted, "wrong": UNICODE.rejected, "ungraded": UNICODE.dot}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict beside a step. `share` is how full its bar is, in percent; None where there is nothing to draw."""

    label: str
    share: float | None
    accepted: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One text of a chain; `style` is its style on the terminal, which is its class on the page."""

    mark: str
    style: str
    label: str
    text: str
    number: int | None = None
    judged: Judged | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherBranch:
    """A branch held against the others, or left behind on the way."""

    title: str
    chosen: bool
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A record to be unfolded. `strip` is one mark a step, with its style."""

    anchor: str
    name: str
    question: str
    beginning: str
    outcome: str
    kinds: str
    mark: str
    strip: tuple[tuple[str, str], ...]
    accepted: str
    seconds: str
    lines: tuple[Line, ...]
    others: tuple[OtherBranch, ...]
    answer: str
    gold: str
    ended: str
    notices: tuple[str, ...]


def chain(record: Record, *, anchor: str, number: int) -> Chain:
    """`number` is the record's in its file, from 1; it stands in for a missing id."""
    standing = [record.steps[place] for place in chain_of(record)]
    acceptance = record.totals.acceptance
    outcome = OUTCOMES[record.correct]
    return Chain(
        anchor=anchor,
        name=one_line(record.id, limit=60) if record.id else f"#{number}",
        question=shortened(record.question),
        beginning=beginning(record.question),
        outcome=outcome,
        kinds=" ".join(filter(None, (outcome, "rewritten" if record.totals.steps.rewritten else ""))),
        mark=MARKS[outcome],
        strip=tuple(_marked(step) for step in standing if step.fate is not Fate.DISCARDED),
        accepted=f"{acceptance.count}/{acceptance.of}" if acceptance.of else "",
        seconds=seconds_of(record.totals.seconds.wall),
        lines=(*(line for step in standing for line in _lines(step)), *_answer_phase(record.answer_phase)),
        others=tuple(_others(record)),
        answer=shortened(record.answer or ""),
        gold=shortened(record.gold or ""),
        ended=f"{stopped(record.stop)}{f': {one_line(record.error)}' if record.error else ''}",
        notices=tuple(one_line(notice) for notice in record.notices),
    )


def shortened(text: str) -> str:
    """A text as it is shown, its end left out where it is very long."""
    left_out = len(text) - LONGEST_TEXT
    if left_out <= 0:
        return paragraph(text)
    return f"{paragraph(text[:LONGEST_TEXT])}\n[{left_out:,} more characters]"


def _marked(step: StepRecord) -> tuple[str, str]:
    if step.fate is None or step.author is None:
        return UNICODE.notice, "doubtful"
    return UNICODE.of(step.fate), style_of(fate=step.fate, author=step.author)


def _lines(step: StepRecord) -> Iterator[Line]:
    """The rejected draft, where there was one, and what stands."""
    verdict = step.verdict.restored() if step.verdict else None
    mark, style = _marked(step)
    replaced = step.fate in (Fate.REWRITTEN, Fate.EDITED)
    if replaced and step.draft is not None:
        yield Line(
            mark=UNICODE.rejected,
            style="rejected",
            label=_written("draft", step.draft),
            text=shortened(step.draft.text),
            number=step.index + 1,
            judged=_judged(verdict),
            note=verdicts.because(verdict) if verdict else "",
        )
    yield Line(
        mark=mark,
        style=style,
        label=_by(step),
        text=shortened(_text(step)),
        number=None if replaced else step.index + 1,
        judged=None if replaced else _judged(verdict),
        note=_cut_off(step),
    )


def _text(step: StepRecord) -> str:
    if step.text is not None:
        return step.text
    writing = step.target or step.draft
    return writing.text if writing else ""


def _by(step: StepRecord) -> str:
    """Who wrote what stands, and how much of it."""
    if step.author is Author.PERSON:
        return "person"
    writing = step.target if step.author is Author.TARGET else step.draft
    label = _written(step.author or "unsettled", writing) if writing else str(step.author or "unsettled")
    return f"{label} · discarded" if step.fate is Fate.DISCARDED else label


def _written(author: str, writing: WritingRecord) -> str:
    return f"{author} · {plural(writing.tokens, 'token')} · {seconds_of(seconds_of_writing(writing))}"


def _cut_off(step: StepRecord) -> str:
    return "cut off by a limit" if step.truncated else ""


def _judged(verdict: Verdict | None) -> Judged | None:
    if verdict is None or not verdict.asked:
        return None
    share = verdicts.share(verdict)
    said = verdicts.decisive(verdict)
    sign = "?" if said.abstained else UNICODE.accepted if verdict.accepted else UNICODE.rejected
    details = [f"{name} {value}" for name, value in verdicts.parts(verdict)]
    return Judged(
        label=verdicts.score(verdict) if share is not None else f"{one_line(said.verifier)} {sign}",
        share=None if share is None else round(100 * share, 1),
        accepted=verdict.accepted,
        title=", ".join([one_line(said.verifier), *details]),
    )


def _answer_phase(phase: AnswerRecord | None) -> Iterator[Line]:
    if phase is not None:
        label = f"{phase.author} · asked for the answer · {plural(phase.tokens, 'token')}"
        yield Line(mark=UNICODE.answer, style="answer", label=label, text=shortened(phase.text))


def _others(record: Record) -> Iterator[OtherBranch]:
    """The branches that were not taken, and those of whose choice there is something to tell."""
    told = {branch.branch: branch for branch in record.branches}
    numbers = sorted({step.branch for step in record.steps} | set(told))
    for number in numbers:
        if number or number in told:
            yield _other(record, number, told.get(number))


def _other(record: Record, number: int, branch: BranchRecord | None) -> OtherBranch:
    verdict = branch.verdict.restored() if branch else None
    chosen = branch is not None and branch.chosen
    said = verdicts.score(verdict) if verdict else ""
    return OtherBranch(
        title=" ".join(filter(None, (f"branch {number}", "chosen" if chosen else "not taken", said))),
        chosen=chosen,
        note=one_line(verdict.reason) if verdict else "",
        lines=() if chosen else tuple(line for step in record.steps if step.branch == number for line in _lines(step)),
    )
