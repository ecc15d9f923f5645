"""A branch behind a prompt, with what the prompt takes told apart from what was asked behind it.

Nothing is evaluated before somebody waits for it, so whoever first does is charged for the prompt as well. Knows
nothing of what the calls are for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from specrc_cli.backends.base import Branch, Choice, Cost, Generation, Guesses, Mark, OnText, Reading, Sampling, Until

Charged = TypeVar("Charged", Generation, Choice, Reading)


class Prompt:
    """A prompt nobody has evaluated yet; `tell` hears once what evaluating it took."""

    def __init__(self, tokens: int, tell: Callable[[Cost], None]) -> None:
        self._tokens, self._tell = tokens, tell
        self.unpaid = True
        """Whether the next call is the one that pays."""

    def taken_off(self, call: Awaitable[Charged]) -> Awaitable[Charged]:
        """The call, its cost without the prompt's if it is the first. One that fails leaves the prompt to the next."""
        if not self.unpaid:
            return call
        self.unpaid = False
        return _Paying(self, call)

    def split(self, cost: Cost, seconds: float) -> Cost:
        """What is left of a cost, `seconds` of which went into evaluating, without the prompt."""
        if cost.prefilled < self._tokens:
            return cost
        prompt = Cost(prefilled=self._tokens, seconds=seconds * (self._tokens / cost.prefilled))
        self._tell(prompt)
        return replace(cost, prefilled=cost.prefilled - prompt.prefilled, seconds=cost.seconds - prompt.seconds)


class _Paying(Generic[Charged]):
    """The call that pays for a prompt. Awaiting it takes no turn of the event loop more than awaiting the call."""

    def __init__(self, prompt: Prompt, call: Awaitable[Charged]) -> None:
        self._prompt = prompt
        self._call: Awaitable[Charged] = call

    def __await__(self) -> Generator[Any, None, Charged]:
        try:
            result: Charged = yield from self._call.__await__()
        except BaseException:
            self._prompt.unpaid = True
            raise
        reading = result.reading if isinstance(result, Generation) else result.cost.seconds
        return replace(result, cost=self._prompt.split(result.cost, reading))


class OpenedBranch:
    """See `backends.base.Branch`: one behind a prompt, or a fork of one."""

    def __init__(self, branch: Branch, prompt: Prompt) -> None:
        self._branch, self._prompt = branch, prompt

    @property
    def position(self) -> int:
        return self._branch.position

    @property
    def room(self) -> int:
        return self._branch.room

    def mark(self) -> Mark:
        return self._branch.mark()

    def rewind(self, mark: Mark) -> None:
        self._branch.rewind(mark)

    def extend(self, text: str) -> None:
        self._branch.extend(text)

    def read(self, text: str) -> Awaitable[Reading]:
        return self._prompt.taken_off(self._branch.read(text))

    def generate(
        self, *, until: Until, sampling: Sampling, on_text: OnText | None = None, guesses: Guesses | None = None
    ) -> Awaitable[Generation]:
        return self._prompt.taken_off(
            self._branch.generate(until=until, sampling=sampling, on_text=on_text, guesses=guesses)
        )

    def choose(self, suffix: str, options: Sequence[str]) -> Awaitable[Choice]:
        return self._prompt.taken_off(self._branch.choose(suffix, options))

    def logprobs(self, text: str) -> Awaitable[Reading]:
        return self._prompt.taken_off(self._branch.logprobs(text))

    def fork(self) -> OpenedBranch:
        return OpenedBranch(self._branch.fork(), self._prompt)

    def close(self) -> None:
        self._branch.close()
