"""The raw entries of a file of questions, one at a time, each with the line it begins on. Knows nothing of questions.

JSON lines and CSV, packed (gzip) or not. What cannot be read is an entry too: a `Flaw`, so that the rest goes on.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from typing import Protocol

LONGEST_LINE = 32 << 20
"""Bytes. A longer line is passed over without being held."""
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_KINDS: Mapping[type, str] = {
    list: "a list",
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


class Lines(Protocol):
    """What lines are read from."""

    def readline(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is no question, and why, in a few words."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of JSON, or one row of a table."""

    line: int
    fields: Mapping[str, object]


def json_entries(stream: Lines) -> Iterator[Entry | Flaw]:
    """The objects of a file that holds one in each line. Blank lines are passed over."""
    for line, data in _lines(stream):
        if isinstance(data, Flaw):
            yield data
        elif data.strip():
            yield _json_entry(line, data.strip())


def table_entries(stream: Lines, *, delimiter: str = ",") -> Iterator[Entry | Flaw]:
    """The rows of a table whose first row names the columns. Empty fields are left out.

    A first row that names two alike, or has no row below it, is a flaw, and all that is found.
    """
    csv.field_size_limit(LONGEST_LINE)
    flaws: list[Flaw] = []
    rows = csv.reader(_texts(stream, flaws), delimiter=delimiter, strict=True)
    names: list[str] | None = None
    first, found = 0, False
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Flaw(line, f"not a row of CSV: {error}")
            found = True
            continue
        finally:
            found = found or bool(flaws)
            yield from flaws
            flaws.clear()
        if names is None:
            names, first = [name.strip() for name in row], line
            if twice := next((name for name, count in Counter(names).items() if name and count > 1), ""):
                yield Flaw(line, f"two columns are called '{twice}'")
                return
        elif any(row):
            found = True
            yield _table_entry(line, names, row)
    if names and not found:
        yield Flaw(first, "the first row names the fields, and there is no row below it")


def unpacked(stream: BufferedReader) -> Lines:
    """The same bytes, unpacked if they are packed."""
    packed = stream.peek(len(_GZIP)).startswith(_GZIP)
    return gzip.GzipFile(fileobj=stream) if packed else stream


def _lines(stream: Lines) -> Iterator[tuple[int, bytes | Flaw]]:
    """Numbered lines with their ends. A packed file that is broken ends with a flaw."""
    number = 0
    try:
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                _pass_over(stream)
                yield number, Flaw(number, f"longer than {LONGEST_LINE >> 20} MiB")
            else:
                yield number, line.removeprefix(_BOM) if number == 1 else line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield number + 1, Flaw(number + 1, f"the packed file is broken from here on: {error}")


def _pass_over(stream: Lines) -> None:
    """Read on to the end of a line without holding it."""
    while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
        pass


def _texts(stream: Lines, flaws: list[Flaw]) -> Iterator[str]:
    """The lines as text; bytes that are no UTF-8 become surrogates, to be found again in their row."""
    for _, line in _lines(stream):
        if isinstance(line, Flaw):
            flaws.append(line)
        else:
            yield line.decode("utf-8", "surrogateescape")


def _json_entry(line: int, data: bytes) -> Entry | Flaw:
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_number, parse_float=_finite)
    except UnicodeDecodeError as error:
        return Flaw(line, f"not UTF-8 text (byte {error.start + 1})")
    except json.JSONDecodeError as error:
        return Flaw(line, f"not JSON: {error.msg} at column {error.colno}")
    except ValueError as error:
        return Flaw(line, f"not JSON: {error}")
    except RecursionError:
        return Flaw(line, "nested too deeply")
    if not isinstance(value, dict):
        return Flaw(line, f"{_KINDS.get(type(value), 'something else')} where an object is expected")
    return Entry(line, value)


def _table_entry(line: int, names: list[str], row: list[str]) -> Entry | Flaw:
    if len(row) > len(names):
        return Flaw(line, f"{len(row)} fields where the first row names {len(names)}")
    if any(_is_broken(field) for field in row):
        return Flaw(line, "not UTF-8 text")
    return Entry(line, {name: field for name, field in zip(names, row, strict=False) if name and field.strip()})


def _is_broken(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text) if not text.isascii() else False


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)
