"""The value of plain arithmetic, exactly. Knows nothing of the text around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

MOST_SYMBOLS = 100


@dataclass(frozen=True, slots=True)
class Number:
    """`decimals` is how many digits stand behind its point."""

    value: Fraction
    percent: bool
    decimals: int


Symbol = Number | str
"""A number, or one of + - * / ( )."""


class Malformed(ValueError):
    """Not an expression, or one without a value."""


def evaluate(symbols: Sequence[Symbol], percent: Fraction) -> Fraction:
    """The value of an expression in which one percent is worth `percent`. Raises `Malformed`."""
    if len(symbols) > MOST_SYMBOLS:
        raise Malformed
    parser = _Parser(symbols, percent)
    value = parser.sum()
    if parser.next is not None:
        raise Malformed
    return value


class _Parser:
    """sum: product (+|- product)...   product: factor (*|/ factor)...   factor: -factor | (sum) | number"""

    def __init__(self, symbols: Sequence[Symbol], percent: Fraction) -> None:
        self._symbols = symbols
        self._percent = percent
        self._at = 0

    @property
    def next(self) -> Symbol | None:
        return self._symbols[self._at] if self._at < len(self._symbols) else None

    def sum(self) -> Fraction:
        value = self._product()
        while (sign := self.next) in ("+", "-"):
            self._at += 1
            value = value + self._product() if sign == "+" else value - self._product()
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while (sign := self.next) in ("*", "/"):
            self._at += 1
            factor = self._factor()
            if sign == "/" and factor == 0:
                raise Malformed
            value = value * factor if sign == "*" else value / factor
        return value

    def _factor(self) -> Fraction:
        match self.next:
            case Number() as number:
                self._at += 1
                return number.value * self._percent if number.percent else number.value
            case "-":
                self._at += 1
                return -self._factor()
            case "(":
                self._at += 1
                value = self.sum()
                self._close()
                return value
            case _:
                raise Malformed

    def _close(self) -> None:
        if self.next != ")":
            raise Malformed
        self._at += 1
