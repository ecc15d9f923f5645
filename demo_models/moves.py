"""The parts a problem is told with: each move is a few ways to say something and the equations it calls for.

A problem is one opening move, some events and one ending. A move knows its sentences, the numbers it draws and the
steps that solve it; how moves are strung together is the generator's business. The words of a step are fixed for
a move on purpose: the wide language is in the questions, so that a model's doubt about a step is doubt about its
content, not about its style.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from demo_models.arithmetic import Limits, Operator, compute
from demo_models.lexicon import Split


@dataclass(frozen=True, slots=True)
class Frames:
    """Interchangeable sentences, with `[one|another]` wording; the held-out ones are told only in test problems."""

    train: tuple[str, ...]
    held_out: tuple[str, ...] = ()

    def of(self, split: Split) -> tuple[str, ...]:
        """The sentences a problem of this split draws from; the training ones where none is held out."""
        return self.held_out if split == "test" and self.held_out else self.train


@dataclass(frozen=True, slots=True)
class Equation:
    """One solving step: its sentence around `{eq}`, and which values stand left and right of the operator.

    `x` is the amount before the move, `t1`, `t2` the results of the move's earlier equations, `7` the number itself
    (of the days in a week); other names are numbers that the move draws.
    """

    sentence: str
    left: str
    op: Operator
    right: str


def value_of(name: str, known: Mapping[str, int]) -> int:
    """What stands left or right of an operator."""
    return int(name) if name.isdigit() else known[name]


def worked_out(
    equations: Sequence[Equation], numbers: Mapping[str, int], limits: Limits
) -> list[tuple[int, int, int]] | None:
    """What stands left and right of each operator, and the result; None where one is not whole or beyond the limits."""
    known, found = dict(numbers), []
    for place, one in enumerate(equations, start=1):
        left, right = value_of(one.left, known), value_of(one.right, known)
        result = compute(left, one.op, right)
        if result is None or not 1 <= result <= (limits.product if one.op == "*" else limits.result):
            return None
        known[f"t{place}"] = result
        found.append((left, right, result))
    return found


@dataclass(frozen=True, slots=True)
class Move:
    """A piece of story: what may be said, the ranges of its numbers, the equations it adds.

    Where numbers drawn one by one would seldom fit, `together` lists sets of them that do, in the order of `draws`.
    """

    name: str
    frames: Frames
    draws: tuple[tuple[str, int, int], ...] = ()
    equations: tuple[Equation, ...] = ()
    weight: float = 1.0
    unit_words: Literal["none", "times", "fraction", "percent"] = "none"
    together: tuple[tuple[int, ...], ...] = ()


def say(*train: str, held_out: tuple[str, ...] = ()) -> Frames:
    """Some ways to say one thing."""
    return Frames(train, held_out)


def eq(sentence: str, left: str, op: Operator, right: str) -> Equation:
    """One solving step of a move."""
    return Equation(sentence, left, op, right)


@dataclass(frozen=True, slots=True)
class Scene:
    """The moves that fit together, because they are about the same kind of amount."""

    openings: tuple[Move, ...]
    events: tuple[Move, ...]
    endings: tuple[Move, ...]
    weight: float

    def moves(self) -> tuple[Move, ...]:
        """All moves of the scene."""
        return self.openings + self.events + self.endings
