"""One side of an equation: the arithmetic in it, if nothing around it can change its value.

Words may stand before the arithmetic of the first side, behind that of the last, and behind any number as its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from specrc_cli.verifiers.arithmetic.expressions import Malformed, Number, Symbol, evaluate
from specrc_cli.verifiers.arithmetic.lexer import Kind, Token

WORTH_OF_A_PERCENT = (Fraction(1, 100), Fraction(1))
"""20% is a share in "20% of 50 = 10" and a number with a unit in "5 / 20 * 100 = 25%"."""
LONGEST_UNIT = 5

_OPERATING = re.compile(
    r"""plus | minus | times | over | multiplied | divided | less | than | from | into | sum | difference | product
    | half | (?:third | quarter | fourth | fifth | sixth | seventh | eighth | ninth | tenth)s? | twice | double | triple
    | square | root | sin | cos | tan | log | ln | exp | sqrt""",
    re.VERBOSE,
)
_SCALING = re.compile(
    r"hundred|thousand|million|billion|trillion|dozen|percent|percentage|squared|cubed|remainder|mod", re.IGNORECASE
)
_CLOSING = frozenset({"for", "in", "on", "at", "to", "after", "during", "per", "each"})
"""Behind one of these a value is complete, whatever other numbers follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What a side of an equation is worth; `values` has one value for each reading of a percent sign."""

    text: str
    values: tuple[Fraction, ...]
    units: frozenset[str]
    computed: bool
    """Whether there is anything to compute in it."""
    divides: bool
    doubtful: bool
    """Whether other readings are left: it is right if it fits, but not wrong if it does not."""
    first: Number
    last: Number
    """The number it ends with; its decimals say how far a result was rounded."""


def read_side(tokens: Sequence[Token], *, first: bool, last: bool) -> Side | None:
    """The side that these tokens are, or None where that is not beyond doubt."""
    if any(token.kind is Kind.UNREADABLE for token in tokens):
        return None
    groups = [list(group) for _, group in groupby(_without_rates(tokens), lambda token: token.kind is Kind.WORD)]
    span = _ending(groups) if first else _beginning(groups, last=last)
    if span is None:
        return None
    start, end = span
    before = groups[start - 1] if start else []
    behind = groups[end] if end < len(groups) else []
    side = _evaluated([token for group in groups[start:end] for token in group], behind)
    if side is None or (behind and not _follows(behind, side)):
        return None
    return side if not before or (side.computed and _leaves_alone(before)) else None


def behind_label(tokens: Sequence[Token]) -> Side | None:
    """A first side without the beginning that may be a label and no number, as in "Step 3 - 4 * 2 = 8"."""
    for at, (word, number, dash) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False)):
        if word.kind is Kind.WORD and number.number and number.text.isdecimal() and dash.text == "-":
            return read_side(tokens[at + 3 :], first=True, last=False)
    return None


def _without_rates(tokens: Sequence[Token]) -> Iterator[Token]:
    """Without the strokes of units like "km/h" and "$2/box"."""
    for at, token in enumerate(tokens):
        before_word = at + 1 < len(tokens) and tokens[at + 1].kind is Kind.WORD
        if not (token.text == "/" and before_word):
            yield token


def _ending(groups: Sequence[Sequence[Token]]) -> tuple[int, int] | None:
    """The groups of the arithmetic a first side ends with: numbers, their units, and the signs between them."""
    arithmetic = [at for at, group in enumerate(groups) if group[0].kind is not Kind.WORD]
    if not arithmetic:
        return None
    start, end = arithmetic[-1], arithmetic[-1] + 1
    while start > 0 and _is_operator(groups[start][0]):
        if start < 2 or not _is_unit(groups[start - 1], behind=groups[start - 2][-1]):
            return None
        start -= 2
    left_open = start >= 2 and (_is_operator(groups[start - 2][-1]) or groups[start - 2][-1].text == "(")
    return None if left_open else (start, end)


def _beginning(groups: Sequence[Sequence[Token]], *, last: bool) -> tuple[int, int] | None:
    """The groups of the arithmetic that any other side begins with."""
    if not groups or groups[0][0].kind is Kind.WORD:
        return None
    end = 1
    while end + 1 < len(groups) and _is_operator(groups[end + 1][0]):
        if not _is_unit(groups[end], behind=groups[end - 1][-1]):
            return None
        end += 2
    more_numbers = end + 1 < len(groups)
    if more_numbers and not (last and any(word.text in _CLOSING for word in groups[end])):
        return None
    return 0, end


def _is_operator(token: Token) -> bool:
    return token.kind is Kind.SIGN and token.text in "+-*/"


def _is_unit(words: Sequence[Token], *, behind: Token) -> bool:
    """Whether words only say what the number before them counts; a single letter may be a variable."""
    names = [word.text for word in words]
    counted = behind.kind in (Kind.NUMBER, Kind.CURRENCY) or behind.text == ")"
    return counted and len(names) <= LONGEST_UNIT and names[0] not in ("of", "by") and not any(map(_may_operate, names))


def _may_operate(name: str) -> bool:
    """Whether a word may change the value of a number beside it."""
    return (
        _OPERATING.fullmatch(name) is not None
        or _SCALING.fullmatch(name) is not None
        or (len(name) == 1 and name != "a")
        or any(map(str.isdigit, name))
    )


def _leaves_alone(words: Sequence[Token]) -> bool:
    """Whether words before arithmetic leave its value alone: "a total of" and "more by" do, "half of" does not."""
    *rest, name = [word.text for word in words]
    match name:
        case "of":
            return bool(rest) and not _may_operate(rest[-1])
        case "by":
            return bool(rest) and not any(word.startswith(("multipl", "divi")) for word in rest)
        case _:
            return not _may_operate(name)


def _follows(words: Sequence[Token], side: Side) -> bool:
    """Whether words behind a value leave it alone; "of the others" takes a part of nothing, but 1/2 of them does."""
    names = [word.text for word in words]
    match names[0]:
        case "a":
            return len(names) > 1
        case "of":
            return len(names) > 1 and not side.computed
        case "times" | "less" | "half" | "square":
            return True
        case name:
            return not _may_operate(name)


def _evaluated(span: Sequence[Token], behind: Sequence[Token]) -> Side | None:
    tokens = _unbracketed(span)
    arithmetic = [token for token in tokens if token.kind in (Kind.NUMBER, Kind.SIGN)]
    symbols: list[Symbol] = [token.number or token.text for token in arithmetic]
    numbers = [symbol for symbol in symbols if isinstance(symbol, Number)]
    try:
        values = tuple(evaluate(symbols, percent) for percent in WORTH_OF_A_PERCENT)
    except Malformed:
        return None
    units = frozenset(_units([*tokens, *behind]))
    return Side(
        text="".join(map(_spaced, arithmetic)).strip(),
        values=values,
        units=units,
        computed=len(numbers) > 1,
        divides="/" in symbols or any(number.percent for number in numbers),
        doubtful=(len(units) > 1 and not {"+", "-", "/"}.isdisjoint(symbols))
        or _divides_twice(symbols)
        or _adds_percentage(symbols)
        or (bool(behind) and len(arithmetic) == len(tokens) and _is_range(symbols)),
        first=numbers[0],
        last=numbers[-1],
    )


def _unbracketed(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the bracket that a whole equation stands in, of which a side sees one half."""
    signs = [token.text for token in tokens]
    unclosed = signs.count("(") - signs.count(")")
    if unclosed == 1 and signs[0] == "(":
        return tokens[1:]
    if unclosed == -1 and signs[-1] == ")":
        return tokens[:-1]
    return tokens


def _units(tokens: Sequence[Token]) -> Iterator[str]:
    """What is counted: currency signs, and the first word behind each number."""
    for at, token in enumerate(tokens):
        if token.kind is Kind.CURRENCY:
            yield "$"
        elif token.kind is Kind.WORD and at and tokens[at - 1].kind is not Kind.WORD and token.text not in _CLOSING:
            yield {"dollar": "$", "buck": "$"}.get(token.text.removesuffix("s"), token.text.removesuffix("s"))


def _divides_twice(symbols: Sequence[Symbol]) -> bool:
    """Whether a quotient may be meant to be divided by a fraction, as in "28 / 1/5"."""
    return any(symbols[at] == symbols[at + 2] == "/" for at in range(len(symbols) - 2))


def _adds_percentage(symbols: Sequence[Symbol]) -> bool:
    """Whether a percentage may be meant of what it is added to or taken from, as in "50 + 10% = 55"."""
    numbers = [symbol for symbol in symbols if isinstance(symbol, Number)]
    shares = [
        sign in ("+", "-") and isinstance(number, Number) and number.percent and after not in ("*", "/")
        for sign, number, after in zip(symbols, symbols[1:], [*symbols[2:], None], strict=False)
    ]
    return any(shares) and not all(number.percent for number in numbers)


def _is_range(symbols: Sequence[Symbol]) -> bool:
    """Whether a difference may be a span from the lesser to the greater, as in "15 - 20 minutes"."""
    match symbols:
        case [Number() as low, "-", Number() as high]:
            return low.value < high.value
        case _:
            return False


def _spaced(token: Token) -> str:
    return f" {token.text} " if _is_operator(token) else token.text
