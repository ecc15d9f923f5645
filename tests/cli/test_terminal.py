"""The live view on a real terminal: a pseudo-terminal for the bytes, tmux for what a person sees."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, ROOT

COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)(?:;\d+)*m")
STYLE = r"(?:\x1b\[[\d;]*m)*"
SHOW_CURSOR = "\x1b[?25h"


class Terminal:
    """`specrc` on a pseudo-terminal of its own."""

    def __init__(self, *arguments: str, environment: dict[str, str], folder: Path) -> None:
        self.seen = ""
        self._waited = 0
        self._main, child = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), *arguments],
            stdin=child, stdout=child, stderr=child, env=environment, cwd=folder, start_new_session=True,
        )  # fmt: skip
        os.close(child)

    def until(self, text: str, *, seconds: float = 15) -> None:
        """Read on until `text` appears behind the last text that was waited for; styles do not count."""
        end, styled = time.monotonic() + seconds, re.compile(STYLE.join(map(re.escape, text)))
        while (found := styled.search(self.seen, self._waited)) is None:
            assert time.monotonic() < end, f"no {text!r} in {self.seen[self._waited :][-500:]!r}"
            self._read(0.1)
        self._waited = found.end()

    def press(self, keys: str) -> None:
        os.write(self._main, keys.encode())

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def end(self, *, seconds: float = 15) -> int:
        """Wait for the program to end and give its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, f"still running: {self.seen[-500:]!r}"
            self._read(0.05)
        while self._read(0.05):
            pass
        return self.process.returncode

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._main)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._main], [], [], seconds)
        try:
            data = os.read(self._main, 65536) if ready else b""
        except OSError:  # the program has closed its end
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)


Start = Callable[..., Terminal]


@pytest.fixture
def open_terminal(environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    opened: list[Terminal] = []

    def start(*arguments: str, **variables: str) -> Terminal:
        full = environment | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "30", "PACE": ".004"} | variables
        opened.append(Terminal(*arguments, environment=full, folder=tmp_path))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def test_model_text_reaches_the_terminal_inert(open_terminal: Start, pair: list[str]) -> None:
    terminal = open_terminal("solve", "What [bold]is[/bold] \x1b[2J\x07 it?", *pair)
    assert terminal.end() == 0
    assert r"[bold]is[/bold] \x1b[2J\x07 it?" in terminal.seen
    assert r"[bold red]So[/] \x1b[2J\x1b]0;title\x07 \u202eabc" in terminal.seen
    for live in ("\x07", "\x1b[2J", "\x1b]0;", "\u202e"):
        assert live not in terminal.seen


def test_the_draft_is_drawn_struck_through_and_the_cursor_comes_back(open_terminal: Start, pair: list[str]) -> None:
    terminal = open_terminal("solve", "How many eggs?", *pair)
    assert terminal.end() == 0
    assert re.search(r"\x1b\[9;31mTaking 9 away leaves 84 - 9 = 76 eggs", terminal.seen)
    assert re.search(r"\x1b\[36mTaking 9 away leaves 84 - 9 = 75 eggs", terminal.seen)
    assert terminal.seen.rindex(SHOW_CURSOR) > terminal.seen.rindex("\x1b[?25l")


def test_no_color_leaves_the_symbols(open_terminal: Start, pair: list[str]) -> None:
    terminal = open_terminal("solve", "How many eggs?", *pair, NO_COLOR="1")
    assert terminal.end() == 0
    assert not COLOUR.search(terminal.seen)
    assert all(sign in terminal.seen for sign in "✓✗✎")


def test_a_dumb_terminal_gets_plain_text(open_terminal: Start, pair: list[str]) -> None:
    terminal = open_terminal("solve", "How many eggs?", *pair, TERM="dumb")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.seen
    assert "answer: 75" in terminal.seen


@pytest.mark.parametrize("columns", ["0", "1", "12"])
def test_a_terminal_that_is_next_to_nothing_wide_gets_plain_text(
    open_terminal: Start, pair: list[str], columns: str
) -> None:
    terminal = open_terminal("solve", "How many eggs?", *pair, COLUMNS=columns)
    assert terminal.end() == 0
    assert "  1 ✓ Seven boxes of 12 eggs hold 7 * 12 = 84 eggs." in terminal.seen
    assert "answer: 75" in terminal.seen


@pytest.mark.parametrize(
    ("moment", "stops"), [("opening", []), *((moment, ["cancelled"]) for moment in ("drafting", "Taking 9", "rewrote"))]
)
def test_ctrl_c_ends_within_a_second_with_what_there_is(
    open_terminal: Start, pair: list[str], tmp_path: Path, moment: str, stops: list[str]
) -> None:
    """Before the run has begun there is nothing to show and to trace; from then on there always is."""
    terminal = open_terminal("solve", "How?", *pair, "--trace", "t.jsonl", PACE=".03", LOADING=".4")
    terminal.until(moment)
    start = time.monotonic()
    terminal.interrupt()
    assert terminal.end() == 130
    assert time.monotonic() - start < 1
    assert terminal.seen.rindex(SHOW_CURSOR) > terminal.seen.rindex("\x1b[?25l")
    assert "Traceback" not in terminal.seen
    assert ("interrupted" in terminal.seen) == bool(stops)
    traced = (tmp_path / "t.jsonl").read_text().splitlines()
    assert [json.loads(line)["stop"] for line in traced] == stops


def test_ctrl_c_does_not_wait_for_a_model_to_load(open_terminal: Start, pair: list[str]) -> None:
    terminal = open_terminal("solve", "How?", *pair, LOADING="20")
    terminal.until("opening the draft model")
    start = time.monotonic()
    terminal.interrupt()
    assert terminal.end() == 130
    assert time.monotonic() - start < 1.2


def test_a_person_accepts_rejects_and_lets_it_run_on(open_terminal: Start, pair: list[str], tmp_path: Path) -> None:
    terminal = open_terminal("solve", "How?", *pair, "--interactive", "--trace", "t.jsonl")
    terminal.until("q quit")
    terminal.press("a")
    terminal.until("utility 2 < 7")
    terminal.press("r")
    terminal.until("target rewrote it")
    terminal.until("q quit")
    terminal.press("g")
    assert terminal.end() == 0
    steps = json.loads((tmp_path / "t.jsonl").read_text())["steps"]
    assert [step["fate"] for step in steps] == ["accepted", "rewritten", "accepted", "accepted"]
    assert [step["verdict"]["verifier"] for step in steps] == ["person", "person", "utility", "utility"]


def test_keys_that_come_together_are_taken_one_after_the_other(
    open_terminal: Start, pair: list[str], tmp_path: Path
) -> None:
    terminal = open_terminal("solve", "How?", *pair, "-i", "--trace", "t.jsonl")
    terminal.until("q quit")
    terminal.press("\x1b[Axar\x1bOPg")  # an arrow, a letter that means nothing, and a function key among them
    assert terminal.end() == 0
    steps = json.loads((tmp_path / "t.jsonl").read_text())["steps"]
    assert [step["fate"] for step in steps] == ["accepted", "rewritten", "accepted", "accepted"]
    assert [step["verdict"]["verifier"] for step in steps] == ["person", "person", "utility", "utility"]


def test_ctrl_c_twice_costs_no_record(open_terminal: Start, pair: list[str], tmp_path: Path) -> None:
    terminal = open_terminal("solve", "How?", *pair, "--trace", "t.jsonl", PACE=".03")
    terminal.until("drafting")
    for _ in range(5):
        terminal.interrupt()
    assert terminal.end() == 130
    assert json.loads((tmp_path / "t.jsonl").read_text())["stop"] == "cancelled"


def test_a_person_edits_in_their_editor(open_terminal: Start, pair: list[str], tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf %s 'So it is \\boxed{42}.' > \"$1\"\n")
    editor.chmod(0o755)
    terminal = open_terminal("solve", "How?", *pair, "-i", "--trace", "t.jsonl", EDITOR=str(editor))
    terminal.until("q quit")
    terminal.press("e")
    assert terminal.end() == 0
    assert "0% of steps (0/1 judged, 1 edited)" in terminal.seen
    record = json.loads((tmp_path / "t.jsonl").read_text())
    assert record["steps"][0]["fate"] == "edited"
    assert record["steps"][0]["author"] == "person"
    assert record["answer"] == "42"


def test_a_person_edits_on_the_line_where_there_is_no_editor(
    open_terminal: Start, pair: list[str], tmp_path: Path
) -> None:
    terminal = open_terminal("solve", "How?", *pair, "-i", "--trace", "t.jsonl")
    terminal.until("q quit")
    terminal.press("e")
    terminal.until("84 eggs")
    terminal.press("\x15So \\boxed{42}.\n")
    assert terminal.end() == 0
    assert json.loads((tmp_path / "t.jsonl").read_text())["answer"] == "42"


@pytest.mark.parametrize("editor", ["/no/such/editor", "vi 'unclosed", "sh -c 'printf \"\\377\" > $0'", "rm"])
def test_an_editor_that_is_of_no_use_is_told_and_the_line_offered(
    open_terminal: Start, pair: list[str], tmp_path: Path, editor: str
) -> None:
    terminal = open_terminal("solve", "How?", *pair, "-i", "--trace", "t.jsonl", EDITOR=editor)
    terminal.until("q quit")
    terminal.press("e")
    terminal.until("cannot use the editor")
    terminal.until("84 eggs")
    terminal.press("\x15So \\boxed{42}.\n")
    assert terminal.end() == 0
    assert json.loads((tmp_path / "t.jsonl").read_text())["answer"] == "42"


def test_a_person_quits(open_terminal: Start, pair: list[str]) -> None:
    terminal = open_terminal("solve", "How?", *pair, "-i")
    terminal.until("q quit")
    terminal.press("q")
    assert terminal.end() == 130
    assert "interrupted" in terminal.seen


class Tmux:
    """A terminal that keeps a screen, as a person sees it."""

    def __init__(self, command: str, *, columns: int, environment: dict[str, str]) -> None:
        self._tmux = ["tmux", "-L", f"specrc-{uuid.uuid4().hex[:12]}", "-f", "/dev/null"]
        size = ["-x", str(columns), "-y", "50"]
        self._do("new-session", "-d", *size, f"{command}; echo code $?; sleep 20", env=environment)

    def until(self, text: str) -> list[str]:
        """Wait until `text` is on the screen; its lines, with what has scrolled away."""
        for _ in range(150):
            screen = self._do("capture-pane", "-p", "-S", "-50")
            if text in screen:
                return [line.rstrip() for line in screen.splitlines()]
            time.sleep(0.1)
        raise AssertionError(f"no {text!r} on the screen:\n{screen}")

    def resize(self, columns: int) -> None:
        self._do("resize-window", "-x", str(columns), "-y", "50")

    def press(self, *keys: str) -> None:
        self._do("send-keys", *keys)

    def close(self) -> None:
        self._do("kill-server")

    def _do(self, *command: str, env: dict[str, str] | None = None) -> str:
        done = subprocess.run([*self._tmux, *command], capture_output=True, text=True, env=env, cwd=ROOT, check=True)
        return done.stdout


@pytest.fixture
def open_tmux(environment: dict[str, str], pair: list[str]) -> Iterator[Callable[..., Tmux]]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux keeps the screen for this test")
    opened: list[Tmux] = []

    def start(columns: int, *more: str, **variables: str) -> Tmux:
        command = f"{sys.executable} {PROGRAM} solve 'How many eggs?' {' '.join([*pair, *more])}"
        opened.append(Tmux(command, columns=columns, environment=environment | {"PACE": ".004"} | variables))
        return opened[-1]

    yield start
    for tmux in opened:
        tmux.close()


def marks(screen: list[str]) -> str:
    """The symbols in front of what was printed, from top to bottom."""
    return "".join(line[4] for line in screen if re.match(r"[ \d]{4}\S ", line))


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_finished_screen_holds_each_line_once(open_tmux: Callable[..., Tmux], columns: int) -> None:
    screen = open_tmux(columns).until("code 0")
    assert marks(screen) == "?✓✗✎✓✓"
    assert max(map(len, screen)) <= columns
    assert not any("tok/s" in line or "drafting" in line for line in screen)


def test_a_window_made_narrower_and_wider_again_keeps_nothing_twice(open_tmux: Callable[..., Tmux]) -> None:
    tmux = open_tmux(90, PACE=".03")
    tmux.until("drafting")
    tmux.resize(45)
    tmux.until("target writes")
    tmux.resize(33)
    tmux.until("[bold")
    tmux.resize(100)
    screen = tmux.until("code 0")
    assert marks(screen) == "?✓✗✎✓✓"
    assert not any("tok/s" in line or "drafting" in line for line in screen)


def test_a_window_made_narrower_while_a_step_waits_keeps_nothing_twice(open_tmux: Callable[..., Tmux]) -> None:
    tmux = open_tmux(60, "-i")
    tmux.until("q quit")
    tmux.resize(30)
    tmux.press("x", "a", "r", "g")
    screen = tmux.until("code 0")
    assert marks(screen) == "?✓✗✎✓✓"
    assert not any("quit" in line or "drafting" in line for line in screen)
