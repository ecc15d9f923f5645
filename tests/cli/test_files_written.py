"""Files that are asked for are written whole or not at all, and nothing that is there for something else is harmed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from specrc_cli.backends.options import LoadOptions
from specrc_cli.cli import opening
from specrc_cli.errors import ModelError
from tests.cli.conftest import Specrc

QUESTION = "How many eggs?"
A_TRACE = '{"schema": 1, "question": "before"}\n'


def _refusal(specrc: Specrc, *arguments: str) -> str:
    """What is said against the arguments; no model may have been opened for it."""
    run = specrc("solve", *arguments)
    error, hint = run.stderr.splitlines()
    assert error.startswith("error: ")
    assert hint.startswith(" hint: ")
    assert (run.returncode, run.stdout) == (2, "")
    return error


@pytest.mark.parametrize("option", ["--svg", "--trace"])
@pytest.mark.parametrize("victim", ["question.txt", "large.gguf", "mine.yaml", "notes.txt"])
def test_what_is_no_trace_and_no_picture_is_never_overwritten(
    specrc: Specrc, pair: list[str], tmp_path: Path, option: str, victim: str
) -> None:
    (tmp_path / "question.txt").write_text(QUESTION)
    (tmp_path / "large.gguf").write_bytes(b"GGUF\3\0\0\0")
    (tmp_path / "mine.yaml").write_text("{}\n")
    (tmp_path / "notes.txt").write_text("dear diary")
    before = (tmp_path / victim).read_bytes()
    _refusal(specrc, "-f", "question.txt", "--models", "mine.yaml", *pair, option, victim)
    assert (tmp_path / victim).read_bytes() == before


@pytest.mark.parametrize(("option", "begins"), [("--svg", "<svg"), ("--trace", A_TRACE)])
def test_a_question_file_is_not_overwritten_whatever_it_looks_like(
    specrc: Specrc, pair: list[str], tmp_path: Path, option: str, begins: str
) -> None:
    (tmp_path / "question.txt").write_text(begins)
    (tmp_path / "link").symlink_to("question.txt")
    assert "it is read as well" in _refusal(specrc, "-f", "question.txt", *pair, option, "link")
    assert (tmp_path / "question.txt").read_text() == begins


@pytest.mark.parametrize("option", ["--svg", "--trace"])
@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("-", "to -"),
        ("no/such/file", "there is no folder no/such"),
        ("/proc/none/file", "there is no folder /proc/none"),
        (".", "it is a folder"),
        ("x" * 300, "File name too long"),
    ],
)
def test_a_file_that_cannot_be_written_is_found_before_a_model_is_opened(
    specrc: Specrc, pair: list[str], tmp_path: Path, option: str, place: str, says: str
) -> None:
    there = sorted(tmp_path.iterdir())
    assert says in _refusal(specrc, QUESTION, *pair, option, place)
    assert sorted(tmp_path.iterdir()) == there


def test_no_picture_is_made_or_harmed_where_no_run_began(
    specrc: Specrc, pair: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_options: LoadOptions) -> None:
        raise ModelError("no such luck", "try again")

    monkeypatch.setattr(opening, "open_model", fail)
    (tmp_path / "old.svg").write_text("<svg>old</svg>")
    for name in ("old.svg", "new.svg"):
        assert specrc("solve", QUESTION, *pair, "--svg", name).returncode == 3
    assert (tmp_path / "old.svg").read_text() == "<svg>old</svg>"
    assert not (tmp_path / "new.svg").exists()


def test_a_picture_takes_the_place_of_the_one_before_through_a_link_and_with_its_mode(
    specrc: Specrc, pair: list[str], tmp_path: Path
) -> None:
    (tmp_path / "old.svg").write_text("<svg>old</svg>")
    (tmp_path / "old.svg").chmod(0o640)
    (tmp_path / "link.svg").symlink_to("old.svg")
    there = sorted(tmp_path.iterdir())
    assert specrc("solve", QUESTION, *pair, "--svg", "link.svg").returncode == 0
    assert "75 eggs" in (tmp_path / "old.svg").read_text().replace("&#160;", " ")
    assert (tmp_path / "link.svg").is_symlink()
    assert (tmp_path / "old.svg").stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == there


def test_a_device_takes_a_picture_and_stays_a_device(specrc: Specrc, pair: list[str]) -> None:
    assert specrc("solve", QUESTION, *pair, "--svg", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


def test_a_full_disk_costs_the_picture_and_not_the_answer(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "-q", QUESTION, *pair, "--svg", "/dev/full")
    assert run.stdout == "75\n"
    assert "cannot write the picture /dev/full: No space left" in run.stderr
    assert run.returncode == 1


def test_a_trace_goes_on_where_one_is(specrc: Specrc, pair: list[str], tmp_path: Path) -> None:
    (tmp_path / "runs.jsonl").write_text(A_TRACE)
    specrc("solve", QUESTION, *pair, "--trace", "runs.jsonl")
    lines = (tmp_path / "runs.jsonl").read_text().splitlines(keepends=True)
    assert lines[0] == A_TRACE
    assert len(lines) == 2


def test_a_trace_can_go_down_a_pipe(specrc: Specrc, pair: list[str]) -> None:
    reading, writing = os.pipe()
    try:
        assert specrc("solve", QUESTION, *pair, "--trace", f"/dev/fd/{writing}").returncode == 0
        assert os.read(reading, 1 << 16).endswith(b"}\n")
    finally:
        os.close(reading)
        os.close(writing)


def test_a_trace_is_not_overwritten_by_its_own_picture(specrc: Specrc, pair: list[str], tmp_path: Path) -> None:
    specrc("solve", QUESTION, *pair, "--trace", "runs.jsonl")
    before = (tmp_path / "runs.jsonl").read_bytes()
    run = specrc("inspect", "runs.jsonl", "--svg", "runs.jsonl")
    assert (run.returncode, run.stdout) == (2, "")
    assert "it is read as well" in run.stderr
    assert (tmp_path / "runs.jsonl").read_bytes() == before
