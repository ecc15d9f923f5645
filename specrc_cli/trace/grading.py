"""Holding an answer against the known one: numbers by value, choices by letter, anything else by its text.

Knows nothing of models. What only algebra can tell (`(x+1)^2` and `x^2+2x+1`) is for `specrc_cli.batch.algebra`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from specrc_cli.trace.answers import WRAPPERS, gold_answer

LONGEST_NUMBER = 1000
"""Characters. Longer ones are compared as texts: reading a number takes more than its length, and has a limit."""
_FRACTION = re.compile(r"(-?)\\[dt]?frac\s*\{\s*([\d.,]+)\s*\}\s*\{\s*([\d.,]+)\s*\}")
_BEFORE_FRACTION = re.compile(r"(?<=\d)\s*(?=\\[dt]?frac\b)")
_DECORATION = re.compile(r"\\[,;:! ]|\\left|\\right|\\\(|\\\)|(?<!\\)\$|\\\$|[£€¥]|\^\s*\{?\\circ\}?")
_NAME = re.compile(r"[a-z]\s*=\s*(?=[^=]*$)")
"""`x = 5` where the gold answer is `5`."""
_CURRENCY = re.compile(r"(?:us|usd|eur|gbp|inr|rs)\b\.?\s*(?=[\d.+-])")
_NUMBER = re.compile(r"([+-]?(?:\d[\d,]*)?\.?\d+)(?:/(\d+(?:\.\d+)?))?")
_MIXED = re.compile(r"([+-]?)(\d+) (\d+)/(\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPACED = re.compile(r"([+-]?\d{1,3}(?: \d{3})+)(?=\D|$)")
_UNIT = r"\s+[a-z][a-z .]*(?:\^?\{?[23]\}?|[²³])?(?:/[a-z]+)?|\s*(?:km|cm|mm|m|kg|mg|g|ml|l|hrs?|h|min|s)|\s*°"
_PERCENT = r"\s*\\?%|\s+percent"
_NUMBER_WITH_UNIT = re.compile(rf"(\S*\d|\S*\d \d+/\d+)(?:(?P<percent>{_PERCENT})|{_UNIT})?")
_CHOICE = re.compile(
    r"(?:(?:the\s+)?(?:answer|option|choice)(?:\s+is)?\s*:?\s*)?\(?([a-j])(?:[).:](?:\s.*)?)?", re.DOTALL
)


class Grading(StrEnum):
    """How an answer was held against the known one."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    MATH = "math"
    """By `math-verify`, where the others saw no likeness."""


@dataclass(frozen=True, slots=True)
class Grade:
    """`correct` is None where there is nothing to hold the answer against, `how` where nothing was compared."""

    correct: bool | None
    how: Grading | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number's exact value, with its unit put aside; `percent` says that a percent sign was among what was put."""

    value: Fraction
    percent: bool

    def is_same_as(self, other: Number) -> bool:
        """Equal in value. Where only one is a percentage it may mean its share as well: 50% is 50, and 0.5."""
        if self.value == other.value:
            return True
        return self.percent is not other.percent and self.share == other.share

    @property
    def share(self) -> Fraction:
        return self.value / 100 if self.percent else self.value


def grade(answer: str | None, gold: str | None) -> Grade:
    """Whether an answer is the known one, and how that was found out."""
    if gold is None or not (expected := gold_answer(gold)):
        return Grade(None)
    if answer is None:
        return Grade(False)
    ours, theirs = _number(answer), _number(expected)
    if ours is not None and theirs is not None:
        return Grade(ours.is_same_as(theirs), Grading.NUMBER)
    choice = _choice(expected)
    if choice is not None and len(normalise(expected).strip("().:")) == 1:
        return Grade(_choice(answer) == choice, Grading.CHOICE)
    return Grade(same_text(answer, expected), Grading.TEXT)


def number(answer: str) -> Fraction | None:
    """The number an answer is, exactly, with its unit or percent sign put aside; None if it is none, or too long."""
    found = _number(answer)
    return found.value if found else None


def same_text(one: str, other: str) -> bool:
    """Whether two answers are spelled alike, but for what `normalise` and spaces make no difference of."""
    return normalise(one).replace(" ", "") == normalise(other).replace(" ", "")


def normalise(answer: str) -> str:
    """One spelling for answers that mean the same: case, spaces, money signs, LaTeX wrapping, a full stop."""
    text = _FRACTION.sub(r"\1\2/\3", _BEFORE_FRACTION.sub(" ", answer))
    text = _DECORATION.sub("", WRAPPERS.sub(r" \1 ", text))
    text = text.replace("−", "-").replace("{,}", ",").lower()
    return " ".join(text.split()).rstrip(".").strip()


def _number(answer: str) -> Number | None:
    if len(answer) > LONGEST_NUMBER:
        return None
    text = _CURRENCY.sub("", _NAME.sub("", normalise(answer), count=1), count=1)
    text = _SPACED.sub(lambda found: found[1].replace(" ", ""), text, count=1)
    with_unit = _NUMBER_WITH_UNIT.fullmatch(text)
    value = _value(with_unit[1] if with_unit else text)
    return None if value is None else Number(value, percent=bool(with_unit and with_unit["percent"]))


def _value(text: str) -> Fraction | None:
    mixed = _MIXED.fullmatch(text)
    if mixed:
        sign, whole, above, below = mixed.groups()
        value = int(whole) + Fraction(int(above), int(below)) if int(below) else None
        return -value if value is not None and sign == "-" else value
    found = _NUMBER.fullmatch(text)
    if not found or ("," in found[1] and not _GROUPED.fullmatch(found[1])):
        return None
    divisor = Fraction(found[2] or 1)
    return Fraction(found[1].replace(",", "")) / divisor if divisor else None


def _choice(answer: str) -> str | None:
    """The letter of a choice: `B`, `(b)`, `B. Paris`, `the answer is B`."""
    found = _CHOICE.fullmatch(normalise(answer))
    return found[1] if found else None
