"""Other words for the same step, so that the target learns what makes two steps the same. Knows nothing of tokens."""

import re
from random import Random

_SWAPPED = re.compile(r"(\d+) ([+*]) (\d+) =")
_OPENERS = ("So ", "Then ", "Now ", "First, ", "That means ", "We see that ", "Here ", "Next, ", "It follows that ")
_OTHER_WORDS = (
    (" has ", " now has "),
    (" has ", " owns "),
    (" has ", " ends up with "),
    (" left.", " remaining."),
    (" left.", " in the end."),
    ("Together they", "They together"),
    ("The total is", "In total it is"),
    ("The price is", "It costs"),
    (" needs ", " must have "),
    ("Each gets", "Everyone gets"),
    (" is ", " makes "),
    (" cost ", " come to "),
    ("That is", "This makes"),
    ("There are", "That leaves"),
)


def reworded(rng: Random, step: str) -> str:
    """The same equation told in other words: swapped terms, another opener, another verb, or the bare equation."""
    text = step
    if rng.random() < 0.4:
        text = _SWAPPED.sub(r"\3 \2 \1 =", text)
    fitting = [pair for pair in _OTHER_WORDS if pair[0] in text]
    if fitting and rng.random() < 0.6:
        text = text.replace(*rng.choice(fitting), 1)
    if rng.random() < 0.5:
        text = rng.choice(_OPENERS) + text
    return text if text != step else rng.choice(_OPENERS) + step
