"""Whatever a readable record holds, every pane can draw it."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from rich.console import Console

from specrc_cli.errors import SpecrcError
from specrc_cli.trace.record import Record, read_record
from specrc_cli.trace.whatif import MeanRewrite
from specrc_cli.views.inspector.chain import sections
from specrc_cli.views.inspector.details import run_details, step_details
from specrc_cli.views.inspector.glyphs import FINE
from specrc_cli.views.inspector.rows import Columns, row_of, row_text
from specrc_cli.views.inspector.trial import Setting, try_on
from specrc_cli.views.theme import THEME
from tests.inspector.runs import a_record, a_scot_record

NUMBERS = st.sampled_from([0, -1, 1, 9, 1e308, -1e308, float("nan"), float("inf"), -float("inf"), 10**18, 0.5])
TEXTS = st.sampled_from(["", "\x1b[2J", "[bold]x[/]", "\u202e", "名" * 50, "\n\n\n", "a\x00b", "x" * 3000, "\ud800"])
HOSTILE = "V\u202e\x1b[2J\x00"
RECORDS = [json.loads(asyncio.run(make("a")).to_json()) for make in (a_record, a_scot_record)]


def bent(value: Any, data: st.DataObject, name: str = "") -> Any:
    """The same shape with other texts and fractions here and there."""
    if isinstance(value, dict):
        return {name: bent(item, data, name) for name, item in value.items()}
    if isinstance(value, list):
        return [bent(item, data, name) for item in value]
    if name in ("text", "reason", "verifier") and value is not None:
        return data.draw(st.one_of(st.just(value), TEXTS))
    if isinstance(value, float) and name != "seconds":
        return data.draw(st.one_of(st.just(value), NUMBERS))
    return value


def draw_everything(record: Record) -> None:
    console = Console(file=io.StringIO(), width=60, theme=THEME, markup=False)
    row = row_of(record, place=0, line=1)
    console.print(row_text(row, FINE, Columns.fitting([row]), width=60))
    for setting in [
        None,
        *(turned for each in Setting.of(record) for turned in (each, each.turned(3), each.jumped(record, -1))),
    ]:
        trial = try_on(record, setting, MeanRewrite(seconds=1.0, tokens=9.0))
        console.print(setting.text(FINE) if setting else "")
        for section in sections(record, trial, FINE):
            console.print(section.drawn)
        for place in range(len(record.steps)):
            console.print(step_details(record, place, trial, FINE))
    console.print(run_details(record, FINE))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert not {"\x1b", "\x00", "\u202e"} & set(written)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(RECORDS), st.data())
def test_a_record_that_can_be_read_can_be_drawn(base: dict[str, Any], data: st.DataObject) -> None:
    steps = [step for step in bent(base["steps"], data) if isinstance(step, dict)]
    changed = {**base, "steps": steps, "question": data.draw(TEXTS), "branches": bent(base["branches"], data)}
    try:
        record = read_record(json.dumps(changed), "here")
    except SpecrcError:
        reject()
    draw_everything(record)


def test_a_verifiers_name_does_not_act_on_the_terminal() -> None:
    """Also of one that is on no known scale, and beside another that decided."""
    named = {**RECORDS[0], "verifier": HOSTILE, "steps": [judged_by_hostile(step) for step in RECORDS[0]["steps"]]}
    draw_everything(read_record(json.dumps(named), "here"))


def judged_by_hostile(step: dict[str, Any]) -> dict[str, Any]:
    verdict = {**step["verdict"], "verifier": HOSTILE}
    return {**step, "verdict": {**verdict, "members": [verdict, verdict]}}
