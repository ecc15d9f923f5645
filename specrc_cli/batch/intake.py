"""A file of questions taken in: checked to its end, and laid down so that any question is at hand without the others.

The questions go into a temporary file, and only their places stay in memory (8 bytes each). So what happens to the
input afterwards changes nothing, standard input can be shuffled like any file, and what is wrong with line 90,000 is
known before a model is opened.
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
from array import array
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Self, cast

from specrc_cli.batch.lines import Entry, Flaw, Lines, json_entries, table_entries, unpacked
from specrc_cli.batch.questions import Fields, NoQuestion, Question
from specrc_cli.errors import UsageError

FLAWS_KEPT = 20
"""How many are told one by one; the others are counted."""
_FORM = 'give one JSON object a line: {"id": "1", "question": "How much is 7 * 12?", "answer": "84"}'
_SHORT = 120
_TABLES = {".csv": ",", ".tsv": "\t"}
_TABLE_FORMS = {
    ",": "give a table divided by commas whose first row names the fields: id,question,answer",
    "\t": "give a table divided by tabs whose first row names the fields: id, question, answer",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Intake:
    """The questions of one input, by place from 0, and what in it was none. Given back with `close`."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self._places = array("Q")
        self._end = 0
        self.flaws: list[Flaw] = []
        """The first few."""
        self.flawed = 0

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: int) -> Question:
        self._spool.seek(self._places[place])
        name, text, gold, metadata, line = json.loads(self._spool.readline())
        return Question(id=name, text=text, gold=gold, metadata=metadata, line=line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._spool.close()

    def add(self, question: Question) -> None:
        """Lay down one more; only while none has been taken out."""
        fields = [question.id, question.text, question.gold, question.metadata, question.line]
        self._places.append(self._end)
        self._end += self._spool.write(json.dumps(fields).encode() + b"\n")

    def note(self, flaw: Flaw) -> None:
        self.flawed += 1
        if len(self.flaws) < FLAWS_KEPT:
            self.flaws.append(flaw)


def name_of(source: Path) -> str:
    """What a person is told of where questions come from."""
    return "standard input" if str(source) == "-" else str(source)


def take_in(source: Path, fields: Fields) -> Intake:
    """Read a file (`-`: standard input) to its end.

    What is no question is kept in `flaws`. Raises `UsageError` if the file cannot be read or holds no question at all,
    and for an id that stands there twice.
    """
    intake = Intake(tempfile.TemporaryFile())  # noqa: SIM115
    try:
        with _opened(source) as stream:
            _fill(intake, _entries(source, unpacked(stream)), fields, source)
    except BaseException as error:
        intake.close()
        if isinstance(error, OSError):
            raise UsageError(f"cannot read {name_of(source)}: {error.strerror or error}", "check its name") from error
        raise
    return intake


def _fill(intake: Intake, entries: Iterator[Entry | Flaw], fields: Fields, source: Path) -> None:
    lines: dict[str, int] = {}
    names: Sequence[str] = ()
    for entry in entries:
        if isinstance(entry, Flaw):
            intake.note(entry)
            continue
        names = names or list(entry.fields)
        try:
            question = fields.read(entry.fields, line=entry.line)
        except NoQuestion as reason:
            intake.note(Flaw(entry.line, str(reason)))
            continue
        if question.id in lines:
            raise UsageError(
                f"the id '{_short(question.id)}' is on line {lines[question.id]} of {name_of(source)} and again on "
                f"line {question.line}",
                "give each question an id of its own, or name the field they stand in with --id-field",
            )
        question = question if question.id else replace(question, id=_name(question, lines))
        lines[question.id] = question.line
        intake.add(question)
    if not len(intake):
        raise _nothing_in(source, intake, names)


def _name(question: Question, taken: Container[str]) -> str:
    """An id made of the question's text, the same in every run; where the text comes again, with a number behind it."""
    name = f"q-{question.hash[:12]}"
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([name], numbered) if each not in taken)


def _nothing_in(source: Path, intake: Intake, names: Sequence[str]) -> UsageError:
    delimiter = _delimiter(source)
    form = _FORM if delimiter is None else _TABLE_FORMS[delimiter]
    if not intake.flaws:
        return UsageError(f"{name_of(source)} is empty", form)
    first = intake.flaws[0]
    undivided = delimiter is not None and len(names) == 1 and set(names[0]) & set(",;\t|")
    there = f"its fields are {_short(', '.join(names))}: name one with --question-field" if names else form
    if undivided:
        there = f"its one field is called '{_short(names[0])}'; {form}"
    return UsageError(f"there is no question in {name_of(source)}: line {first.line}: {first.reason}", there)


def _entries(source: Path, stream: Lines) -> Iterator[Entry | Flaw]:
    """JSON lines, but where the file's name says that it is a table."""
    delimiter = _delimiter(source)
    return json_entries(stream) if delimiter is None else table_entries(stream, delimiter=delimiter)


def _delimiter(source: Path) -> str | None:
    """What divides the fields of a table; None where it is none."""
    kind = Path(source.stem).suffix if source.suffix.lower() == ".gz" else source.suffix
    return _TABLES.get(kind.lower())


@contextmanager
def _opened(source: Path) -> Iterator[BufferedReader]:
    if str(source) == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("standard input is closed, so there are no questions in it", _FORM)
        piped = BufferedReader(cast("Any", sys.stdin.buffer))
        yield piped
        piped.detach()
        return
    with source.open("rb") as stream:
        if source.is_char_device() and not stream.isatty():
            raise UsageError(f"{source} is a device, and may have no end", "give a file of questions, or - for a pipe")
        if stream.peek(2)[:2] in _UTF16:
            raise UsageError(f"{source} is UTF-16 text", "convert it to UTF-8 first")
        yield stream


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[:_SHORT] + "..."
