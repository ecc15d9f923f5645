"""How the target's own writing is guessed at, token by token. Knows what to guess from, and nothing of how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from specrc_cli.backends.base import Guesses, Lookup, Model
from specrc_cli.errors import UsageError

MOST_TOKENS = 16


class Guesser(StrEnum):
    """Who guesses."""

    OFF = "off"
    DRAFT = "draft"
    """The draft model, if its vocabulary is the target's."""
    LOOKUP = "lookup"
    """What followed the last few tokens before: in the rejected step, else in the question and the chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speculation:
    """Token-level speculation where the target writes: it changes how soon a text comes, never the text.

    With `salvage` the first guess at a step written in place of a rejected one is that step. `tokens` is the most that
    `guesser` guesses at once.
    """

    guesser: Guesser = Guesser.OFF
    tokens: int = 4
    salvage: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.tokens <= MOST_TOKENS:
            raise UsageError(f"{self.tokens} tokens cannot be guessed at once", f"choose 1 to {MOST_TOKENS}")

    def guesses(self, *, rejected: str, draft: Model | None) -> Guesses | None:
        """What to guess from, beginning with the step that was `rejected`, if one was; None if from nothing."""
        text = rejected if self.salvage and rejected.strip() else ""
        match self.guesser:
            case Guesser.DRAFT:
                assert draft is not None, "a draft that guesses is opened"
                return Guesses(text=text, source=draft, most=self.tokens)
            case Guesser.LOOKUP:
                return Guesses(text=text, source=Lookup(), most=self.tokens)
            case Guesser.OFF:
                return Guesses(text=text) if text else None
