"""A record with any value changed is either refused, with its line, or reported: never a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from specrc_cli.errors import UsageError
from specrc_cli.trace.gathering import gather
from specrc_cli.trace.index import TraceIndex
from specrc_cli.trace.paired import compare
from specrc_cli.trace.questions import QuestionRow
from specrc_cli.views.report import plain
from specrc_cli.views.report.comparison import Compared
from specrc_cli.views.report.page import Told, page
from tests.report.records import accepted, branch, discarded, record, rewritten, turned_away, written

WHOLE = record(
    accepted(), rewritten(), turned_away(), written(), discarded(branch=2), branches=[branch(2, chosen=False)]
).to_json()
Place = tuple[str | int, ...]


def places(value: object, place: Place = ()) -> Iterator[Place]:
    """Where each value of the record stands."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield (*place, name)
        yield from places(child, (*place, name))


PLACES = list(places(json.loads(WHOLE)))
values: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(2**52)
    | st.floats()
    | st.text(max_size=8)
    | st.just([])
    | st.just({})
)


def spoiled(place: Place, value: object) -> str:
    data: Any = json.loads(WHOLE)
    inner = data
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    return json.dumps(data)


def report_all(path: Path) -> None:
    """The run in every format, beside itself."""
    rows: list[QuestionRow] = []
    with TraceIndex(path) as index:
        run = gather(index, name="run", strict=False, take=rows.append)
        compared = [Compared(first=0, second=0, comparison=compare(rows, rows))]
        "".join(page([Told(run, index, [row.place for row in rows])], compared))
    list(plain.markdown([run], compared))
    json.loads("".join(plain.data([run], compared)))
    for row in rows:
        plain.csv_line("run", row)


@given(st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=6))
@example([(("steps", 0, "verdict", "threshold"), 3.5e305)])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_spoiled_record_is_refused_or_reported(tmp_path: Path, changes: list[tuple[Place, object]]) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("".join(spoiled(*change) + "\n" for change in changes))
    with suppress(UsageError):  # where not one of them is a record
        report_all(path)
