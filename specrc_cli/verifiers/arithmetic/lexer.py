"""Cutting a line of reasoning into numbers, signs and words. Decides nothing about what they mean together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from specrc_cli.verifiers.arithmetic.expressions import Number


class Kind(StrEnum):
    BREAK = "break"
    """Nothing reaches across: the end of a clause, or a word like "so"."""
    EQUALS = "equals"
    NUMBER = "number"
    SIGN = "sign"
    CURRENCY = "currency"
    WORD = "word"
    UNREADABLE = "unreadable"
    """Something that may change the value of what stands around it: a variable, a power, an inequality."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    number: Number | None = None


LONGEST_NUMBER = 30
_SIGNS = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "x": "*", "X": "*", "of": "*"}
_SIGNS |= {"\\times": "*", "\\cdot": "*", "\\div": "/"}
_BREAKING_WORDS = "and|so|then|thus|therefore|hence|which|giving|gives|but|while|or|because|since|is|are|equals|makes"

_BULLET = re.compile(r"^\s*(?:[-*•+]|\d+[.)])\s+")
_WRAPPER = re.compile(r"\\(?:boxed|text|textbf|mathrm|mathbf)\s*\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([\d.,]+)\}\s*\{([\d.,]+)\}")
_SPACING = re.compile(r"\\left|\\right|\\[,;:! ]|\\[()\[\]]")
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<mark>\*\*|`+)
    | (?P<number>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|\.\d+)
      (?!(?![xX]\d)\w|[,.:]\d|\s*[!^]|\s*\*\*\s*[\d(])        # 7x, 1,5, 3:00, 5!, 2^3, 2 ** 3 are no plain numbers
      (?P<percent>\s?\\?%(?!\s*[\d(]))?                       # but 10 % 3 is a remainder
    | (?P<ordinal>\d+(?:st|nd|rd|th)\b)
    | (?P<ratio>(?<=\d):(?=\d))
    | (?P<relation>[<>!:~≈≠≤≥]=?|==+>?|=>)
    | (?P<equals>=)
    | (?P<break>[;→⇒"“”]|[.,](?=\s|$)|[?]|(?<!\s)[–—]|[–—](?!\s)|\b(?:{_BREAKING_WORDS})\b)
    | (?P<sign>[-+*/()−–×·÷]|\\(?:times|cdot|div)\b)
    | (?P<infix>(?:[xX]|of\b)(?=\s*\\?[$€£]?[\d(.]))
    | (?P<currency>\\?[$€£¥])
    | (?P<word>[^\W\d_][\w'’]*)
    | (?P<unreadable>[\w\\]+|.)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INSIDE_A_NUMBER = re.compile(r",\s\d{3}(?!\d)|\.\s\d|and\s+\(?\d+/\d", re.IGNORECASE)
"""What breaks a clause everywhere else but may be part of a number: "14, 400", ". 84", "1 and 1/3"."""


def tokenise(line: str) -> list[Token]:
    """The tokens of one line, its bullet and its LaTeX dress taken off."""
    return list(_tokens(_undress(line)))


def _undress(line: str) -> str:
    line = _WRAPPER.sub(r" \1 ", _BULLET.sub("", line))
    return _SPACING.sub(" ", _FRACTION.sub(r"((\1)/(\2))", line))


def _tokens(line: str) -> Iterator[Token]:
    last: Token | None = None
    for found in _TOKEN.finditer(line):
        token = _token(found, last)
        if token is not None:
            last = token
            yield token


def _token(found: re.Match[str], last: Token | None) -> Token | None:
    text = found.group()
    match found.lastgroup:
        case "space" | "mark":
            return None
        case "number" | "percent":
            return _number(found, last)
        case "ordinal":
            return Token(Kind.WORD, text)
        case "relation" if text in (":", "!"):
            return Token(Kind.BREAK, text)
        case "break" if _INSIDE_A_NUMBER.match(found.string, found.start()) and _may_go_on(last):
            return Token(Kind.UNREADABLE, text)
        case "infix":
            return _infix(text, last)
        case "sign":
            return Token(Kind.SIGN, _SIGNS.get(text, text))
        case "ratio" | "relation" | "unreadable" | None:
            return Token(Kind.UNREADABLE, text)
        case kind:
            return Token(Kind(kind), text.lower())


def _may_go_on(last: Token | None) -> bool:
    return last is not None and (last.kind is Kind.NUMBER or (last.kind is Kind.SIGN and last.text != ")"))


def _number(found: re.Match[str], last: Token | None) -> Token:
    digits = found["number"].replace(",", "")
    joined_to_word = last is not None and last.kind is Kind.WORD and found.string[found.start() - 1].isalpha()
    padded = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    if len(digits) > LONGEST_NUMBER or joined_to_word or padded:
        return Token(Kind.UNREADABLE, found.group())
    decimals = len(digits.partition(".")[2])
    number = Number(Fraction(digits), percent=found["percent"] is not None, decimals=decimals)
    return Token(Kind.NUMBER, found.group(), number)


def _infix(text: str, last: Token | None) -> Token:
    """An "x" behind an operand or its unit multiplies, and so does an "of" behind a percentage; else they are words."""
    operand = last is not None and (last.kind in (Kind.NUMBER, Kind.WORD) or last.text == ")")
    if text.lower() == "of":
        percentage = last is not None and last.number is not None and last.number.percent
        return Token(Kind.SIGN, "*") if percentage else Token(Kind.WORD, "of")
    return Token(Kind.SIGN, "*") if operand else Token(Kind.UNREADABLE, text)
