"""A draft against what was written in its place, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rich.text import Text

from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.text import paragraph

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 20_000
"""Characters. Comparing takes more than a text's length; longer ones are shown as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words, and whether both texts have it."""

    text: str
    common: bool


def compare(draft: str, rewrite: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; those in common come in the same order in both."""
    if len(draft) + len(rewrite) > LONGEST:
        return [Piece(text=draft, common=False)], [Piece(text=rewrite, common=False)]
    old, new = _WORDS.findall(draft), _WORDS.findall(rewrite)
    before, after = list[Piece](), list[Piece]()
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before.append(Piece(text="".join(old[a:b]), common=kind == "equal"))
        after.append(Piece(text="".join(new[c:d]), common=kind == "equal"))
    return _joined(before), _joined(after)


def word_diff(draft: str, rewrite: str, glyphs: Glyphs) -> tuple[Text, Text]:
    """Both texts, with what the other lacks in colour, or in brackets: [-gone-] and {+new+}."""
    before, after = compare(paragraph(draft), paragraph(rewrite))
    gone, gone_end, new, new_end = glyphs.brackets
    return _marked(before, gone, gone_end, "deleted"), _marked(after, new, new_end, "inserted")


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Without empty ones, and without the spaces that alone are common to two changes."""
    joined: list[Piece] = []
    for number, piece in enumerate(pieces):
        between = 0 < number < len(pieces) - 1 and not piece.text.strip()
        common = piece.common and not between
        if joined and joined[-1].common == common:
            joined[-1] = Piece(text=joined[-1].text + piece.text, common=common)
        elif piece.text:
            joined.append(Piece(text=piece.text, common=common))
    return joined


def _marked(pieces: Sequence[Piece], begin: str, end: str, style: str) -> Text:
    text = Text()
    for piece in pieces:
        if piece.common or not piece.text.strip():
            text.append(piece.text)
        else:
            text.append(begin, style="quiet").append(piece.text, style=style).append(end, style="quiet")
    return text
