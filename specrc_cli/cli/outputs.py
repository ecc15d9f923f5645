"""Files that a run is to write: that each can be, and that none of them is there for something else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from specrc_cli.cli.options import OutputOptions
from specrc_cli.cli.report import Format
from specrc_cli.errors import UsageError

_HEAD_BYTES = 1 << 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file, how one begins, and what to use where standard output is meant."""

    option: str
    noun: str
    begins: re.Pattern[bytes]
    on_stdout: str


def _report(begins: bytes) -> Kind:
    return Kind(
        option="-o", noun="report", begins=re.compile(begins, re.DOTALL), on_stdout="leave -o out for standard output"
    )


TRACE = Kind(option="--trace", noun="trace", begins=re.compile(rb'\s*\{[^\n]*"schema"'), on_stdout="use --json")
PICTURE = Kind(
    option="--svg", noun="picture", begins=re.compile(rb"\s*<(svg|\?xml)"), on_stdout="use --svg /dev/stdout"
)
REPORTS = {
    Format.HTML: _report(rb'\s*<!doctype html>.*?<meta name="generator" content="specrc '),
    Format.MARKDOWN: _report(rb"\s*# specrc report"),
    Format.JSON: _report(rb'\s*\{\s*"specrc_report"'),
    Format.CSV: _report(rb"run,place,id,question,"),
}


def check_outputs(output: OutputOptions, *, inputs: Iterable[Path | None]) -> None:
    """Refuse what cannot be written, and what would spoil a file of another kind. Raises `UsageError`."""
    read = [path for path in inputs if path is not None]
    if output.trace is not None:
        check_output(output.trace, TRACE, read)
    if output.svg is not None:
        check_picture(output.svg, inputs=read)


def check_picture(path: Path, *, inputs: Iterable[Path]) -> None:
    """The same for a picture alone."""
    check_output(path, PICTURE, inputs)


def check_output(path: Path, kind: Kind, inputs: Iterable[Path]) -> None:
    """The same for one file of a kind."""
    other = f"choose another file with {kind.option}"
    if str(path) == "-":
        raise UsageError(f"cannot write the {kind.noun} to -", kind.on_stdout)
    try:
        if any(same_file(path, each) for each in inputs):
            raise UsageError(f"cannot write the {kind.noun} {path}: it is read as well", other)
        if not path.parent.is_dir():
            raise UsageError(f"cannot write the {kind.noun} {path}: there is no folder {path.parent}", "make it first")
        if path.is_dir():
            raise UsageError(f"cannot write the {kind.noun} {path}: it is a folder", other)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise UsageError(f"cannot write the {kind.noun} {path}: it is write-protected", other)
        if path.is_file() and not _is_one(path, kind):
            raise UsageError(f"{path} is there already and is no {kind.noun}", other)
    except OSError as error:
        raise UsageError(f"cannot write the {kind.noun} {path}: {error.strerror}", other) from None


def same_file(one: Path, other: Path) -> bool:
    """Whether both are there and are one. Raises `OSError` where that cannot be found out."""
    return one.exists() and other.exists() and one.samefile(other)


def _is_one(path: Path, kind: Kind) -> bool:
    """Whether a file is empty or begins as its kind does."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return not head.strip() or kind.begins.match(head) is not None
