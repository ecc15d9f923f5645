"""A guesser that is right as often as it is told, in place of a draft model or a lookup. Reaches into the engine."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from specrc_cli.backends.base import GREEDY, Cost, Generation, Guesses, Until
from specrc_cli.backends.guessing import Speculation, TellAll
from specrc_cli.backends.llama.branch import LlamaBranch


class Planted:
    """Knows the text that is about to be written, and gets each of its tokens right with probability `rate`.

    It costs nothing and keeps what was said, so that a first text, written with nothing known, can be planted.
    """

    def __init__(self, text: Sequence[int], *, rate: float, start: int, seed: int = 0) -> None:
        self._text, self._rate, self._start = text, rate, start
        self._dice = Random(seed)
        self.said: list[int] = []

    def guess(self, said: list[int], most: int, tell: TellAll[int]) -> None:
        """See `backends.guessing.Guesser`."""
        self.said = said[self._start :]
        place = len(self.said)
        guesses = self._text[place : place + most]
        tell([token if self._dice.random() < self._rate else token ^ 1 for token in guesses], Cost())


async def write_planted(branch: LlamaBranch, planted: Planted, *, tokens: int, most: int) -> Generation:
    """Greedy text behind a branch, guessed at by `planted`, up to `most` tokens a pass."""
    speculation = Speculation(guesser=planted, most=most)
    branch._speculation = lambda guesses: speculation  # type: ignore[method-assign]  # noqa: ARG005
    return await branch.generate(until=Until(max_tokens=tokens), sampling=GREEDY, guesses=Guesses())
