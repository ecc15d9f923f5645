"""The look: symbols and styles. A meaning is always a symbol first and a colour second.

Colours are the terminal's own sixteen, so that they fit the person's theme; `SVG` gives them values for pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.theme import Theme

from specrc_cli.trace.events import Author, Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """One character each, one column wide; `spinner` is a cycle of them."""

    accepted: str
    rejected: str
    rewritten: str
    edited: str
    written: str
    question: str
    answer: str
    notice: str
    bar_full: str
    bar_rest: str
    dot: str
    times: str
    at_least: str
    spinner: str

    def of(self, fate: Fate) -> str:
        return {
            Fate.ACCEPTED: self.accepted,
            Fate.REWRITTEN: self.rewritten,
            Fate.EDITED: self.edited,
            Fate.WRITTEN: self.written,
            Fate.DISCARDED: self.rejected,
        }[fate]


UNICODE = Symbols(
    accepted="✓",
    rejected="✗",
    rewritten="✎",
    edited="✎",
    written="•",
    question="?",
    answer="=",
    notice="!",
    bar_full="━",
    bar_rest="╌",
    dot="·",
    times="×",
    at_least="≥",
    spinner="⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏",
)
ASCII = Symbols(
    accepted="+",
    rejected="x",
    rewritten=">",
    edited="e",
    written="-",
    question="?",
    answer="=",
    notice="!",
    bar_full="#",
    bar_rest="-",
    dot="|",
    times="x",
    at_least=">=",
    spinner="|/-\\",
)


def symbols_for(encoding: str | None) -> Symbols:
    """The fine symbols where `encoding` can write all of them, the plain ones elsewhere."""
    try:
        "✓✗✎•━╌·×≥⠋⠏".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


THEME = Theme(
    {
        "question": Style(bold=True),
        "accepted": Style(color="green"),
        "accepted.mark": Style(color="green", bold=True),
        "rejected": Style(color="red", strike=True),
        "rejected.mark": Style(color="red", bold=True),
        "rewritten": Style(color="cyan"),
        "rewritten.mark": Style(color="cyan", bold=True),
        "edited": Style(color="magenta"),
        "edited.mark": Style(color="magenta", bold=True),
        "deleted": Style(color="red", strike=True),
        "inserted": Style(color="cyan", bold=True, underline=True),
        "heading": Style(bold=True),
        "pointed": Style(bold=True, reverse=True),
        "drafting": Style(dim=True),
        "writing": Style(color="cyan", dim=True),
        "doubtful": Style(color="yellow"),
        "answer": Style(bold=True),
        "quiet": Style(dim=True),
        "time.draft": Style(color="green"),
        "time.judge": Style(color="yellow"),
        "time.write": Style(color="cyan"),
        "time.prompt": Style(color="blue"),
        "time.other": Style(dim=True),
    }
)

SVG = TerminalTheme(
    (22, 24, 29),
    (212, 215, 221),
    [
        (58, 62, 71),
        (235, 111, 111),
        (126, 201, 129),
        (229, 192, 107),
        (110, 168, 254),
        (198, 146, 233),
        (98, 196, 217),
        (212, 215, 221),
    ],
    [
        (110, 116, 128),
        (240, 138, 138),
        (151, 217, 153),
        (237, 207, 136),
        (143, 189, 255),
        (213, 172, 240),
        (133, 213, 230),
        (255, 255, 255),
    ],
)


def style_of(*, fate: Fate, author: Author) -> str:
    """The style a settled step's text is drawn in: green is the draft's, cyan the target's, magenta a person's."""
    if fate is Fate.WRITTEN:
        return "rewritten" if author is Author.TARGET else "accepted"
    styles = {Fate.ACCEPTED: "accepted", Fate.REWRITTEN: "rewritten", Fate.EDITED: "edited", Fate.DISCARDED: "rejected"}
    return styles[fate]
