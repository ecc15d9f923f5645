"""From run files to a written report: every file is read once, and again only where a chain of it is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from specrc_cli.cli import diagnostics
from specrc_cli.cli.outputs import REPORTS, check_output
from specrc_cli.cli.report import Format
from specrc_cli.errors import SpecrcError, UsageError
from specrc_cli.trace.gathering import Gathered, gather, half_a_record
from specrc_cli.trace.index import TraceIndex
from specrc_cli.trace.paired import compare
from specrc_cli.trace.questions import QuestionRow, question_row
from specrc_cli.views.report import plain
from specrc_cli.views.report.comparison import Compared
from specrc_cli.views.report.figures import oddities
from specrc_cli.views.report.page import DIFFERING, Told, page

_ENDINGS = {
    ".html": Format.HTML, ".htm": Format.HTML, ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN,
    ".json": Format.JSON, ".csv": Format.CSV,
}  # fmt: skip


def write_report(
    paths: Sequence[Path], *, output: Path | None, format: Format | None, chains: int, strict: bool
) -> None:
    """What is wrong with the options is found before a file is read. Raises `SpecrcError`."""
    wanted = format or _format_of(output)
    if output is not None:
        check_output(output, REPORTS[wanted], paths)
    elif wanted is Format.HTML and sys.stdout.isatty():
        raise UsageError("a page is for a browser, not for a terminal", "use -o report.html, or --format markdown")
    with ExitStack() as stack:
        indices = [stack.enter_context(TraceIndex(path)) for path in paths]
        names = _names(paths)
        if wanted is Format.CSV:
            _write(_table(indices, names, strict=strict), output)
        else:
            _write(_report(wanted, indices, names, chains=chains, strict=strict), output)


def _report(
    wanted: Format, indices: Sequence[TraceIndex], names: Sequence[str], *, chains: int, strict: bool
) -> Iterator[str]:
    """The report in pieces; nothing is read before the first is asked for."""
    kept: list[list[QuestionRow]] = [[] for _ in indices]
    runs = [
        gather(index, name=name, strict=strict, take=rows.append)
        for index, name, rows in zip(indices, names, kept, strict=True)
    ]
    for run in runs:
        for oddity in oddities(run):
            diagnostics.warn(f"{run.name}: {oddity}")
    compared = [
        Compared(first=0, second=place, comparison=compare(kept[0], rows)) for place, rows in enumerate(kept) if place
    ]
    match wanted:
        case Format.HTML:
            shown = _shown(runs, kept, compared, chains)
            yield from page([Told(*one) for one in zip(runs, indices, shown, strict=True)], compared)
        case Format.MARKDOWN:
            yield from plain.markdown(runs, compared)
        case _:
            yield from plain.data(runs, compared)


def _table(indices: Sequence[TraceIndex], names: Sequence[str], *, strict: bool) -> Iterator[str]:
    """A line a question, written as they are read."""
    yield plain.csv_head()
    for index, name in zip(indices, names, strict=True):
        for place in range(len(index)):
            try:
                record = index.record(place)
            except SpecrcError as fault:
                if strict:
                    raise
                diagnostics.warn(fault.message)
            else:
                yield plain.csv_line(name, question_row(record, place))
        if index.rest:
            if strict:
                raise half_a_record(index)
            diagnostics.warn(f"{index.rest}; it is not counted")


def _shown(
    runs: Sequence[Gathered], kept: Sequence[Sequence[QuestionRow]], compared: Sequence[Compared], chains: int
) -> list[list[int]]:
    """By run the places of the chains that are shown: the first so many, and all that a table of the page names."""
    places = [{row.place for row in rows[:chains]} for rows in kept]
    for run, shown in zip(runs, places, strict=True):
        shown |= {row.place for row in (*run.slowest, *run.most_rewritten)}
    for one in compared:
        for first, second in one.comparison.differing[:DIFFERING]:
            places[one.first].add(first.place)
            places[one.second].add(second.place)
    return [sorted(shown) for shown in places]


def _format_of(output: Path | None) -> Format:
    if output is None or str(output) == "-":
        return Format.HTML
    found = _ENDINGS.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            f"the name {output} does not say what kind of report it is", "add --format html, markdown, json or csv"
        )
    return found


def _names(paths: Sequence[Path]) -> list[str]:
    """The files' names without their endings where these tell them apart, else the paths as they were given."""
    stems = [path.name.removesuffix(".gz").removesuffix(".jsonl") for path in paths]
    return stems if len(set(stems)) == len(stems) else [str(path) for path in paths]


def _write(pieces: Iterable[str], output: Path | None) -> None:
    """An older report is kept until the files have been read and there is something to put in its place."""
    if output is None:
        sys.stdout.writelines(pieces)
        return
    ready = iter(pieces)
    first = next(ready, "")
    try:
        with output.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(chain([first], ready))
    except OSError as error:
        raise SpecrcError(
            f"cannot write the report {output}: {error.strerror or error}", "make room, or choose another file with -o"
        ) from error
