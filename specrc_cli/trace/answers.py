"""Finding the answer in a text and holding it against the known one. Knows nothing of models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

BOX = "\\boxed{"
LONGEST_NUMBER = 1000
"""Characters. Longer ones are compared as texts: reading a number takes more than its length, and has a limit."""
_BRACE = re.compile(r"\\boxed\{|\\(?!\\boxed\{).|[{}]", re.DOTALL)
"""A box, an escaped sign (`\\{` and `\\}` are letters), or a brace."""
_PLACEHOLDERS = {"answer", "your answer", "final answer", "the answer", "the final answer"}
_WRAPPERS = re.compile(r"\\(?:text|textbf|textrm|mathrm|mathbf|mbox|operatorname)\s*\{([^{}]*)\}")
_FRACTION = re.compile(r"(-?)\\[dt]?frac\s*\{\s*([\d.,]+)\s*\}\s*\{\s*([\d.,]+)\s*\}")
_NUMBER = re.compile(r"([+-]?(?:\d[\d,]*)?\.?\d+)(?:/(\d+(?:\.\d+)?))?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBER_WITH_UNIT = re.compile(r"(\S*\d)(?:\s+[a-z][a-z .]*|\s*\\?%|\s*°)?")
_DECORATION = re.compile(r"\\[,;:! ]|\\left|\\right|\\\(|\\\)|(?<!\\)\$|\\\$|[£€¥]|\^\s*\{?\\circ\}?")


def boxed(text: str) -> str | None:
    """What stands in the last complete, non-empty `\\boxed{...}`; None where there is none.

    Braces inside must balance. A box that only shows the shape of an answer ("\\boxed{...}", "\\boxed{answer}") is
    empty: it is how a plan speaks of the answer to come.
    """
    spans = sorted(_complete_boxes(text), reverse=True)
    contents = (text[begin:end].strip() for begin, end in spans)
    return next((content for content in contents if _says_something(content)), None)


def unclosed(text: str) -> bool:
    """Whether the last box of a text still waits for its closing brace."""
    start = text.rfind(BOX)
    return start >= 0 and not any(_complete_boxes(text[start:]))


def _complete_boxes(text: str) -> Iterator[tuple[int, int]]:
    """Where the content of each box that is closed begins and ends, in one scan of the text."""
    open_braces: list[int | None] = []
    for found in _BRACE.finditer(text):
        match found.group():
            case "{":
                open_braces.append(None)
            case "}":
                begin = open_braces.pop() if open_braces else None
                if begin is not None:
                    yield begin, found.start()
            case brace if brace == BOX:
                open_braces.append(found.end())


def _says_something(content: str) -> bool:
    bare = _WRAPPERS.sub(r"\1", content).strip(" .…_?").lower()
    return any(not c.isspace() and c not in "{}\\" for c in bare) and bare not in _PLACEHOLDERS


def gold_answer(gold: str) -> str:
    """The answer in a data set's solution: behind its last `####`, else in its last box, else all of it."""
    if "####" in gold:
        return gold.rsplit("####", 1)[1].strip()
    return boxed(gold) or gold.strip()


def normalise(answer: str) -> str:
    """One spelling for answers that mean the same: case, spaces, money signs, LaTeX wrapping, a full stop."""
    text = _FRACTION.sub(r"\1\2/\3", answer)
    text = _DECORATION.sub("", _WRAPPERS.sub(r" \1 ", text))
    text = text.replace("−", "-").replace("{,}", ",").lower()
    return " ".join(text.split()).rstrip(".").strip()


def number(answer: str) -> Fraction | None:
    """The number an answer is, exactly, with its unit or percent sign put aside; None if it is none, or too long."""
    if len(answer) > LONGEST_NUMBER:
        return None
    text = normalise(answer)
    with_unit = _NUMBER_WITH_UNIT.fullmatch(text)
    found = _NUMBER.fullmatch(with_unit[1] if with_unit else text)
    if not found or ("," in found[1] and not _GROUPED.fullmatch(found[1])):
        return None
    below = Fraction(found[2] or 1)
    return Fraction(found[1].replace(",", "")) / below if below else None


def grade(answer: str | None, gold: str | None) -> bool | None:
    """Whether an answer is the known one; None where there is no known one to hold it against."""
    if gold is None or not (expected := gold_answer(gold)):
        return None
    if answer is None:
        return False
    ours, theirs = number(answer), number(expected)
    if ours is not None and theirs is not None:
        return ours == theirs
    return normalise(answer).replace(" ", "") == normalise(expected).replace(" ", "")
