"""Where each record of a trace file begins, so that one of ten thousand is read without the others.

Lines are found, not understood: a record is read when it is asked for, and a line that is none is told then. Follows a
file that somebody else is still writing; the line being written waits until it is whole.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import zlib
from array import array
from enum import Enum, auto
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from specrc_cli.errors import SpecrcError, UsageError
from specrc_cli.trace.record import Record, read_record

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_HINT = "give a file written by --trace or batch"


class Change(Enum):
    """What `catch_up` found."""

    NONE = auto()
    GROWN = auto()
    """There are records behind those that were known."""
    RESTARTED = auto()
    """The file was cut or replaced: what was known of it no longer holds."""


class TraceIndex:
    """The lines of one trace file, by place from 0. Blank lines have none.

    Raises `UsageError` if the file cannot be read, is empty, or if nothing in it is a record. A packed file (gzip) is
    unpacked into a temporary one; `damage` says what was lost of it, as nothing can be read behind a broken place.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damage = ""
        self._file = self._opened()
        self._clear()
        self.catch_up()
        try:
            self._check()
        except UsageError:
            self.close()
            raise

    @property
    def name(self) -> str:
        return str(self.path)

    def __len__(self) -> int:
        return len(self._begins)

    @property
    def rest(self) -> str:
        """What is to be said of the end of the file, if it is no whole record; empty otherwise."""
        if not self._begun or self.damage:
            return ""
        where = f"{self.path.name}:{self._lines + 1}"
        return f"{where}, the last line, is no whole record: its run was stopped, or is still writing it"

    def line_number(self, place: int) -> int:
        """Of the record, from 1, as editors count."""
        return self._numbers[place]

    def line(self, place: int) -> bytes:
        """The record as it stands in the file."""
        self._file.seek(self._begins[place])
        return self._file.read(self._ends[place] - self._begins[place])

    def record(self, place: int) -> Record:
        """Raises `SpecrcError` if the line is no record."""
        return read_record(self.line(place), f"{self.path}:{self.line_number(place)}")

    def catch_up(self) -> Change:
        """Find what was written since; cheap where nothing was."""
        change = Change.NONE
        if self._is_another_file():
            self._file.close()
            self._file = self._opened()
            change = Change.RESTARTED
        elif self._was_cut():
            change = Change.RESTARTED
        if change is Change.RESTARTED:
            self._clear()
        before = len(self)
        self._scan()
        return Change.GROWN if change is Change.NONE and len(self) > before else change

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _clear(self) -> None:
        self._begins, self._ends, self._numbers = array("Q"), array("Q"), array("Q")
        self._scanned = 0
        """Where the first line begins that is not known to be whole."""
        self._lines = 0
        """That end before there."""
        self._unended = False
        """Whether the last record has no line end yet, but is whole."""
        self._begun = False
        """Whether the file ends with part of a line that is no record."""

    def _opened(self) -> BinaryIO | FileIO:
        try:
            if self.path.exists() and not self.path.is_file():
                raise UsageError(f"{self.path} is no file that can be read from any place in it", _HINT)
            file = self.path.open("rb", buffering=0)
            self._identity = _identity(os.fstat(file.fileno()))
            self._packed = file.read(len(_GZIP)) == _GZIP
            return self._unpacked(file) if self._packed else file
        except OSError as error:
            raise UsageError(f"cannot read the trace {self.path}: {error.strerror or error}", _HINT) from error

    def _unpacked(self, file: FileIO) -> BinaryIO | FileIO:
        plain = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        try:
            with file, gzip.open(self.path) as packed:
                while chunk := packed.read1(_CHUNK):  # what `read` gathers is lost where it fails
                    plain.write(chunk)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.damage = f"the packed file is damaged, and what stands behind that place is lost: {error}"
        return plain

    def _is_another_file(self) -> bool:
        """Whether the name stands for another file now; one that is gone is still open here."""
        try:
            return _identity(self.path.stat()) != self._identity
        except OSError:
            return False

    def _was_cut(self) -> bool:
        """Whether what was scanned is no longer there, or no longer ends with a line."""
        if self._scanned == 0:
            return False
        self._file.seek(self._scanned - 1)
        return self._file.read(1) != b"\n"

    def _scan(self) -> None:
        if self._unended:
            self._forget_last()
        self._file.seek(self._scanned)
        rest, begin = b"", self._scanned
        while chunk := self._file.read(_CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._lines += 1
                self._note(line, begin, self._lines)
                begin += len(line) + 1
        self._scanned = begin
        self._unended = _is_json(rest)
        self._begun = bool(rest.strip()) and not self._unended
        if self._unended:
            self._note(rest, begin, self._lines + 1)

    def _note(self, line: bytes, begin: int, number: int) -> None:
        if line.strip():
            self._begins.append(begin)
            self._ends.append(begin + len(line))
            self._numbers.append(number)

    def _forget_last(self) -> None:
        for column in (self._begins, self._ends, self._numbers):
            column.pop()
        self._unended = False

    def _check(self) -> None:
        """Somewhere there is a record."""
        fault: SpecrcError | None = None
        for place in range(len(self)):
            try:
                self.record(place)
            except SpecrcError as error:
                fault = fault or error
            else:
                return
        if fault is not None:
            raise UsageError(fault.message, fault.hint) from fault
        raise UsageError(
            f"there is no record in the trace {self.path}", self.damage or self.rest or "it is empty, so far"
        )


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _is_json(line: bytes) -> bool:
    """Whether a line without an end is whole all the same: the beginning of an object is none."""
    try:
        return bool(line.strip()) and json.loads(line) is not None
    except ValueError:
        return False
