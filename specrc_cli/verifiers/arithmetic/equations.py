"""The equations in a text, as far as they can be read beyond doubt.

What counts is never to call a true equation false. Whatever is not plain arithmetic on plain numbers (a variable, a
power, a remainder) makes its side unreadable, and what stands beside an unreadable side is not compared with it. Where
units differ, or a result may have been rounded, only what holds is counted. Knows nothing of models or verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from specrc_cli.verifiers.arithmetic.lexer import Kind, Token, tokenise
from specrc_cli.verifiers.arithmetic.sides import WORTH_OF_A_PERCENT, Side, behind_label, read_side

_ROUNDING = re.compile(r"remainder|left ?over|round|about|approx|rough|at least|at most|whole|full|complete", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """Two sides that were said to be equal. `value` is what the computed one, the left if both are, really is."""

    text: str
    holds: bool
    value: Fraction


def equations(text: str) -> list[Equation]:
    """Every `a = b` of a text in which something is computed, in order; a = b = c is two of them."""
    rounded = _ROUNDING.search(text) is not None
    found = []
    for line in text.splitlines():
        for lefts, right in _pairs(tokenise(line)):
            left = min(lefts, key=lambda each: _off(each, right))
            holds = _equal(left, right)
            doubtful = any(_doubtful(each, right) for each in lefts) or (rounded and _may_be_rounded(left, right))
            if holds or not doubtful:
                value = (left if left.computed or not right.computed else right).values[0]
                found.append(Equation(text=f"{left.text} = {right.text}", holds=holds, value=value))
    return found


def _off(left: Side, right: Side) -> tuple[bool, Fraction]:
    """How far the sides are from being equal, to find the likelier of several readings."""
    return not _equal(left, right), abs(left.values[0] - right.values[0])


def _doubtful(left: Side, right: Side) -> bool:
    """Whether the sides may differ and yet be the same, as 90 minutes and 1.5 hours are, or be run together.

    Who writes 2 * 5 = 10 + 3 = 13 means two equations, the first of which ends before the plus sign. Two numbers in a
    row that are written alike must be the same; else one may be the other converted or rounded.
    """
    conversion = left.units and right.units and left.units.isdisjoint(right.units)
    run_together = right.computed and left.values[0] == right.first.value
    unlike = _bare(left, right) and (right.units or _precision(left) != _precision(right))
    return bool(
        left.doubtful or right.doubtful or conversion or run_together or unlike or (left.units and not left.computed)
    )


def _may_be_rounded(left: Side, right: Side) -> bool:
    return left.divides or _bare(left, right)


def _bare(left: Side, right: Side) -> bool:
    return not left.computed and not right.computed


def _precision(side: Side) -> tuple[int, bool]:
    return side.last.decimals, side.last.percent


def _equal(left: Side, right: Side) -> bool:
    return any(_equal_as(left, right, reading) for reading in range(len(WORTH_OF_A_PERCENT)))


def _equal_as(left: Side, right: Side, reading: int) -> bool:
    """Exactly, or, where a quotient was written as a decimal number or a percentage, rounded to its last digit."""
    off = abs(left.values[reading] - right.values[reading])
    if not left.divides or right.computed or not (right.last.decimals or right.last.percent):
        return off == 0
    worth = WORTH_OF_A_PERCENT[reading] if right.last.percent else 1
    return 2 * off <= worth * Fraction(1, 10**right.last.decimals)


def _pairs(line: Sequence[Token]) -> Iterator[tuple[Sequence[Side], Side]]:
    """Sides that stand beside each other, both readable, in a chain of equal signs in which something is computed.

    The first side of a chain may have a second reading.
    """
    clauses = _split(line, Kind.BREAK)
    for clause, following in zip(clauses, [*clauses[1:], []], strict=True):
        sides = _split([token for token in clause if token.kind is not Kind.BREAK], Kind.EQUALS)
        readable = [read_side(side, first=at == 0, last=at == len(sides) - 1) for at, side in enumerate(sides)]
        if _is_afterthought(following):
            readable[-1] = None
        if not any(side.computed for side in readable if side):
            continue
        for at, (left, right) in enumerate(pairwise(readable)):
            if left and right:
                unlabelled = behind_label(sides[0]) if at == 0 else None
                yield ([left, unlabelled] if unlabelled and not _bare(unlabelled, right) else [left]), right


def _split(tokens: Sequence[Token], kind: Kind) -> list[list[Token]]:
    """The stretches between tokens of one kind; a stretch keeps the break that led to it."""
    stretches: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind is kind:
            stretches.append([token] if kind is Kind.BREAK else [])
        else:
            stretches[-1].append(token)
    return stretches


def _is_afterthought(clause: Sequence[Token]) -> bool:
    """Whether a clause may belong to the value before it, as in "= 1 hour and 30 minutes"."""
    return (
        len(clause) > 1
        and clause[0].text in (",", "and")
        and (clause[1].kind in (Kind.NUMBER, Kind.CURRENCY) or clause[1].text == "(")
        and all(token.kind is not Kind.EQUALS for token in clause)
    )
