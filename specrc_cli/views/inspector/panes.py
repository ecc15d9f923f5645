"""The three panes: a list of ten thousand runs and pages of text, each drawn line by line and only where it is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from specrc_cli.views.inspector.chain import Section
from specrc_cli.views.inspector.drawing import draw, edged, style
from specrc_cli.views.inspector.glyphs import Glyphs

_EDGE_CELLS = 2


class Pane(ScrollView, can_focus=True, inherit_bindings=False):
    """Something that can be moved about in. Its keys are the screen's."""

    class Chosen(Message):
        """The pointer stands elsewhere."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs

    def title(self, text: str) -> None:
        """Data, not markup."""
        self.border_title = Content(text)

    def move(self, steps: int) -> None:
        """Down, or up where negative."""
        raise NotImplementedError

    def move_to_end(self, direction: int) -> None:
        """To the last (1) or the first (-1)."""
        raise NotImplementedError

    @property
    def page_size(self) -> int:
        return max(self.scrollable_content_region.height - 1, 1)

    def _see(self, begin: int, end: int) -> None:
        """Scroll no further than it takes to have these lines on the screen, their beginning first of all."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if height:
            lowest = max(top, end - height)
            self.scroll_to(y=min(lowest, begin), animate=False, force=True)


class RunList(Pane):
    """One line a run. What a line says is asked for when it comes into view."""

    def __init__(self, glyphs: Glyphs, draw_row: Callable[[int, int, str], Text], *, id: str) -> None:
        super().__init__(glyphs, id=id)
        self._draw_row = draw_row
        self._places: Sequence[int] = ()
        self._pointed = 0

    @property
    def place(self) -> int | None:
        """Of the run that is pointed at, if there is any."""
        return self._places[self._pointed] if self._places else None

    @property
    def position(self) -> tuple[int, int]:
        """Of the pointer, from 1, and of how many."""
        return (self._pointed + 1 if self._places else 0), len(self._places)

    def show(self, places: Sequence[int], *, place: int | None) -> None:
        """List other runs, still pointing at `place`, or else at what stands nearest to where it did."""
        self._places = places
        found = places.index(place) if place is not None and place in places else self._pointed
        self._pointed = max(min(found, len(places) - 1), 0)
        self._fit()
        self.refresh()

    def point(self, position: int) -> None:
        position = max(min(position, len(self._places) - 1), 0)
        if position != self._pointed:
            self._pointed = position
            self._see(position, position + 1)
            self.refresh()
            self.post_message(self.Chosen(self))

    def move(self, steps: int) -> None:
        self.point(self._pointed + steps)

    def move_to_end(self, direction: int) -> None:
        self.point(len(self._places) - 1 if direction > 0 else 0)

    def next_places(self, direction: int) -> Sequence[int]:
        """Those behind the pointer, or before it, nearest first."""
        return self._places[self._pointed + 1 :] if direction > 0 else self._places[: self._pointed][::-1]

    def point_at(self, place: int) -> None:
        self.point(self._places.index(place))

    def render_line(self, y: int) -> Strip:
        width, position = self.scrollable_content_region.width, y + self.scroll_offset.y
        if position >= len(self._places):
            return Strip.blank(width, self.rich_style)
        pointed = position == self._pointed
        row = self._draw_row(self._places[position], max(width - _EDGE_CELLS, 1), "pointed" if pointed else "")
        pointer = self.glyphs.pointer if pointed else " "
        return edged(draw(row, width)[0], pointer, style("heading"), width).apply_style(self.rich_style)

    def _fit(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._places))
        self._see(self._pointed, self._pointed + 1)

    def on_resize(self) -> None:
        self._fit()

    def on_click(self, event: Click) -> None:
        if (offset := event.get_content_offset(self)) is not None:
            self.point(offset.y + self.scroll_offset.y)


class Page(Pane):
    """Text in sections, one of which is pointed at."""

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:
        super().__init__(glyphs, id=id)
        self._sections: Sequence[Section] = ()
        self._lines: list[tuple[Strip, int]] = []
        """Each with the number of its section."""
        self._begins: list[int] = []
        self._pointed = 0
        self._width = 0

    @property
    def pointed(self) -> int:
        """The number of the section."""
        return self._pointed

    @property
    def count(self) -> int:
        """Of sections."""
        return len(self._sections)

    def place_of(self, number: int) -> int | None:
        """Of the step a section shows, if it shows one."""
        return self._sections[number].place

    @property
    def section(self) -> Section | None:
        return self._sections[self._pointed] if self._sections else None

    def show(self, sections: Sequence[Section], *, pointed: int) -> None:
        self._sections = sections
        self._pointed = max(min(pointed, len(sections) - 1), 0)
        self._lay_out()
        self._see_pointed()

    def point(self, number: int) -> None:
        number = max(min(number, len(self._sections) - 1), 0)
        if number != self._pointed:
            self._pointed = number
            self._see_pointed()
            self.refresh()
            self.post_message(self.Chosen(self))

    def move(self, steps: int) -> None:
        """To the next section; one that is longer than the screen is first scrolled through."""
        hidden = self._hidden(1 if steps > 0 else -1)
        if hidden:
            self.scroll_to(y=self.scroll_offset.y + _at_most(steps, hidden), animate=False, force=True)
        else:
            self.point(self._pointed + (1 if steps > 0 else -1))

    def move_to_end(self, direction: int) -> None:
        self.point(len(self._sections) - 1 if direction > 0 else 0)
        self.scroll_to(y=len(self._lines) if direction > 0 else 0, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        width, number = self.scrollable_content_region.width, y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line, section = self._lines[number]
        pointed = section == self._pointed and len(self._sections) > 1
        return edged(line, self.glyphs.edge if pointed else " ", style("heading"), width).apply_style(self.rich_style)

    def _hidden(self, direction: int) -> int:
        """Lines of the pointed section that are below the screen, or above it."""
        if not self._lines:
            return 0
        begin, end = self._extent(self._pointed)
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        return max(end - (top + height), 0) if direction > 0 else max(top - begin, 0)

    def _extent(self, number: int) -> tuple[int, int]:
        ends = [*self._begins[1:], len(self._lines)]
        return self._begins[number], ends[number]

    def _see_pointed(self) -> None:
        if self._lines:
            self._see(*self._extent(self._pointed))

    def _lay_out(self) -> None:
        self._width = self.scrollable_content_region.width
        self._lines, self._begins = [], []
        for number, section in enumerate(self._sections if self._width else ()):
            self._begins.append(len(self._lines))
            self._lines += [(line, number) for line in draw(section.drawn, self._width - _EDGE_CELLS)]
        self.virtual_size = Size(self._width, len(self._lines))
        self.refresh()

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self._width:
            self._lay_out()
        self._see_pointed()

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y + self.scroll_offset.y < len(self._lines):
            self.point(self._lines[offset.y + self.scroll_offset.y][1])


def _at_most(steps: int, limit: int) -> int:
    return max(min(steps, limit), -limit)
