"""Chain: the steps that stand, what they cost, and whether the run may go on. Knows nothing of models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from specrc_cli.backends.base import StopCause, Thinking
from specrc_cli.errors import ContextFull
from specrc_cli.methods.base import Limits
from specrc_cli.trace.answers import boxed
from specrc_cli.trace.events import StopReason


class Chain:
    """The steps of one run, in order, in the words of the model that will give the answer.

    `thinking` are that model's tags: while the thinking they enclose is open, an answer is a thought like any other,
    and only the closing tag, or the end of the turn, ends the steps.
    """

    def __init__(self, limits: Limits, thinking: Thinking | None) -> None:
        self.limits = limits
        self.thinking = thinking
        self.steps: list[str] = []
        self.spent = 0
        self.stop: StopReason | None = None
        self.overflow: ContextFull | None = None

    @property
    def open(self) -> bool:
        return self.stop is None

    @property
    def text(self) -> str:
        return "".join(self.steps)

    @property
    def thinking_open(self) -> bool:
        return self.thinking is not None and self.thinking.close not in self.text

    @property
    def answer(self) -> str | None:
        """The answer the steps themselves give."""
        return None if self.thinking else boxed(self.text)

    @property
    def step_tokens(self) -> int:
        """How long the next step may be."""
        return min(self.limits.step_tokens, self.limits.token_budget - self.spent)

    def spend(self, tokens: int) -> None:
        """Count what a model wrote, whether it will stand or not."""
        self.spent += tokens

    def ahead(self) -> Chain:
        """A copy, to try steps on that may not come to stand."""
        copy = Chain(self.limits, self.thinking)
        copy.steps, copy.spent, copy.stop = [*self.steps], self.spent, self.stop
        return copy

    def would_loop(self, text: str) -> bool:
        return loops([*self.steps, text])

    def settle(self, text: str, stop: StopCause) -> None:
        """Let a step stand, and see whether it is the last. One that was cut off goes on as the next step."""
        self.steps.append(text)
        self.stop = self._why_it_ends(stop)

    def ends(self, reason: StopReason) -> None:
        """Stop for a reason that no step gave; the first reason stands."""
        self.stop = self.stop or reason

    def check_budget(self) -> None:
        """Stop if nothing may be written any more."""
        if self.step_tokens <= 0:
            self.ends(StopReason.BUDGET)

    @contextmanager
    def until_context_full(self) -> Iterator[None]:
        """Turn a full context, wherever it is met, into the end of the chain; `overflow` says whose it was."""
        try:
            yield
        except ContextFull as error:
            self.overflow = error
            self.ends(StopReason.CONTEXT_FULL)

    def _why_it_ends(self, stop: StopCause) -> StopReason | None:
        if self.answer is not None:
            return StopReason.ANSWER
        if stop is StopCause.EOG or (self.thinking and not self.thinking_open):
            return StopReason.EOS
        if stop is StopCause.CONTEXT:
            return StopReason.CONTEXT_FULL
        if loops(self.steps):
            return StopReason.LOOP
        if len(self.steps) >= self.limits.max_steps:
            return StopReason.MAX_STEPS
        return StopReason.BUDGET if self.step_tokens <= 0 else None


def loops(steps: Sequence[str]) -> bool:
    """Whether the end of a chain says the same twice over: A-A, A-B-A-B, or any longer round, but for white space."""
    said = [" ".join(step.split()) for step in steps]
    return any(said[-period:] == said[-2 * period : -period] for period in range(1, len(said) // 2 + 1))
