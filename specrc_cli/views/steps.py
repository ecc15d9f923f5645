"""How one step looks: its number, its symbol, its text, its verdict. Knows Rich, and nothing of runs or terminals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from specrc_cli.trace.verdict import Verdict
from specrc_cli.views import verdicts
from specrc_cli.views.text import one_line, paragraph
from specrc_cli.views.theme import Symbols

_GUTTERS = ((100, 30), (64, 18))
"""Columns of the verdict beside a step on a screen of so many columns; narrower ones have it below the step."""
_GAP = "  "
_SMALL_BAR_CELLS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A step, or a version of one: `mark` before `text`, `asides` at its right (below it on a narrow screen).

    `label` is a word that stands where they would, if there is room beside; `note` goes below the text.
    """

    mark: Text
    text: Text
    number: int | None = None
    asides: tuple[Text, ...] = ()
    label: Text | None = None
    note: Text | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        beside = self.asides or (self.label and (self.label,))
        gutter = next((columns for width, columns in _GUTTERS if beside and options.max_width >= width), 0)
        grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
        grid.add_column(width=3, justify="right", style="quiet", no_wrap=True)
        grid.add_column(width=1, no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        cells = [Text(str(self.number) if self.number is not None else ""), self.mark]
        if beside and gutter:
            grid.add_column(width=gutter, overflow="fold")
            cells += [_lines(self.text, self.note), _packed(beside, gutter)]
        else:
            cells += [_lines(self.text, _packed(self.asides, options.max_width - 7), self.note)]
        grid.add_row(*cells)
        yield grid


def has_gutter(width: int) -> bool:
    """Whether a screen of so many columns has room beside a step."""
    return width >= min(least for least, _ in _GUTTERS)


def _lines(*texts: Text | None) -> Text:
    return Text("\n").join(text for text in texts if text)


def _packed(pieces: Sequence[Text], width: int) -> Text:
    """The pieces one behind the other, on as few lines of `width` columns as hold them."""
    lines: list[Text] = []
    for piece in pieces:
        if lines and lines[-1].cell_len + len(_GAP) + piece.cell_len <= width:
            lines[-1].append(_GAP).append_text(piece)
        else:
            lines.append(piece.copy())
    return _lines(*lines)


def settled(text: str, *, style: str) -> Text:
    return Text(paragraph(text), style=style)


def mark(symbol: str, *, style: str) -> Text:
    return Text(symbol, style=f"{style}.mark")


def verdict_asides(verdict: Verdict, symbols: Symbols) -> tuple[Text, ...]:
    """The deciding score as a bar and a number; behind it, dim, its parts and what the other verifiers said."""
    if not verdict.asked:
        return ()
    criteria = tuple(_criterion(*rating, symbols) for rating in verdicts.ratings(verdict))
    parts = [] if criteria else [f"{name} {value}" for name, value in verdicts.parts(verdict)]
    members = [_said(member, symbols) for member in verdicts.others(verdict)]
    return (_gauge(verdict, symbols), *criteria, *(Text(words, style="quiet") for words in (*parts, *members)))


def _gauge(verdict: Verdict, symbols: Symbols) -> Text:
    filled, said = verdicts.share(verdict), verdicts.decisive(verdict)
    colour = "doubtful" if verdict.abstained else "accepted" if verdict.accepted else "rejected.mark"
    if filled is None:
        return Text(f"{one_line(said.verifier)} {_sign(said, symbols)}", style=colour)
    return _bar(filled, verdicts.BAR_CELLS, colour, symbols).append(f" {verdicts.score(verdict)}", style=colour)


def _criterion(name: str, score: str, filled: float, symbols: Symbols) -> Text:
    """A small bar for one of several ratings."""
    return _bar(filled, _SMALL_BAR_CELLS, "quiet", symbols).append(f" {score} {name}", style="quiet")


def _bar(filled: float, cells: int, colour: str, symbols: Symbols) -> Text:
    full = round(filled * cells)
    return Text(symbols.bar_full * full, style=colour).append(symbols.bar_rest * (cells - full), style="quiet")


def _said(verdict: Verdict, symbols: Symbols) -> str:
    """A verifier's name, its score if it is on a scale, and what it came to."""
    score = verdicts.score(verdict) if verdicts.share(verdict) is not None else ""
    return " ".join(filter(None, (one_line(verdict.verifier), score, _sign(verdict, symbols))))


def _sign(verdict: Verdict, symbols: Symbols) -> str:
    return "?" if verdict.abstained else symbols.accepted if verdict.accepted else symbols.rejected
