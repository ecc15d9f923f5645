"""`specrc` with scripted models in place of llama.cpp, as a program of its own: for tests that need a real process.

Environment: PACE is the seconds a pass takes; LOADING is the seconds a model takes to open.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from specrc_cli.__main__ import main
from specrc_cli.backends.base import Model
from specrc_cli.backends.options import LoadOptions
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.cli import opening

RIGHT = "Seven boxes of 12 eggs hold 7 * 12 = 84 eggs.\n\n"
WRONG = "Taking 9 away leaves 84 - 9 = 76 eggs.\n\n"
MENDED = "Taking 9 away leaves 84 - 9 = 75 eggs.\n\n"
HOSTILE = "[bold red]So[/] \x1b[2J\x1b]0;title\x07 \u202eabc\n\n"
LAST = "So the answer is \\boxed{75}."


class PacedModel(ScriptedModel):
    """A scripted model that takes its time, so that there is something to see and to interrupt."""

    def wake(self) -> None:
        if not self._awake:
            self._awake = True
            asyncio.get_running_loop().call_later(_seconds("PACE"), self._pass)


def in_turn(*lines: str) -> Callable[[str], str]:
    """A script that keeps its lines for the question, and has none for warming up."""
    left = deque(lines)
    return lambda context: "" if opening.WARM_UP in context else left.popleft()


def draft() -> PacedModel:
    return PacedModel("small", writes=in_turn(*[RIGHT, WRONG, HOSTILE, LAST] * 2), pace=0.1)


def target() -> PacedModel:
    return PacedModel(
        "large",
        writes=in_turn(MENDED, RIGHT, MENDED, LAST),
        ratings={RIGHT: 9, WRONG: 2, HOSTILE: 8, LAST: {"7": 0.5, "8": 0.5}},
        logprobs={RIGHT: -0.1, WRONG: -4.0, HOSTILE: -0.2, LAST: -0.3},
    )


def _seconds(variable: str) -> float:
    return float(os.environ.get(variable, "0"))


async def open_scripted(options: LoadOptions) -> Model:
    """Take the part that the file's name says, as long as a real load would."""
    if loading := _seconds("LOADING"):
        await asyncio.to_thread(time.sleep, loading)
    model = draft() if "small" in options.name else target()
    model.info = replace(
        model.info,
        name=options.name,
        backend="script",
        device="CPU",
        context=options.context or 4096,
        threads=options.threads or 2,
        parameters=12_000_000,
        quantization="Q8_0",
        model_bytes=13_000_000,
        kv_bytes=6_000_000,
    )
    return model


def check_nothing(models: Sequence[LoadOptions]) -> None:
    """There are no files to look at."""
    assert models


def most_scripted_chains(models: Sequence[LoadOptions], *, most: int) -> int:
    """A script takes no memory."""
    assert models
    return most


def install() -> None:
    """Have these models opened in place of llama.cpp's."""
    opening.open_model = open_scripted
    opening.check_models = check_nothing
    opening.most_chains = most_scripted_chains


if __name__ == "__main__":
    install()
    main()
