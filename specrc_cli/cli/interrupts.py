"""Ctrl-C and its kin: the work is cancelled once and in order, and what waits too long is let go.

Work that native code holds up (a model being read, a long prefill) cannot be cancelled from Python. So a timer stands
behind every cancellation: what there was to print and to save is out by then, and the process ends without it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Any

GRACE_SECONDS = 0.8
_SHOW_CURSOR = "\x1b[?25h"
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def never() -> bool:
    """For work that cannot be asked to come to an end by itself."""
    return False


def run(work: Coroutine[Any, Any, int], *, gently: Callable[[], bool] = never) -> int:
    """Run to the end and give its exit code; told to stop, give the shell's code for that (130 for Ctrl-C).

    The first Ctrl-C asks `gently`; if that says yes, the work is left to end by itself.
    """
    return asyncio.run(_supervised(work, gently))


@contextmanager
def left_to_another() -> Iterator[None]:
    """While another program has the terminal (an editor), Ctrl-C is for it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


async def _supervised(work: Coroutine[Any, Any, int], gently: Callable[[], bool]) -> int:
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    told: list[int] = []
    cancelled: list[int] = []
    let_go = partial(_let_go, restore=_terminal_keeper())

    def stop(number: int, _: FrameType | None) -> None:
        if cancelled:  # asking twice cannot make it quicker, and must not cost the record
            return
        told.append(number)
        if number == signal.SIGINT and len(told) == 1 and gently():
            return
        cancelled.append(number)
        watchdog = threading.Timer(GRACE_SECONDS, let_go, [128 + number])
        watchdog.daemon = True
        watchdog.start()
        loop.call_soon_threadsafe(task.cancel)

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        return await task
    except asyncio.CancelledError:
        if not told:
            raise
        return 128 + told[0]
    finally:
        for number, old in before.items():
            signal.signal(number, signal.SIG_IGN if told else old)  # on the way out there is nothing left to stop


def _terminal_keeper() -> Callable[[], None]:
    """What puts the terminal back into the state it has now: a line editor cut short leaves it mute."""
    try:
        import termios
    except ImportError:  # not on Windows
        return lambda: None
    try:
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
    except (AttributeError, OSError, ValueError, termios.error):
        return lambda: None

    def restore() -> None:
        with suppress(OSError, termios.error):
            termios.tcsetattr(terminal, termios.TCSANOW, before)

    return restore


def _let_go(code: int, *, restore: Callable[[], None]) -> None:
    """End the process here and now, with the terminal as it was and the cursor where a person can see it."""
    restore()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream.isatty():
                stream.write(_SHOW_CURSOR)
            stream.flush()
        except (OSError, ValueError):
            continue
    os._exit(code)
