"""A useless draft, made and guarded against."""

from __future__ import annotations

from pathlib import Path

from benchmarks.guard import long_run, long_script, session, useless_draft
from benchmarks.pair import bundled_pair
from benchmarks.replaying import RandomPair
from specrc_cli.backends.gguf_file import read_header
from specrc_cli.registry.layers import demo_folder
from specrc_cli.trace.events import Author


def test_the_useless_draft_has_the_shape_and_the_words_of_the_bundled_one(tmp_path: Path) -> None:
    useless = read_header(useless_draft(tmp_path))
    bundled = read_header(demo_folder() / "draft.gguf")
    assert useless.parameters == bundled.parameters
    assert useless.vocabulary == bundled.vocabulary


async def test_the_pair_takes_another_draft(tmp_path: Path) -> None:
    async with bundled_pair(draft=useless_draft(tmp_path)) as pair:
        assert Path(pair.draft.info.path).name == "useless.gguf"


def test_in_the_long_run_no_draft_is_accepted_and_the_last_step_answers() -> None:
    script = long_script(3, 8)
    assert set(script.verdicts.values()) == {(False,)}
    assert [script.lines[Author.TARGET, index][0].answers for index in range(3)] == [False, False, True]


async def test_a_long_run_is_written_whole_by_the_target_however_often_the_draft_is_tried(pair: RandomPair) -> None:
    section = await long_run(pair, steps=3, rounds=1)
    assert [series.name for series in section.series] == ["target alone", "guarded"]
    assert "drafts for 3 steps" in section.notes[0]
    assert "0 accepted" in section.notes[0]


async def test_a_session_counts_what_the_guard_tried() -> None:
    section = await session(count=2, rounds=1)
    assert [note.partition(":")[0] for note in section.notes] == ["a session", "each for itself"]
