"""Whole-number arithmetic, and the limits that keep it small enough for tiny networks. Knows nothing of stories."""

from dataclasses import dataclass
from typing import Literal

Operator = Literal["+", "-", "*", "/"]


def compute(left: int, op: Operator, right: int) -> int | None:
    """The exact whole result of `left op right`, or None where there is none."""
    if op == "+":
        return left + right
    if op == "-":
        return left - right if left >= right else None
    if op == "*":
        return left * right
    return left // right if right and left % right == 0 else None


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest results a problem may have."""

    result: int
    product: int


SMALL_NUMBERS, LARGE_NUMBERS = Limits(200, 150), Limits(600, 400)
