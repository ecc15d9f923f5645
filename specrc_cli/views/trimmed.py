"""Renderables without the blanks Rich pads lines with: nothing to copy by mistake, nothing for a window to wrap."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment


@dataclass(slots=True)
class Trimmed:
    """Draws `content` with every line ending in its last visible character; remembers how wide the lines were."""

    content: RenderableType
    widths: list[int] = field(default_factory=list)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = [_trim(line) for line in console.render_lines(self.content, options, pad=False)]
        self.widths = [Segment.get_line_length(line) for line in lines]
        for line in lines:
            yield from line
            yield Segment.line()

    def rows(self, columns: int) -> int:
        """Rows the lines take in a window that is `columns` wide and wraps what it cannot hold."""
        return sum(max(1, -(-width // columns)) for width in self.widths)


def _trim(line: list[Segment]) -> list[Segment]:
    kept = list(line)
    while kept and not kept[-1].control:
        text = kept[-1].text.rstrip(" ")
        if text:
            kept[-1] = Segment(text, kept[-1].style)
            break
        kept.pop()
    return kept
