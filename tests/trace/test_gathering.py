"""A trace file read once: its figures, and what is odd about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from specrc_cli.errors import SpecrcError
from specrc_cli.trace.gathering import STANDING_OUT, Gathered, gather
from specrc_cli.trace.index import TraceIndex
from specrc_cli.trace.questions import QuestionRow
from specrc_cli.trace.record import Record
from tests.report.records import accepted, record, rewritten

Gather = Callable[..., Gathered]


@pytest.fixture
def gathered(tmp_path: Path) -> Gather:
    def from_lines(*lines: Record | str, strict: bool = False, rows: list[QuestionRow] | None = None) -> Gathered:
        path = tmp_path / "run.jsonl"
        path.write_text("".join((line if isinstance(line, str) else line.to_json()) + "\n" for line in lines))
        taken: list[QuestionRow] = [] if rows is None else rows
        with TraceIndex(path) as index:
            return gather(index, name="run", strict=strict, take=taken.append)

    return from_lines


def test_a_line_that_is_no_record_is_counted_and_told_with_its_number(gathered: Gather) -> None:
    run = gathered(record(accepted()), '{"schema": 2}', "nonsense", record(accepted(), id="q2"))
    assert run.figures.questions == 2
    assert run.faulty == 2
    assert "run.jsonl:2 is not a trace record" in run.faults[0]


def test_strictly_read_such_a_line_stops(gathered: Gather) -> None:
    with pytest.raises(SpecrcError, match=r"run\.jsonl:2 "):
        gathered(record(accepted()), "nonsense", strict=True)


def test_mixed_configurations_are_told_apart_with_the_most_common_first(gathered: Gather) -> None:
    run = gathered(record(accepted(), seed=1), *[record(accepted(), id=name, method="specrc") for name in "ab"])
    assert run.configurations == 2
    assert [(setup.records, setup.settings["method"]) for setup in run.setups] == [(2, "specrc"), (1, "specreason")]


def test_an_id_that_comes_again_is_counted_once_as_repeated(gathered: Gather) -> None:
    assert gathered(*[record(accepted())] * 3, record(accepted(), id="other")).repeated == 1
    assert gathered(*[record(accepted(), id=None)] * 3).repeated == 0


def test_the_slowest_and_the_most_rewritten_come_first(gathered: Gather) -> None:
    runs = [record(*[rewritten()] * (number % 3), id=str(number), wall=float(number)) for number in range(20)]
    run = gathered(*runs)
    assert [row.id for row in run.slowest] == [str(19 - place) for place in range(STANDING_OUT)]
    assert [row.rewritten for row in run.most_rewritten] == [2] * 6 + [1] * 2
    assert [row.id for row in run.most_rewritten[:2]] == ["2", "5"]


def test_questions_nobody_rewrote_do_not_stand_out_for_it(gathered: Gather) -> None:
    assert gathered(record(accepted())).most_rewritten == ()


def test_every_row_is_handed_on_with_its_place(gathered: Gather) -> None:
    rows: list[QuestionRow] = []
    gathered(record(accepted()), "nonsense", record(accepted(), id="q2"), rows=rows)
    assert [(row.place, row.id) for row in rows] == [(0, "q1"), (2, "q2")]


def test_the_first_and_the_last_beginning_are_kept(gathered: Gather) -> None:
    moments = ["2026-01-02T10:00:00.000Z", "2026-01-01T10:00:00.000Z", "2026-01-03T10:00:00.000Z"]
    run = gathered(*[record(accepted(), created=moment) for moment in moments])
    assert run.began == (moments[1], moments[2])


def test_a_long_text_is_kept_by_its_beginning_alone(gathered: Gather) -> None:
    (row,) = gathered(record(accepted(), question="why " * 10_000)).slowest
    assert len(row.question) <= 400
