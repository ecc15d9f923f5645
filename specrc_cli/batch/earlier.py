"""What an output file holds already: which questions need not be run again, and whether they were run like this.

Read once, a record at a time. What a crash left of its last line is mended first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from specrc_cli.batch.output import unfinished
from specrc_cli.batch.questions import Question
from specrc_cli.errors import SpecrcError, UsageError
from specrc_cli.trace.events import StopReason
from specrc_cli.trace.identity import Configuration, config_hash, configuration_of, differences
from specrc_cli.trace.record import Record, read_record

_CHUNK = 1 << 16
_BEGIN = b'{"schema":'
FAILED = (StopReason.ERROR, StopReason.CANCELLED)
"""Runs that broke down, rather than coming to an end without an answer; trying those again can help."""


@dataclass(frozen=True, slots=True)
class _Run:
    question: str
    failed: bool


@dataclass(slots=True)
class Earlier:
    """The questions that an output file has records of, and the configurations they were run under."""

    _runs: dict[str, _Run] = field(default_factory=dict)
    _configurations: dict[str, Configuration] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    """Questions whose records of runs that broke down count for nothing: they are to be run once more."""

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def failed(self) -> int:
        return sum(run.failed for run in self._runs.values())

    def add(self, record: Record) -> None:
        if record.id is not None:
            self._runs[record.id] = _Run(record.question_hash or "", record.stop in FAILED)
            ran = configuration_of(record)
            self._configurations.setdefault(config_hash(ran), ran)

    def has(self, question: Question) -> bool:
        """Whether a question was run. Raises `UsageError` if its id was, with another text."""
        run = self._runs.get(question.id)
        if run is None:
            return False
        if run.question not in ("", question.hash):
            raise UsageError(
                f"question '{question.id}' (line {question.line}) is not the one that has a record under this id",
                "give this input another output with -o, or start over with --fresh",
            )
        return True

    def check(self, now: Configuration, *, path: Path, unknown: Container[str] = ()) -> None:
        """Raises `UsageError`, which tells the difference, if anything was run under another configuration.

        Settings that are `unknown`, as models are before they are opened, are left out.
        """
        for ran in self._configurations.values():
            if told := differences(*({k: v for k, v in each.items() if k not in unknown} for each in (ran, now))):
                raise UsageError(
                    f"{path} was written under another configuration: {'; '.join(told)}",
                    "run it as it was, choose another output with -o, or start over with --fresh",
                )


def read_earlier(path: Path, *, on_record: Callable[[Record], None], again: Container[str] = ()) -> Earlier:
    """All that was run, told record by record. Raises `UsageError` for a line that is none.

    What broke down of the questions in `again` is left out, and stands in the file still (`without_failed`).
    """
    earlier = Earlier()
    if path.exists():
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    record = _read(line, path, number)
                    if record.id is not None and record.id in again and record.stop in FAILED:
                        earlier.again.add(record.id)
                    else:
                        earlier.add(record)
                        on_record(record)
    return earlier


def without_failed(path: Path, again: Container[str]) -> int:
    """Take the records of runs of these questions that broke down out of a file, all at once or not at all.

    Returns how many.
    """
    if not path.exists():
        return 0
    taken = 0
    path = path.resolve()  # a link stays one
    kept = unfinished(path)
    try:
        with path.open("rb") as lines, kept.open("wb") as file:
            for number, line in enumerate(lines, 1):
                record = _read(line, path, number) if line.strip() else None
                if record and record.stop in FAILED and record.id is not None and record.id in again:
                    taken += 1
                else:
                    file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if taken:
            kept.replace(path)
    finally:
        kept.unlink(missing_ok=True)
    return taken


def check_replaceable(path: Path) -> None:
    """Raises `UsageError` if a file does not begin with a record, or half a one: it was written by something else."""
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            head = file.read(len(_BEGIN))
            line = head + (file.readline() if head == _BEGIN else b"")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}", "choose another with -o") from error
    half = not line.endswith(b"\n") and _is_half_a_record(line)
    if not half and not _is_record(line):
        raise UsageError(
            f"{path} does not begin with a trace record, so --fresh leaves it alone",
            "move it away, or choose another output with -o",
        )


def mend(path: Path) -> int:
    """Take off the half line a crash may have left at the end of a file; one that only lacks its end is given it.

    Returns the bytes taken off. Raises `UsageError` if the file cannot be written, or ends in something else.
    """
    try:
        with path.open("rb+") as file:
            size = file.seek(0, os.SEEK_END)
            begin = _last_line(file, size)
            if begin == size:
                return 0
            file.seek(begin)
            tail = file.read()
            if _is_record(tail):
                file.write(b"\n")
                return 0
            if not _is_half_a_record(tail):
                raise UsageError(f"{path} does not end in a trace record", "give another output with -o")
            file.truncate(begin)
            return size - begin
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}", "choose another with -o") from error


def _last_line(file: IO[bytes], size: int) -> int:
    """Where what stands behind the last line end begins."""
    place = size
    while place > 0:
        begin = max(0, place - _CHUNK)
        file.seek(begin)
        found = file.read(place - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        place = begin
    return 0


def _is_record(line: bytes) -> bool:
    try:
        read_record(line, "")
    except SpecrcError:
        return False
    return True


def _is_half_a_record(tail: bytes) -> bool:
    """Whether a record may have begun like this; where the power failed, zeros may stand in its place."""
    return tail.startswith(_BEGIN) or _BEGIN.startswith(tail) or not tail.strip(b"\0")


def _read(line: bytes, path: Path, number: int) -> Record:
    try:
        return read_record(line, f"{path}:{number}")
    except SpecrcError as error:
        hint = "give another output with -o, or mend that line" + (", or start over with --fresh" if number > 1 else "")
        raise UsageError(error.message, hint) from error
