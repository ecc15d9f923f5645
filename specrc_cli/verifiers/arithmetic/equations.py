"""The equations in a text, as far as they can be read beyond doubt.

What counts is never to call a true equation false. Whatever is not plain arithmetic on plain numbers (a variable, a
power, a unit in the middle, a conversion from one unit to another) makes its side unreadable, and what stands beside
an unreadable side is not compared with it. Knows nothing of models or verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from specrc_cli.verifiers.arithmetic.expressions import Malformed, Number, Symbol, evaluate
from specrc_cli.verifiers.arithmetic.lexer import Kind, Token, tokenise

_WORTH_OF_A_PERCENT = (Fraction(1, 100), Fraction(1))
"""20% is a share in "20% of 50 = 10" and a number with a unit in "5 / 20 * 100 = 25%"."""

_OPERATING_WORD = re.compile(
    r"""plus | minus | times | by | over | of | divided | multiplied | less | per | than | from | into | sum
    | difference | product | half | third | quarter | twice | double | triple | square | squared | cubed | sin | cos
    | tan | log | ln | exp | sqrt | hundred | thousand | million | billion | trillion | dozen | percent | remainder
    | mod""",
    re.VERBOSE,
)
_CLOSING_WORDS = frozenset({"for", "in", "on", "at", "after", "during"})
"""Behind one of these a value is complete, whatever other numbers follow."""
_ROUNDING = re.compile(r"remainder|left ?over|round|about|approx|rough|at least|at most|whole|full|complete", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of an equation: its value under each reading of a percent sign, and what it is a value of."""

    text: str
    values: tuple[Fraction, ...]
    unit: str | None
    computed: bool
    """Whether there is anything to compute in it."""
    divides: bool
    last: Number
    """The number it ends with; its decimals say how far a result was rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """Two sides that were said to be equal. `value` is what the computed one, the left if both are, really is."""

    text: str
    holds: bool
    value: Fraction


def equations(text: str) -> list[Equation]:
    """Every `a = b` of a text in which something is computed, in order; a = b = c is two of them."""
    exact = _ROUNDING.search(text) is None
    found = []
    for line in text.splitlines():
        for left, right in _pairs(tokenise(line)):
            if _comparable(left, right) and (exact or not left.divides or _equal(left, right)):
                value = (left if left.computed else right).values[0]
                found.append(Equation(text=f"{left.text} = {right.text}", holds=_equal(left, right), value=value))
    return found


def _comparable(left: Side, right: Side) -> bool:
    if not (left.computed or right.computed):
        return False
    if left.unit and right.unit and left.unit != right.unit:
        return False
    return left.computed or left.unit is None


def _equal(left: Side, right: Side) -> bool:
    return any(_equal_as(left, right, reading) for reading in range(len(_WORTH_OF_A_PERCENT)))


def _equal_as(left: Side, right: Side, reading: int) -> bool:
    """Exactly, or, where a quotient was written as a decimal number or a percentage, rounded to its last digit."""
    off = abs(left.values[reading] - right.values[reading])
    if not left.divides or right.computed or not (right.last.decimals or right.last.percent):
        return off == 0
    worth = _WORTH_OF_A_PERCENT[reading] if right.last.percent else 1
    return 2 * off <= worth * Fraction(1, 10**right.last.decimals)


def _pairs(line: Sequence[Token]) -> Iterator[tuple[Side, Side]]:
    """Sides that stand beside each other, both readable."""
    clauses = _split(line, Kind.BREAK)
    for clause, following in zip(clauses, [*clauses[1:], []], strict=True):
        sides = _split(clause, Kind.EQUALS)
        readable = [
            _side(side, first=at == 0, last=at == len(sides) - 1, goes_on=_is_afterthought(following))
            for at, side in enumerate(sides)
        ]
        yield from ((left, right) for left, right in pairwise(readable) if left and right)


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
        and clause[1].kind is Kind.NUMBER
        and all(token.kind is not Kind.EQUALS for token in clause)
    )


def _side(tokens: Sequence[Token], *, first: bool, last: bool, goes_on: bool) -> Side | None:
    """One side of an equation, if nothing around its arithmetic can change its value.

    Only the first may have words before it, and only the last may be gone on with.
    """
    tokens = [token for token in tokens if token.kind is not Kind.BREAK]
    if any(token.kind is Kind.UNREADABLE for token in tokens) or (last and not first and goes_on):
        return None
    groups = [list(group) for _, group in groupby(tokens, lambda token: token.kind is Kind.WORD)]
    arithmetic = [at for at, group in enumerate(groups) if group[0].kind is not Kind.WORD]
    if not arithmetic:
        return None
    at = arithmetic[-1 if first else 0]
    before = groups[at - 1] if at else []
    behind = groups[at + 1] if at + 1 < len(groups) else []
    if not first and (before or (len(arithmetic) > 1 and not _closes(behind))):
        return None
    if (before and _operates(before[-1].text)) or (behind and _operates(behind[0].text)):
        return None
    side = _read(groups[at], behind)
    return side if side and (not before or (side.computed and groups[at][0].text not in "+-*/")) else None


def _closes(words: Sequence[Token]) -> bool:
    return any(word.text in _CLOSING_WORDS for word in words)


def _operates(word: str) -> bool:
    """Whether a word beside a number may change its value; a single letter may be a variable."""
    return len(word) == 1 or _OPERATING_WORD.fullmatch(word) is not None


def _read(tokens: Sequence[Token], behind: Sequence[Token]) -> Side | None:
    tokens = _inside(tokens)
    symbols: list[Symbol] = [token.number or token.text for token in tokens if token.kind is not Kind.CURRENCY]
    numbers = [symbol for symbol in symbols if isinstance(symbol, Number)]
    try:
        values = tuple(evaluate(symbols, percent) for percent in _WORTH_OF_A_PERCENT)
    except Malformed:
        return None
    return Side(
        text="".join(_spaced(token) for token in tokens).strip(),
        values=values,
        unit=_unit(tokens, behind),
        computed=len(numbers) > 1,
        divides="/" in symbols or any(number.percent for number in numbers),
        last=numbers[-1],
    )


def _inside(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the bracket that a whole equation stands in, of which a side sees one half."""
    signs = [token.text for token in tokens]
    unclosed = signs.count("(") - signs.count(")")
    if unclosed == 1 and signs[0] == "(":
        return tokens[1:]
    if unclosed == -1 and signs[-1] == ")":
        return tokens[:-1]
    return tokens


def _unit(tokens: Sequence[Token], behind: Sequence[Token]) -> str | None:
    currency = next((token.text for token in tokens if token.kind is Kind.CURRENCY), None)
    if currency or not behind or behind[0].text in _CLOSING_WORDS:
        return currency
    return behind[0].text.removesuffix("s")


def _spaced(token: Token) -> str:
    return f" {token.text} " if token.kind is Kind.SIGN and token.text not in "()" else token.text
