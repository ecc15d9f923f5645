"""The coloured story of a run, printed once from top to bottom. The live view and the picture are made of it."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.rule import Rule

from specrc_cli.backends.base import ModelInfo
from specrc_cli.trace.events import Event, RunBegan, RunEnded, StopReason
from specrc_cli.trace.record import Record
from specrc_cli.views import summary
from specrc_cli.views.base import View
from specrc_cli.views.loaded import method_line, model_line, row
from specrc_cli.views.story import Story
from specrc_cli.views.theme import Symbols
from specrc_cli.views.trimmed import Trimmed


class ScrollView(View):
    """Prints what is final, when it becomes final. Never reads model text as markup."""

    def __init__(self, console: Console, symbols: Symbols) -> None:
        self.console, self.symbols = console, symbols
        self.story = Story(symbols)
        self._asked: str | None = None

    def opened(self, part: str, info: ModelInfo) -> None:
        self.print(row(part, model_line(info, self.symbols)))

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunBegan):
            self.story = Story(self.symbols)
            if event.question == self._asked:
                return
            self._asked = event.question
            self.print(row("method", method_line(event, self.symbols)))
        for piece in self.story.tell(event):
            self.print(piece)
        if isinstance(event, RunEnded) and event.stop in (StopReason.CANCELLED, StopReason.ERROR):
            for piece in self.story.cut_off():
                self.print(piece)

    def finish(self, record: Record) -> None:
        if record.stop is not StopReason.ERROR:
            self.print(summary.table(record, self.symbols))

    def chapter(self, title: str) -> None:
        self.print("")
        self.print(Rule(title, style="quiet", characters=self.symbols.bar_rest))

    def compare(self, together: Record, alone: Record) -> None:
        self.print(summary.comparison(together, alone, self.symbols))

    def print(self, piece: RenderableType) -> None:
        self.console.print(Trimmed(piece))
