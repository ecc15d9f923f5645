"""What a branch can wait for: a text being written, a choice, a reading. One object each, from queue to result.

A job is fed rows of logits by the scheduler and says when it is finished; it knows nothing of batches or of llama.cpp's
memory. Its `outcome` is set once; the scheduler hands it over after the pass it came from has been timed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from collections.abc import Sequence as Items
from time import perf_counter
from typing import Generic, TypeVar

import numpy as np

from specrc_cli.backends.base import Choice, Cost, Generation, OnText, Reading, StopCause, Until
from specrc_cli.backends.guessing import Round, Speculation
from specrc_cli.backends.llama.context import Context, Logits
from specrc_cli.backends.llama.sampler import Drawn, Sampler, log_partition
from specrc_cli.backends.llama.vocabulary import TextStream, Vocabulary

T = TypeVar("T")

TEXT_INTERVAL = 0.015
"""Seconds between two deliveries of streamed text: a terminal shows no more, and each one wakes the event loop."""


class Work:
    """Common to all that is evaluated for somebody: what it has cost so far."""

    def __init__(self) -> None:
        self.prefilled = 0
        self.written = 0
        self.seconds = 0.0

    @property
    def abandoned(self) -> bool:
        """Whether nobody waits for it any more. May be asked from any thread."""
        raise NotImplementedError

    @property
    def cost(self) -> Cost:
        return Cost(prefilled=self.prefilled, written=self.written, seconds=self.seconds)


class Job(Work, Generic[T]):
    """Work with a future that somebody awaits."""

    def __init__(self, future: asyncio.Future[T], *, on_abandoned: Callable[[], None]) -> None:
        super().__init__()
        self.future = future
        self._given_up = False
        self._on_abandoned = on_abandoned
        future.add_done_callback(self._on_done)

    def _on_done(self, future: asyncio.Future[T]) -> None:
        if future.cancelled():
            self._on_abandoned()

    @property
    def abandoned(self) -> bool:
        return self._given_up or self.future.cancelled()

    def give_up(self) -> None:
        """Do no more for this job; its future is rejected elsewhere."""
        self._given_up = True

    def result(self) -> T:
        """The finished job's result, its cost included."""
        raise NotImplementedError

    def settle(self) -> None:
        """Resolve the future, on the event loop's thread."""
        if not self.future.done():
            self.future.set_result(self.result())

    def fail(self, error: BaseException) -> None:
        """Reject the future, on the event loop's thread."""
        if not self.future.done():
            self.give_up()
            self.future.set_exception(error)
            self._on_abandoned()


class Choosing(Job[Choice]):
    """P(option) from one row."""

    def __init__(
        self,
        future: asyncio.Future[Choice],
        *,
        options: tuple[str, ...],
        ids: Items[int],
        on_abandoned: Callable[[], None],
    ) -> None:
        super().__init__(future, on_abandoned=on_abandoned)
        self._options = options
        self._ids = np.asarray(ids)
        self._probabilities = np.zeros(len(options))

    def take(self, logits: Logits) -> None:
        self._probabilities = np.exp(logits[self._ids].astype(np.float64) - log_partition(logits))

    def result(self) -> Choice:
        mass = float(self._probabilities.sum())
        shares = self._probabilities / mass if mass > 0 else self._probabilities
        return Choice(options=self._options, probabilities=tuple(shares.tolist()), mass=mass, cost=self.cost)


class Judging(Job[Reading]):
    """Log-probabilities of given tokens, a row each."""

    def __init__(
        self, future: asyncio.Future[Reading], *, tokens: Items[int], on_abandoned: Callable[[], None]
    ) -> None:
        super().__init__(future, on_abandoned=on_abandoned)
        self.tokens = tokens
        self._logprobs: dict[int, float] = {}

    def take(self, index: int, logits: Logits) -> bool:
        """The row before token `index`. Returns whether it was the last one missing."""
        self._logprobs[index] = float(logits[self.tokens[index]]) - log_partition(logits)
        return len(self._logprobs) == len(self.tokens)

    def result(self) -> Reading:
        return Reading(logprobs=tuple(self._logprobs[i] for i in range(len(self.tokens))), cost=self.cost)


class Writing(Job[Generation]):
    """A text being written, until a delimiter, the end of the turn, or a limit.

    A token a pass, and more where the guesses of the `round` under way hold.
    """

    def __init__(
        self,
        future: asyncio.Future[Generation],
        *,
        vocabulary: Vocabulary,
        sampler: Sampler,
        until: Until,
        speculation: Speculation[int],
        on_text: OnText | None,
        on_abandoned: Callable[[], None],
    ) -> None:
        super().__init__(future, on_abandoned=on_abandoned)
        self.start = self.length = 0
        self.speculation = speculation
        self.round: Round[int] | None = None
        self._vocabulary = vocabulary
        self._sampler = sampler
        self._stops = [text.encode() for text in until.texts if text]
        self._longest = max((len(stop) for stop in self._stops), default=0)
        self._max_tokens = until.max_tokens
        self._unless = until.unless
        self._on_text = on_text
        self._data = bytearray()
        self._stream = TextStream()
        self._unsent = ""
        self._sent_at = perf_counter()
        self._logprobs: list[float] = []
        self._entropies: list[float] = []
        self._stop = StopCause.LENGTH
        self._first_at = 0.0
        self._reading: float | None = None

    def take(self, context: Context, logits: Logits, row: int | None) -> tuple[list[int], bool]:
        """Draw the token that follows `logits`.

        Returns the tokens to put behind the sequence (the last is cut short where a delimiter ends inside it) and
        whether there is more to write.
        """
        if self._unless is not None and self._unless():
            return self._end(StopCause.STOPPED, [])
        drawn = self._sampler.draw_from(logits) if row is None else self._sampler.draw(context, row, logits)
        if self._vocabulary.ends_turn(drawn.token):
            return self._end(StopCause.EOG, [])
        self._note(drawn)
        piece = self._vocabulary.piece(drawn.token)
        end = self._find_stop(piece)
        if end is not None:
            return self._end(StopCause.DELIMITER, self._cut(drawn.token, piece, end))
        self._push(piece)
        if self.written >= self._max_tokens:
            return self._end(StopCause.LENGTH, [drawn.token])
        return [drawn.token], True

    @property
    def left(self) -> int:
        """Tokens that may still be written."""
        return self._max_tokens - self.written

    def end_for_room(self) -> None:
        """The context is full: what is there is the text."""
        self._end(StopCause.CONTEXT, [])

    def due_text(self) -> str:
        """Streamed text whose time has come; empty most of the time."""
        if self._on_text is None or not self._unsent or perf_counter() - self._sent_at < TEXT_INTERVAL:
            return ""
        return self._take_unsent()

    def tell(self, text: str) -> None:
        """Hand streamed text to the listener, on the event loop's thread. A listener's error is the job's."""
        if self._on_text is None or self.future.done():
            return
        try:
            self._on_text(text)
        except Exception as error:
            self.fail(error)

    def settle(self) -> None:
        if rest := self._take_unsent():
            self.tell(rest)
        super().settle()

    def result(self) -> Generation:
        return Generation(
            text=self._data.decode(errors="replace"),
            stop=self._stop,
            logprobs=tuple(self._logprobs),
            entropies=tuple(self._entropies),
            cost=self.cost,
            reading=self.seconds if self._reading is None else self._reading,
            guessed=self.speculation.guessed,
        )

    def free(self) -> None:
        self._sampler.free()

    def _note(self, drawn: Drawn) -> None:
        self._note_time()
        self.written += 1
        self._logprobs.append(drawn.logprob)
        self._entropies.append(drawn.entropy)

    def _note_time(self) -> None:
        """A pass is charged for once its tokens are drawn: what the first pass took is known with the next one's."""
        if not self.written:
            self._first_at = self.seconds
        elif self._reading is None and self.seconds > self._first_at:
            self._reading = self.seconds

    def _find_stop(self, piece: bytes) -> int | None:
        """Where the earliest delimiter completed by `piece` ends, counted from the start of the text."""
        if not self._stops:
            return None
        begin = max(0, len(self._data) - self._longest + 1)
        recent = bytes(self._data[begin:]) + piece
        ends = [at + len(stop) for stop in self._stops if (at := recent.find(stop)) >= 0]
        return begin + min(ends) if ends else None

    def _cut(self, token: int, piece: bytes, end: int) -> list[int]:
        """Keep `piece` up to the delimiter; what stands behind it in the same token is given back."""
        kept = piece[: end - len(self._data)]
        self._push(kept)
        return [token] if kept == piece else self._vocabulary.continuation(kept)

    def _push(self, piece: bytes) -> None:
        self._data += piece
        self._unsent += self._stream.push(piece)

    def _take_unsent(self) -> str:
        text, self._unsent = self._unsent, ""
        self._sent_at = perf_counter()
        return text

    def _end(self, stop: StopCause, tokens: list[int]) -> tuple[list[int], bool]:
        self._stop = stop
        self._unsent += self._stream.flush()
        return tokens, False
