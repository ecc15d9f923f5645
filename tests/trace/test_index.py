"""A trace file by byte offsets: every record where it is, also while the file grows, and faults where they are met."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specrc_cli.errors import SpecrcError, UsageError
from specrc_cli.trace.events import RunBegan, RunEnded, StopReason
from specrc_cli.trace.index import Change, TraceIndex
from tests.play import record_of

BEGAN = RunBegan(
    question="", method="target", verifier="", knobs={}, seed=0, prompt_hash="", draft=None, target=None
)  # fmt: skip
ENDED = RunEnded(stop=StopReason.ANSWER, answer="5", seconds=1.0)


def line(name: str) -> bytes:
    return record_of([BEGAN, ENDED], id=name).to_json().encode()


def ids(index: TraceIndex) -> list[str | None]:
    return [index.record(place).id for place in range(len(index))]


def written(path: Path, *parts: bytes) -> Path:
    path.write_bytes(b"".join(parts))
    return path


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return written(tmp_path / "run.jsonl", line("a"), b"\n", line("b"), b"\n")


@pytest.fixture
def open_index() -> Iterator[Callable[[Path], TraceIndex]]:
    with ExitStack() as stack:
        yield lambda path: stack.enter_context(TraceIndex(path))


Open = Callable[[Path], TraceIndex]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    st.lists(st.one_of(st.just(b""), st.just(b"  "), st.text(max_size=9).map(lambda t: line(t))), max_size=9), st.data()
)
def test_however_a_file_came_to_be_every_record_is_found_once(
    tmp_path: Path, lines: list[bytes], data: st.DataObject
) -> None:
    """Written in pieces cut anywhere, with looks in between."""
    text = line("first") + b"\n" + b"".join(each + data.draw(st.sampled_from([b"\n", b"\r\n"])) for each in lines)
    cuts = sorted(data.draw(st.lists(st.integers(len(line("first")), len(text)), max_size=5)))
    path = written(tmp_path / "run.jsonl", text[: cuts[0]] if cuts else text)
    index = TraceIndex(path)
    for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=False):
        append(path, text[begin:end])
        assert index.catch_up() is not Change.RESTARTED
    expected = [json.loads(each)["id"] for each in text.splitlines() if each.strip()]
    assert ids(index) == expected
    index.close()


def test_a_half_written_line_waits_for_its_end(trace: Path, open_index: Open) -> None:
    index = open_index(trace)
    whole = line("c")
    append(trace, whole[:40])
    assert index.catch_up() is Change.NONE
    append(trace, whole[40:])
    assert index.catch_up() is Change.GROWN
    append(trace, b"\n" + line("d") + b"\n")
    assert index.catch_up() is Change.GROWN
    assert index.catch_up() is Change.NONE
    assert ids(index) == ["a", "b", "c", "d"]


def test_a_half_line_taken_back_disturbs_nothing(trace: Path, open_index: Open) -> None:
    index, size = open_index(trace), trace.stat().st_size
    append(trace, line("c")[:40])
    index.catch_up()
    os.truncate(trace, size)
    assert index.catch_up() is Change.NONE
    append(trace, line("d") + b"\n")
    assert index.catch_up() is Change.GROWN
    assert ids(index) == ["a", "b", "d"]


def test_a_file_written_anew_is_read_anew(trace: Path, open_index: Open) -> None:
    index = open_index(trace)
    written(trace, line("z"), b"\n")
    assert index.catch_up() is Change.RESTARTED
    assert ids(index) == ["z"]


def test_a_file_replaced_under_its_name_is_read_anew(trace: Path, tmp_path: Path, open_index: Open) -> None:
    index = open_index(trace)
    written(tmp_path / "other", line("y"), b"\n").replace(trace)
    assert index.catch_up() is Change.RESTARTED
    assert ids(index) == ["y"]


def test_a_file_deleted_meanwhile_can_still_be_read(trace: Path, open_index: Open) -> None:
    index = open_index(trace)
    trace.unlink()
    assert index.catch_up() is Change.NONE
    assert ids(index) == ["a", "b"]


def test_a_broken_line_is_told_when_it_is_read_and_spoils_no_other(tmp_path: Path, open_index: Open) -> None:
    path = written(tmp_path / "run.jsonl", b"{not json\n\n", line("a"), b"\n\xff\xfe\n", line("b"), b"\n")
    index = open_index(path)
    assert [index.line_number(place) for place in range(len(index))] == [1, 3, 4, 5]
    with pytest.raises(SpecrcError, match=r"run\.jsonl:1 is not a trace record"):
        index.record(0)
    with pytest.raises(SpecrcError, match=r"run\.jsonl:4 is not a trace record"):
        index.record(2)
    assert index.record(3).id == "b"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no record"),
        (b"\n\n", "there is no record"),
        (b'{"question": "1 + 1?"}\n', "is not a trace record of schema 1"),
        (line("a").replace(b'"schema": 1', b'"schema": 2') + b"\n", "schema"),
        (b"\x7fELF\x00\x01", "there is no record"),
    ],
)
def test_what_holds_no_record_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        TraceIndex(written(tmp_path / "run.jsonl", content))


def test_a_folder_a_pipe_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(UsageError, match="is no file"):
            TraceIndex(path)
    with pytest.raises(UsageError, match="No such file"):
        TraceIndex(tmp_path / "none.jsonl")


def test_a_packed_file_is_read_as_if_it_were_not(tmp_path: Path, open_index: Open) -> None:
    path = written(tmp_path / "run.jsonl.gz", gzip.compress(line("a") + b"\n" + line("b")))
    index = open_index(path)
    assert (ids(index), index.damage) == (["a", "b"], "")
    assert index.catch_up() is Change.NONE


def test_of_a_packed_file_cut_short_the_beginning_is_read(tmp_path: Path, open_index: Open) -> None:
    text = b"".join(line(str(number)) + b"\n" for number in range(2000))
    path = written(tmp_path / "run.jsonl.gz", gzip.compress(text)[:-2000])
    index = open_index(path)
    assert 0 < len(index) < 2000
    assert "damaged" in index.damage
    assert index.record(0).id == "0"


def test_of_a_small_packed_file_cut_short_the_beginning_is_read_too(tmp_path: Path, open_index: Open) -> None:
    text = b"".join(line(str(number)) + b"\n" for number in range(20))
    index = open_index(written(tmp_path / "run.jsonl.gz", gzip.compress(text)[:-9]))
    assert (ids(index)[:19], len(index)) == ([str(number) for number in range(19)], 20)
    assert "damaged" in index.damage


def test_a_packed_file_cut_before_its_first_record_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "run.jsonl.gz", gzip.compress(line("a"))[:12])
    with pytest.raises(UsageError, match="there is no record") as refused:
        TraceIndex(path)
    assert "damaged" in refused.value.hint
