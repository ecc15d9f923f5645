"""Whatever is typed wrongly is answered in one line, with one line of what to do, and with exit code 2."""

from __future__ import annotations

import json
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
        (["q", "--threshold", "nan"], "--threshold cannot be 'nan'", "a number"),
        (["q", "--threshold", "high"], "--threshold cannot be 'high'", "a number"),
        (["q", "--threshold", "0.5", "--verifier", "arithmetic"], "could be meant for none", "utility:7"),
        (["q", "--threshold", "7", "--verifier", "utility+yesno"], "meant for any of utility, yesno", "utility:7"),
        (["q", "--speculate", "drat"], "--speculate cannot be 'drat'", "draft"),
        (["q", "--speculate-tokens", "17"], "--speculate-tokens cannot be '17'", "1 to 16"),
        (["q", "--speculate", "draft", "-m", "large.gguf", "--method", "target"], "needs a draft", "lookup"),
        (["q", "--verifier", "utility:-1"], "out of range", "0 to 9"),
        (["q", "-c", "-1"], "-c cannot be '-1'", "64 to"),
        (["q", "--ctx", "-1"], "--ctx cannot be '-1'", "64 to"),
        (["q", "--seed=-1"], "--seed cannot be '-1'", "0 to"),
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
        (["q", "--verifier", "UTILITY"], "no verifier 'UTILITY'", "did you mean 'utility'"),
        (["q", "--verifier", ""], "--verifier cannot be ''", "leave it out"),
        (["q", "--verifier", "likelihood+"], "name is missing in 'likelihood+'", "each side"),
        (["q", "--verifier", "+"], "name is missing in '+'", "each side"),
        (["q", "--verifier", "confidence//utility"], "name is missing", "each side"),
        (["q", "--verifier", "arithmetic+arithmetic"], "named twice", "once"),
        (["q", "--verifier", "utility:7:8"], "'7:8' is not a number", "utility:NUMBER"),
        (["q", "-m", " "], "-m cannot be ' '", "leave it out"),
        (["q", "-m", "~nobody-at-all/x.gguf"], "a home folder that is not known", "whole path"),
        (["q", "--pair", "dmeo"], "unknown pair 'dmeo'", "demo"),
        (["q", "-m", "demo-targt"], "unknown model 'demo-targt'", "demo-target"),
        (["q", "--rating", "greddy"], "--rating cannot be 'greddy'", "greedy"),
        (["q", "--pool", "minimm"], "--pool cannot be 'minimm'", "minimum"),
        (["q", "--flash-attn", "yes"], "--flash-attn cannot be 'yes'", "known: auto, off, on"),
        (["q", "--cache-type-k", "q8"], "--cache-type-k cannot be 'q8'", "did you mean 'q8_0'?"),
        (["q", "--models", "missing.yaml"], "cannot read missing.yaml", ""),
        (["q", "-q", "--json"], "both claim standard output", "choose one"),
        (["q", "--interactive"], "needs a terminal", ""),
        (["q", "--compare", "--method", "target"], "--compare", ""),
        (["q", "--treshold", "7"], "no such option: --treshold", "did you mean --threshold?"),
        (["-5 + 3 = ?"], "no such option: -5", "stands behind --"),
        (["q", "--qqqqqqqq"], "no such option: --qqqqqqqq", "--help"),
    ],
)
def test_what_cannot_be_is_one_line_and_a_hint(
    complaint: Complain, pair: list[str], arguments: list[str], says: str, advises: str
) -> None:
    named = {"-m", "--pair"} & set(arguments)
    error, hint = complaint("solve", *arguments, *([] if named else pair))
    assert says in error
    assert advises.lower() in hint.lower()


def test_a_command_without_a_question_is_not_advised_on_quotes(complaint: Complain) -> None:
    assert complaint("doctor", "nonsense")[1] == "`specrc doctor --help` explains every option"


@pytest.mark.parametrize(
    ("variable", "value", "says", "advises"),
    [
        ("SPECRC_BUDGET", "lots", "SPECRC_BUDGET cannot be 'lots'", "a whole number from 1"),
        ("SPECRC_CACHE_TYPE_K", "q9", "SPECRC_CACHE_TYPE_K cannot be 'q9'", "q8_0"),
        ("SPECRC_OFFLINE", "maybe", "SPECRC_OFFLINE cannot be 'maybe'", "true or false"),
        ("SPECRC_TEMP", "nan", "SPECRC_TEMP cannot be 'nan'", "0 to 5"),
        ("SPECRC_SVG", " ", "SPECRC_SVG cannot be ' '", "leave it out"),
        ("SPECRC_METHOD", "specraeson", "no method 'specraeson'", "(from the environment: SPECRC_METHOD)"),
        ("SPECRC_VERIFIER", "utlity", "no verifier 'utlity'", "(from the environment: SPECRC_VERIFIER)"),
        ("SPECRC_THRESHOLD", "77", "threshold 77 is out of range", "(from the environment: SPECRC_THRESHOLD)"),
        ("SPECRC_K", "3", "--k belongs to specrc", "(from the environment: SPECRC_K)"),
    ],
)
def test_what_is_wrong_in_the_environment_is_said_by_the_variables_name(
    specrc: Specrc, pair: list[str], variable: str, value: str, says: str, advises: str
) -> None:
    error, hint = _complaint(specrc("solve", "q", *pair, **{variable: value, "SPECRC_SEED": "5"}))
    assert says in error
    assert advises in hint
    assert "SPECRC_SEED" not in hint


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


@pytest.mark.parametrize(
    ("question", "says"),
    [("/dev/zero", "longer than 1 MiB"), ("long.txt", "longer than 1 MiB"), (".", "Is a directory")],
)
def test_a_file_that_is_no_question_is_not_read_to_its_end(
    complaint: Complain, pair: list[str], tmp_path: Path, question: str, says: str
) -> None:
    with (tmp_path / "long.txt").open("wb") as file:
        file.truncate(1 << 33)
    assert says in complaint("solve", "-f", question, *pair)[0]


def test_standard_input_without_an_end_is_not_read_to_it(environment: dict[str, str], pair: list[str]) -> None:
    with Path("/dev/zero").open("rb") as zero:
        run = subprocess.run(
            [sys.executable, str(PROGRAM), "solve", "-", *pair],
            stdin=zero, capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
    assert "standard input is longer than 1 MiB" in _complaint(run)[0]
    assert run.returncode == 2


def test_bytes_that_are_no_text_are_refused_as_a_question(complaint: Complain, pair: list[str]) -> None:
    assert "not UTF-8" in complaint("solve", "Wie gro\udcdf?", *pair)[0]


def test_a_question_in_utf8_is_read_where_the_locale_knows_none(specrc: Specrc, pair: list[str]) -> None:
    as_bytes = "Wie groß?".encode().decode("ascii", "surrogateescape")
    assert json.loads(specrc("solve", as_bytes, *pair, "--json").stdout)["question"] == "Wie groß?"


def test_a_byte_order_mark_is_no_part_of_the_question(specrc: Specrc, pair: list[str], tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("\ufeffHow many?\n", encoding="utf-8")
    assert '"question": "How many?"' in specrc("solve", "-f", "q.txt", *pair, "--json").stdout


def test_a_missing_model_file_is_a_model_error(specrc: Specrc) -> None:
    run = specrc("solve", "q", "-m", "./none.gguf")
    assert "no such model file" in _complaint(run)[0]
    assert run.returncode == 3


def test_a_question_too_long_for_the_context_is_one_line(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "-", *pair, stdin="why? " * 20_000)
    _complaint(run)
    assert run.stdout == ""
    assert run.returncode == 3


@pytest.mark.parametrize(
    ("reference", "says", "advises"),
    [
        (".", ". is a folder, not a model file", "large.gguf, small.gguf"),
        ("./lrge.gguf", "no such model file: lrge.gguf", "did you mean large.gguf?"),
        ("/dev/zero", "/dev/zero is not a file", ".gguf"),
        ("x" * 5000 + ".gguf", "File name too long", "check the path"),
    ],
)
def test_what_is_no_model_file_is_said_for_what_it_is(
    specrc: Specrc, pair: list[str], reference: str, says: str, advises: str
) -> None:
    assert Path(pair[1]).exists()
    run = specrc("solve", "q", "-m", reference)
    error, hint = _complaint(run)
    assert says in error
    assert advises in hint
    assert run.returncode == 3


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
        "opening.open_model, opening.check_models = fail, len\n"
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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["/dev/zero", "-o", "run.jsonl"], "/dev/zero is a device"),
        (["questions.jsonl", "-o", ""], "-o cannot be ''"),
        (["questions.jsonl", "-o", "run.jsonl", "--id-field", ""], "--id-field cannot be ''"),
    ],
)
def test_a_batch_of_nothing_from_nowhere_is_refused(
    complaint: Complain, pair: list[str], tmp_path: Path, arguments: list[str], says: str
) -> None:
    (tmp_path / "questions.jsonl").write_text('{"question": "How many?"}\n')
    assert says in complaint("batch", *arguments, *pair)[0]
