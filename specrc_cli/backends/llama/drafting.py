"""A draft model guessing tokens for another: on a sequence of its own, kept in step with the text it guesses at.

The two models may be driven by different lanes. What goes across is tokens, one way and the other; each side touches
only what is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from specrc_cli.backends.base import Cost
from specrc_cli.backends.guessing import TellAll
from specrc_cli.backends.llama.context import Logits
from specrc_cli.backends.llama.jobs import Work
from specrc_cli.backends.llama.vocabulary import Vocabulary

if TYPE_CHECKING:
    from specrc_cli.backends.llama.operations import Operations
    from specrc_cli.backends.llama.sequence import Sequence as Tokens

Submit = Callable[[Callable[[], None]], None]
"""Have something done on a model's lane, soon; from any thread."""

_BLOCK = 256


class Drafting(Work):
    """Up to `most` tokens, the draft's likeliest each, behind `tokens`."""

    def __init__(
        self, tokens: list[int], most: int, *, vocabulary: Vocabulary, shared: int, tell: TellAll[int]
    ) -> None:
        super().__init__()
        self.tokens = tokens
        self.guesses: list[int] = []
        self.open = True
        self.gave_way = False
        """Whether it ended for want of room in the draft's memory."""
        self._most = most
        self._vocabulary = vocabulary
        self._shared = shared
        self._tell = tell

    @property
    def abandoned(self) -> bool:
        """Never: it is over in a few passes, and nobody waits for a guess that came too late."""
        return False

    @property
    def full(self) -> bool:
        return len(self.guesses) >= self._most

    def readable(self, tokens: Sequence[int]) -> bool:
        """Whether the draft knows all of these tokens: the larger of two vocabularies has some that the other lacks."""
        return max(tokens, default=0) < self._shared

    def take(self, logits: Logits) -> bool:
        """Guess what follows `logits`; False where the turn would end, at which there is nothing to guess."""
        token = int(logits.argmax())
        if token >= self._shared or self._vocabulary.ends_turn(token):
            return False
        self.guesses.append(token)
        self.written += 1
        return True

    def settle(self) -> None:
        """Tell the guesses, once the pass they came from has been timed. On the draft's lane."""
        self._tell(self.guesses, self.cost)


class Drafter:
    """A draft model as one branch of another sees it. Asked on the lane of that one, and answering there."""

    def __init__(
        self,
        operations: Operations,
        sequence: Tokens,
        *,
        vocabulary: Vocabulary,
        shared: int,
        there: Submit,
        here: Submit,
    ) -> None:
        self._operations = operations
        self._sequence = sequence
        self._vocabulary = vocabulary
        self._shared = shared
        self._there = there
        self._here = here
        self._resting = False

    def guess(self, said: list[int], most: int, tell: TellAll[int]) -> None:
        """See `Guesser`. A later question takes the place of one still open.

        Where the draft's memory has no room for the text it is not asked again, as it would read all of it each time.
        """
        if self._resting:
            tell([], Cost())
            return

        def tell_here(guesses: list[int], cost: Cost) -> None:
            self._resting = job.gave_way
            self._here(partial(tell, guesses, cost))

        job = Drafting(list(said), most, vocabulary=self._vocabulary, shared=self._shared, tell=tell_here)
        self._there(partial(self._operations.post_draft, self._sequence, job))


def agreed(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens two texts have in common from their beginning on."""
    shorter = min(len(first), len(second))
    for start in range(0, shorter, _BLOCK):
        if first[start : start + _BLOCK] != second[start : start + _BLOCK]:
            return next((at for at in range(start, shorter) if first[at] != second[at]), shorter)
    return shorter
