"""Finding the answer in a text. Knows nothing of models, and nothing of whether the answer is right."""

from __future__ import annotations

import re
from collections.abc import Iterator

BOX = "\\boxed{"
_BRACE = re.compile(r"\\boxed\{|\\(?!\\boxed\{).|[{}]", re.DOTALL)
"""A box, an escaped sign (`\\{` and `\\}` are letters), or a brace."""
_PLACEHOLDERS = {"answer", "your answer", "final answer", "the answer", "the final answer"}
WRAPPERS = re.compile(r"\\(?:text|textbf|textrm|mathrm|mathbf|mbox|operatorname)\s*\{([^{}]*)\}")


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
    bare = WRAPPERS.sub(r"\1", content).strip(" .…_?").lower()
    return any(not c.isspace() and c not in "{}\\" for c in bare) and bare not in _PLACEHOLDERS


def gold_answer(gold: str) -> str:
    """The answer in a data set's solution: behind its last `####`, else in its last box, else all of it."""
    if "####" in gold:
        return gold.rsplit("####", 1)[1].strip()
    return boxed(gold) or gold.strip()
