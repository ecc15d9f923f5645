"""What may stand behind an option: numbers, words, texts and files, and how a wrong one is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import typer

from specrc_cli.errors import did_you_mean

Word = TypeVar("Word", bound=StrEnum)


class WrongValue(typer.BadParameter):
    """A value that an option cannot have. The parser adds which option it was, and where the value came from."""

    def __init__(self, value: str, takes: str) -> None:
        super().__init__(value)
        self.value = value
        self.takes = takes


def a_number(kind: type[int] | type[float], *, low: float, high: float) -> Callable[[str], float]:
    """Reads a number from `low` to `high`."""
    noun = "a whole number" if kind is int else "a number"

    def parse(text: str) -> float:
        wrong = WrongValue(text, f"it takes {noun} from {low:.12g} to {high:.12g}")
        try:
            value = kind(text)
        except ValueError:
            raise wrong from None
        if not low <= value <= high:  # a NaN is in no range
            raise wrong
        return value

    return parse


def a_word(words: Iterable[str]) -> Callable[[str], Any]:
    """Reads one of some words, as a member of their enumeration where they are of one."""
    known = {str(word): word for word in words}

    def parse(text: str) -> Any:
        if text not in known:
            raise WrongValue(text, did_you_mean(text, known))
        return known[text]

    return parse


def a_text(text: str) -> str:
    """Reads anything but nothing: an empty value is a shell variable that was not set."""
    if not text.strip():
        raise WrongValue(text, "give it a value, or leave it out")
    return text


def a_file(text: str) -> Path:
    """Reads the name of a file."""
    return Path(a_text(text))
