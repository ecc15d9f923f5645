"""Appending records to a trace file, whole lines or nothing. Knows nothing of what is in a record."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from specrc_cli.errors import SpecrcError
from specrc_cli.trace.record import Record


class TraceWriter:
    """An open trace file. Opening it early tells before a long run whether it can be written; no folder is made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = _open(path)
        except OSError as error:
            raise _cannot_write(path, error) from error

    def append(self, record: Record) -> int:
        """Write one line and hand it to the operating system; a line that does not fit leaves no trace of itself.

        Returns the number of bytes written.
        """
        line = record.to_json().encode() + b"\n"
        try:
            if not self._file.seekable():  # a pipe keeps nothing to mend
                return self._write(line)
            size = self._file.seek(0, os.SEEK_END)
            try:
                return self._write(line if self._at_line_start(size) else b"\n" + line)
            except OSError:
                with contextlib.suppress(OSError):
                    self._file.truncate(size)
                raise
        except OSError as error:
            raise _cannot_write(self.path, error) from error

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _write(self, data: bytes) -> int:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        return len(data)

    def _at_line_start(self, size: int) -> bool:
        """Whether whatever wrote the file before ended its last line."""
        if size == 0:
            return True
        self._file.seek(size - 1)
        return self._file.read(1) == b"\n"


def _open(path: Path) -> io.FileIO:
    """For reading too, as the end of what is there is looked at; of what is no file, for writing alone."""
    return path.open("ab" if path.exists() and not path.is_file() else "ab+", buffering=0)


def _cannot_write(path: Path, error: OSError) -> SpecrcError:
    return SpecrcError(
        f"cannot write the trace {path}: {error.strerror or error}",
        "choose another file with --trace, or make room on the disk",
    )
