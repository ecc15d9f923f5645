"""From Rich to Textual: what the panes draw, as lines for the screen. Nothing a model wrote is ever read as markup."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from specrc_cli.views.theme import THEME

_CONSOLE = Console(
    file=io.StringIO(), force_terminal=True, color_system="truecolor", theme=THEME,
    markup=False, emoji=False, highlight=False, _environ={},
)  # fmt: skip
"""Only makes segments; what colours a terminal gets is the screen's business."""


def draw(drawn: RenderableType, width: int) -> list[Strip]:
    """The lines of a renderable, each at most `width` columns."""
    lines = _CONSOLE.render_lines(drawn, _CONSOLE.options.update(width=max(width, 1)), pad=False)
    return [Strip(line) for line in lines]


def style(name: str) -> Style:
    """A style of the theme."""
    return _CONSOLE.get_style(name)


def edged(line: Strip, edge: str, edge_style: Style, width: int) -> Strip:
    """A line behind a one-character edge and a space, `width` columns in all."""
    return Strip([Segment(edge, edge_style), Segment(" "), *line]).adjust_cell_length(width)


class Line(Widget):
    """A few lines of the screen, as many as what is shown takes."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._drawn: RenderableType = ""

    def show(self, drawn: RenderableType) -> None:
        self._drawn = drawn
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(draw(self._drawn, width))

    def render_line(self, y: int) -> Strip:
        lines, width = draw(self._drawn, self.content_size.width), self.content_size.width
        line = lines[y] if y < len(lines) else Strip([])
        return line.adjust_cell_length(width).apply_style(self.rich_style)
