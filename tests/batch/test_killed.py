"""A batch that is killed, interrupted or out of room loses nothing it wrote, and goes on where it was."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from specrc_cli.trace.record import read_records
from tests.batch.conftest import question

PROGRAM = Path(__file__).with_name("program.py")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


@pytest.fixture
def start(tmp_path: Path, pair: list[str], environment: dict[str, str]) -> Iterator[Start]:
    """Start a batch of 60 questions in a process of its own."""
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(question(n)) + "\n" for n in range(60)))
    begun: list[subprocess.Popen[str]] = []

    def run(*more: str, pace: str = "0.002", **settings: object) -> subprocess.Popen[str]:
        command = [sys.executable, str(PROGRAM), "batch", "many.jsonl", "-o", "run.jsonl", *pair, "--no-guard"]
        begun.append(
            subprocess.Popen(
                [*command, "--verifier", "utility", *more],
                cwd=tmp_path,
                env=environment | {"PACE": pace},
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                **settings,  # type: ignore[call-overload]
            )
        )
        return begun[-1]

    yield run
    for process in begun:
        process.kill()
        process.communicate()


def until_there_are(records: int, output: Path, process: subprocess.Popen[str]) -> None:
    """Wait for so many lines to be written."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        if output.exists() and output.read_bytes().count(b"\n") >= records:
            return
        time.sleep(0.005)
    assert process.poll() is not None, "the batch wrote nothing"


def written(output: Path) -> Counter[str | None]:
    """How often each question has a record; reading them proves that the file is valid."""
    return Counter(record.id for record in read_records(output))


def ending(output: Path) -> str:
    """Why the batch ended, as its summary says."""
    return str(json.loads(output.with_name("run.summary.json").read_text())["ending"])


def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(start: Start, output: Path) -> None:
    rng, seen = Random(5), 0
    for _ in range(5):
        process = start("--parallel", "4")
        until_there_are(seen + rng.randrange(1, 9), output, process)
        time.sleep(rng.random() * 0.05)
        process.kill()
        process.communicate()
        whole = output.read_bytes().rpartition(b"\n")[0].count(b"\n") + 1
        assert whole >= seen
        seen = whole
    last = start("--parallel", "4")
    _, errors = last.communicate(timeout=60)
    assert last.returncode == 0, errors
    assert written(output) == Counter(f"q{n}" for n in range(60))


def test_ctrl_c_lets_what_is_under_way_finish(start: Start, output: Path) -> None:
    process = start("--parallel", "4")
    until_there_are(2, output, process)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "finishing the 4 questions under way" in errors
    assert "interrupted; " in out
    found = written(output)
    assert set(found.values()) == {1}
    assert json.loads(output.with_name("run.summary.json").read_text())["done"] == len(found) < 60


def test_a_second_ctrl_c_ends_at_once_with_what_is_written(start: Start, output: Path) -> None:
    process = start("--parallel", "4", pace="0.02")
    until_there_are(4, output, process)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    while "finishing" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert set(written(output).values()) == {1}
    assert ending(output) == "interrupted"


def test_told_to_terminate_it_does_at_once(start: Start, output: Path) -> None:
    process = start("--parallel", "4")
    until_there_are(2, output, process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGTERM
    assert ending(output) == "interrupted"
    assert set(written(output).values()) == {1}


def test_where_there_is_no_room_for_more_it_says_so_and_keeps_whole_records(start: Start, output: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    process = start("--parallel", "2", preexec_fn=little_room)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "cannot write the trace" in errors
    assert "run the same again to go on" in errors
    assert "Traceback" not in errors
    found = written(output)
    assert found
    assert output.read_bytes().endswith(b"\n")
    again = start("--parallel", "2")
    again.communicate(timeout=60)
    assert written(output) == Counter(f"q{n}" for n in range(60))


def test_a_second_batch_on_the_same_output_is_refused(start: Start, output: Path) -> None:
    first = start(pace="0.02")
    until_there_are(1, output, first)
    second = start()
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "another batch is writing run.jsonl" in errors


def test_an_output_that_is_deleted_meanwhile_ends_it_and_is_saved(start: Start, output: Path) -> None:
    process = start("--parallel", "2")
    until_there_are(3, output, process)
    output.unlink()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "was deleted or replaced" in errors
    assert len(written(output.with_name("run.jsonl.saved"))) >= 3


def test_an_output_whose_folder_is_deleted_meanwhile_ends_it_with_a_reason(start: Start, tmp_path: Path) -> None:
    output = tmp_path / "runs" / "run.jsonl"
    process = start("--parallel", "2", "-o", str(output))
    until_there_are(3, output, process)
    shutil.rmtree(output.parent)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "was deleted or replaced" in errors
    assert "its folder is gone" in errors
    assert "fault in specrc" not in errors


def test_an_output_that_is_emptied_meanwhile_ends_it(start: Start, output: Path) -> None:
    process = start("--parallel", "2", pace="0.01")
    until_there_are(3, output, process)
    output.write_bytes(b"")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "was changed by something else" in errors
