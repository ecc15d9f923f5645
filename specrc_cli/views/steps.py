"""How one step looks: its number, its symbol, its text, its verdict. Knows Rich, and nothing of runs or terminals."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from specrc_cli.trace.verdict import Verdict
from specrc_cli.views import verdicts
from specrc_cli.views.text import paragraph
from specrc_cli.views.theme import Symbols

_GUTTERS = ((100, 30), (64, 18))
"""Columns of the verdict beside a step on a screen of so many columns; narrower ones have it below the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A step, or a version of one: `mark` before `text`, `aside` at its right (below it on a narrow screen).

    `label` is a word that stands where `aside` would, if there is room beside; `note` goes below the text.
    """

    mark: Text
    text: Text
    number: int | None = None
    aside: Text | None = None
    label: Text | None = None
    note: Text | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        beside = self.aside or self.label
        gutter = next((columns for width, columns in _GUTTERS if beside and options.max_width >= width), 0)
        grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
        grid.add_column(width=3, justify="right", style="quiet", no_wrap=True)
        grid.add_column(width=1, no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        cells = [Text(str(self.number) if self.number is not None else ""), self.mark]
        if gutter:
            grid.add_column(width=gutter, overflow="fold")
            cells += [_lines(self.text, self.note), beside or Text()]
        else:
            cells += [_lines(self.text, self.aside, self.note)]
        grid.add_row(*cells)
        yield grid


def _lines(*texts: Text | None) -> Text:
    return Text("\n").join(text for text in texts if text)


def settled(text: str, *, style: str) -> Text:
    return Text(paragraph(text), style=style)


def mark(symbol: str, *, style: str) -> Text:
    return Text(symbol, style=f"{style}.mark")


def verdict_aside(verdict: Verdict, symbols: Symbols) -> Text:
    """The deciding score as a bar and a number; below it, dim, its parts and what the other verifiers said."""
    if not verdict.asked:
        return Text()
    pieces = [f"{name} {value}" for name, value in verdicts.parts(verdict)]
    members = [f"{member.verifier} {_sign(member, symbols)}" for member in verdicts.others(verdict)]
    return _lines(_gauge(verdict, symbols), Text("  ".join((*pieces, *members)), style="quiet"))


def _gauge(verdict: Verdict, symbols: Symbols) -> Text:
    filled, said = verdicts.share(verdict), verdicts.decisive(verdict)
    colour = "doubtful" if verdict.abstained else "accepted" if verdict.accepted else "rejected.mark"
    if filled is None:
        return Text(f"{said.verifier} {_sign(said, symbols)}", style=colour)
    cells = round(filled * verdicts.BAR_CELLS)
    bar = Text(symbols.bar_full * cells, style=colour)
    bar.append(symbols.bar_rest * (verdicts.BAR_CELLS - cells), style="quiet")
    return bar.append(f" {verdicts.score(verdict)}", style=colour)


def _sign(verdict: Verdict, symbols: Symbols) -> str:
    return "?" if verdict.abstained else symbols.accepted if verdict.accepted else symbols.rejected
