"""The report as Markdown, as JSON, and as CSV."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from typing import Any

from specrc_cli import __version__
from specrc_cli.trace.gathering import Gathered, Setup
from specrc_cli.trace.questions import QuestionRow
from specrc_cli.trace.run_metrics import as_data
from specrc_cli.views.report import comparison as words
from specrc_cli.views.report.comparison import Compared
from specrc_cli.views.report.figures import Figure, costs, further, headline, oddities, percent, seconds_of
from specrc_cli.views.report.sections import chapters
from specrc_cli.views.text import one_line, visible

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&$])")
_FORMULA = re.compile(r"[=+@\t\r-]")
_NUMBER = re.compile(r"[+-]?[\d.,]+(?:[eE][+-]?\d+)?%?")
_NOT_IN_CSV = frozenset({"key"})


def markdown(runs: Sequence[Gathered], compared: Sequence[Compared]) -> Iterator[str]:
    """Headings and tables; every text of a trace stands there as text."""
    names = [_inert(run.name) for run in runs]
    yield f"# specrc report: {', '.join(names)}\n"
    for run, name in zip(runs, names, strict=True):
        for oddity in oddities(run):
            yield f"\n> {name}: {_inert(oddity)}\n"
    yield from _table(("", *names), _side_by_side(runs))
    for one in compared:
        yield f"\n## {names[one.second]} against {names[one.first]}\n\n{words.paired(one.comparison)}\n"
        yield from _table(("", "", ""), [(f.name, f.value, f.detail) for f in words.figures(one.comparison)])
    for chapter in chapters(runs):
        yield f"\n## {chapter.title}\n\n{chapter.text}\n"
        for section in chapter.sections:
            yield f"\n### {_inert(section.about)}\n"
            yield from _table(section.columns, section.rows)
    for run, name in zip(runs, names, strict=True):
        yield f"\n## Where the time went: {name}\n"
        spent = costs(run.figures.seconds, run.figures.tokens)
        rows = [(cost.name, seconds_of(cost.seconds), percent(cost.share), f"{cost.tokens:,}") for cost in spent]
        yield from _table(("", "time", "share", "tokens"), rows)
        yield f"\n## Questions that stand out: {name}\n"
        yield from _standing_out("Slowest", [(row, seconds_of(row.seconds)) for row in run.slowest])
        yield from _standing_out("Most rewritten", [(row, str(row.rewritten)) for row in run.most_rewritten])


def data(runs: Sequence[Gathered], compared: Sequence[Compared]) -> Iterator[str]:
    """One JSON object of ASCII. Shares have their rate and 95% interval; times are seconds; null is not known."""
    report = {
        "specrc_report": 1,
        "version": __version__,
        "runs": [_run_data(run) for run in runs],
        "comparisons": [
            {"first": runs[one.first].name, "second": runs[one.second].name, **_comparison_data(one)}
            for one in compared
        ],
    }
    yield json.dumps(as_data(report), indent=2, allow_nan=False) + "\n"


def csv_head() -> str:
    """The columns of `csv_line`."""
    return _csv(["run", *_csv_fields()])


def csv_line(run: str, row: QuestionRow) -> str:
    """One question's figures. No cell is a formula to a spreadsheet, and none holds a control character."""
    return _csv([run, *(getattr(row, name) for name in _csv_fields())])


def _side_by_side(runs: Sequence[Gathered]) -> Iterable[tuple[str, ...]]:
    columns = [[*headline(run.figures), *further(run.figures)] for run in runs]
    for row in zip(*columns, strict=True):
        yield row[0].name, *(_cell(figure) for figure in row)


def _cell(figure: Figure) -> str:
    return f"{figure.value}; {figure.detail}" if figure.detail else figure.value


def _standing_out(title: str, rows: Sequence[tuple[QuestionRow, str]]) -> Iterator[str]:
    if rows:
        yield f"\n### {title}\n"
        yield from _table(
            ("question", "", ""),
            [(_inert(row.id or f"#{row.place + 1}"), _inert(row.question), figure) for row, figure in rows],
        )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "\n" + _line(columns) + _line(["---"] * len(columns))
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _inert(text: str) -> str:
    """A text of the trace on one line, with nothing in it that Markdown or HTML would act on."""
    return _MARKDOWN.sub(r"\\\1", one_line(text, limit=160)).replace("://", ":\\//")


def _run_data(run: Gathered) -> dict[str, Any]:
    return {
        "name": run.name,
        "figures": as_data(run.figures),
        "by_position": as_data(run.judging.by_position),
        "scores": [
            {
                "verifier": one.verifier,
                "unit": one.scale.unit,
                "edges": list(one.scale.edges),
                "thresholds": list(one.thresholds),
                "accepted": list(one.accepted),
                "rejected": list(one.rejected),
                "reliability": as_data(one.weakest),
                "separation": one.separation,
                "calibration_error": one.calibration_error,
            }
            for one in run.judging.scores
        ],
        "replays": as_data(run.replays),
        "slowest": [asdict(row) for row in run.slowest],
        "most_rewritten": [asdict(row) for row in run.most_rewritten],
        "setups": [_setup_data(setup) for setup in run.setups],
        "configurations": run.configurations,
        "faulty": run.faulty,
        "faults": list(run.faults),
        "repeated": run.repeated,
        "damage": run.damage or None,
        "began": list(run.began) if run.began else None,
        "versions": list(run.versions),
    }


def _setup_data(setup: Setup) -> dict[str, Any]:
    return {
        "records": setup.records,
        "pair": setup.pair,
        "settings": dict(setup.settings),
        "draft": setup.draft.model_dump() if setup.draft else None,
        "target": setup.target.model_dump() if setup.target else None,
    }


def _comparison_data(compared: Compared) -> dict[str, Any]:
    told = asdict(compared.comparison)
    told["differing"] = [one.key for one, _ in compared.comparison.differing]
    return told


def _csv_fields() -> list[str]:
    return [field.name for field in fields(QuestionRow) if field.name not in _NOT_IN_CSV]


def _csv(cells: Sequence[object]) -> str:
    line = _Line()
    csv.writer(line, lineterminator="\n").writerow([_harmless(cell) for cell in cells])
    return line.text


class _Line:
    """What a `csv.writer` writes to."""

    text = ""

    def write(self, text: str) -> None:
        self.text += text


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; a number is left alone."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if not isinstance(cell, str):
        return cell
    text = visible(cell)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
