"""The file a batch writes: one writer at a time, a record a line, and whatever happens, what was written stays.

Knows nothing of what is in a record.
"""

from __future__ import annotations

import itertools
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from specrc_cli.errors import SpecrcError, UsageError
from specrc_cli.trace.record import Record
from specrc_cli.trace.writer import TraceWriter

OLD, SAVED = ".old", ".saved"
"""How the names end of what was there before, and of what was deleted meanwhile."""
PACKED = (".gz", ".bz2", ".xz", ".zst")
SYNC_SECONDS = 5.0
"""How much of the work a power failure may cost; a killed process loses nothing."""


def beside(path: Path, ending: str) -> Path:
    """A name for what is kept of a file, that nothing has yet: `run.jsonl.old`, then `run.jsonl.old2` and so on."""
    names = (path.with_name(f"{path.name}{ending}{number if number > 1 else ''}") for number in itertools.count(1))
    return next(name for name in names if not os.path.lexists(name))


def unfinished(path: Path) -> Path:
    """The hidden name under which a file is written until it is whole."""
    return path.with_name(f".{path.name}.part")


def check_output(path: Path) -> None:
    """Raises `UsageError` if a path cannot be an output."""
    if str(path) == "-":
        raise UsageError(
            "cannot write the records to -", "give the name of a file; the summary goes to standard output"
        )
    if path.suffix.lower() in PACKED:
        raise UsageError(f"cannot write {path}: records are not packed", f"leave out {path.suffix}")
    try:
        if path.is_symlink() and not path.exists():
            raise UsageError(f"{path} is a link to nothing", "make the file it names, or choose another with -o")
        if not path.name or (path.exists() and not path.is_file()):
            raise UsageError(f"{path} is not a file that can be gone on with", "give the name of a file with -o")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}", "choose another with -o") from error


class Claim:
    """The right to write a file, held by one process at a time. Raises `UsageError` if another has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        check_output(path)
        self.real = Path(os.path.realpath(path))
        """The file itself, where the path is a link: two names of it are one output."""
        self._lock = FileLock(self.real.with_name(f".{self.real.name}.lock"), timeout=0)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            if not os.path.lexists(self._lock.lock_file):
                message = f"cannot write {path}: no file can be made in its folder"
                raise UsageError(message, "choose another with -o") from None
            raise UsageError(
                f"another batch is writing {path}", "wait for it, or give this one a file of its own with -o"
            ) from None
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror or error}", "choose another with -o") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Give it back, and leave no lock lying about where the system lets an open file be deleted."""
        with suppress(OSError):
            Path(self._lock.lock_file).unlink()
        self._lock.release()


class Output:
    """Appends records to a claimed file. Raises `SpecrcError` as soon as it cannot, and `UsageError` if it never could.

    A file that was deleted or replaced meanwhile is still open here: what is in it is saved beside its old place.
    """

    def __init__(self, claim: Claim) -> None:
        self.path = claim.path
        try:
            self._writer = TraceWriter(self.path)
        except SpecrcError as error:
            raise UsageError(error.message, "choose another file with -o") from error
        self._open = self.path.open("rb")
        self._size = self._size_now()
        self._synced = time.monotonic()

    def append(self, record: Record) -> None:
        self._check_place()
        try:
            self._size += self._writer.append(record)
            if time.monotonic() - self._synced >= SYNC_SECONDS:
                self._sync()
        except SpecrcError as error:
            raise SpecrcError(
                error.message, "what was written before is safe: make room, and run the same again to go on"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        with suppress(OSError):
            self._sync()
        self._writer.close()
        self._open.close()

    def _sync(self) -> None:
        os.fsync(self._open.fileno())
        self._synced = time.monotonic()

    def _size_now(self) -> int:
        return os.fstat(self._open.fileno()).st_size

    def _check_place(self) -> None:
        """Raises `SpecrcError` if the path no longer names the file that is being written, or it is of another size."""
        try:
            same = os.path.samestat(self.path.stat(), os.fstat(self._open.fileno()))
        except OSError:
            same = False
        if same and self._size_now() == self._size:
            return
        if same:
            raise SpecrcError(
                f"{self.path} was changed by something else while it was being written: it had {self._size} bytes and "
                f"has {self._size_now()}",
                "see what is in it, and run the same again to go on",
            )
        gone = "its folder is gone; " if not self.path.parent.is_dir() else ""
        raise SpecrcError(
            f"{self.path} was deleted or replaced while it was being written",
            f"{gone}{self._save()}, and run the same again to go on",
        )

    def _save(self) -> str:
        """Keep what was in a file that is no more. Says where, or why not."""
        saved = beside(self.path, SAVED)
        try:
            with saved.open("xb") as file:
                self._open.seek(0)
                shutil.copyfileobj(self._open, file)
        except OSError as error:
            return f"what was in it cannot be saved ({error.strerror or error}): see to its place"
        return f"what was in it is saved in {saved}; put it back"
