"""What the panes are made of: differences, times, rows, and the list of them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from specrc_cli.trace.index import Change
from specrc_cli.trace.metrics import rate
from specrc_cli.trace.whatif import WhatIf
from specrc_cli.views import verdicts
from specrc_cli.views.inspector.catalogue import Catalogue, Kept, Order
from specrc_cli.views.inspector.details import run_details, step_details
from specrc_cli.views.inspector.diff import compare, word_diff
from specrc_cli.views.inspector.glyphs import FINE, PLAIN, glyphs_for
from specrc_cli.views.inspector.rows import Columns, row_of, row_text, sparkline
from specrc_cli.views.inspector.timeline import Timeline, spans
from specrc_cli.views.inspector.trial import Setting, Trial, told
from specrc_cli.views.theme import THEME
from tests.inspector.conftest import OpenCatalogue
from tests.inspector.runs import a_record, a_scot_record, a_smooth_record, written
from tests.report.records import guessed, record, rewritten

words = st.text(alphabet="ab 1=\n", max_size=30)


def drawn(piece: RenderableType, width: int = 60) -> str:
    console = Console(file=io.StringIO(), width=width, theme=THEME, markup=False, color_system=None)
    with console.capture() as captured:
        console.print(piece)
    return captured.get()


@given(words, words)
def test_the_pieces_of_a_difference_are_the_texts(draft: str, rewrite: str) -> None:
    before, after = compare(draft, rewrite)
    assert "".join(piece.text for piece in before) == draft
    assert "".join(piece.text for piece in after) == rewrite


@given(words, words)
def test_what_is_common_stands_in_both_in_the_same_order(draft: str, rewrite: str) -> None:
    before, after = ("".join(piece.text for piece in side if piece.common) for side in compare(draft, rewrite))
    assert "".join(before.split()) == "".join(after.split())


@given(words)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.common for side in compare(text, text) for piece in side)


def test_a_difference_is_told_in_brackets_where_there_is_no_colour() -> None:
    before, after = word_diff("So Ann has 12 - 2 pens.", "So Bob has 12 + 2 pens.", PLAIN)
    assert before.plain == "So [-Ann-] has 12 [---] 2 pens."
    assert after.plain == "So {+Bob+} has 12 {+++} 2 pens."
    assert word_diff("a b", "a c", FINE)[0].plain == "a b"


def test_spaces_between_two_changes_are_part_of_the_change() -> None:
    assert word_diff("one two three", "four five three", PLAIN)[0].plain == "[-one two-] three"


def test_texts_that_repeat_themselves_too_often_to_compare_are_shown_whole() -> None:
    before, after = compare("a b c d e " * 500, "b a d c x " * 500)
    assert [piece.common for piece in (*before, *after)] == [False, False]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", None, "no such encoding"])
def test_a_small_encoding_gets_ascii_signs(encoding: str | None) -> None:
    assert glyphs_for(encoding, {}) is PLAIN


def test_no_color_brings_brackets_back() -> None:
    assert glyphs_for("utf-8", {}) is FINE
    assert glyphs_for("utf-8", {"NO_COLOR": "1"}).brackets == PLAIN.brackets


@pytest.mark.parametrize("glyphs", [FINE, PLAIN])
@given(share=st.floats(0, 1))
def test_every_share_has_a_level(glyphs: object, share: float) -> None:
    assert glyphs in (FINE, PLAIN)
    for each in (FINE, PLAIN):
        assert each.level(share) in each.levels
    assert FINE.level(1.0) == "█"
    assert FINE.level(0.0) == "▁"


async def test_a_row_fits_its_width_whatever_stands_in_it() -> None:
    record = (await a_record("名" * 40, question="question\n" * 9)).model_copy()
    row = row_of(record, place=0, line=7)
    columns = Columns.fitting([row])
    for width in (10, 30, 80, 200):
        assert row_text(row, FINE, columns, width=width).cell_len == width
    assert (row.name[0], row_of(record.model_copy(update={"id": None}), place=0, line=7).name) == ("名", "#7")


async def test_a_long_chain_is_cut_in_the_sparkline() -> None:
    row = row_of(await a_record("a"), place=0, line=1)
    assert sparkline(row.cells, FINE, limit=3).plain == "█✎▇"
    assert sparkline(row.cells * 2, FINE, limit=4).plain == "█✎▇…"


async def test_the_timeline_lays_the_work_end_to_end() -> None:
    steps = (await a_record("a")).steps
    lines = drawn(Timeline(steps=steps, place=1, glyphs=PLAIN), width=70).splitlines()
    bars = [line[5:].rstrip() for line in lines[:3]]
    assert all("d" in bar and "j" in bar for bar in bars)
    assert ["w" in bar.rpartition("  ")[0] or "w" in bar for bar in bars] == [False, True, False]
    starts = [len(bar) - len(bar.lstrip()) for bar in bars]
    assert starts == sorted(starts)
    assert lines[1].startswith(">  2")


def test_guessing_is_part_of_what_a_step_took_to_write() -> None:
    (step,) = record(rewritten()).steps
    assert step.target is not None
    slow = step.model_copy(update={"target": guessed(step.target, 0.2)})
    assert spans(slow) == pytest.approx((0.1, 0.05, 0.6))
    assert row_of(record(slow), place=0, line=1).rewrites.seconds == pytest.approx(0.6)


async def test_a_chain_without_times_says_so() -> None:
    record = await a_record("a")
    timeless = [step.model_copy(update={"draft": None, "target": None, "verdict": None}) for step in record.steps]
    assert "no times were kept" in drawn(Timeline(steps=timeless, place=None, glyphs=FINE))


async def test_details_hold_up_at_any_width() -> None:
    record = await a_scot_record("a")
    for width in (1, 7, 20, 200):
        drawn(run_details(record, FINE), width=width)
        for place in range(len(record.steps)):
            drawn(step_details(record, place, Trial(), FINE), width=width)


async def test_a_threshold_moves_on_the_scale_of_its_verifier() -> None:
    (setting,) = Setting.of(await a_record("a"))
    assert setting.turned(1).threshold == 7.5
    assert setting.turned(-1).threshold == 6.5
    assert setting.turned(50).threshold == 9
    assert verdicts.notched("likelihood", -0.05, 1) == 0
    assert verdicts.notched("yesno", 0.7, -1) == pytest.approx(0.65)
    assert verdicts.notched("likelihood", -1, 1) == pytest.approx(-0.9)
    assert verdicts.notched("of no known scale", 1e308, -1) == pytest.approx(0.95)
    assert verdicts.notched("likelihood", -1e308, 1) == pytest.approx(-99.9)
    assert 0 <= verdicts.notched("utility", float("nan"), 1) <= 9


def test_what_a_threshold_comes_to_is_broken_between_its_parts() -> None:
    what = WhatIf(threshold=8, flips=(), acceptance=rate(10, 16), tokens=32.0, seconds=0.017)
    line = told("file", rate(12, 16), what, FINE)
    assert drawn(line, width=78).splitlines()[-1].strip() == "target +32 tok +17 ms"
    assert drawn(line, width=100).count("\n") == 1


async def test_a_list_is_sorted_filtered_and_searched(tmp_path: Path, open_catalogue: OpenCatalogue) -> None:
    records = [await a_record("b"), await a_smooth_record("c"), await a_record("a", gold=None)]
    catalogue = open_catalogue(written(tmp_path / "run.jsonl", [*records, "{}"]))
    assert catalogue.listed() == [0, 1, 2, 3]
    catalogue.summarise(2)
    assert not catalogue.complete
    catalogue.order = Order.NAME
    assert catalogue.listed() == [0, 1]
    catalogue.summarise(10)
    assert catalogue.complete
    expected = {
        Order.NAME: [3, 2, 0, 1],
        Order.LEAST_ACCEPTED: [0, 2, 1, 3],
        Order.MOST_REWRITTEN: [0, 2, 1, 3],
        Order.WRONG: [3, 1, 2, 0],
    }
    for order, places in expected.items():
        catalogue.order = order
        assert catalogue.listed() == places
    catalogue.order = Order.FILE
    kept = {
        Kept.WRONG: [1],
        Kept.RIGHT: [0],
        Kept.UNGRADED: [2],
        Kept.REWRITTEN: [0, 2],
        Kept.FAILED: [3],
        Kept.ALL: [0, 1, 2, 3],
    }
    for test, places in kept.items():
        catalogue.kept = test
        assert catalogue.listed() == places
    catalogue.search = "PENS?"
    assert catalogue.listed() == [0, 2]


async def test_a_run_is_found_by_its_id_and_by_its_line(tmp_path: Path, open_catalogue: OpenCatalogue) -> None:
    catalogue = open_catalogue(written(tmp_path / "run.jsonl", [await a_record("a"), "", await a_record(None)]))
    assert [catalogue.find(name) for name in ("a", "#1", "#3", "#2", "b")] == [0, 0, 1, None, None]


async def test_a_catalogue_forgets_a_file_begun_anew(tmp_path: Path, open_catalogue: OpenCatalogue) -> None:
    path = written(tmp_path / "run.jsonl", [await a_record("a"), await a_record("b")])
    catalogue: Catalogue = open_catalogue(path)
    catalogue.summarise(2)
    written(path, [await a_smooth_record("c")])
    assert catalogue.catch_up() is Change.RESTARTED
    record = catalogue.record(0)
    assert record is not None
    assert record.id == "c"
