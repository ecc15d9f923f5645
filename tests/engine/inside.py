"""The few places where tests look inside the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from specrc_cli.backends.llama.branch import LlamaBranch
from specrc_cli.backends.llama.desk import Desk
from specrc_cli.backends.llama.model import LlamaModel

ROUND_TRIPS = 500


def tokens_of(branch: LlamaBranch) -> list[int]:
    """The tokens a branch consists of. Only between passes: after an await, with nothing pending."""
    return list(branch._sequence.tokens)


async def in_use(model: LlamaModel) -> list[int]:
    """Sequence ids that go on holding tokens in the model's memory, a lost one among them; `[]` as soon as none does.

    The lane closes what was closed when it comes to it, so a leak is what stays.
    """
    held: list[int] = []
    for _ in range(ROUND_TRIPS):
        held = await _held(model)
        if not held:
            break
    return held


async def _held(model: LlamaModel) -> list[int]:
    return [sequence for desk in model.desks for sequence in await _held_by(model, desk)]


async def _held_by(model: LlamaModel, desk: Desk) -> list[int]:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[int]] = loop.create_future()
    context = desk.scheduler.context
    ids = range(model.api.llama_n_seq_max(context.handle))

    def ask() -> None:
        held = [sequence for sequence in ids if context.held(sequence)]
        loop.call_soon_threadsafe(answer.set_result, held)

    desk.post(ask)
    return await answer


def count_rows(model: LlamaModel) -> Callable[[], int]:
    """Count the tokens the model evaluates from now on."""
    context = model.desks[0].scheduler.context
    decode, rows = context.decode, 0

    def counted() -> int:
        nonlocal rows
        rows += context.batch.size
        return decode()

    context.decode = counted  # type: ignore[method-assign]
    return lambda: rows


def count_passes(model: LlamaModel) -> Callable[[], int]:
    """Count the model's forward passes from now on."""
    context = model.desks[0].scheduler.context
    decode, passes = context.decode, 0

    def counted() -> int:
        nonlocal passes
        passes += 1
        return decode()

    context.decode = counted  # type: ignore[method-assign]
    return lambda: passes
