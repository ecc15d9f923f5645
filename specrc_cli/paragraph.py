"""Paragraph: how any model writes one step, whoever wants it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from specrc_cli.backends.base import Cost, Generation, StopCause, Thinking, Until

NOTHING = Generation(text="", stop=StopCause.DELIMITER, logprobs=(), entropies=(), cost=Cost())


def step_ends(delimiter: str, thinking: Thinking | None) -> tuple[str, ...]:
    """What ends a step: its delimiter, and what closes the thinking of a model that thinks aloud."""
    return (delimiter, thinking.close) if thinking else (delimiter,)


async def paragraph(write: Callable[[Until, Generation], Awaitable[Generation]], until: Until) -> Generation:
    """A text up to its end, by `write`, which is also given what was written before.

    A delimiter with nothing before it is no step's end: models like to begin with blank lines.
    """
    written = await write(until, NOTHING)
    while not written.text.strip() and written.stop is StopCause.DELIMITER and written.tokens < until.max_tokens:
        rest = replace(until, max_tokens=until.max_tokens - written.tokens)
        written = joined(written, await write(rest, written))
    return written


def joined(first: Generation, second: Generation) -> Generation:
    """Two generations, one behind the other, as one."""
    return Generation(
        text=first.text + second.text,
        stop=second.stop,
        logprobs=first.logprobs + second.logprobs,
        entropies=first.entropies + second.entropies,
        cost=first.cost + second.cost,
        reading=first.reading if first.tokens else second.reading,
        guessed=first.guessed + second.guessed,
    )
