"""What a scripted model says: the texts it writes, the ratings it gives, how likely it finds a text."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

USER, ASSISTANT, END = "<|user|>\n", "<|assistant|>\n", "<|end|>\n"
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

Writes = Sequence[str] | Callable[[str], str]
Shares = int | Mapping[str, float]
Rating = Shares | Callable[[str], Shares]
Logprobs = float | Sequence[float]


class Unscripted(AssertionError):
    """The script has no line for this."""


def tokens(text: str) -> list[str]:
    """Words, runs of white space, and single signs; joined they are the text again."""
    return _TOKEN.findall(text)


def following(*chains: str) -> Callable[[str], str]:
    """A script that goes on with whichever of the written chains begins with what the assistant has said so far."""

    def write(context: str) -> str:
        said = context.rpartition(ASSISTANT)[2]
        for chain in chains:
            if chain.startswith(said):
                return chain[len(said) :]
        raise Unscripted(f"no chain begins with {said!r}")

    return write


class Script:
    """The lines of one model.

    `writes` holds what the model goes on to write if nothing stops it: a text for each `generate` in the order of the
    calls, or a function of all that stands in the branch. What lies behind a stop is not written, then or later.
    `ratings` and `logprobs` are looked up by how the branch ends and by the text to read; the longest key that fits
    counts. A rating is a digit, or the probability of each option, with the rest of it on no option at all, or a
    function of the question asked that gives either; a log-probability is one number for each token, or one for all.
    """

    def __init__(
        self, name: str, *, writes: Writes, ratings: Mapping[str, Rating], logprobs: Mapping[str, Logprobs]
    ) -> None:
        self._name = name
        self._writes = writes if callable(writes) else deque(writes)
        self._ratings = dict(ratings)
        self._logprobs = dict(logprobs)

    def next_line(self) -> Callable[[str], str]:
        """What the next generation will write, once its branch's text is known."""
        if not isinstance(self._writes, deque):
            return self._writes
        if not self._writes:
            raise Unscripted(f"{self._name} has nothing left to write")
        line = self._writes.popleft()
        return lambda _: line

    def foresee(self, context: str) -> list[str]:
        """What it would go on to write, to guess at another's text; only a script that is a function can tell."""
        if isinstance(self._writes, deque):
            raise Unscripted(f"{self._name} cannot guess: let it write by a function of the text")
        return tokens(self._writes(context))

    def rate(self, context: str, question: str, options: Sequence[str]) -> Mapping[str, float]:
        """The probability of each option, asked `question` behind `context`."""
        rating = self._ratings[self._longest(self._ratings, context, "rate")]
        given = rating(question) if callable(rating) else rating
        shares = {str(given): 1.0} if isinstance(given, int) else given
        if strangers := shares.keys() - set(options):
            raise Unscripted(f"{self._name} was not offered {', '.join(sorted(strangers))}")
        return shares

    def read(self, text: str) -> tuple[float, ...]:
        """The log-probability of each token of `text`."""
        scripted = self._logprobs[self._longest(self._logprobs, text, "read")]
        count = len(tokens(text))
        numbers = (scripted,) * count if isinstance(scripted, float | int) else tuple(scripted)
        if len(numbers) != count:
            raise Unscripted(f"{len(numbers)} log-probabilities for the {count} tokens of {text!r}")
        return numbers

    def _longest(self, script: Iterable[str], text: str, verb: str) -> str:
        keys = [key for key in script if text.endswith(key)]
        if not keys:
            raise Unscripted(f"{self._name} cannot {verb} behind {text[-80:]!r}")
        return max(keys, key=len)
