"""A draft against what was written in its place, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rich.text import Text

from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.text import paragraph

_WORDS = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")
"""Each with the white space behind it, which is not compared."""
MOST_PAIRS = 20_000
"""Of words that could be matched. Comparing can take as much as their number squared; above it, nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words, and whether both texts have it."""

    text: str
    common: bool


def compare(draft: str, rewrite: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; those in common come in the same order in both."""
    old, new = _WORDS.findall(draft), _WORDS.findall(rewrite)
    old_words, new_words = [word.strip() for word in old], [word.strip() for word in new]
    counts = Counter(new_words)
    if sum(counts[word] for word in old_words) > MOST_PAIRS:
        return [Piece(text=draft, common=False)], [Piece(text=rewrite, common=False)]
    before, after = list[Piece](), list[Piece]()
    for kind, a, b, c, d in SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes():
        for pieces, words in ((before, old[a:b]), (after, new[c:d])):
            if words:
                pieces.append(Piece(text="".join(words), common=kind == "equal"))
    return before, after


def word_diff(draft: str, rewrite: str, glyphs: Glyphs) -> tuple[Text, Text]:
    """Both texts, with what the other lacks in colour, or in brackets: [-gone-] and {+new+}."""
    before, after = compare(paragraph(draft), paragraph(rewrite))
    gone, gone_end, new, new_end = glyphs.brackets
    return _marked(before, gone, gone_end, "deleted"), _marked(after, new, new_end, "inserted")


def _marked(pieces: Sequence[Piece], begin: str, end: str, style: str) -> Text:
    text = Text()
    for piece in pieces:
        if piece.common:
            text.append(piece.text)
            continue
        words = piece.text.rstrip()
        text.append(begin, style="quiet").append(words, style=style).append(end, style="quiet")
        text.append(piece.text[len(words) :])
    return text
