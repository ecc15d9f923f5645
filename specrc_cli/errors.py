"""The one error family. Everything a person can cause or mend is a `SpecrcError`; anything else is a bug."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to the shell when it ends."""

    OK = 0
    FAILED = 1
    USAGE = 2
    MODEL = 3
    PARTIAL = 4
    INTERRUPTED = 130


class SpecrcError(Exception):
    """One line of what went wrong and one line of what to do about it."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SpecrcError):
    """The command line, the environment or a configuration file asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class ModelError(SpecrcError):
    """A model or backend could not be opened or stopped working."""

    exit_code = ExitCode.MODEL


class ContextFull(ModelError):
    """A text does not fit into what is left of a model's context."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint: the known word nearest to a mistyped one, or all of them where none is near."""
    words = sorted(known)
    near = get_close_matches(word.lower(), words, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"known: {', '.join(words)}"
