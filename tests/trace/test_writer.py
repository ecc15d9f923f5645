"""A trace file holds whole lines, whatever happens."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path
from typing import Any

import pytest

from specrc_cli.errors import SpecrcError
from specrc_cli.trace.events import RunBegan, RunEnded, StopReason
from specrc_cli.trace.record import Record, read_records
from specrc_cli.trace.writer import TraceWriter
from tests.play import record_of


def a_record(question: str = "How many?") -> Record:
    began = RunBegan(
        question=question, method="target", verifier="", knobs={}, seed=0, prompt_hash="", draft=None, target=None
    )
    return record_of([began, RunEnded(stop=StopReason.EOS, answer=None, seconds=0.1)])


class FullDisk(io.RawIOBase):
    """Takes `room` bytes in all, some at a time, and then no more."""

    def __init__(self, file: io.FileIO, room: int) -> None:
        self._file, self._room = file, room

    def write(self, data: Any) -> int:
        taken = bytes(memoryview(data))[: min(100, self._room)]
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._room -= len(taken)
        return self._file.write(taken)

    def __getattribute__(self, name: str) -> object:
        own = name in ("write", "_file", "_room", "__class__")
        return object.__getattribute__(self, name) if own else getattr(self._file, name)


def test_what_is_appended_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    for question in ("one", "two"):
        with TraceWriter(path) as writer:
            writer.append(a_record(question))
    assert [record.question for record in read_records(path)] == ["one", "two"]


def test_a_line_is_there_as_soon_as_it_is_appended(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "run.jsonl") as writer:
        writer.append(a_record())
        assert len(list(read_records(tmp_path / "run.jsonl"))) == 1


def test_a_folder_that_is_not_there_is_not_made_behind_anybodys_back(tmp_path: Path) -> None:
    with pytest.raises(SpecrcError, match="No such file or directory"):
        TraceWriter(tmp_path / "new" / "run.jsonl")
    assert not (tmp_path / "new").exists()


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with TraceWriter(pipe) as writer:
            writer.append(a_record("one"))
        assert Record.model_validate_json(os.read(reading, 1 << 16)).question == "one"
    finally:
        os.close(reading)


@pytest.mark.parametrize("room", [0, 1, 99, 250])
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, room: int) -> None:
    path = tmp_path / "run.jsonl"
    with TraceWriter(path) as writer:
        writer.append(a_record("one"))
        writer._file = FullDisk(writer._file, room)  # type: ignore[assignment]
        with pytest.raises(SpecrcError, match="No space left") as caught:
            writer.append(a_record("two"))
    assert "--trace" in caught.value.hint
    assert [record.question for record in read_records(path)] == ["one"]


def test_a_line_somebody_else_left_unfinished_is_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b'{"schema": 1, "ques')
    with TraceWriter(path) as writer:
        writer.append(a_record())
    lines = path.read_text().splitlines()
    assert len(lines) == 2
    assert Record.model_validate_json(lines[1]).question == "How many?"


def test_a_folder_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(SpecrcError, match="cannot write the trace"):
        TraceWriter(tmp_path)


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpecrcError, match="cannot write the trace"):
        TraceWriter(tmp_path / "file" / "run.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_device_that_is_full_is_told() -> None:
    with TraceWriter(Path("/dev/full")) as writer, pytest.raises(SpecrcError, match="No space left"):
        writer.append(a_record())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "run.jsonl:1 is not a trace record"),
        ('{"schema": 2}', "schema"),
        ("[]", "run.jsonl:1 is not a trace record"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(SpecrcError, match=message):
        list(read_records(path))


def test_a_trace_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpecrcError, match="cannot read the trace"):
        list(read_records(tmp_path / "none.jsonl"))


def test_a_trace_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SpecrcError, match="cannot read the trace"):
        list(read_records(tmp_path / "run.jsonl"))


def test_fields_of_a_later_version_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(a_record().to_json().replace('{"schema": 1', '{"later": true, "schema": 1') + "\n")
    assert len(list(read_records(path))) == 1
