"""The async face of one sequence: tokenises, keeps count of positions, and queues operations on the lane."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence as Items
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from specrc_cli.backends.base import Choice, Generation, Mark, OnText, Reading, Sampling, Until
from specrc_cli.backends.llama.jobs import Choosing, Job, Judging, Writing
from specrc_cli.backends.llama.sampler import Sampler
from specrc_cli.backends.llama.sequence import UNBORN, Operation, Sequence
from specrc_cli.errors import ContextFull

if TYPE_CHECKING:
    from specrc_cli.backends.llama.model import LlamaModel

T = TypeVar("T")


class LlamaBranch:
    """See `backends.base.Branch`. Belongs to the event loop's thread."""

    def __init__(self, model: LlamaModel, *, position: int = 0) -> None:
        self._model = model
        self._operations = model.scheduler.operations
        self._sequence = Sequence()
        self._position = position
        self._waiting: set[asyncio.Future[Any]] = set()
        self._closed = False

    @property
    def position(self) -> int:
        return self._position

    @property
    def room(self) -> int:
        return self._model.limit - self._position

    def mark(self) -> Mark:
        if not self._model.can_trim:
            self._post(partial(self._operations.remember, self._sequence, self._position))
        return Mark(self._position)

    def rewind(self, mark: Mark) -> None:
        self._position = mark.position
        self._post(partial(self._operations.rewind, self._sequence, mark.position))

    def extend(self, text: str) -> None:
        self.append(self._model.vocabulary.continuation(text))

    def append(self, tokens: list[int]) -> None:
        """`extend` by tokens. Raises `ContextFull` if they do not fit."""
        self._take_room(len(tokens))
        self._post(partial(self._operations.extend, self._sequence, tokens))

    def read(self, text: str) -> asyncio.Future[Reading]:
        tokens = self._model.vocabulary.continuation(text)
        self._take_room(len(tokens))
        job = Judging(self._future(), tokens=tokens, on_abandoned=self._model.scheduler.abort_if_unwanted)
        self._post(partial(self._operations.read, self._sequence, job))
        return self._await(job)

    def generate(
        self, *, until: Until, sampling: Sampling, on_text: OnText | None = None
    ) -> asyncio.Future[Generation]:
        job = Writing(
            self._future(),
            vocabulary=self._model.vocabulary,
            sampler=Sampler(self._model.api, sampling),
            until=until,
            on_text=on_text,
            on_abandoned=self._model.scheduler.abort_if_unwanted,
        )
        job.future.add_done_callback(partial(self._stand_behind, job))
        self._post(partial(self._operations.write, self._sequence, job))
        return self._await(job)

    def choose(self, suffix: str, options: Items[str]) -> asyncio.Future[Choice]:
        tokens, ids = self._model.vocabulary.options(suffix, tuple(options))
        self._check_room(len(tokens))
        job = Choosing(
            self._future(), options=tuple(options), ids=ids, on_abandoned=self._model.scheduler.abort_if_unwanted
        )
        self._post(partial(self._operations.probe, self._sequence, job, tokens))
        return self._await(job)

    def logprobs(self, text: str) -> asyncio.Future[Reading]:
        tokens = self._model.vocabulary.continuation(text)
        self._check_room(len(tokens))
        job = Judging(self._future(), tokens=tokens, on_abandoned=self._model.scheduler.abort_if_unwanted)
        self._post(partial(self._operations.probe, self._sequence, job, tokens))
        return self._await(job)

    def fork(self) -> LlamaBranch:
        child = self._model.new_branch(position=self._position)
        self._post(partial(self._operations.fork, self._sequence, child._sequence))
        child._post(lambda: child._sequence.id != UNBORN)
        return child

    def close(self) -> None:
        if self._closed:
            return
        for future in list(self._waiting):
            future.cancel()
        self._post(partial(self._operations.close, self._sequence))
        self._closed = True
        self._model.forget(self)

    def be_born(self) -> None:
        """Take a place in the model's memory."""
        self._post(partial(self._operations.be_born, self._sequence))

    def fail(self, error: BaseException) -> None:
        """Reject everything awaited of this branch."""
        for future in list(self._waiting):
            if not future.done():
                future.set_exception(error)
        self._closed = True

    def _post(self, operation: Operation) -> None:
        assert not self._closed, "the branch is closed"
        self._model.post(partial(self._operations.post, self._sequence, operation))

    def _future(self) -> asyncio.Future[Any]:
        self._model.check_open()
        return self._model.loop.create_future()

    def _await(self, job: Job[T]) -> asyncio.Future[T]:
        self._waiting.add(job.future)
        job.future.add_done_callback(self._waiting.discard)
        return job.future

    def _stand_behind(self, job: Writing, future: asyncio.Future[Generation]) -> None:
        if not future.cancelled() and future.exception() is None:
            self._position = job.end

    def _take_room(self, count: int) -> None:
        self._check_room(count)
        self._position += count

    def _check_room(self, count: int) -> None:
        if count > self.room:
            raise ContextFull(
                f"{self._model.info.name}: {count} more tokens do not fit behind {self._position} "
                f"in a context of {self._model.limit}",
                "give it more with -c",
            )
