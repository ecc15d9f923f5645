"""Whatever is typed wrongly is answered in one line, with one line of what to do, and with exit code 2."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, ROOT, Ended, Specrc

Complain = Callable[..., tuple[str, str]]


@pytest.fixture
def complaint(specrc: Specrc) -> Complain:
    """Give the program arguments that it must refuse; get its error and its hint."""

    def refused(*arguments: str) -> tuple[str, str]:
        run = specrc(*arguments)
        assert run.returncode == 2
        assert run.stdout == ""
        assert len(run.stderr.splitlines()) == 2
        return _complaint(run)

    return refused


def _lines(err: str) -> tuple[str, str]:
    """The error and the hint that standard error ends with."""
    error, hint = err.splitlines()[-2:]
    assert error.startswith("error: ")
    assert hint.startswith(" hint: ")
    return error.removeprefix("error: "), hint.removeprefix(" hint: ")


def _complaint(run: Ended | subprocess.CompletedProcess[str]) -> tuple[str, str]:
    return _lines(run.stderr)


@pytest.mark.parametrize(
    ("arguments", "says", "advises"),
    [
        ([], "there is no question", "specrc solve"),
        ([""], "the question is empty", "specrc solve"),
        ([" \n\t "], "the question is empty", "specrc solve"),
        (["-f", "missing.txt"], "cannot read the question file missing.txt", "check"),
        (["q", "-f", "missing.txt"], "two questions", "one of them"),
        (["one", "two"], "extra argument", "quotes"),
        (["q", "--threshold", "10"], "threshold 10 is out of range", "0 to 9"),
        (["q", "--threshold", "nan"], "threshold nan is out of range", "0 to 9"),
        (["q", "--verifier", "utility:-1"], "out of range", "0 to 9"),
        (["q", "-c", "-1"], "-c cannot be '-1'", "64 to"),
        (["q", "-c", "99999999999"], "-c cannot be '99999999999'", "64 to"),
        (["q", "-t", "0"], "-t cannot be '0'", "1 to 512"),
        (["q", "-t", "-4"], "-t cannot be '-4'", "1 to 512"),
        (["q", "-t", "many"], "-t cannot be 'many'", "a whole number"),
        (["q", "-ngl", "-2"], "-ngl cannot be '-2'", "-1 to"),
        (["q", "-ngld", "100000"], "-ngld cannot be '100000'", "-1 to"),
        (["q", "--temp", "nan"], "--temp cannot be 'nan'", "0 to 5"),
        (["q", "--top-p", "0"], "--top-p cannot be '0'", "0.001 to 1"),
        (["q", "--budget", "0"], "--budget cannot be '0'", "1 to"),
        (["q", "--k", "99"], "--k cannot be '99'", "1 to 32"),
        (["q", "--k", "3"], "--k belongs to specrc", "method specreason does without it"),
        (["q", "--method", "specrc", "--k", "9"], "k is 9, and is to stay between 1 and 8", "k_max"),
        (["q", "--method", "target", "--pass-rate", "0.5"], "--pass-rate belongs to specrc", "method target"),
        (["q", "--method", "specrc", "--interactive"], "judges several steps at once", "specreason"),
        (["q", "--method", "scot", "--n-chains", "9"], "--n-chains cannot be '9'", "1 to 8"),
        (["q", "--method", "scot", "--select", "nmber"], "--select cannot be 'nmber'", "'number'"),
        (["q", "--method", "specraeson"], "no method 'specraeson'", "specreason"),
        (["q", "--verifier", "utlity"], "no verifier 'utlity'", "utility"),
        (["q", "--pair", "dmeo"], "unknown pair 'dmeo'", "demo"),
        (["q", "-m", "demo-targt"], "unknown model 'demo-targt'", "demo-target"),
        (["q", "--rating", "greddy"], "--rating cannot be 'greddy'", "greedy"),
        (["q", "--pool", "minimm"], "--pool cannot be 'minimm'", "minimum"),
        (["q", "--flash-attn", "yes"], "'yes'", "--help"),
        (["q", "--models", "missing.yaml"], "cannot read missing.yaml", ""),
        (["q", "-q", "--json"], "both claim standard output", "choose one"),
        (["q", "--interactive"], "needs a terminal", ""),
        (["q", "--compare", "--method", "target"], "--compare", ""),
        (["q", "--nonsense"], "no such option: --nonsense", "--help"),
    ],
)
def test_what_cannot_be_is_one_line_and_a_hint(
    complaint: Complain, pair: list[str], arguments: list[str], says: str, advises: str
) -> None:
    named = {"-m", "--pair"} & set(arguments)
    error, hint = complaint("solve", *arguments, *([] if named else pair))
    assert says in error
    assert advises.lower() in hint.lower()


def test_an_unknown_command_is_corrected(complaint: Complain) -> None:
    assert "did you mean 'solve'" in complaint("slove", "q")[0].lower()


def test_a_file_given_as_the_question_is_taken_for_a_slip(complaint: Complain, pair: list[str], tmp_path: Path) -> None:
    (tmp_path / "problem.txt").write_text("How many?")
    error, hint = complaint("solve", "problem.txt", *pair)
    assert "is a file" in error
    assert "-f" in hint


@pytest.mark.parametrize("how", ["file", "stdin"])
def test_a_question_that_is_not_utf8_is_refused(
    pair: list[str], environment: dict[str, str], tmp_path: Path, how: str
) -> None:
    (tmp_path / "latin.txt").write_bytes("Wie groß?".encode("latin-1"))
    arguments = ["-f", "latin.txt"] if how == "file" else ["-"]
    with (tmp_path / "latin.txt").open("rb") as text:
        run = subprocess.run(
            [sys.executable, str(PROGRAM), "solve", *arguments, *pair],
            stdin=text, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False,
        )  # fmt: skip
    assert "not UTF-8" in _complaint(run)[0]
    assert run.returncode == 2


def test_a_missing_model_file_is_a_model_error(specrc: Specrc) -> None:
    run = specrc("solve", "q", "-m", "./none.gguf")
    assert "no such model file" in _complaint(run)[0]
    assert run.returncode == 3


def test_a_question_too_long_for_the_context_is_one_line(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "-", *pair, stdin="why? " * 20_000)
    _complaint(run)
    assert run.stdout == ""
    assert run.returncode == 3


def test_a_trace_that_cannot_be_written_is_found_before_a_model_is_opened(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "q", *pair, "--trace", "/proc/none/trace.jsonl")
    assert "cannot write the trace" in _complaint(run)[0]
    assert "ctx" not in run.stderr
    assert run.returncode == 2


def test_a_picture_that_cannot_be_written_is_found_before_a_model_is_opened(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "q", *pair, "--svg", "/proc/none/run.svg")
    assert "cannot write the picture" in _complaint(run)[0]
    assert "ctx" not in run.stderr
    assert run.returncode == 2


def test_a_draft_alone_is_enough_for_the_method_that_needs_no_more(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "q", "-md", pair[3], "--method", "draft")
    assert "answer: 75" in run.stdout
    assert run.returncode == 0


@pytest.mark.parametrize("more", [[], ["--method", "scot"], ["--method", "draft", "--compare"]])
def test_a_draft_alone_is_not_enough_where_a_target_takes_part(
    complaint: Complain, pair: list[str], more: list[str]
) -> None:
    error, hint = complaint("solve", "q", "-md", pair[3], *more)
    assert "a draft needs a target" in error
    assert "--method draft" in hint


def test_a_draft_that_is_its_own_target_is_allowed_and_warned_of(specrc: Specrc, pair: list[str]) -> None:
    same = pair[1]
    run = specrc("solve", "q", "-m", same, "-md", same)
    assert run.stderr.startswith("warning: ")
    assert "same model" in run.stderr.splitlines()[0]


def test_a_fault_in_the_program_is_one_line_and_a_traceback_with_debug(
    environment: dict[str, str], pair: list[str], tmp_path: Path
) -> None:
    faulty = tmp_path / "faulty.py"
    faulty.write_text(
        "from specrc_cli.cli import opening\n"
        "from specrc_cli.__main__ import main\n"
        "async def fail(options): raise ValueError('out of\\ncheese')\n"
        "opening.open_model = fail\n"
        "main()\n"
    )

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(faulty), "solve", "q", *pair, *more]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)

    quiet, loud = run(), run("--debug")
    assert _complaint(quiet) == ("ValueError: out of cheese", _complaint(quiet)[1])
    assert "--debug" in _complaint(quiet)[1]
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr
    assert quiet.returncode == loud.returncode == 1
