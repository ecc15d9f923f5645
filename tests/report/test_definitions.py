"""Every figure that is printed, and every field that is written, is explained in the documents."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from specrc_cli.trace import record as record_module
from specrc_cli.trace.gathering import gather
from specrc_cli.trace.index import TraceIndex
from specrc_cli.trace.judging_metrics import ScoreFigures
from specrc_cli.trace.paired import Comparison, Outcomes, Ratio, compare
from specrc_cli.trace.questions import QuestionRow
from specrc_cli.trace.record import Record
from specrc_cli.trace.replay import Replayed
from specrc_cli.trace.run_metrics import RunFigures
from specrc_cli.trace.statistics import Bin, Spread
from specrc_cli.views import summary
from specrc_cli.views.report.comparison import figures as compared
from specrc_cli.views.report.figures import costs, further, headline
from specrc_cli.views.report.sections import chapters
from specrc_cli.views.theme import ASCII
from tests.report.records import accepted, record, rewritten

DOCS = Path(__file__).parents[2] / "docs"
METRICS = (DOCS / "metrics.md").read_text()
TRACE = (DOCS / "trace.md").read_text()
NOT_OF_THE_DATA = {"scale", "weakest", "place", "key", "verifier"}


def defined(text: str) -> set[str]:
    """The figures named in the first column of the tables, and in bold."""
    firsts = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE) + re.findall(r"\*\*([^*]+)\*\*", text)
    return {name.strip().lower() for first in firsts for name in first.split(",")}


def codes(text: str) -> set[str]:
    return {piece for code in re.findall(r"`([^`]+)`", text) for piece in re.split(r"[.\[\]]+", code) if piece}


def printed(tmp_path: Path) -> set[str]:
    path = tmp_path / "run.jsonl"
    one = record(accepted(), rewritten())
    path.write_text(one.to_json() + "\n")
    rows: list[QuestionRow] = []
    with TraceIndex(path) as index:
        run = gather(index, name="run", strict=True, take=rows.append)
    told = [*headline(run.figures), *further(run.figures), *compared(compare(rows, rows))]
    replayed = next(chapter for chapter in chapters([run]) if chapter.title == "Another threshold")
    return {
        *(figure.name for figure in told),
        *(cost.name for cost in costs(run.figures.seconds, run.figures.tokens)),
        *replayed.sections[0].columns,
        *(label for label, _ in summary.rows(one, ASCII)),
    }


def test_every_figure_the_screens_and_the_report_print_is_defined(tmp_path: Path) -> None:
    assert printed(tmp_path) - defined(METRICS) == set()


@pytest.mark.parametrize(
    "kind", [RunFigures, Spread, ScoreFigures, Bin, Replayed, Comparison, Outcomes, Ratio, QuestionRow]
)
def test_every_figure_in_json_and_csv_is_defined(kind: type) -> None:
    names = {field.name for field in fields(kind)} - NOT_OF_THE_DATA
    assert names - codes(METRICS) == set()


def described(heading: str) -> set[str]:
    """The fields in the first column of the table under a heading."""
    found = re.search(rf"^### {re.escape(heading)}\n(.*?)(?=^#|\Z)", TRACE, re.MULTILINE | re.DOTALL)
    assert found, heading
    firsts = re.findall(r"^\| ([^|]+) \|", found[1], re.MULTILINE)
    return {name for first in firsts for name in re.findall(r"`([^`]+)`", first)}


PARTS = [
    kind for kind in vars(record_module).values() if isinstance(kind, type) and issubclass(kind, record_module._Part)
]


@pytest.mark.parametrize("part", [kind for kind in PARTS if kind is not record_module._Part])
def test_every_field_of_the_trace_is_described_and_no_other(part: type[Record]) -> None:
    """Under a heading made of the class's name: `WritingRecord` is `Writing`, `AuditTotals` is `Audit totals`."""
    words = re.findall(r"[A-Z][a-z]*", part.__name__.removesuffix("Record") or "Record")
    names = {field.alias or name for name, field in part.model_fields.items()}
    assert described(" ".join(words).capitalize()) == names
