"""An output that is there already: mended, read, and gone on with only under the same configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from specrc_cli.batch.earlier import Earlier, check_replaceable, mend, read_earlier, without_failed
from specrc_cli.batch.questions import Question
from specrc_cli.errors import UsageError
from specrc_cli.trace.identity import configuration_of
from specrc_cli.trace.record import Record, read_records
from tests.batch.records import BEGAN, a_failure, a_record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def write(path: Path, *records: Record, tail: bytes = b"") -> bytes:
    whole = b"".join(record.to_json().encode() + b"\n" for record in records)
    path.write_bytes(whole + tail)
    return whole


def earlier(path: Path) -> Earlier:
    return read_earlier(path, on_record=list[Record]().append)


def asked(id: str = "q1", text: str = "How many?") -> Question:
    return Question(id=id, text=text, line=3)


def test_what_has_a_record_need_not_be_run_again(path: Path) -> None:
    write(path, a_record("q1"), a_failure("q2"), a_record(None))
    found = earlier(path)
    assert found.has(asked("q1"))
    assert found.has(asked("q2"))
    assert not found.has(asked("q3"))


def test_every_record_is_told(path: Path) -> None:
    write(path, a_record("q1"), a_record("q2"))
    told: list[Record] = []
    read_earlier(path, on_record=told.append)
    assert [record.id for record in told] == ["q1", "q2"]


def test_an_output_that_is_not_there_holds_nothing(path: Path) -> None:
    assert mend(path) == 0
    assert without_failed(path, {"q1"}) == 0
    assert not earlier(path).has(asked())


def test_another_question_under_the_same_id_is_refused(path: Path) -> None:
    write(path, a_record("q1"))
    with pytest.raises(UsageError, match=r"question 'q1' \(line 3\) is not the one that has a record under this id"):
        earlier(path).has(asked("q1", "How few?"))


def test_the_same_configuration_may_go_on(path: Path) -> None:
    write(path, a_record("q1"))
    earlier(path).check(configuration_of(BEGAN), path=path)


def test_another_configuration_is_refused_and_what_differs_is_told(path: Path) -> None:
    write(path, a_record("q1", seed=3, knobs={"limits": {"max_steps": 9}}))
    with pytest.raises(UsageError) as refused:
        earlier(path).check(configuration_of(BEGAN), path=path)
    assert refused.value.message.endswith("another configuration: seed: 3, now 0; limits.max_steps: 9, now 64")


def test_half_a_record_is_taken_off_and_no_more(path: Path) -> None:
    half = a_record("q2").to_json().encode()
    for cut in (1, 8, len(half) // 2, len(half) - 1):
        whole = write(path, a_record("q1"), tail=half[:cut])
        assert mend(path) == cut
        assert path.read_bytes() == whole
        assert mend(path) == 0


def test_a_record_that_lacks_nothing_but_its_line_end_is_given_it(path: Path) -> None:
    write(path, a_record("q1"), tail=a_record("q2").to_json().encode())
    assert mend(path) == 0
    assert [record.id for record in read_records(path)] == ["q1", "q2"]
    assert path.read_bytes().endswith(b"\n")


def test_zeros_that_a_power_failure_left_are_taken_off(path: Path) -> None:
    whole = write(path, a_record("q1"), tail=b"\0" * 4096)
    assert mend(path) == 4096
    assert path.read_bytes() == whole


def test_half_a_record_longer_than_a_block_is_found(path: Path) -> None:
    whole = write(path, a_record("q1"), tail=a_record("q2", question="x" * 300_000).to_json().encode()[:-1])
    mend(path)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("text", [b'{"question": "How many?"}', b"notes", b"a\nb"])
def test_a_file_that_ends_in_something_else_is_left_alone(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    with pytest.raises(UsageError, match="does not end in a trace record"):
        mend(path)
    assert path.read_bytes() == text


@pytest.mark.parametrize("line", [b"notes", b"{}", b'{"schema": 2}'])
def test_a_line_that_is_no_record_is_refused_with_its_number(path: Path, line: bytes) -> None:
    path.write_bytes(a_record().to_json().encode() + b"\n" + line + b"\n")
    with pytest.raises(UsageError, match=r"run.jsonl:2 is not a trace record of schema 1"):
        earlier(path)


def test_what_begins_with_a_record_or_half_a_one_may_be_replaced(path: Path) -> None:
    check_replaceable(path)
    write(path, a_record("q1"), tail=b"notes\n")
    check_replaceable(path)
    for cut in (0, 1, 8, 12, 100):
        path.write_bytes(a_record("q1").to_json().encode()[:cut])
        check_replaceable(path)


@pytest.mark.parametrize(
    "text", [b"notes", b"notes\n", b"\n", b"{}", b'{"schema":\n', b'{"schema": 1, "version": "1"}\n']
)
def test_what_was_written_by_something_else_may_not(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    with pytest.raises(UsageError, match="does not begin with a trace record"):
        check_replaceable(path)


def test_failed_ones_are_taken_out_all_at_once(path: Path) -> None:
    write(path, a_record("q1"), a_failure("q2"), a_record("q3"), a_failure("q4"))
    assert without_failed(path, {"q1", "q2", "q4"}) == 2
    assert [record.id for record in read_records(path)] == ["q1", "q3"]
    assert list(path.parent.iterdir()) == [path]


def test_failed_ones_that_are_not_tried_again_stay(path: Path) -> None:
    write(path, a_failure("q1"), a_failure("q2"))
    assert without_failed(path, {"q2"}) == 1
    assert [record.id for record in read_records(path)] == ["q1"]


def test_a_link_to_the_file_stays_a_link(path: Path) -> None:
    write(path, a_failure("q1"))
    link = path.with_name("link.jsonl")
    link.symlink_to(path)
    assert without_failed(link, {"q1"}) == 1
    assert link.is_symlink()
    assert path.read_bytes() == b""


def test_what_is_to_be_tried_again_has_no_record_that_counts(path: Path) -> None:
    whole = write(path, a_record("q1"), a_failure("q2"), a_failure("q3"))
    told: list[Record] = []
    found = read_earlier(path, on_record=told.append, again={"q1", "q2"})
    assert [found.has(asked(id)) for id in ("q1", "q2", "q3")] == [True, False, True]
    assert [record.id for record in told] == ["q1", "q3"]
    assert found.again == {"q2"}
    assert path.read_bytes() == whole


def test_without_failed_ones_the_file_stays_as_it_is(path: Path) -> None:
    write(path, a_record("q1", answer=None))
    before = path.stat()
    assert without_failed(path, {"q1"}) == 0
    assert path.stat().st_ino == before.st_ino
    assert list(path.parent.iterdir()) == [path]
