"""`specrc inspect` as a command: text where there is no terminal, pictures, and what it refuses."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Specrc
from tests.inspector.runs import a_record, a_smooth_record, written


@pytest.fixture
async def run_file(tmp_path: Path) -> Path:
    return written(tmp_path / "run.jsonl", [await a_record("first"), await a_smooth_record("second")])


def test_a_file_of_several_runs_is_listed(specrc: Specrc, run_file: Path) -> None:
    ended = specrc("inspect", str(run_file))
    assert ended.returncode == 0
    assert [line.split()[1] for line in ended.stdout.splitlines()] == ["first", "second"]
    assert "--id" in ended.stderr


@pytest.mark.parametrize("name", ["first", "#1"])
def test_one_run_is_printed_step_by_step(specrc: Specrc, run_file: Path, name: str) -> None:
    shown = specrc("inspect", str(run_file), "--plain", "--id", name).stdout
    for piece in ("How many pens?", "10 ✓", "✗ 5 * 2 = 11 pens", "utility 2 < 7", "✎ 5 * 2 = 10 pens", "seed"):
        assert piece in shown


async def test_the_only_run_of_a_file_is_printed_at_once(specrc: Specrc, tmp_path: Path) -> None:
    shown = specrc("inspect", str(written(tmp_path / "run.jsonl", [await a_record("only")]))).stdout
    assert "✎ 5 * 2 = 10 pens" in shown


def test_a_small_encoding_gets_ascii(run_file: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "specrc_cli", "inspect", str(run_file), "--id", "first"]
    printed = subprocess.run(command, env={**environment, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=True)
    assert printed.stdout.isascii()
    assert b"> 5 * 2 = 10 pens" in printed.stdout


def test_text_loads_no_textual(run_file: Path) -> None:
    probe = (
        "import sys; sys.argv = ['specrc', 'inspect', sys.argv[1], '--plain']\n"
        "from specrc_cli.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: print('textual' in sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", probe, str(run_file)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ended.stderr.splitlines()[-1] == "False"


def test_a_picture_shows_the_first_rewritten_step(specrc: Specrc, run_file: Path, tmp_path: Path) -> None:
    assert specrc("inspect", str(run_file), "--svg", "screen.svg").returncode == 0
    picture = (tmp_path / "screen.svg").read_text()
    assert picture.startswith("<svg")
    assert "draft&#160;against&#160;rewrite" in picture
    assert "@font-face" not in picture


def test_a_picture_that_cannot_be_written_is_told(specrc: Specrc, run_file: Path) -> None:
    ended = specrc("inspect", str(run_file), "--svg", "no/such/folder.svg")
    assert ended.returncode != 0
    assert "cannot write the picture" in ended.stderr


def test_a_run_that_is_not_there_is_told_with_the_nearest(specrc: Specrc, run_file: Path) -> None:
    ended = specrc("inspect", str(run_file), "--id", "frist")
    assert ended.returncode == 2
    assert "there is no run 'frist'" in ended.stderr
    assert "did you mean 'first'?" in ended.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no record"),
        (b"{}\n", "is not a trace record"),
        (b'{"question": "How many?"}\n', "is not a trace record"),
        (b"\x00\xff\n\n", "is not a trace record"),
        (json.dumps({"schema": 9}).encode() + b"\n", "schema"),
        (gzip.compress(b"{}\n" * 99)[:12], "there is no record"),
    ],
)
def test_what_is_no_trace_is_refused_in_one_line_and_a_hint(
    specrc: Specrc, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "bad.jsonl").write_bytes(content)
    ended = specrc("inspect", "bad.jsonl")
    assert ended.returncode == 2
    assert said in ended.stderr
    assert [line.partition(":")[0].strip() for line in ended.stderr.splitlines()] == ["error", "hint"]


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_what_is_no_file_is_refused(specrc: Specrc, name: str) -> None:
    ended = specrc("inspect", name)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 2)


def test_a_broken_line_asked_for_is_told(specrc: Specrc, run_file: Path) -> None:
    with run_file.open("a") as file:
        file.write("{broken\n")
    assert "? #3" in specrc("inspect", str(run_file)).stdout
    ended = specrc("inspect", str(run_file), "--id", "#3")
    assert ended.returncode == 2
    assert "run.jsonl:3 is not a trace record" in ended.stderr


def test_solve_inspect_needs_a_terminal(specrc: Specrc, pair: list[str]) -> None:
    ended = specrc("solve", "--inspect", "How many?", *pair)
    assert ended.returncode == 2
    assert "--inspect needs a terminal" in ended.stderr
    assert "--events prints while" in specrc("solve", "--inspect", "--events", "How many?", *pair).stderr
