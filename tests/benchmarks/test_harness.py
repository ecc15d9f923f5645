"""Repeats in turn, medians, bars, and a report that hides nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.harness import Bar, Row, Section, Sense, Series, in_turn, machine, show


async def test_measurements_take_turns_and_every_second_round_goes_backwards() -> None:
    order: list[str] = []

    def note(name: str) -> float:
        order.append(name)
        return float(len(order))

    async def first() -> float:
        return note("first")

    async def second() -> float:
        return note("second")

    values = await in_turn({"first": first, "second": second}, rounds=3)
    assert order == ["first", "second", "second", "first", "first", "second"]
    assert values == {"first": (1.0, 4.0, 5.0), "second": (2.0, 3.0, 6.0)}


def test_a_ratio_is_formed_round_by_round() -> None:
    ours, theirs = Series("ours", "s", (1.0, 4.0, 9.0)), Series("theirs", "s", (2.0, 2.0, 3.0))
    assert ours.over(theirs, "ratio").values == (0.5, 2.0, 3.0)
    assert ours.over(theirs, "ratio").median == 2.0


@pytest.mark.parametrize(
    ("value", "sense", "met"),
    [
        (0.95, Sense.AT_LEAST, True),
        (0.94, Sense.AT_LEAST, False),
        (1.15, Sense.AT_MOST, True),
        (1.2, Sense.AT_MOST, False),
    ],
)
def test_a_bar_is_met_or_missed_by_the_median(value: float, sense: Sense, met: bool) -> None:
    limit = 0.95 if sense is Sense.AT_LEAST else 1.15
    ratio = Series("ratio", "x", (0.0, value, 100.0))
    assert Bar(ratio, sense, limit).met is met


SECTION = Section(
    title="a model",
    rows=(Row({"method": "target", "right": "3/4"}, {"right": 3}), Row({"method": "specreason", "right": "-"}, {})),
    series=(Series("decode", "tokens/s", (10.0, 12.0)),),
    bars=(Bar(Series("decode / peer", "x", (0.5, 0.5)), Sense.AT_LEAST, 0.95),),
)


def test_a_missed_bar_is_printed_as_missed(capsys: pytest.CaptureFixture[str]) -> None:
    show("engine", [SECTION], machine={"load": 0.1}, json_to=None)
    assert "bar >= 0.95: MISSED" in capsys.readouterr().out


def test_json_holds_every_value_and_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    show("engine", [SECTION], machine=machine(), json_to="-")
    record = json.loads(capsys.readouterr().out)
    assert record["sections"][0]["series"][0]["values"] == [10.0, 12.0]
    assert record["sections"][0]["bars"][0]["met"] is False
    assert record["machine"]["llama_cpp_python"]


def test_a_table_stands_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    show("methods", [SECTION], machine={}, json_to=None)
    assert "  method      right\n  target        3/4\n  specreason      -\n" in capsys.readouterr().out


def test_a_json_file_is_written_beside_the_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    show("methods", [SECTION], machine={}, json_to=str(tmp_path / "result.json"))
    assert json.loads((tmp_path / "result.json").read_text())["sections"][0]["rows"] == [{"right": 3}, {}]
    assert capsys.readouterr().out.startswith("methods\n")


def test_a_busy_machine_is_owned_up_to(capsys: pytest.CaptureFixture[str]) -> None:
    show("engine", [SECTION], machine={"load": 3.0}, json_to=None)
    assert "busy" in capsys.readouterr().out
