"""The problems written by hand: whole, different, right, and not among those that are trained on."""

from __future__ import annotations

import ast
import json
import operator
import re
from collections.abc import Callable

from demo_models.evaluate import BY_HAND
from demo_models.stories import RETOLD, TALES

ROWS = [json.loads(line) for line in BY_HAND.read_text(encoding="utf-8").splitlines()]
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}


def value(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](value(node.left), value(node.right))
    assert isinstance(node, ast.Constant)
    return float(node.value)  # type: ignore[arg-type]


def bare(text: str) -> str:
    """A text without its numbers, slots, spaces and signs."""
    return re.sub(r"[^a-z]", "", re.sub(r"\{\w+\^?\}|\[[^\]]*\]", "", text.lower()))


def test_each_answer_is_what_its_solution_comes_to() -> None:
    for row in ROWS:
        assert value(ast.parse(row["metadata"]["check"], mode="eval").body) == int(row["answer"]), row["id"]


def test_none_is_there_twice() -> None:
    assert len({row["id"] for row in ROWS}) == len({bare(row["question"]) for row in ROWS}) == len(ROWS)


def test_none_is_told_in_training() -> None:
    told = {bare(frame) for move in (*TALES, *RETOLD) for frame in move.frames.train}
    assert not told & {bare(row["question"]) for row in ROWS}
