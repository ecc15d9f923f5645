"""A person at the keyboard as the judge of steps: one key a step, and an editor for those who know better."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from specrc_cli.cli import interrupts
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal
from specrc_cli.verifiers.person import Answer, Decision, Edit
from specrc_cli.views.live import LiveView
from specrc_cli.views.text import one_line

_END = "\x04"
"""What Ctrl-D sends, and what stands for a terminal that is gone."""
KEYS = {"a": "accept", "r": "reject", "e": "edit", "g": "go on alone", "q": "quit"}
_KEY = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?|.", re.DOTALL)
"""One key: a character, or all that a terminal sends for an arrow, a function key or Alt with another."""
_ANSWERS = {"a": Answer.ACCEPT, "r": Answer.REJECT, "g": Answer.RUN_ON, "q": Answer.QUIT, _END: Answer.QUIT}


class Keyboard:
    """An `Ask`: shows the step in the live view and waits for a key."""

    def __init__(self, view: LiveView) -> None:
        self._view = view
        self._typed: deque[str] = deque()
        """Keys that came together with the last one, and are for what is asked next."""

    async def __call__(self, proposal: Proposal, verdict: Verdict) -> Decision:
        while True:
            with _unbuffered(sys.stdin.fileno()), self._view.asking(verdict, KEYS):
                key = await self._key(sys.stdin.fileno())
            if key in _ANSWERS:
                return _ANSWERS[key]
            if key == "e":
                with self._view.paused():
                    text = await _edited(proposal.draft.text.strip())
                if text.strip() and text.strip() != proposal.draft.text.strip():
                    return Edit(text)

    async def _key(self, file: int) -> str:
        """The next key, in lower case."""
        if not self._typed:
            typed = await _read(file)
            self._typed.extend(_KEY.findall(typed.decode("utf-8", "replace").lower()) if typed else [_END])
        return self._typed.popleft()


async def _read(file: int) -> bytes:
    """What is typed next, once there is something."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[bytes] = loop.create_future()

    def take() -> None:
        loop.remove_reader(file)
        arrived.set_result(os.read(file, 64))

    loop.add_reader(file, take)
    try:
        return await arrived
    finally:
        loop.remove_reader(file)


@contextmanager
def _unbuffered(file: int) -> Iterator[None]:
    """Keys come as they are pressed and are not echoed; Ctrl-C still interrupts."""
    import termios
    import tty

    before = termios.tcgetattr(file)
    tty.setcbreak(file, termios.TCSADRAIN)  # what was typed ahead is kept
    try:
        yield
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)


async def _edited(text: str) -> str:
    """What a person makes of `text`: in $VISUAL or $EDITOR, or else on the line."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if editor:
        try:
            return await _in_editor(shlex.split(editor), text)
        except (OSError, ValueError) as error:  # a ValueError is a quote that is not closed, or a text that is none
            print(f"cannot use the editor {one_line(editor)}: {one_line(str(error))}", file=sys.stderr)
    return await asyncio.to_thread(_on_the_line, text)


async def _in_editor(command: list[str], text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "step.md"
        file.write_text(text + "\n", encoding="utf-8")
        with interrupts.left_to_another():
            editor = await asyncio.create_subprocess_exec(*command, str(file))
            await editor.wait()
        return file.read_text(encoding="utf-8") if editor.returncode == 0 else text


def _on_the_line(text: str) -> str:
    import readline

    readline.set_startup_hook(lambda: readline.insert_text(" ".join(text.split())))
    try:
        return input("      step: ")
    except EOFError:
        return text
    finally:
        readline.set_startup_hook()
