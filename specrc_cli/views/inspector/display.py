"""What is on the inspector's screen: three panes over a catalogue, a line on another threshold, and one on the keys.

Knows no key; see `screen`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual import work
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.events import DescendantFocus, Resize
from textual.widgets import Input

from specrc_cli.trace.index import Change
from specrc_cli.trace.record import Record
from specrc_cli.views.inspector import keys
from specrc_cli.views.inspector.catalogue import Catalogue, Kept, Order
from specrc_cli.views.inspector.chain import Section, sections
from specrc_cli.views.inspector.details import run_details, step_details
from specrc_cli.views.inspector.drawing import Line
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.inspector.panes import Page, Pane, RunList
from specrc_cli.views.inspector.rows import Columns, Mark, row_text
from specrc_cli.views.inspector.tuning import Tuning
from specrc_cli.views.text import one_line
from specrc_cli.views.units import plural

STYLES = Path(__file__).with_name("screen.tcss")
WIDE = 110
"""Columns from which on all three panes are seen at once."""
POLL_SECONDS = 0.5
_SLICE = 40
"""Rows made in one turn of the event loop: a few milliseconds."""
_SLICES_A_LOOK = 25
_MESSAGE_SECONDS = 3.0


class Display(App[None]):
    """Shows the runs of a catalogue, beginning with the one at `place`, and what is written to it meanwhile."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = STYLES

    def __init__(self, catalogue: Catalogue, glyphs: Glyphs, *, place: int) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.catalogue, self.glyphs = catalogue, glyphs
        self.tuning = Tuning(catalogue, glyphs)
        self._start = place
        self._shown: int | None = None
        self._message: Text | None = None
        self._record: Record | None = None
        self._columns = Columns.fitting(())
        self.runs = RunList(glyphs, self._draw_row, id="runs")
        self.chain, self.details = Page(glyphs, id="chain"), Page(glyphs, id="details")
        self.pane: Pane = self.runs
        """The one the keys go to, and come back to from a line that is typed."""
        self.head, self.trial, self.foot = Line(id="head"), Line(id="trial"), Line(id="foot")
        self.search = Input(id="search", placeholder="search ids and questions", compact=True)

    def compose(self) -> ComposeResult:
        yield self.head
        yield Horizontal(*self.panes, id="panes")
        yield self.search
        yield self.trial
        yield self.foot

    @property
    def panes(self) -> tuple[RunList, Page, Page]:
        return self.runs, self.chain, self.details

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        for pane in self.panes:
            if pane is event.widget:  # not the help's, which goes away
                self.pane = pane

    def raise_fault(self) -> None:
        """What ended the screen against its will, for whoever reports errors."""
        if self._exception is not None:
            raise self._exception

    def _fatal_error(self) -> None:
        """Close the screen, without Textual's own report of what was raised."""
        self._close_messages_no_wait()

    def on_mount(self) -> None:
        self.screen.set_class(not self.glyphs.fine, "-plain")
        self.search.display = False
        self._say()
        self.catalogue.summarise(_SLICE)
        self.runs.show(self.catalogue.listed(), place=self._start)
        self.runs.focus()
        self._show_run()
        self._list()
        self.set_interval(POLL_SECONDS, self.follow)
        self._make_rows()

    # The screen

    def _show_run(self) -> None:
        """The run that is pointed at, from its beginning on."""
        self._shown = place = self.runs.place
        self._record = self.catalogue.record(place) if place is not None else None
        self.tuning.look_at(self._record)
        self._show_chain(pointed=0)

    def _show_chain(self, *, pointed: int) -> None:
        self.chain.show(self._sections(), pointed=pointed)
        self._show_details()
        self.trial.show(self.tuning.lines())
        self._show_titles()

    def _sections(self) -> list[Section]:
        if self._record is not None:
            return sections(self._record, self.tuning.trial, self.glyphs)
        place = self.runs.place
        problem = self.catalogue.row(place).problem if place is not None else "no run is listed"
        return [Section(drawn=Text(problem, style="doubtful"))]

    def _show_details(self) -> None:
        record, section = self._record, self.chain.section
        place = section.place if section is not None else None
        self.details.title("Run" if place is None else "Step")
        if record is None:
            self.details.show([], pointed=0)
        elif place is None:
            self.details.show([Section(drawn=run_details(record, self.glyphs))], pointed=0)
        else:
            drawn = step_details(record, place, self.tuning.trial, self.glyphs)
            self.details.show([Section(drawn=drawn)], pointed=0)

    def _show_titles(self) -> None:
        catalogue, place, (position, listed) = self.catalogue, self.runs.place, self.runs.position
        said = [f"Runs {position}/{listed}"]
        said += [catalogue.order] if catalogue.order is not Order.FILE else []
        said += [catalogue.kept] if catalogue.kept is not Kept.ALL else []
        said += [f"/{one_line(catalogue.search, limit=40)}"] if catalogue.search else []
        self.runs.title(self._joined(said))
        self.chain.title(f"Chain of {catalogue.row(place).name}" if place is not None else "Chain")
        broken = sum(row.mark is Mark.BROKEN for row in catalogue.rows)
        facts = [one_line(catalogue.name), plural(len(catalogue), "run"), *catalogue.remarks]
        facts += [f"{plural(broken, 'line')} no record"] if broken else []
        facts += [] if catalogue.complete else ["reading on"]
        self.head.show(Text(self._joined(facts), style="quiet", no_wrap=True))

    def _joined(self, words: Sequence[str]) -> str:
        return f" {self.glyphs.symbols.dot} ".join(words)

    def _draw_row(self, place: int, width: int, style: str) -> Text:
        row = self.catalogue.row(place)
        return row_text(row, self.glyphs, self._columns, width=width, style=style, flips=self.tuning.flips(row))

    def _status(self) -> Text:
        """What stands at the foot while there is nothing else to say."""
        return keys.reminder()

    def _say(self) -> None:
        self.foot.show(self._message or self._status())

    def _tell(self, message: str) -> None:
        """Say something for a while."""
        self._message = told = Text(message, style="doubtful")
        self._say()

        def be_silent() -> None:
            if self._message is told:
                self._message = None
                self._say()

        self.set_timer(_MESSAGE_SECONDS, be_silent)

    def _list(self) -> None:
        """List what there is now, in the way that is asked for, and stay with the run that is shown."""
        self._columns = Columns.fitting(self.catalogue.rows)
        self.runs.show(self.catalogue.listed(), place=self._shown)
        if self.runs.place != self._shown:
            self._show_run()
        self._show_titles()

    def on_pane_chosen(self, message: Pane.Chosen) -> None:
        if message.pane is self.runs and self.runs.place != self._shown:
            self._show_run()
        elif message.pane is self.chain:
            self._show_details()

    def on_resize(self, event: Resize) -> None:
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        """All panes where there is room, else the one the keys go to."""
        self.screen.set_class(width >= WIDE, "-wide")
        for pane in self.panes:
            pane.display = width >= WIDE or pane is self.pane

    def _go_to(self, pane: Pane) -> None:
        self.pane = pane
        self._fit(self.size.width)
        pane.focus()

    def _read(self, line: Input) -> None:
        """Let the person write into a line below the panes."""
        line.display = True
        line.focus()

    def _end_input(self) -> None:
        """Back to the pane."""
        for line in self.query(Input):
            line.display = False
        self.pane.focus()

    def _show_trial(self) -> None:
        self._show_chain(pointed=self.chain.pointed)
        self.runs.refresh()

    # What is read meanwhile

    @work(exclusive=True)
    async def _make_rows(self) -> None:
        while not self.catalogue.complete:
            for _ in range(_SLICES_A_LOOK):
                self.catalogue.summarise(_SLICE)
                await asyncio.sleep(0)
            self._list()

    def follow(self) -> None:
        change = self.catalogue.catch_up()
        if change is Change.NONE:
            return
        if change is Change.RESTARTED:
            self.runs.show(self.catalogue.listed(), place=None)
            self._show_run()
        self._list()
        self._make_rows()
