"""Text of models and people, made safe to show. Knows nothing of Rich, of terminals' sizes, or of steps.

What a model writes is data. On a screen it must not move the cursor, ring the bell, retitle the window or reorder its
neighbours; every such character is shown as the escape a programmer would type for it.
"""

from __future__ import annotations

import re

_LINE_BREAKS = re.compile("\r\n|\r(?=\n)")
_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, without tab and newline
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, directions (the two joiners stay)
    "\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"  # halves of a surrogate pair, which no encoding takes
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f"
    "]"
)
_TAB = " " * 4
_ELLIPSIS = "..."


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def visible(text: str) -> str:
    """`text` with every character that could act on a terminal written out, e.g. `\\x1b`. Newlines stay."""
    return _UNSAFE.sub(_escape, _LINE_BREAKS.sub("\n", text)).replace("\t", _TAB)


def one_line(text: str, *, limit: int = 400) -> str:
    """`visible` text on one line, its middle left out if it is longer than `limit` characters."""
    flat = " ".join(visible(text).split())
    if len(flat) <= limit:
        return flat
    kept = limit - len(_ELLIPSIS)
    return flat[: kept - kept // 3] + _ELLIPSIS + flat[len(flat) - kept // 3 :]


def paragraph(text: str) -> str:
    """A step's text as it is shown: `visible`, without the blank lines around it."""
    return visible(text).strip()
