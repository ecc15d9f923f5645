"""ScriptedBranch: a queue of operations, worked off in order, a pass at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from specrc_cli.backends.base import Choice, Cost, Generation, Guesses, Mark, OnText, Reading, Sampling, Until
from specrc_cli.backends.scripted.script import Unscripted, tokens
from specrc_cli.backends.scripted.writing import SECONDS_WRITTEN, Writing
from specrc_cli.errors import ContextFull

if TYPE_CHECKING:
    from specrc_cli.backends.scripted.model import ScriptedModel

T = TypeVar("T")

SECONDS_PREFILLED = 0.001


@dataclass(slots=True)
class _Job:
    """Something queued on a branch; `step` does a pass's share of it and says whether that was all."""

    step: Callable[[], bool]
    future: asyncio.Future[Any] | None = None


class ScriptedBranch:
    """See `backends.base.Branch`."""

    def __init__(self, model: ScriptedModel, *, number: int) -> None:
        self.number = number
        self._model = model
        self._standing: list[str] = []
        self._position = 0
        self._unpaid = 0
        self._queue: deque[_Job] = deque()
        self._born = True
        self._closed = False

    @property
    def text(self) -> str:
        """All that stands in the branch, the prompt included."""
        return "".join(self._standing)

    @property
    def standing(self) -> Sequence[str]:
        """The tokens that stand in the branch."""
        return self._standing

    @property
    def position(self) -> int:
        return self._position

    @property
    def room(self) -> int:
        return self._model.info.context - self._position

    @property
    def busy(self) -> bool:
        return bool(self._queue)

    def mark(self) -> Mark:
        return Mark(self._position)

    def rewind(self, mark: Mark) -> None:
        self._position = mark.position
        self._post(lambda: self._cut(mark.position))

    def extend(self, text: str) -> None:
        self._take_room(text)
        self._model.note("extend", self.number, text)
        self._post(lambda: self._stand(tokens(text)))

    def read(self, text: str) -> Awaitable[Reading]:
        self._take_room(text)
        self._model.note("read", self.number, text)

        def reading() -> Reading:
            logprobs = self._model.script.read(text)
            self._stand(tokens(text))
            return Reading(logprobs=logprobs, cost=self.charge())

        return self._promise(reading)

    def generate(
        self, *, until: Until, sampling: Sampling, on_text: OnText | None = None, guesses: Guesses | None = None
    ) -> Awaitable[Generation]:
        self._model.note("generate", self.number, "", sampling, guesses)
        writing = Writing(self, self._model.script.next_line(), until, on_text, self._model.speculation(guesses))
        return self._await(_Job(writing.step, writing.future))

    def choose(self, suffix: str, options: Sequence[str]) -> Awaitable[Choice]:
        self._check_room(suffix)
        self._model.note("choose", self.number, suffix)

        def choice() -> Choice:
            shares = self._model.script.rate(self.text, suffix, options)
            mass = sum(shares.values())
            return Choice(
                options=tuple(options),
                probabilities=tuple(shares.get(option, 0.0) / mass if mass else 0.0 for option in options),
                mass=mass,
                cost=self.charge(also=suffix),
            )

        return self._promise(choice)

    def logprobs(self, text: str) -> Awaitable[Reading]:
        self._check_room(text)
        self._model.note("logprobs", self.number, text)
        return self._promise(lambda: Reading(logprobs=self._model.script.read(text), cost=self.charge(also=text)))

    def fork(self) -> ScriptedBranch:
        child = self._model.new_branch()
        child._position, child._born = self._position, False
        self._post(lambda: child._begin(self._standing))
        return child

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        for job in self._queue:
            if job.future is not None:
                job.future.cancel()
        self._queue.clear()
        self._model.forget(self)

    def advance(self) -> None:
        """A pass's share of what is queued, in order."""
        while self._born and self._queue:
            job = self._queue[0]
            abandoned = job.future is not None and job.future.done()
            if not abandoned and not job.step():
                return
            self._queue.popleft()

    def write(self, token: str) -> None:
        """Put a token of the branch's own behind it."""
        self._standing.append(token)

    def charge(self, *, also: str = "", written: int = 0) -> Cost:
        """The cost of a call that evaluates what nobody has paid for yet, and `also`."""
        prefilled = self._unpaid + self._model.count(also)
        self._unpaid = 0
        return Cost(prefilled=prefilled, written=written, seconds=self.seconds(prefilled, written))

    def seconds(self, prefilled: int, written: int = 0) -> float:
        """What so many tokens take."""
        return self._model.pace * (prefilled * SECONDS_PREFILLED + written * SECONDS_WRITTEN)

    def stand_behind(self, written: int) -> None:
        self._position += written

    def _begin(self, standing: Sequence[str]) -> None:
        self._standing = list(standing)
        self._born = True

    def _stand(self, pieces: Sequence[str]) -> None:
        self._standing += pieces
        self._unpaid += len(pieces)

    def _cut(self, position: int) -> None:
        self._unpaid = max(0, self._unpaid - (len(self._standing) - position))
        del self._standing[position:]

    def _promise(self, result: Callable[[], T]) -> asyncio.Future[T]:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def step() -> bool:
            try:
                future.set_result(result())
            except Unscripted as error:
                future.set_exception(error)
            return True

        return self._await(_Job(step, future))

    def _await(self, job: _Job) -> asyncio.Future[Any]:
        assert job.future is not None
        self._post(job)
        return job.future

    def _post(self, job: _Job | Callable[[], None]) -> None:
        assert not self._closed, "the branch is closed"
        self._queue.append(job if isinstance(job, _Job) else _Job(_once(job)))
        self._model.wake()

    def _take_room(self, text: str) -> None:
        self._check_room(text)
        self._position += self._model.count(text)

    def _check_room(self, text: str) -> None:
        if self._model.count(text) > self.room:
            raise ContextFull(f"{self._model.info.name}: {self._model.count(text)} tokens, room for {self.room}")


def _once(action: Callable[[], None]) -> Callable[[], bool]:
    def step() -> bool:
        action()
        return True

    return step
