"""A run in one line: what the list of questions shows, sorts and searches, without the record it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from specrc_cli.trace import whatif
from specrc_cli.trace.chain import chain_of
from specrc_cli.trace.events import Fate
from specrc_cli.trace.record import Rate, Record, StepRecord
from specrc_cli.views import verdicts
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.text import one_line
from specrc_cli.views.theme import Symbols

LONGEST_QUESTION = 400
"""Characters kept of each, to be shown and searched."""
_NAME_CELLS, _SPARK_CELLS = 24, 16


class Mark(StrEnum):
    """How a run came out."""

    RIGHT = "right"
    WRONG = "wrong"
    UNGRADED = "ungraded"
    FAILED = "failed"
    BROKEN = "broken"
    """The line is no record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A step in the sparkline: what became of it, and how full its bar is, if it has a score."""

    fate: Fate
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of the record at `place`. `name` is its id, or `#` and its line. `busy` is in seconds."""

    place: int
    name: str
    mark: Mark
    question: str = ""
    cells: tuple[Cell, ...] = ()
    acceptance: Rate = Rate(count=0, of=0, rate=None)
    rewritten: int = 0
    busy: float = 0.0
    wall: float | None = None
    decided: Mapping[str, tuple[whatif.Decision, ...]] = field(default_factory=dict)
    """By the verifier whose threshold may be moved."""
    rewrites: whatif.Rewrites = whatif.Rewrites()
    problem: str = ""


def row_of(record: Record, *, place: int, line: int) -> Row:
    chain, totals = [record.steps[place] for place in chain_of(record)], record.totals
    seconds = totals.seconds
    return Row(
        place=place,
        name=one_line(record.id) if record.id else f"#{line}",
        mark=_mark(record),
        question=one_line(record.question, limit=LONGEST_QUESTION),
        cells=tuple(Cell(fate=step.fate, share=share_of(step)) for step in chain if step.fate and _stands(step)),
        acceptance=totals.acceptance,
        rewritten=totals.steps.rewritten,
        busy=seconds.draft + seconds.judge + seconds.write + seconds.answer + seconds.prompt,
        wall=seconds.wall,
        decided={dial.verifier: tuple(whatif.decisions(record.steps, dial)) for dial in whatif.dials(record)},
        rewrites=whatif.Rewrites.of(record),
        problem=one_line(record.error or ""),
    )


def broken_row(problem: str, *, place: int, line: int) -> Row:
    return Row(place=place, name=f"#{line}", mark=Mark.BROKEN, problem=one_line(problem))


def share_of(step: StepRecord) -> float | None:
    """How full the bar of a step's score is, 0 to 1."""
    return verdicts.share(step.verdict.restored()) if step.verdict else None


def mark_text(mark: Mark, symbols: Symbols) -> Text:
    signs = {
        Mark.RIGHT: (symbols.accepted, "accepted.mark"),
        Mark.WRONG: (symbols.rejected, "rejected.mark"),
        Mark.UNGRADED: (symbols.written, "quiet"),
        Mark.FAILED: (symbols.notice, "doubtful"),
        Mark.BROKEN: (symbols.question, "doubtful"),
    }
    sign, style = signs[mark]
    return Text.assemble((sign, style))


def sparkline(cells: tuple[Cell, ...], glyphs: Glyphs, *, limit: int) -> Text:
    """A bar as high as its score for each step that was let stand, a sign for every other."""
    shown = cells if len(cells) <= limit else cells[: limit - 1]
    line = Text()
    for cell in shown:
        accepted = cell.fate is Fate.ACCEPTED and cell.share is not None
        sign = glyphs.level(cell.share or 0.0) if accepted else glyphs.symbols.of(cell.fate)
        line.append(sign, style=_CELL_STYLES[cell.fate])
    return line if shown is cells else line.append(glyphs.more, style="quiet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How many columns names and sparklines get."""

    name: int
    spark: int

    @classmethod
    def fitting(cls, rows: Iterable[Row]) -> Columns:
        """As many as the longest needs, within reason."""
        sizes = [(cell_len(row.name), len(row.cells)) for row in rows]
        name, spark = (max(column, default=0) for column in zip(*sizes, strict=True)) if sizes else (0, 0)
        return cls(name=min(name, _NAME_CELLS), spark=min(spark, _SPARK_CELLS))


def row_text(row: Row, glyphs: Glyphs, columns: Columns, *, width: int, style: str = "", flips: int = 0) -> Text:
    """A row as it is listed, `width` columns wide; `flips` verdicts would change at the threshold tried."""
    line = mark_text(row.mark, glyphs.symbols).append(" ")
    line.append(_fit(row.name, columns.name, glyphs), style=style).append("  ")
    if row.mark is Mark.BROKEN:
        line.append(row.problem, style="doubtful")
    else:
        accepted = f"{row.acceptance.count}/{row.acceptance.of}" if row.acceptance.of else ""
        line.append(f"{accepted:>5}  ")
        line.append_text(_padded(sparkline(row.cells, glyphs, limit=columns.spark), columns.spark))
        line.append(f" {glyphs.flip}{flips} " if flips else "  ", style="doubtful")
        line.append(row.question, style="quiet")
    line.truncate(width, pad=True)
    return line


_CELL_STYLES = {
    Fate.ACCEPTED: "accepted",
    Fate.REWRITTEN: "rewritten",
    Fate.EDITED: "edited",
    Fate.WRITTEN: "quiet",
    Fate.DISCARDED: "rejected",
}


def _mark(record: Record) -> Mark:
    if record.error is not None:
        return Mark.FAILED
    return {True: Mark.RIGHT, False: Mark.WRONG, None: Mark.UNGRADED}[record.correct]


def _stands(step: StepRecord) -> bool:
    return step.fate is not None and step.fate is not Fate.DISCARDED


def _fit(name: str, cells: int, glyphs: Glyphs) -> str:
    """A name in so many columns; of a long one the end, which tells it from its neighbours."""
    if cell_len(name) <= cells:
        return set_cell_size(name, cells)
    kept = name
    while cell_len(kept) > cells - 1:
        kept = kept[1:]
    return set_cell_size(glyphs.more + kept, cells)


def _padded(text: Text, cells: int) -> Text:
    return text.append(" " * (cells - text.cell_len))
