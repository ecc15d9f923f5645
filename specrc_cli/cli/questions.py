"""Where a question comes from: the command line, standard input, or a file."""

from __future__ import annotations

import sys
from pathlib import Path

from specrc_cli.errors import UsageError
from specrc_cli.views.text import one_line

_HINT = 'give it in quotes: specrc solve "How much is 7 * 12?", or -f FILE, or - for standard input'


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
        question = _not_a_file(text)
    question = question.strip()
    if not question:
        raise UsageError("the question is empty", _HINT)
    return question


def _from_stdin() -> str:
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("standard input is closed, so there is no question in it", _HINT)
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"standard input is not UTF-8 text (byte {error.start})", "convert it first") from None
    except OSError as error:
        raise UsageError(f"cannot read standard input: {error.strerror}", _HINT) from None


def _from_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text (byte {error.start})", "convert it first") from None
    except OSError as error:
        raise UsageError(f"cannot read the question file {file}: {error.strerror}", "check its name") from None


def _not_a_file(text: str) -> str:
    """A question that is the name of a file is a slip, and asking a model about the name helps nobody."""
    try:
        is_file = Path(text).is_file()
    except (OSError, ValueError):
        is_file = False
    if is_file:
        raise UsageError(f"'{one_line(text, limit=80)}' is a file, not a question", "ask what it says with -f")
    return text
