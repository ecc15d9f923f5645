"""The async face of one sequence: tokenises, keeps count of positions, and queues operations on the lane."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence as Items
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from specrc_cli.backends.base import Choice, Generation, Guesses, Lookup, Mark, Model, OnText, Reading, Sampling, Until
from specrc_cli.backends.guessing import Lookups, Speculation
from specrc_cli.backends.llama.desk import Chain, Desk
from specrc_cli.backends.llama.drafting import Drafter
from specrc_cli.backends.llama.jobs import Choosing, Job, Judging, Writing
from specrc_cli.backends.llama.sampler import Sampler
from specrc_cli.backends.llama.sequence import Operation, Sequence
from specrc_cli.errors import ContextFull

if TYPE_CHECKING:
    from specrc_cli.backends.llama.model import LlamaModel

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A position that may stand behind texts still being written: `known` tokens, and what those texts come to."""

    known: int = 0
    texts: tuple[Writing, ...] = ()

    @property
    def position(self) -> int:
        """On the lane, where a branch's operations wait for its text to end, this is exact; before, a lower bound."""
        return self.known + sum(text.length for text in self.texts)

    @property
    def exact(self) -> bool:
        """Whether no text is still being written before it."""
        return all(_delivered(text) for text in self.texts)

    def beyond(self, count: int) -> Place:
        return Place(self.known + count, self.texts)

    def behind(self, text: Writing) -> Place:
        """The place behind a text that starts here. Texts that were delivered count as known."""
        pending = [job for job in self.texts if not _delivered(job)]
        known = self.known + sum(job.length for job in self.texts if _delivered(job))
        return Place(known, (*pending, text))


def _delivered(text: Writing) -> bool:
    return text.future.done() and not text.future.cancelled() and text.future.exception() is None


START = Place()
MOST_TOKENS_A_BYTE = 2
"""No vocabulary makes more of a text: one is the rule, and some put a space before it or take a letter apart."""


class LlamaBranch:
    """See `backends.base.Branch`. Belongs to the event loop's thread."""

    def __init__(self, model: LlamaModel, desk: Desk, *, chain: Chain | None, place: Place = START) -> None:
        self.desk = desk
        self.chain = chain
        self._model = model
        self._operations = desk.operations
        self._sequence = Sequence()
        self._place = place
        self._unread: list[str] = []
        self._unread_bytes = 0
        self._waiting: set[Job[Any]] = set()
        self._closed = False
        self._guesser: LlamaBranch | None = None

    @property
    def position(self) -> int:
        self._read_up()
        return self._place.position

    @property
    def room(self) -> int:
        return self._model.limit - self.position

    def mark(self) -> Mark:
        self._read_up()
        place = self._place
        if not self._model.can_trim:
            self._post(lambda: self._operations.remember(self._sequence))
        return Mark(place.position, place)

    def rewind(self, mark: Mark) -> None:
        place = mark.token
        assert isinstance(place, Place), "the mark is another backend's"
        assert place.position <= self.position, "the mark stands ahead of the branch"
        self._place = place
        self._post(lambda: self._operations.rewind(self._sequence, place.position))

    def extend(self, text: str) -> None:
        """See `Branch`. Text that is sure to fit, with room to spare, is not made tokens of before they are wanted."""
        self._check_open()
        size = MOST_TOKENS_A_BYTE * len(text.encode(errors="replace"))
        if self._place.exact and self._place.position + self._unread_bytes + size <= self._model.limit:
            self._unread.append(text)
            self._unread_bytes += size
        else:
            self.append(self._model.vocabulary.continuation(text))

    def append(self, tokens: list[int]) -> None:
        """`extend` by tokens. Raises `ContextFull` if they do not fit."""
        self._read_up()
        self._take_room(len(tokens))
        self._post(partial(self._operations.extend, self._sequence, tokens))

    def read(self, text: str) -> asyncio.Future[Reading]:
        tokens = self._model.vocabulary.continuation(text)
        self._take_room(len(tokens))
        job = Judging(self._future(), tokens=tokens, on_abandoned=self.desk.scheduler.abort_if_unwanted)
        self._post(partial(self._operations.read, self._sequence, job))
        return self._await(job)

    def generate(
        self, *, until: Until, sampling: Sampling, on_text: OnText | None = None, guesses: Guesses | None = None
    ) -> asyncio.Future[Generation]:
        job = Writing(
            self._future(),
            vocabulary=self._model.vocabulary,
            sampler=Sampler(self._model.api, sampling),
            until=until,
            speculation=self._speculation(guesses),
            on_text=on_text,
            on_abandoned=self.desk.scheduler.abort_if_unwanted,
        )
        self._post(partial(self._operations.write, self._sequence, job))
        self._place = self._place.behind(job)
        if guesses is not None and self._guesser is not None:
            self._guesser._await(job)
        return self._await(job)

    def choose(self, suffix: str, options: Items[str]) -> asyncio.Future[Choice]:
        tokens, ids = self._model.vocabulary.options(suffix, tuple(options))
        self._check_room(len(tokens))
        job = Choosing(
            self._future(), options=tuple(options), ids=ids, on_abandoned=self.desk.scheduler.abort_if_unwanted
        )
        self._post(partial(self._operations.probe, self._sequence, job, tokens))
        return self._await(job)

    def logprobs(self, text: str) -> asyncio.Future[Reading]:
        tokens = self._model.vocabulary.continuation(text)
        self._check_room(len(tokens))
        job = Judging(self._future(), tokens=tokens, on_abandoned=self.desk.scheduler.abort_if_unwanted)
        self._post(partial(self._operations.probe, self._sequence, job, tokens))
        return self._await(job)

    def fork(self) -> LlamaBranch:
        self._check_open()
        self._read_up()
        child = LlamaBranch(self._model, self.desk, chain=self.chain, place=self._place)
        self._model.add(child)
        self.desk.post(partial(self._operations.post_fork, self._sequence, child._sequence))
        return child

    def close(self) -> None:
        if self._closed:
            return
        for job in list(self._waiting):
            job.future.cancel()
        if self._guesser is not None:
            self._guesser.close()
        self.desk.post(partial(self._operations.release, self._sequence))
        self._unread.clear()
        self._closed = True
        self._model.forget(self)

    def be_born(self) -> None:
        """Take a place in the model's memory."""
        self._post(partial(self._operations.be_born, self._sequence))

    def fail(self, error: BaseException) -> None:
        """Reject everything awaited of this branch."""
        for job in list(self._waiting):
            job.fail(error)
        if self._guesser is not None:
            self._guesser.close()
        self._unread.clear()
        self._closed = True

    def _speculation(self, guesses: Guesses | None) -> Speculation[int]:
        if guesses is None:
            return Speculation()
        text = self._model.vocabulary.continuation(guesses.text)
        match guesses.source:
            case None:
                return Speculation(text=text)
            case Lookup(longest=longest):
                return Speculation(text=text, guesser=Lookups(text, longest=longest), most=guesses.most)
            case draft:
                return Speculation(text=text, guesser=self._drafter(draft), most=guesses.most)

    def _drafter(self, draft: Model) -> Drafter:
        """A draft model guessing for this branch, on a branch of its own that stays until this one is closed."""
        if self._guesser is None or self._guesser._model is not draft:
            if self._guesser is not None:
                self._guesser.close()
            self._guesser = self._model.branch_of_draft(draft, self)
        guesser = self._guesser
        guesser._check_open()
        sizes = self._model.vocabulary.size, guesser._model.vocabulary.size
        return Drafter(
            guesser._operations,
            guesser._sequence,
            vocabulary=guesser._model.vocabulary,
            shared=min(sizes),
            there=guesser.desk.submit,
            here=self.desk.submit,
        )

    def _read_up(self) -> None:
        """Make tokens of the text that was put behind the branch."""
        unread, self._unread, self._unread_bytes = self._unread, [], 0
        for text in unread:
            self.append(self._model.vocabulary.continuation(text))

    def _post(self, operation: Operation) -> None:
        self._check_open()
        self._read_up()
        self.desk.post(partial(self._operations.post, self._sequence, operation))

    def _check_open(self) -> None:
        self._model.check_open()
        assert not self._closed, "the branch is closed"

    def _future(self) -> asyncio.Future[Any]:
        self._model.check_open()
        return self._model.loop.create_future()

    def _await(self, job: Job[T]) -> asyncio.Future[T]:
        self._waiting.add(job)
        job.future.add_done_callback(lambda _: self._waiting.discard(job))
        return job.future

    def _take_room(self, count: int) -> None:
        self._check_room(count)
        self._place = self._place.beyond(count)

    def _check_room(self, count: int) -> None:
        if count > self.room:
            raise ContextFull(
                f"{self._model.info.name}: {count} more tokens do not fit behind {self._place.position} "
                f"in a context of {self._model.limit}",
                "give it more with -c",
            )
