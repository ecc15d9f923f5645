"""What a word problem is: a question, its solving steps as checkable equations, and the answer.

Knows nothing of how problems are made or tokenized.
"""

import re
from dataclasses import dataclass

from demo_models.arithmetic import Operator, compute

MIN_STEPS, MAX_STEPS = 1, 6
DELIMITER = "\n\n"
_EQUATION = re.compile(r"(\d+) ([-+*/]) (\d+) = (\d+)")
_WORD = re.compile(r"[^\W\d_]+")
_BOXED = re.compile(r"\\boxed\{(\d+)\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One solving step: a sentence with `{eq}` in it, and the equation that stands there."""

    sentence: str
    left: int
    op: Operator
    right: int
    result: int

    @property
    def text(self) -> str:
        """The step as a model writes it, without the delimiter."""
        return self.sentence.replace("{eq}", f"{self.left} {self.op} {self.right} = {self.result}")


@dataclass(frozen=True, slots=True)
class Problem:
    """A question with its gold chain; `steps` are the equations, the closing sentence comes behind them."""

    question: str
    steps: tuple[Step, ...]
    answer: int
    moves: tuple[str, ...]
    numbers: tuple[int, ...]

    def chain(self) -> tuple[str, ...]:
        """The texts of the gold chain: every equation step, then the boxed answer."""
        return (*(step.text for step in self.steps), closing(self.answer))


def closing(answer: int) -> str:
    """The last step of a chain."""
    return f"So the answer is \\boxed{{{answer}}}."


def equation_of(text: str) -> tuple[int, Operator, int, int] | None:
    """The equation a step states, or None where it states none."""
    found = _EQUATION.search(text)
    if found is None:
        return None
    left, op, right, result = found.groups()
    return int(left), op, int(right), int(result)  # type: ignore[return-value]


def boxed_of(text: str) -> int | None:
    """The answer a step gives, or None."""
    found = _BOXED.search(text)
    return int(found.group(1)) if found else None


def keeps_to_the_story(text: str, problem: Problem) -> bool:
    """Whether every word of a step is one of the question's or of the gold chain's; a misspelled name is not."""
    told = {word.lower() for source in (problem.question, *problem.chain()) for word in _WORD.findall(source)}
    return all(word.lower() in told for word in _WORD.findall(text))


def same_step(text: str, gold: str) -> bool:
    """Whether a step states what the gold step states: a true equation with the same result, or the same answer.

    Gold chains follow the order of the story, so the next gold step is the one useful next step.
    """
    if boxed_of(gold) is not None:
        return boxed_of(text) == boxed_of(gold)
    written, wanted = equation_of(text), equation_of(gold)
    if written is None or wanted is None or boxed_of(text) is not None:
        return False
    left, op, right, result = written
    return compute(left, op, right) == result == wanted[3]
