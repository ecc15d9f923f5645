"""The inspector on a terminal: what its keys do to what `display` shows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, TypeVar

from textual.widgets import Input

from specrc_cli.trace.events import Fate
from specrc_cli.trace.record import Record
from specrc_cli.views.inspector import keys
from specrc_cli.views.inspector.display import Display
from specrc_cli.views.inspector.help import Help
from specrc_cli.views.text import visible

Word = TypeVar("Word", bound=StrEnum)


class Inspector(Display):
    """Lets a person browse the runs of a catalogue."""

    KEYS: ClassVar[Sequence[keys.Key]] = keys.BROWSING
    BINDINGS: ClassVar = keys.bindings(keys.BROWSING)

    def action_move(self, steps: int) -> None:
        self.pane.move(steps)

    def action_page(self, direction: int) -> None:
        self.pane.move(direction * self.pane.page_size)

    def action_end(self, direction: int) -> None:
        self.pane.move_to_end(direction)

    def action_go(self, direction: int) -> None:
        self._go_to(self.panes[(self.panes.index(self.pane) + direction) % len(self.panes)])

    def action_closer(self) -> None:
        self._go_to(self.chain if self.pane is self.runs else self.details)

    def action_farther(self) -> None:
        """Out of what is being typed; to the pane before; from the first one, out of a search."""
        if isinstance(self.focused, Input):
            self.focused.value = ""
            self._end_input()
        elif self.pane is self.runs:
            self.search.value = ""
        else:
            self._go_to(self.chain if self.pane is self.details else self.runs)

    def action_rewritten(self, direction: int) -> None:
        """To the next rewritten step of this chain, or else of the next run that has one."""
        found = self._rewritten(self.chain.pointed, direction)
        if found is None:
            rows = map(self.catalogue.row, self.runs.next_places(direction))
            row = next((row for row in rows if row.rewritten), None)
            if row is None:
                self._tell("no rewritten step " + ("behind this one" if direction > 0 else "before this one"))
                return
            self.runs.point_at(row.place)
            self._show_run()
            found = self._rewritten(0 if direction > 0 else self.chain.count, direction)
        if self.pane is self.runs:
            self._go_to(self.chain)
        if found is not None:
            self.chain.point(found)

    def _rewritten(self, start: int, direction: int) -> int | None:
        """The number of the next section with a rewritten step."""
        numbers = range(start + 1, self.chain.count) if direction > 0 else range(start - 1, -1, -1)
        places = ((number, self.chain.place_of(number)) for number in numbers)
        return next((number for number, place in places if self._is_rewritten(place)), None)

    def _is_rewritten(self, place: int | None) -> bool:
        return self._record is not None and place is not None and self._record.steps[place].fate is Fate.REWRITTEN

    def action_order(self, direction: int) -> None:
        self.catalogue.order = _next(self.catalogue.order, direction)
        self._list()

    def action_keep(self, direction: int) -> None:
        self.catalogue.kept = _next(self.catalogue.kept, direction)
        self._list()

    def action_search(self) -> None:
        self._go_to(self.runs)
        self.search.value = self.catalogue.search
        self._read(self.search)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input is self.search:
            self.catalogue.search = event.value
            self._list()

    def on_input_submitted(self, event: Input.Submitted) -> None:  # noqa: ARG002
        self._end_input()

    def action_turn(self, notches: int) -> None:
        self.tuning.turn(notches)
        self._show_trial()

    def action_jump(self, direction: int) -> None:
        self.tuning.jump(direction)
        self._show_trial()

    def action_reset(self) -> None:
        self.tuning.reset()
        self._show_trial()

    def action_dial(self) -> None:
        self.tuning.next_dial()
        self._show_trial()

    def action_copy(self) -> None:
        """What is pointed at, to the terminal's clipboard (OSC 52)."""
        if self._record is None:
            return
        what, text = self._copied(self._record)
        self.copy_to_clipboard(visible(text))
        self._tell(f"copied {what}, if your terminal lets programs copy")

    def _copied(self, record: Record) -> tuple[str, str]:
        section = self.chain.section
        place = section.place if section is not None else None
        if self.pane is self.details:
            part = record if place is None else record.steps[place]
            return "the JSON of the " + ("run" if place is None else "step"), part.model_dump_json(by_alias=True)
        if self.pane is self.chain and place is not None:
            step = record.steps[place]
            written = step.target or step.draft
            return "the step", step.text or (written.text if written else "")
        return "the question", record.question

    def action_help(self) -> None:
        self.push_screen(Help(self.KEYS, self.glyphs))

    def action_leave(self) -> None:
        self.exit()


def _next(word: Word, direction: int) -> Word:
    words = list(type(word))
    return words[(words.index(word) + direction) % len(words)]
