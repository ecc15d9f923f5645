"""Where a question comes from: the command line, standard input, or a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from specrc_cli.errors import UsageError
from specrc_cli.views.text import one_line

MOST_BYTES = 1 << 20
"""No context that a machine holds takes a longer question; what has no end (a device, a pipe) is not read to it."""
_HINT = 'give it in quotes: specrc solve "How much is 7 * 12?", or -f FILE, or - for standard input'
_STDIN = "standard input"


def read_question(text: str | None, file: Path | None) -> str:
    """The question that was asked, without the white space around it. Raises `UsageError` if there is none, or two."""
    if text is not None and file is not None:
        raise UsageError("there are two questions: one as an argument and one in a file", "give one of them")
    if text is None and file is None:
        raise UsageError("there is no question", _HINT)
    if file is not None:
        question = _from_stdin() if str(file) == "-" else _from_file(file)
    elif text == "-":
        question = _from_stdin()
    else:
        assert text is not None
        question = _not_a_file(_whole_characters(text))
    question = question.strip()
    if not question:
        raise UsageError("the question is empty", _HINT)
    return question


def _from_stdin() -> str:
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("standard input is closed, so there is no question in it", _HINT)
    try:
        return _read(sys.stdin.buffer, _STDIN)
    except OSError as error:
        raise UsageError(f"cannot read standard input: {error.strerror}", _HINT) from None


def _from_file(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return _read(opened, str(file))
    except OSError as error:
        raise UsageError(f"cannot read the question file {file}: {error.strerror}", "check its name") from None


def _read(source: BinaryIO, name: str) -> str:
    data = source.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UsageError(
            f"the question in {name} is longer than {MOST_BYTES >> 20} MiB, more than any context holds",
            "ask one question; a file of many is for `specrc batch`",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name} is not UTF-8 text (byte {error.start})", "convert it first, as with iconv -t utf-8"
        ) from None


def _whole_characters(text: str) -> str:
    """An argument as text: bytes that the locale does not know come as halves of characters, and may be UTF-8 yet."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        raise UsageError("the question is not UTF-8 text", "type it anew, or give it in a file with -f") from None


def _not_a_file(text: str) -> str:
    """A question that is the name of a file is a slip, and asking a model about the name helps nobody."""
    try:
        is_file = Path(text).is_file()
    except (OSError, ValueError):
        is_file = False
    if is_file:
        raise UsageError(f"'{one_line(text, limit=80)}' is a file, not a question", "ask what it says with -f")
    return text
