"""Reading a record: what cannot be so is refused with its place, before anybody counts with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from specrc_cli.errors import SpecrcError
from specrc_cli.trace.record import read_record
from tests.report.records import accepted, record

Spoil = Callable[[dict[str, Any]], object]


def spoiled(spoil: Spoil) -> str:
    data = json.loads(record(accepted()).to_json())
    spoil(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data["totals"]["acceptance"].update(count=2), id="more than all"),
        pytest.param(lambda data: data["totals"]["tokens"].update(draft=-1), id="less than nothing"),
        pytest.param(lambda data: data["totals"]["tokens"].update(draft=10**400), id="beyond counting"),
        pytest.param(lambda data: data["totals"]["seconds"].update(wall=float("inf")), id="endless"),
        pytest.param(lambda data: data["totals"]["seconds"].update(wall=-1.0), id="before it began"),
        pytest.param(lambda data: data["steps"][0]["verdict"].update(score=float("nan")), id="no number"),
        pytest.param(lambda data: data.update(schema=2), id="of a later schema"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_their_place(spoil: Spoil) -> None:
    with pytest.raises(SpecrcError, match=r"^run\.jsonl:3 is not a trace record"):
        read_record(spoiled(spoil), "run.jsonl:3")


def test_a_record_written_and_read_is_the_same() -> None:
    one = record(accepted())
    assert read_record(one.to_json(), "here") == one
