"""The inspector's keys: what is bound, and what the help says of it, from one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """`keys` as Textual names them, each with the action it runs; `shown` as a person knows them."""

    shown: str
    does: str
    keys: tuple[tuple[str, str], ...]


BROWSING = (
    Key(shown="j k, arrows", does="down and up", keys=(("j,down", "move(1)"), ("k,up", "move(-1)"))),
    Key(shown="PgUp PgDn", does="a screen down and up", keys=(("pagedown", "page(1)"), ("pageup", "page(-1)"))),
    Key(shown="g G", does="to the beginning, to the end", keys=(("g,home", "end(-1)"), ("G,end", "end(1)"))),
    Key(shown="Tab, left right", does="another pane", keys=(("tab,right", "go(1)"), ("shift+tab,left", "go(-1)"))),
    Key(shown="Enter Esc", does="look closer, and back", keys=(("enter", "closer"), ("escape", "farther"))),
    Key(
        shown="n N",
        does="next and previous rewritten step, also in other runs",
        keys=(("n", "rewritten(1)"), ("N", "rewritten(-1)")),
    ),
    Key(shown="/", does="search ids and questions", keys=(("slash", "search"),)),
    Key(shown="s S", does="sort in another way", keys=(("s", "order(1)"), ("S", "order(-1)"))),
    Key(shown="f F", does="list only some: wrong, right, rewritten, ...", keys=(("f", "keep(1)"), ("F", "keep(-1)"))),
    Key(
        shown="[ ]",
        does="what if the threshold were lower, higher",
        keys=(("left_square_bracket", "turn(-1)"), ("right_square_bracket", "turn(1)")),
    ),
    Key(
        shown="{ }",
        does="to where the next verdict of this run flips",
        keys=(("left_curly_bracket", "jump(-1)"), ("right_curly_bracket", "jump(1)")),
    ),
    Key(shown="=", does="the threshold as it was", keys=(("equals_sign", "reset"),)),
    Key(shown="t", does="another verifier's threshold", keys=(("t", "dial"),)),
    Key(shown="y", does="copy the question, the step, or all of it", keys=(("y", "copy"),)),
    Key(shown="?", does="this help", keys=(("question_mark", "help"),)),
    Key(shown="q", does="leave", keys=(("q", "leave"), ("ctrl+c", "quit"))),
)
JUDGING = (
    Key(shown="Space", does="wait at every step for your word, or go on alone", keys=(("space", "pause"),)),
    Key(
        shown="a r e",
        does="accept, reject, edit the step that waits",
        keys=(("a", "accept"), ("r", "reject"), ("e", "edit")),
    ),
)


def bindings(keys: Sequence[Key]) -> list[BindingType]:
    return [Binding(names, action, show=False) for key in keys for names, action in key.keys]


def help_table(keys: Sequence[Key]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="heading", no_wrap=True)
    grid.add_column(overflow="fold")
    for key in keys:
        grid.add_row(Text(key.shown), Text(key.does))
    return grid


def reminder() -> Text:
    """The keys nobody should have to look up."""
    return named(
        ("j k", "move"), ("Tab", "pane"), ("n N", "rewrites"), ("[ ]", "what if"), ("/", "search"), ("?", "help")
    )


def named(*pairs: tuple[str, str]) -> Text:
    """Keys, each with a word on what it does."""
    return Text("  ").join(Text.assemble((key, "heading"), (f" {does}", "quiet")) for key, does in pairs)
