"""The help: every key and what it does, and what the signs mean."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key as KeyPressed
from textual.screen import ModalScreen

from specrc_cli.trace.events import Fate
from specrc_cli.views.inspector.chain import Section
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.inspector.keys import Key, help_table
from specrc_cli.views.inspector.panes import Page


class Help(ModalScreen[None]):
    """Goes away at any key."""

    def __init__(self, keys: Sequence[Key], glyphs: Glyphs) -> None:
        super().__init__()
        self._keys, self._glyphs = keys, glyphs
        self.page = Page(glyphs, id="help")

    def compose(self) -> ComposeResult:
        yield self.page

    def on_mount(self) -> None:
        self.set_class(not self._glyphs.fine, "-plain")
        self.page.title("Keys")
        drawn = Group(help_table(self._keys), Text(), _signs(self._glyphs))
        self.page.show([Section(drawn=drawn)], pointed=0)

    def on_key(self, event: KeyPressed) -> None:
        event.stop()
        self.dismiss()


def _signs(glyphs: Glyphs) -> RenderableType:
    symbols = glyphs.symbols
    meanings = {
        f"{glyphs.levels[0]}{glyphs.levels[-1]}": "an accepted step, as high as its score",
        symbols.of(Fate.REWRITTEN): "rewritten by the target",
        symbols.of(Fate.WRITTEN): "judged by nobody; a run that was not graded",
        symbols.rejected: "rejected, or a wrong answer",
        glyphs.flip: "a verdict that flips at the threshold tried",
    }
    rows = (Text.assemble((f"{sign:<4}", "heading"), (meaning, "quiet")) for sign, meaning in meanings.items())
    return Text("\n").join(rows)
