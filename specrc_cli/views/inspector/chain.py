"""The chain in the middle: a header of the run, then every step as the live view shows it, with tokens and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from specrc_cli.trace.chain import chain_of
from specrc_cli.trace.events import Author, Fate
from specrc_cli.trace.record import Record, StepRecord
from specrc_cli.views import summary, verdicts
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.inspector.timeline import spans
from specrc_cli.views.inspector.trial import Trial
from specrc_cli.views.steps import Block, mark, settled, verdict_asides
from specrc_cli.views.text import one_line, paragraph
from specrc_cli.views.theme import style_of
from specrc_cli.views.units import duration

WHO = {Author.DRAFT: "draft", Author.TARGET: "target", Author.PERSON: "you"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page that can be pointed at. `place` is the step's in the record's list, None beside the steps."""

    drawn: RenderableType
    place: int | None = None


def sections(record: Record, trial: Trial, glyphs: Glyphs) -> list[Section]:
    """The header, the steps, and what the answer phase said, if there was one."""
    drawn = [Section(drawn=header(record, glyphs))]
    for place in chain_of(record):
        step = record.steps[place]
        drawn.append(Section(drawn=_step(step, trial.remark(place, step, glyphs), glyphs), place=place))
    if record.answer_phase is not None and paragraph(record.answer_phase.text):
        style = style_of(fate=Fate.WRITTEN, author=record.answer_phase.author)
        sign = mark(glyphs.symbols.answer, style=style)
        drawn.append(Section(drawn=Block(mark=sign, text=settled(record.answer_phase.text, style=style))))
    return drawn


def header(record: Record, glyphs: Glyphs) -> RenderableType:
    """The question, the answer held against the known one, and what the run cost."""
    facts = [("answer", answer_line(record, glyphs))]
    if record.error:
        facts.append(("broke", Text(one_line(record.error), style="doubtful")))
    return _header(record, [*facts, *summary.rows(record, glyphs.symbols)], glyphs)


def running_header(record: Record, glyphs: Glyphs) -> RenderableType:
    """The question of a run that goes on, and what it has cost so far."""
    facts = [(label, line) for label, line in summary.rows(record, glyphs.symbols) if label != "ended"]
    return _header(record, facts, glyphs)


def _header(record: Record, facts: Sequence[tuple[str, Text]], glyphs: Glyphs) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="quiet", justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("question", Text(paragraph(record.question), style="question"))
    for label, line in facts:
        grid.add_row(label, line)
    for notice in record.notices:
        grid.add_row(glyphs.symbols.notice, Text(one_line(notice), style="doubtful"))
    return Padding(grid, (0, 0, 1, 0))


def answer_line(record: Record, glyphs: Glyphs) -> Text:
    """What was answered, what is right, and whether the two agree."""
    symbols = glyphs.symbols
    if record.answer is None:
        line = Text.assemble((f"none: {summary.stopped(record.stop)}", "doubtful"))
    else:
        line = Text.assemble((one_line(record.answer), "answer"))
    match record.correct:
        case True:
            line.append(f" {symbols.accepted}", style="accepted.mark")
        case False:
            line.append(f" {symbols.rejected}", style="rejected.mark")
            line.append(f" right is {one_line(record.gold or '')}", style="quiet")
        case None:
            line.append(" not graded" if record.gold is None else " cannot be graded", style="quiet")
    return line


def _step(step: StepRecord, remark: Text | None, glyphs: Glyphs) -> RenderableType:
    return Padding(Group(*_blocks(step, remark, glyphs)), (0, 0, 1, 0))


def _blocks(step: StepRecord, remark: Text | None, glyphs: Glyphs) -> list[Block]:
    """The draft that was rejected, and below it what stands."""
    verdict = step.verdict.restored() if step.verdict else None
    asides = (*((remark,) if remark else ()), *(verdict_asides(verdict, glyphs.symbols) if verdict else ()))
    if step.fate not in (Fate.REWRITTEN, Fate.EDITED) or step.draft is None:
        return [_standing(step, number=step.index + 1, asides=asides, glyphs=glyphs)]
    rejected = Block(
        number=step.index + 1,
        mark=mark(glyphs.symbols.rejected, style="rejected"),
        text=settled(step.draft.text, style="rejected"),
        asides=asides,
        note=Text(verdicts.because(verdict), style="quiet") if verdict else None,
    )
    return [rejected, _standing(step, number=None, asides=(), glyphs=glyphs)]


def _standing(step: StepRecord, *, number: int | None, asides: tuple[Text, ...], glyphs: Glyphs) -> Block:
    if step.fate is None or step.author is None:
        written = step.target or step.draft
        sign, style, text = glyphs.symbols.notice, "doubtful", written.text if written else ""
        mark_sign = Text(sign, style=style)
    else:
        style = style_of(fate=step.fate, author=step.author)
        mark_sign, text = mark(glyphs.symbols.of(step.fate), style=style), step.text or ""
    return Block(number=number, mark=mark_sign, text=settled(text, style=style), asides=(*asides, _facts(step, glyphs)))


def _facts(step: StepRecord, glyphs: Glyphs) -> Text:
    """Whose the step is, its tokens, and the time all of it took."""
    standing = step.target if step.author is Author.TARGET else step.draft
    facts = [WHO[step.author] if step.author else "interrupted"]
    if step.fate is Fate.DISCARDED:
        facts.append("discarded")
    if standing is not None and step.author is not Author.PERSON:
        facts.append(f"{standing.tokens} tok")
    facts.append(duration(sum(spans(step))))
    if step.truncated:
        facts.append("cut off")
    return Text(f" {glyphs.symbols.dot} ".join(facts), style="quiet")
