"""`specrc report` from the command line: what it writes where, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from specrc_cli.cli import app, diagnostics
from specrc_cli.trace.record import Record
from tests.cli.conftest import Ended
from tests.report.records import accepted, record, rewritten

Specrc = Callable[..., Ended]
WriteRun = Callable[..., str]


@pytest.fixture
def specrc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Specrc:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["specrc", *arguments])
        with pytest.raises(SystemExit) as end:
            diagnostics.leave(app.run)
        out, err = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Ended(out, err, end.value.code)

    return run


@pytest.fixture
def write_run(tmp_path: Path) -> WriteRun:
    def write(*lines: Record | str, name: str = "run.jsonl") -> str:
        texts = [line if isinstance(line, str) else line.to_json() for line in lines]
        (tmp_path / name).write_text("".join(f"{text}\n" for text in texts))
        return name

    return write


RIGHT = record(accepted(), id="a")
WRONG = record(rewritten(), id="b", correct=False, answer="five, or six")


def test_the_page_goes_to_the_file_and_nothing_to_the_screen(specrc: Specrc, write_run: WriteRun) -> None:
    ended = specrc("report", write_run(RIGHT, WRONG), "-o", "report.html")
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 0)
    assert Path("report.html").read_text().startswith("<!doctype html>")


def test_in_a_pipe_the_page_goes_to_standard_output(specrc: Specrc, write_run: WriteRun) -> None:
    assert specrc("report", write_run(RIGHT)).stdout.startswith("<!doctype html>")


def test_a_page_is_not_poured_over_a_terminal(
    specrc: Specrc, write_run: WriteRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "isatty", lambda _: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    ended = specrc("report", write_run(RIGHT))
    assert (ended.stdout, ended.returncode) == ("", 2)
    assert "-o report.html" in ended.stderr


@pytest.mark.parametrize(
    ("name", "begins"),
    [("r.md", "# specrc report: run\n"), ("r.json", '{\n  "specrc_report": 1,'), ("r.csv", "run,place,id,question,")],
)
def test_the_name_of_the_file_says_what_kind_of_report_is_meant(
    specrc: Specrc, write_run: WriteRun, name: str, begins: str
) -> None:
    assert specrc("report", write_run(RIGHT), "-o", name).returncode == 0
    assert Path(name).read_text().startswith(begins)


def test_csv_has_a_line_a_question(specrc: Specrc, write_run: WriteRun) -> None:
    first, second = csv.DictReader(io.StringIO(specrc("report", write_run(RIGHT, WRONG), "--format", "csv").stdout))
    assert (first["run"], first["id"], first["right"], first["accepted"]) == ("run", "a", "true", "1")
    assert (second["answer"], second["right"], second["target_tokens"]) == ("five, or six", "false", "5")


def test_a_cell_is_no_formula_and_a_negative_number_stays_one(specrc: Specrc, write_run: WriteRun) -> None:
    run = write_run(record(accepted(), id="=HYPERLINK(1)", answer="-5", question="@SUM(A1)\x1b[2J"))
    (line,) = csv.DictReader(io.StringIO(specrc("report", run, "--format", "csv").stdout))
    assert (line["id"], line["answer"], line["question"]) == ("'=HYPERLINK(1)", "-5", "'@SUM(A1)\\x1b[2J")


def test_json_has_every_figure_with_its_counts(specrc: Specrc, write_run: WriteRun) -> None:
    data = json.loads(specrc("report", write_run(RIGHT, WRONG), "--format", "json").stdout)
    (run,) = data["runs"]
    assert run["figures"]["accuracy"]["count"] == 1
    assert run["scores"][0]["verifier"] == "utility"
    assert run["replays"][0]["verifier"] == "utility"
    assert run["configurations"] == 1


def test_markdown_keeps_a_models_markup_as_text(specrc: Specrc, write_run: WriteRun) -> None:
    run = write_run(record(rewritten(), id="a|b", question="<b>[x](http://a.b)</b> `c`\n# d"))
    said = specrc("report", run, "--format", "markdown").stdout
    assert "a\\|b" in said
    assert "\\<b\\>\\[x\\](http:\\//a.b)\\</b\\> \\`c\\` \\# d" in said


def test_two_runs_are_paired_and_tested(specrc: Specrc, write_run: WriteRun) -> None:
    first, second = write_run(RIGHT, WRONG), write_run(RIGHT, RIGHT.model_copy(update={"id": "b"}), name="new.jsonl")
    said = specrc("report", first, second, "--format", "markdown").stdout
    assert "## new against run" in said
    assert "| right answers | +50.0 points | of 2 graded in both: 1 right in both, 1 only in the second" in said


def test_runs_of_the_same_name_are_told_apart_by_their_folders(specrc: Specrc, write_run: WriteRun) -> None:
    Path("old").mkdir()
    names = write_run(RIGHT), write_run(RIGHT, name="old/run.jsonl")
    data = json.loads(specrc("report", *names, "--format", "json").stdout)
    assert [run["name"] for run in data["runs"]] == ["run.jsonl", "old/run.jsonl"]


def test_bad_lines_are_counted_and_told_and_the_rest_goes_on(specrc: Specrc, write_run: WriteRun) -> None:
    ended = specrc("report", write_run(RIGHT, '{"schema": 9}', "\x1b[2J", WRONG), "--format", "markdown")
    assert ended.returncode == 0
    assert "2 lines are no records and are not counted" in ended.stderr
    assert "run.jsonl:2" in ended.stderr
    assert "1 of 2" in ended.stdout
    assert "\x1b" not in ended.stderr + ended.stdout


def test_strictly_a_bad_line_ends_it(specrc: Specrc, write_run: WriteRun) -> None:
    ended = specrc("report", write_run(RIGHT, "nonsense"), "--strict", "-o", "report.html")
    assert ended.returncode == 1
    assert "run.jsonl:2 is not a trace record" in ended.stderr
    assert not Path("report.html").exists()


def test_csv_is_strict_as_well(specrc: Specrc, write_run: WriteRun) -> None:
    run = write_run(RIGHT, "nonsense")
    assert specrc("report", run, "--format", "csv", "--strict").returncode == 1
    assert "run.jsonl:2" in specrc("report", run, "--format", "csv").stderr


@pytest.mark.parametrize("kind", ["html", "markdown", "json", "csv"])
def test_half_a_record_at_the_end_is_told_and_strictly_refused(specrc: Specrc, write_run: WriteRun, kind: str) -> None:
    """What a run that was killed leaves behind."""
    run = Path(write_run(RIGHT, WRONG))
    run.write_bytes(run.read_bytes()[:-40])
    ended = specrc("report", str(run), "--format", kind)
    assert (ended.returncode, ended.stderr.count("run.jsonl:2, the last line, is no whole record")) == (0, 1)
    assert ("no whole record" in ended.stdout) is (kind != "csv")
    strictly = specrc("report", str(run), "--format", kind, "--strict")
    assert strictly.returncode == 1
    assert "error: run.jsonl:2, the last line, is no whole record" in strictly.stderr


def test_a_file_of_half_a_record_is_not_said_to_be_empty(specrc: Specrc, write_run: WriteRun) -> None:
    run = Path(write_run(RIGHT))
    run.write_bytes(run.read_bytes()[:40])
    ended = specrc("report", str(run), "--format", "json")
    assert ended.returncode == 2
    assert "there is no record" in ended.stderr
    assert "the last line, is no whole record" in ended.stderr


def test_mixed_configurations_and_repeated_ids_are_said(specrc: Specrc, write_run: WriteRun) -> None:
    ended = specrc("report", write_run(RIGHT, record(accepted(), id="a", method="specrc")), "--format", "json")
    assert "holds 2 configurations" in ended.stderr
    assert "1 id occurs more than once" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.jsonl", "-o", "r.html"], "cannot read the trace missing.jsonl"),
        (["empty.jsonl", "-o", "r.html"], "there is no record in the trace empty.jsonl"),
        (["nonsense.jsonl", "-o", "r.html"], "nonsense.jsonl:1 is not a trace record"),
        ([".", "-o", "r.html"], "no file that can be read"),
        (["run.jsonl", "-o", "run.jsonl"], "does not say what kind of report"),
        (["run.jsonl", "-o", "run.jsonl", "--format", "json"], "it is read as well"),
        (["run.jsonl", "-o", "notes.md"], "notes.md is there already and is no report"),
        (["run.jsonl", "-o", "nowhere/r.html"], "there is no folder nowhere"),
        (["run.jsonl", "-o", "-"], "leave -o out"),
        (["run.jsonl", "-o", "report"], "does not say what kind of report"),
        (["run.jsonl", "--format", "pdf"], "--format cannot be 'pdf'"),
        (["run.jsonl", "--chains", "many"], "--chains cannot be 'many'"),
        (["run.jsonl", "--chains", "-1"], "it takes a whole number, 0 or more, or all\n"),
        ([], "missing argument"),
    ],
)
def test_what_cannot_be_is_refused_with_a_line_and_a_hint(
    specrc: Specrc, write_run: WriteRun, arguments: list[str], said: str
) -> None:
    write_run(RIGHT)
    write_run(name="empty.jsonl")
    write_run("nonsense", name="nonsense.jsonl")
    Path("notes.md").write_text("# my notes\n")
    ended = specrc("report", *arguments)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 2
    assert Path("notes.md").read_text() == "# my notes\n"


def test_a_report_is_written_over_an_older_one(specrc: Specrc, write_run: WriteRun) -> None:
    run = write_run(RIGHT)
    for name in ("r.html", "r.md", "r.json", "r.csv"):
        assert [specrc("report", run, "-o", name).returncode for _ in range(2)] == [0, 0]


def test_a_full_disk_is_one_line(specrc: Specrc, write_run: WriteRun) -> None:
    ended = specrc("report", write_run(RIGHT), "-o", "/dev/full", "--format", "json")
    assert ended.returncode == 1
    assert "cannot write the report /dev/full: No space left on device" in ended.stderr


def test_chains_none_some_or_all(specrc: Specrc, write_run: WriteRun) -> None:
    runs = write_run(*[record(accepted(), id=f"q{place}", wall=None) for place in range(30)])
    for wanted, there in (("0", 0), ("3", 3), ("all", 30)):
        page = specrc("report", runs, "--chains", wanted).stdout
        assert page.count('<details class="chain"') == there


def test_a_question_that_a_table_names_is_always_shown(specrc: Specrc, write_run: WriteRun) -> None:
    runs = write_run(*[record(accepted(), id=f"q{place}", wall=float(place)) for place in range(30)])
    page = specrc("report", runs, "--chains", "0").stdout
    assert page.count('<details class="chain"') == 8
    assert 'id="run1-30"' in page
