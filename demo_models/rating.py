"""What a written step deserves in its place: the one definition of right that training and evaluation share.

A step is right when it states what the next gold step states, of people and things that the question knows.
"""

from dataclasses import dataclass

from demo_models.arithmetic import compute
from demo_models.problems import Problem, boxed_of, equation_of, keeps_to_the_story, same_step
from demo_models.prompts import PREMATURE, RIGHT, USELESS, WRONG


@dataclass(frozen=True, slots=True)
class Grades:
    """Digits 0 to 9, one for each thing the tool asks about a step."""

    utility: int
    coherence: int
    correctness: int
    relevance: int


def rate(made: Problem, place: int, text: str) -> int:
    """The rating a written step deserves in this place."""
    chain = made.chain()
    if same_step(text, chain[place]) and keeps_to_the_story(text, made):
        return RIGHT
    if boxed_of(text) is not None and place < len(chain) - 1:
        return PREMATURE
    return USELESS if text in chain[:place] else WRONG


def grade(made: Problem, place: int, text: str, utility: int) -> Grades:
    """The three criteria of a step whose rating is `utility`.

    Coherence asks for the operation that is due, correctness for a true equation, relevance for something new that is
    about the numbers at hand.
    """
    if utility == RIGHT:
        return Grades(RIGHT, 9, 9, 9)
    gold, written = made.chain()[place], equation_of(text)
    if boxed_of(text) is not None or written is None:
        return Grades(utility, 0, 0, 9 if boxed_of(gold) is not None else 3)
    left, op, right, result = written
    true = 9 if compute(left, op, right) == result else 0
    if text in made.chain()[:place]:
        return Grades(utility, 3, true, 0)
    due = equation_of(gold)
    if due is None:
        return Grades(utility, 0, true, 0)
    if (left, op, right) == due[:3]:
        misnamed = true == 9
        return Grades(utility, 3 if misnamed else 9, true, 6 if misnamed else 9)
    return Grades(utility, 0, true, 5 if {left, right} & {due[0], due[2]} else 0)
