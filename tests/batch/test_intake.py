"""A file of questions is checked to its end before anything is run, and every question in it is at hand."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from specrc_cli.batch.intake import FLAWS_KEPT, Intake, take_in
from specrc_cli.batch.questions import Fields
from specrc_cli.errors import UsageError


def line(**entry: object) -> str:
    return json.dumps(entry) + "\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "questions.jsonl"


def taken(path: Path, text: str | bytes) -> Intake:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return take_in(path, Fields())


def ids(intake: Intake) -> list[str]:
    return [intake[place].id for place in range(len(intake))]


def test_questions_are_at_hand_in_any_order(path: Path) -> None:
    intake = taken(path, line(id="a", question="One?", answer="1") + line(id="b", question="Two?", level=2))
    with intake:
        assert intake[1].text == "Two?"
        assert intake[1].metadata == {"level": 2}
        assert intake[0].gold == "1"
        assert intake[1].line == 2


def test_what_happens_to_the_file_afterwards_changes_nothing(path: Path) -> None:
    with taken(path, line(question="One?")) as intake:
        path.unlink()
        assert intake[0].text == "One?"


def test_a_question_without_an_id_is_named_by_its_text_the_same_every_time(path: Path) -> None:
    text = line(question="One?") + line(question="Two?") + line(question="One?")
    with taken(path, text) as one, taken(path, text) as other:
        assert ids(one) == ids(other)
        assert len(set(ids(one))) == 3
        assert ids(one)[2] == ids(one)[0] + "-2"


def test_an_id_that_comes_twice_is_refused_with_both_lines(path: Path) -> None:
    text = line(id="a", question="One?") + "\n" + line(id="b", question="Two?") + line(id="a", question="Three?")
    with pytest.raises(UsageError, match=r"the id 'a' is on line 1 of .* and again on line 4"):
        taken(path, text)


def test_what_is_no_question_is_kept_apart_with_its_line(path: Path) -> None:
    with taken(path, line(question="One?") + "{\n" + line(question=5) + line(id="d", question="Two?")) as intake:
        assert len(intake) == 2
        assert [flaw.line for flaw in intake.flaws] == [2, 3]
        assert intake.flawed == 2


def test_flaws_without_end_are_counted(path: Path) -> None:
    with taken(path, line(question="One?") + "{\n" * 1000) as intake:
        assert intake.flawed == 1000
        assert len(intake.flaws) == FLAWS_KEPT


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"[\n", "there is no question in .*: line 1: not JSON"),
        (b"\xff\xfe{\x00}\x00", "is UTF-16 text"),
        (b'{"text": "How many?"}', "there is no question in .*: line 1: no question"),
    ],
)
def test_a_file_with_no_question_is_refused(path: Path, data: bytes, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        taken(path, data)


def test_the_fields_that_are_there_are_named_where_none_is_a_question(path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        taken(path, '{"text": "How many?", "label": 5}')
    assert refused.value.hint == "its fields are text, label: name one with --question-field"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "rows.csv is empty", "give a table divided by commas"),
        ("question,answer\n", "line 1: the first row names the fields, and there is no row", "give a table divided by"),
        ("question,question\na,b\n", "line 1: two columns are called 'question'", "give a table divided by commas"),
        ("id;question\n1;Why?\n", "line 2: no question", "its one field is called 'id;question'; give a table divided"),
        (
            "id;question\n1;How, then?\n",
            "line 2: 2 fields where the first row names 1",
            "give a table divided by commas",
        ),
    ],
)
def test_a_table_with_no_question_is_refused_with_the_form_of_one(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    (tmp_path / "rows.csv").write_text(text)
    with pytest.raises(UsageError) as refused:
        take_in(tmp_path / "rows.csv", Fields())
    assert message in refused.value.message
    assert refused.value.hint.startswith(hint)


@pytest.mark.parametrize("name", ["nothing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot read"):
        take_in(tmp_path / name, Fields())


def test_packed_files_and_tables_are_known(tmp_path: Path) -> None:
    files = {
        "a.jsonl.gz": gzip.compress(line(id="a", question="One?").encode()),
        "a.csv": b"id,question\na,One?\n",
        "a.TSV": b"id\tquestion\na\tOne?\n",
        "a.csv.gz": gzip.compress(b"id,question\na,One?\n"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        with take_in(tmp_path / name, Fields()) as intake:
            assert (intake[0].id, intake[0].text) == ("a", "One?")


def test_a_packed_file_cut_short_gives_what_there_is(tmp_path: Path) -> None:
    whole = gzip.compress("".join(line(id=n, question=f"{n}?") for n in range(5000)).encode())
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with take_in(tmp_path / "cut.jsonl.gz", Fields()) as intake:
        assert 0 < len(intake) < 5000
        assert "broken from here on" in intake.flaws[0].reason


def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line(id="a", question="One?").encode())))
    with take_in(Path("-"), Fields()) as intake:
        assert ids(intake) == ["a"]
    assert not sys.stdin.buffer.closed


def test_many_thousand_questions_are_at_hand(path: Path) -> None:
    text = "".join(line(id=f"q{n}", question=f"How many are {n} and {n}?") for n in range(20_000))
    with taken(path, text) as intake:
        assert [intake[place].id for place in (19_999, 0, 7)] == ["q19999", "q0", "q7"]
