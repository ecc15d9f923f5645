"""The inspector's own signs, beside those of every view: each has a plain twin, and none needs colour to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from specrc_cli.views.theme import ASCII, UNICODE, Symbols, symbols_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """One character each, one column wide. `levels` are bars of growing height."""

    symbols: Symbols
    levels: str
    draft: str
    judge: str
    write: str
    pointer: str
    edge: str
    more: str
    flip: str
    rule: str
    brackets: tuple[str, str, str, str]
    """Around what was taken away, and around what was put in its place, where colour does not say it."""

    @property
    def fine(self) -> bool:
        """Whether the screen can be trusted with more than ASCII."""
        return self.symbols is UNICODE

    def level(self, share: float) -> str:
        """The bar for a share of 0 to 1."""
        return self.levels[round(share * (len(self.levels) - 1))]


FINE = Glyphs(
    symbols=UNICODE,
    levels="▁▂▃▄▅▆▇█",
    draft="░",
    judge="▒",
    write="█",
    pointer="›",
    edge="┃",
    more="…",
    flip="⇄",
    rule="─",
    brackets=("", "", "", ""),
)
PLAIN = Glyphs(
    symbols=ASCII,
    levels="0123456789",
    draft="d",
    judge="j",
    write="w",
    pointer=">",
    edge="|",
    more="~",
    flip="%",
    rule="-",
    brackets=("[-", "-]", "{+", "+}"),
)


def glyphs_for(encoding: str | None, environment: Mapping[str, str]) -> Glyphs:
    """The fine signs where `encoding` can write all of them, the plain ones elsewhere; brackets where colour is off."""
    try:
        "▁▂▃▄▅▆▇█░▒›┃…⇄─".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    if symbols_for(encoding) is not UNICODE:
        return PLAIN
    return replace(FINE, brackets=PLAIN.brackets) if environment.get("NO_COLOR") else FINE
