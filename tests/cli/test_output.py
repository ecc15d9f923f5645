"""What goes where: the result to standard output, all else to standard error, the record to the trace."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from specrc_cli.backends.scripted import tokens
from tests.cli import program
from tests.cli.conftest import PROGRAM, Specrc

THE_TARGETS = (program.RIGHT, program.MENDED, program.LAST)


def test_a_pipe_gets_the_chain_and_the_answer_and_standard_error_the_rest(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "How many eggs?", *pair)
    assert run.stdout.splitlines() == [
        "  1 ✓ Seven boxes of 12 eggs hold 7 * 12 = 84 eggs.",
        "  2 ✎ Taking 9 away leaves 84 - 9 = 75 eggs.",
        r"  3 ✓ [bold red]So[/] \x1b[2J\x1b]0;title\x07 \u202eabc",
        r"  4 ✓ So the answer is \boxed{75}.",
        "",
        "answer: 75",
    ]
    assert "ctx 4096 · 12 MiB + KV about 5.7 MiB" in run.stderr
    assert "2 ✗ Taking 9 away leaves 84 - 9 = 76 eggs." in run.stderr
    assert "utility 2 < 7" in run.stderr
    assert "75% of steps (3/4 judged)" in run.stderr
    assert run.returncode == 0


def test_quiet_prints_the_answer_and_nothing_else(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "-q", "How many eggs?", *pair)
    assert (run.stdout, run.stderr, run.returncode) == ("75\n", "", 0)


def test_json_is_the_trace_record(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "--json", "How many eggs?", *pair)
    record = json.loads(run.stdout)
    assert record["answer"] == "75"
    assert record["method"] == "specreason"
    assert [step["fate"] for step in record["steps"]] == ["accepted", "rewritten", "accepted", "accepted"]
    assert record["steps"][1]["verdict"]["score"] == 2
    assert run.stdout.isascii()


def test_events_are_one_object_a_line_from_begin_to_end(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "--events", "How many eggs?", *pair)
    events = [json.loads(line) for line in run.stdout.splitlines()]
    assert events[0]["type"] == "run_began"
    assert events[-1]["type"] == "run_ended"
    assert [event["fate"] for event in events if event["type"] == "step_settled"][1] == "rewritten"


def test_the_trace_gets_a_record_for_each_run(specrc: Specrc, pair: list[str], tmp_path: Path) -> None:
    for _ in range(2):
        specrc("solve", "How many eggs?", *pair, "--trace", "runs.jsonl", "--compare")
    records = [json.loads(line) for line in (tmp_path / "runs.jsonl").read_text().splitlines()]
    assert [record["method"] for record in records] == ["specreason", "target"] * 2


def test_compare_prints_both_answers_and_the_measured_speedup(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "How many eggs?", *pair, "--compare", PACE="0.002")
    together, alone, speedup = run.stdout.splitlines()[-3:]
    assert together.split()[::5] == ["specreason", "75"]
    assert alone.split()[::5] == ["target", "75"]
    ours, theirs = ((program.RIGHT, program.WRONG, program.MENDED, program.HOSTILE, program.LAST), THE_TARGETS)
    for line, texts in ((together, ours), (alone, theirs)):
        assert f"  {len(tokens(''.join(texts)))} tokens  " in line
    seconds = [float(line.split()[1]) for line in (together, alone)]
    assert abs(float(speedup.split()[1].rstrip("×")) - seconds[1] / seconds[0]) < 0.1
    assert speedup.endswith("the same answer")


def test_the_question_can_come_from_standard_input_or_a_file(specrc: Specrc, pair: list[str], tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("\n  From a file?  \n")
    by_stdin = json.loads(specrc("solve", "--json", "-", *pair, stdin="From a pipe?\n").stdout)
    by_file = json.loads(specrc("solve", "--json", "-f", "q.txt", *pair).stdout)
    assert (by_stdin["question"], by_file["question"]) == ("From a pipe?", "From a file?")


def test_a_hostile_question_is_kept_as_it_is_and_shown_inert(specrc: Specrc, pair: list[str]) -> None:
    hostile = "What [bold]is[/bold] \x1b[2J\x07 \u202eabc?"
    assert json.loads(specrc("solve", "--json", hostile, *pair).stdout)["question"] == hostile


def test_a_small_encoding_gets_plain_signs(environment: dict[str, str], pair: list[str]) -> None:
    run = _shell(_command(pair), environment | {"PYTHONIOENCODING": "ascii"})
    assert run.stdout.startswith("  1 + Seven boxes")
    assert (run.stdout + run.stderr).isascii()


def test_no_answer_is_exit_code_1_with_advice(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "-q", "How many eggs?", *pair, "--max-steps", "1", "--verifier", "random:0", "--budget", "3")
    assert run.stdout == ""
    assert run.stderr.startswith("error: no answer: ")
    assert run.returncode == 1


def test_a_full_disk_costs_the_trace_and_not_the_answer(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "-q", "How many eggs?", *pair, "--trace", "/dev/full")
    assert run.stdout == "75\n"
    assert "No space left" in run.stderr
    assert run.returncode == 1


def test_output_that_cannot_be_written_is_said_once(environment: dict[str, str], pair: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, str(PROGRAM), "solve", "-q", "q", *pair],
            stdout=full, stderr=subprocess.PIPE, text=True, env=environment, check=False,
        )  # fmt: skip
    assert run.stderr.count("cannot write the output") == 1
    assert "Exception ignored" not in run.stderr
    assert run.returncode == 1


def _shell(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, env=environment, check=False
    )


def _command(pair: list[str]) -> str:
    return " ".join([sys.executable, str(PROGRAM), "solve", "How?", *pair])


def test_a_reader_that_goes_away_ends_the_run_quietly(
    environment: dict[str, str], pair: list[str], tmp_path: Path
) -> None:
    trace = tmp_path / "trace.jsonl"
    run = _shell(f"PACE=.002 {_command(pair)} --trace {trace} | head -1", environment)
    assert run.stdout == "  1 ✓ Seven boxes of 12 eggs hold 7 * 12 = 84 eggs.\n"
    assert "error" not in run.stderr
    assert "Traceback" not in run.stderr
    assert run.returncode == 141
    assert json.loads(trace.read_text())["stop"] == "cancelled"


def test_closed_streams_do_no_harm(environment: dict[str, str], pair: list[str]) -> None:
    command = _command(pair)
    without_input = _shell(f"{command} -q <&-", environment)
    assert (without_input.stdout, without_input.returncode) == ("75\n", 0)
    assert _shell(f"{command} >&-", environment).returncode == 0
    assert _shell(f"{command} 2>&-", environment).stdout.endswith("answer: 75\n")
    asked = _shell(f"{command.replace('How?', '-')} <&-", environment)
    assert "standard input is closed" in asked.stderr
    assert asked.returncode == 2


def test_the_environment_is_beaten_by_what_is_typed(specrc: Specrc, pair: list[str]) -> None:
    def threshold(*arguments: str, **variables: str) -> float:
        record = json.loads(specrc("solve", "--json", "q", *pair, *arguments, **variables).stdout)
        value: float = record["knobs"]["verifier"]["threshold"]
        return value

    assert threshold() == 7
    assert threshold(SPECRC_THRESHOLD="6") == 6
    assert threshold("--threshold", "5", SPECRC_THRESHOLD="6") == 5


def test_models_yaml_is_beaten_by_the_environment(specrc: Specrc, pair: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        f"models:\n  a: {{path: '{pair[1]}'}}\n  b: {{path: '{pair[3]}'}}\n"
        "pairs:\n  mine: {draft: b, target: a, verifier: utility, knobs: {utility: {threshold: 4}}}\n"
    )

    def threshold(**variables: str) -> float:
        run = specrc("solve", "--json", "q", "--models", "mine.yaml", "--pair", "mine", **variables)
        value: float = json.loads(run.stdout)["knobs"]["verifier"]["threshold"]
        return value

    assert threshold() == 4
    assert threshold(SPECRC_THRESHOLD="6") == 6


def test_llama_cpps_short_flags_are_read_whole(specrc: Specrc, pair: list[str]) -> None:
    """`-md` is not `-m d`, and `-ngld` not `-ngl d`."""
    run = specrc("solve", "q", *pair, "-ngl", "5", "-ngld", "3", "-c", "2048", "-t", "1", "-ctk", "q8_0", "-fa", "on")
    assert run.stderr.startswith("draft   small ")
    assert "1 thread · ctx 2048" in run.stderr


def test_the_picture_is_whole_and_refers_to_nothing_outside(specrc: Specrc, pair: list[str], tmp_path: Path) -> None:
    specrc("solve", "How many eggs?", *pair, "--svg", "session.svg")
    svg = (tmp_path / "session.svg").read_text()
    assert svg.rstrip().endswith("</svg>")
    assert "line-through" in svg
    assert "font-face" not in svg
    assert "url(http" not in svg
    assert "\x1b" not in svg
