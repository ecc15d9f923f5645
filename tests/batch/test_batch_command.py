"""`specrc batch` from its command line to its exit code, with scripted models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from specrc_cli.errors import ModelError
from specrc_cli.trace.events import Fate
from specrc_cli.trace.record import Record, read_records
from tests.batch.conftest import Batch, question
from tests.batch.records import a_failure
from tests.cli.program import PacedModel

pytestmark = pytest.mark.usefixtures("questions")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def records(output: Path) -> list[Record]:
    return list(read_records(output))


def ids(output: Path) -> list[str | None]:
    return [record.id for record in records(output)]


def summary(output: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(output.with_name("run.summary.json").read_text())
    return data


def alike(record: Record) -> dict[str, Any]:
    """All of a record but when it was made and how long it took."""
    data = json.loads(record.to_json())
    data.pop("created")

    def untimed(value: Any) -> Any:
        match value:
            case dict():
                return {name: untimed(inner) for name, inner in value.items() if name not in ("seconds", "wall")}
            case list():
                return [untimed(inner) for inner in value]
            case _:
                return value

    return dict(untimed(data))


def test_every_question_gets_a_record_and_the_end_a_summary(batch: Batch, output: Path) -> None:
    ended = batch()
    assert ended.returncode == 0
    assert sorted(map(str, ids(output))) == [f"q{n}" for n in range(8)]
    first = records(output)[0]
    assert [step.fate for step in first.steps] == [Fate.ACCEPTED, Fate.REWRITTEN, Fate.ACCEPTED]
    assert (first.answer, first.gold, first.correct) == ("75", "74", False)
    assert "75% (41% to 93%), 6/8, 0 not graded" in ended.stdout
    told = summary(output)
    assert (told["ending"], told["questions"], told["done"], told["left"]) == ("done", 8, 8, 0)
    assert told["figures"]["accuracy"]["count"] == 6


def test_run_again_it_has_nothing_to_do(batch: Batch, output: Path) -> None:
    batch()
    before = output.read_bytes()
    ended = batch()
    assert ended.returncode == 0
    assert output.read_bytes() == before
    assert summary(output)["earlier"] == 8
    assert summary(output)["figures"]["questions"] == 8


def test_it_goes_on_with_what_has_no_record(batch: Batch, output: Path) -> None:
    batch("questions.jsonl", "--limit", "3")
    assert sorted(map(str, ids(output))) == ["q0", "q1", "q2"]
    batch("questions.jsonl", "--limit", "5")
    assert sorted(map(str, ids(output))) == ["q0", "q1", "q2", "q3", "q4"]
    batch()
    assert len(ids(output)) == len(set(ids(output))) == 8


def test_a_half_record_of_a_crash_is_taken_off_and_run_again(batch: Batch, output: Path) -> None:
    batch("questions.jsonl", "--parallel", "1")
    whole = output.read_bytes()
    output.write_bytes(whole[:-100])
    ended = batch()
    assert "ended in half a record" in ended.stderr
    assert len(ids(output)) == len(set(ids(output))) == 8


def test_side_by_side_gives_the_same_records_as_one_after_the_other(batch: Batch, output: Path, tmp_path: Path) -> None:
    batch("questions.jsonl", "--parallel", "1")
    batch("questions.jsonl", "--parallel", "8", "-o", str(tmp_path / "other.jsonl"))
    alone, together = ({r.id: alike(r) for r in records(path)} for path in (output, tmp_path / "other.jsonl"))
    assert alone == together


def test_another_configuration_is_refused_with_the_difference(batch: Batch, output: Path) -> None:
    batch("questions.jsonl", "--limit", "2")
    before = output.read_bytes()
    ended = batch("questions.jsonl", "--seed", "7", "--threshold", "8")
    assert ended.returncode == 2
    assert "another configuration: seed: 0, now 7; verifier knobs.threshold: 7, now 8" in ended.stderr
    assert "draft " not in ended.stderr, "no model was opened for that"
    assert output.read_bytes() == before


def test_fresh_starts_over_and_keeps_what_was_there(batch: Batch, output: Path) -> None:
    batch("questions.jsonl", "--limit", "2")
    before = output.read_bytes()
    ended = batch("questions.jsonl", "--fresh", "--seed", "7", "--limit", "1")
    assert ended.returncode == 0
    assert {record.seed for record in records(output)} == {7}
    assert output.with_name("run.jsonl.old").read_bytes() == before


def test_fresh_again_keeps_what_was_kept_before(batch: Batch, output: Path) -> None:
    kept = []
    for limit in ("1", "2", "3"):
        kept.append(output.read_bytes() if output.exists() else b"")
        assert batch("questions.jsonl", "--fresh", "--limit", limit).returncode == 0
    assert output.with_name("run.jsonl.old").read_bytes() == kept[1]
    assert output.with_name("run.jsonl.old2").read_bytes() == kept[2]


def test_fresh_leaves_a_file_alone_that_is_no_trace(batch: Batch, tmp_path: Path, output: Path) -> None:
    output.write_text("notes")
    before = sorted(tmp_path.iterdir())
    ended = batch("questions.jsonl", "--fresh")
    assert ended.returncode == 2
    assert "does not begin with a trace record" in ended.stderr
    assert output.read_text() == "notes"
    assert sorted(tmp_path.iterdir()) == before


def test_fresh_under_the_name_of_a_link_keeps_the_link(batch: Batch, tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "run.jsonl"
    batch("questions.jsonl", "--limit", "1", "-o", "real.jsonl")
    before = real.read_bytes()
    link.symlink_to(real)
    assert batch("questions.jsonl", "--fresh", "--limit", "2").returncode == 0
    assert link.is_symlink()
    assert len(ids(real)) == 2
    assert (tmp_path / "real.jsonl.old").read_bytes() == before


def test_a_question_that_fails_is_recorded_and_the_exit_code_says_so(
    batch: Batch, tmp_path: Path, output: Path
) -> None:
    with (tmp_path / "questions.jsonl").open("a") as file:
        file.write(json.dumps({"id": "long", "question": "eggs " * 5000}) + "\n")
    ended = batch()
    assert ended.returncode == 4
    [failed] = [record for record in records(output) if record.error]
    assert failed.id == "long"
    assert failed.correct is None
    assert "x long: " in ended.stderr or "✗ long: " in ended.stderr
    assert len(ids(output)) == 9
    assert summary(output)["failed"] == 1


def test_failed_ones_are_tried_again_when_asked(batch: Batch, output: Path) -> None:
    batch("questions.jsonl", "--limit", "2")
    ran = records(output)[1]
    broken = ran.model_copy(update={"stop": a_failure().stop, "error": "it broke", "answer": None})
    output.write_text(records(output)[0].to_json() + "\n" + broken.to_json() + "\n")
    assert batch("questions.jsonl", "--limit", "2").returncode == 4
    assert records(output)[1].error == "it broke"
    ended = batch("questions.jsonl", "--limit", "2", "--retry-failed")
    assert "1 question that failed will be tried again" in ended.stderr
    assert [record.error for record in records(output)] == [None, None]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--temp", "0.1"], 2),
        (["--limit", "1"], 4),
        (["others.jsonl"], 4),
    ],
)
def test_failed_ones_that_are_not_run_keep_their_records(
    batch: Batch, tmp_path: Path, output: Path, more: list[str], code: int
) -> None:
    others = json.dumps(question(0)) + "\n"
    (tmp_path / "others.jsonl").write_text(others)
    batch("questions.jsonl", "--limit", "2", "--parallel", "1")
    first, second = records(output)
    broken = second.model_copy(update={"stop": a_failure().stop, "error": "it broke", "answer": None})
    output.write_text(first.to_json() + "\n" + broken.to_json() + "\n")
    before = output.read_bytes()
    file = [] if more[0].endswith(".jsonl") else ["questions.jsonl"]
    ended = batch(*file, *more, "--retry-failed")
    assert ended.returncode == code
    assert "tried again" not in ended.stderr
    assert output.read_bytes() == before


def test_lines_that_are_no_questions_are_told_and_counted(batch: Batch, tmp_path: Path, output: Path) -> None:
    with (tmp_path / "questions.jsonl").open("a") as file:
        file.write('{"question": 5}\nnonsense\n')
    ended = batch()
    assert ended.returncode == 4
    assert "questions.jsonl:9: question is not a text; passed over" in ended.stderr
    assert "questions.jsonl:10: not JSON: Expecting value at column 1; passed over" in ended.stderr
    assert summary(output)["flawed"] == 2
    assert len(ids(output)) == 8


def test_quiet_says_why_the_exit_code_is_4(batch: Batch, tmp_path: Path) -> None:
    with (tmp_path / "questions.jsonl").open("a") as file:
        file.write("nonsense\n" * 21)
    ended = batch("questions.jsonl", "-q")
    assert ended.returncode == 4
    told = ended.stderr.splitlines()
    assert told[0] == "questions.jsonl:9: not JSON: Expecting value at column 1; passed over"
    assert told[20] == "and 1 more line that is no question"


def test_a_link_to_nothing_is_refused_before_anything_is_opened(batch: Batch, tmp_path: Path, output: Path) -> None:
    output.symlink_to(tmp_path / "nowhere" / "run.jsonl")
    before = sorted(tmp_path.iterdir())
    ended = batch()
    assert ended.returncode == 2
    assert "run.jsonl is a link to nothing" in ended.stderr
    assert "draft " not in ended.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_name_too_long_for_a_file_of_questions_is_told(batch: Batch) -> None:
    ended = batch("x" * 300)
    assert ended.returncode == 2
    assert "File name too long" in ended.stderr


def test_an_empty_standard_input_is_called_that(batch: Batch) -> None:
    ended = batch("-")
    assert ended.returncode == 2
    assert "standard input is empty" in ended.stderr


def test_strict_stops_at_a_line_that_is_no_question(batch: Batch, tmp_path: Path, output: Path) -> None:
    with (tmp_path / "questions.jsonl").open("a") as file:
        file.write("nonsense\n")
    ended = batch("questions.jsonl", "--strict")
    assert ended.returncode == 2
    assert "questions.jsonl:9: not JSON" in ended.stderr
    assert not output.exists()


def test_shards_share_nothing(batch: Batch, tmp_path: Path) -> None:
    found = []
    for index in (1, 2, 3):
        path = tmp_path / f"part{index}.jsonl"
        batch("questions.jsonl", "--shuffle", "--shard", f"{index}/3", "-o", str(path))
        found += ids(path)
    assert sorted(map(str, found)) == [f"q{n}" for n in range(8)]


def test_questions_come_from_standard_input(batch: Batch, output: Path) -> None:
    text = "".join(json.dumps(question(number)) + "\n" for number in (5, 6))
    assert batch("-", stdin=text).returncode == 0
    assert sorted(map(str, ids(output))) == ["q5", "q6"]


def test_what_the_data_set_says_is_in_the_record(batch: Batch, tmp_path: Path, output: Path) -> None:
    (tmp_path / "rows.csv").write_text("q,gold,level\nHow many?,75,3\n")
    assert batch("rows.csv", "--question-field", "q", "--answer-field", "gold").returncode == 0
    [record] = records(output)
    assert (record.question, record.gold, record.metadata) == ("How many?", "75", {"level": "3"})
    assert record.id is not None
    assert record.id.startswith("q-")


def test_after_so_many_failures_it_stops(batch: Batch, tmp_path: Path, output: Path) -> None:
    lines = [json.dumps({"id": n, "question": "eggs " * 5000}) + "\n" for n in range(5)]
    (tmp_path / "questions.jsonl").write_text("".join(lines))
    ended = batch("questions.jsonl", "--max-failures", "2", "--parallel", "1")
    assert ended.returncode == 4
    assert len(ids(output)) == 2
    assert "too many questions failed; 3 left, run the same again to go on" in ended.stdout


def test_when_the_time_is_over_it_says_what_is_left(batch: Batch) -> None:
    ended = batch("questions.jsonl", "--budget-time", "0.000001s")
    assert ended.returncode == 0
    assert "the time is over; 8 left" in ended.stdout


def test_the_summary_can_be_read_by_a_program(batch: Batch, output: Path) -> None:
    ended = batch("questions.jsonl", "--json", "-q")
    assert json.loads(ended.stdout)["questions"] == 8
    assert ended.stderr == ""
    assert json.loads(ended.stdout)["figures"] == summary(output)["figures"]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (["--shard", "3/2"], "--shard cannot be '3/2'"),
        (["--budget-time", "soon"], "--budget-time cannot be 'soon'"),
        (["--parallel", "0"], "--parallel cannot be '0'"),
        (["--method", "specrc", "--verifier", "equivalence", "--parallel", "100"], "at most --parallel 24"),
        (["-o", "-"], "cannot write the records to -"),
        (["-o", "run.jsonl.gz"], "cannot write run.jsonl.gz: records are not packed"),
        (["-o", "x" * 300], "cannot write xxx"),
        (["-o", f"{'x' * 240}.jsonl"], "File name too long"),
        (["-o", "questions.jsonl/run.jsonl"], "cannot write questions.jsonl/run.jsonl"),
        (["-o", "questions.jsonl"], "cannot be in the same file"),
        (["-o", "."], ". is not a file that can be gone on with"),
        (["-o", "/dev/full"], "is not a file that can be gone on with"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_opened(batch: Batch, more: list[str], fault: str) -> None:
    ended = batch("questions.jsonl", *more)
    assert ended.returncode == 2
    assert fault in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("name", ["run.jsonl.old", "run.jsonl.saved", "run.summary.json"])
@pytest.mark.parametrize("more", [[], ["--fresh"]])
def test_questions_are_not_read_from_a_file_that_the_output_uses(
    batch: Batch, tmp_path: Path, name: str, more: list[str]
) -> None:
    source = (tmp_path / "questions.jsonl").rename(tmp_path / name)
    before = source.read_bytes()
    ended = batch(name, *more)
    assert ended.returncode == 2
    assert f"the questions cannot be in {name}" in ended.stderr
    assert source.read_bytes() == before


@pytest.mark.parametrize("text", ["notes", "{}", "[1]", '{"output": "run.jsonl"}', "[" * 100_000])
def test_a_file_in_place_of_the_summary_is_left_alone(batch: Batch, tmp_path: Path, output: Path, text: str) -> None:
    own = tmp_path / "run.summary.json"
    own.write_text(text)
    ended = batch()
    assert ended.returncode == 2
    assert "run.summary.json is there already and is no summary of a batch" in ended.stderr
    assert own.read_text() == text
    assert not output.exists()


def test_a_folder_in_place_of_the_summary_is_refused(batch: Batch, tmp_path: Path, output: Path) -> None:
    (tmp_path / "run.summary.json").mkdir()
    ended = batch()
    assert ended.returncode == 2
    assert "run.summary.json is not a file" in ended.stderr
    assert not output.exists()


def test_two_outputs_do_not_share_a_summary(batch: Batch, output: Path) -> None:
    batch()
    before = summary(output)
    ended = batch("questions.jsonl", "-o", "run.txt")
    assert ended.returncode == 2
    assert "run.summary.json is there already and is the summary of run.jsonl" in ended.stderr
    assert summary(output) == before


def test_models_that_break_end_the_batch_with_what_was_written(
    batch: Batch, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: PacedModel, messages: Any) -> Any:
        if len(self.calls) > 12:
            raise ModelError("the engine failed", "try again")
        return await type(self).__base__.open(self, messages)  # type: ignore[union-attr]

    monkeypatch.setattr(PacedModel, "open", broken, raising=False)
    ended = batch("questions.jsonl", "--parallel", "1")
    assert ended.returncode == 3
    assert "the engine failed" in ended.stderr
    assert summary(output)["ending"] == "broken_off"
    assert 0 < len(ids(output)) < 8
    assert all(record.error is None for record in records(output))


def test_a_hostile_question_reaches_no_terminal(batch: Batch, tmp_path: Path) -> None:
    entry = {"id": "\x1b[2J[bold]", "question": "\x1b]0;title\x07 " + "eggs " * 5000}
    (tmp_path / "questions.jsonl").write_text(json.dumps(entry) + "\n")
    ended = batch()
    assert "\x1b" not in ended.stderr + ended.stdout
    assert "\\x1b[2J[bold]: " in ended.stderr
