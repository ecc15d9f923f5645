"""What a written step deserves in its place: the one definition of right that training and evaluation share.

A step is right when it states what the next gold step states, of people and things that the question knows.
"""

from demo_models.problems import Problem, boxed_of, keeps_to_the_story, same_step
from demo_models.prompts import PREMATURE, RIGHT, USELESS, WRONG


def rate(made: Problem, place: int, text: str) -> int:
    """The rating a written step deserves in this place."""
    chain = made.chain()
    if same_step(text, chain[place]) and keeps_to_the_story(text, made):
        return RIGHT
    if boxed_of(text) is not None and place < len(chain) - 1:
        return PREMATURE
    return USELESS if text in chain[:place] else WRONG
