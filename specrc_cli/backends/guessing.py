"""Token-level speculation: who guesses at what a text says next, and how it went.

The guesses of a round are evaluated together with the last token that stands; every token is drawn as it would be
without them, and the first guess that was not drawn ends the round. So the text is the one that plain writing gives,
whoever guesses and however badly. After Leviathan, Kalman and Matias, "Fast Inference from Transformers via Speculative
Decoding", arXiv 2211.17192, with the sampler's own draw in place of their rejection rule. Lookups: Apoorv Saxena,
"Prompt Lookup Decoding" (2023).

Generic in the token, and pure: how a draft model guesses, and how guesses are evaluated, is the backends' own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from specrc_cli.backends.base import Cost, Guessed

Token = TypeVar("Token", bound=Hashable)
Tell = Callable[[list[Token]], None]
TellAll = Callable[[list[Token], Cost], None]

FIRST_RUN = 4
LONGEST_RUN = 32
"""Tokens of a retold text tried in the first pass, and in any: each run that holds is followed by one twice as long."""
SHORTEST_MATCH = 2
"""Tokens that must be the same for a lookup; a single one tells too little."""


class Guesser(Protocol[Token]):
    """A lookup, or a draft model."""

    def guess(self, said: list[Token], most: int, tell: TellAll[Token]) -> None:
        """Tell, at once or later, up to `most` tokens that may follow `said`, and what it cost to guess them."""


class Retelling(Generic[Token]):
    """A text that may be the whole of what is written, believed to the first token that differs."""

    def __init__(self, text: Sequence[Token]) -> None:
        self._text = list(text)
        self._run = FIRST_RUN

    def guess(self, written: Sequence[Token], most: int) -> list[Token]:
        """What comes next if all of `written` was retold so far; else nothing, now and later."""
        place = len(written)
        if self._text[:place] != list(written):
            self._text = []
        run, self._run = min(self._run, most), min(2 * self._run, LONGEST_RUN)
        return self._text[place : place + run]


class Lookups(Generic[Token]):
    """Guesses what followed the last few tokens before: in a given text, else in all that was said."""

    def __init__(self, text: Sequence[Token], *, longest: int) -> None:
        self._text, self._in_text = text, _Phrases[Token](longest)
        self._in_text.read_on(text)
        self._in_said = _Phrases[Token](longest)

    def guess(self, said: list[Token], most: int, tell: TellAll[Token]) -> None:
        """See `Guesser`. `said` only ever grows between two calls."""
        self._in_said.read_on(said)
        for phrases, text in ((self._in_text, self._text), (self._in_said, said)):
            place = phrases.place_behind(said)
            if place is not None:
                tell(list(text[place : place + most]), Cost())
                return
        tell([], Cost())


class _Phrases(Generic[Token]):
    """Where each short run of tokens was last followed by something, in a text that only grows."""

    def __init__(self, longest: int) -> None:
        self._sizes = range(longest, SHORTEST_MATCH - 1, -1)
        self._places: dict[tuple[Token, ...], int] = {}
        self._read = 0

    def read_on(self, text: Sequence[Token]) -> None:
        """Take in what is new in the text. Its last run is left for later, as nothing follows it yet."""
        for place in range(self._read + 1, len(text)):
            for size in self._sizes:
                if size <= place:
                    self._places[tuple(text[place - size : place])] = place
        self._read = max(self._read, len(text) - 1)

    def place_behind(self, said: Sequence[Token]) -> int | None:
        """The place behind the longest run that ends `said` as well."""
        for size in self._sizes:
            if size <= len(said) and (place := self._places.get(tuple(said[-size:]))) is not None:
                return place
        return None


@dataclass(eq=False, slots=True)
class Round(Generic[Token]):
    """Guesses behind `start` tokens, the first `right` of which were drawn by now. `retold`: from the given text."""

    start: int
    guesses: list[Token]
    retold: bool
    right: int = 0

    @property
    def end(self) -> int:
        """Tokens that stand for certain."""
        return self.start + self.right


class Speculation(Generic[Token]):
    """The guesses at one text: its retelling first, then those of a guesser, `most` at once or fewer.

    A guesser is asked for one token more than were right the last time, so that a poor one costs little.
    """

    def __init__(self, *, text: Sequence[Token] = (), guesser: Guesser[Token] | None = None, most: int = 0) -> None:
        self._retelling: Retelling[Token] | None = Retelling(text) if text else None
        self._guesser = guesser
        self._most = most
        self._rounds: list[Round[Token]] = []
        self._cost = Cost()

    @property
    def guessed(self) -> Guessed:
        """How it went so far."""
        return Guessed(
            tried=sum(len(round.guesses) for round in self._rounds),
            accepted=sum(round.right for round in self._rounds),
            salvaged=sum(round.right for round in self._rounds if round.retold),
            cost=self._cost,
        )

    def guess(self, said: list[Token], start: int, most: int, tell: Tell[Token]) -> None:
        """Tell up to `most` tokens that may follow `said`, at once or later; the text itself begins at `start`."""
        if most > 0 and self._retelling is not None:
            if retold := self._retelling.guess(said[start:], most):
                tell(retold)
                return
            self._retelling = None
        if most > 0 and self._guesser is not None:
            self._guesser.guess(said, min(most, self._width), partial(self._tell, tell))
        else:
            tell([])

    def begin(self, start: int, guesses: list[Token]) -> Round[Token] | None:
        """The round in which these guesses are tried; None if there are none."""
        if not guesses:
            return None
        self._rounds.append(Round(start, guesses, retold=self._retelling is not None))
        return self._rounds[-1]

    def rest(self) -> None:
        """Guess no more at this text."""
        self._retelling = self._guesser = None

    @property
    def _width(self) -> int:
        last = self._rounds[-1] if self._rounds else None
        return self._most if last is None or last.retold else min(last.right + 1, self._most)

    def _tell(self, tell: Tell[Token], guesses: list[Token], cost: Cost) -> None:
        self._cost += cost
        tell(guesses)
