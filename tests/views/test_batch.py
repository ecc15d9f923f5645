"""How far a batch is, on one line or with a bar, and what came of it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from specrc_cli.batch.runner import Ending, Progress
from specrc_cli.batch.summary import Summary
from specrc_cli.trace.identity import configuration
from specrc_cli.views.batch import BarView, BatchView, QuietView, batch_view, progress_line, summary_facts
from specrc_cli.views.theme import ASCII, UNICODE
from tests.batch.records import a_failure, a_record

CONFIGURATION = configuration(
    draft="f00", target="ba2", method="target", verifier=None, knobs={}, prompt_hash="abc", seed=0
)


class Screen(io.StringIO):
    """A terminal that keeps what is written to it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def some_progress() -> Progress:
    progress = Progress(total=10, done=4, failed=1, running=2)
    for gold in ("5", "5", "5", "6"):
        progress.tally.add(a_record(gold=gold))
    return progress


def test_a_line_tells_how_far_it_is_and_how_it_goes() -> None:
    line = progress_line(some_progress(), UNICODE)
    assert line.startswith("4/10 · ")
    assert "right 75% (30% to 95%), 3/4" in line
    assert "1 failed" in line
    assert line.endswith("2 at once")
    assert line.isprintable()


def test_before_the_first_is_done_nothing_is_guessed() -> None:
    assert progress_line(Progress(total=10, running=1), ASCII) == "0/10 | 1 at once"


def test_lines_come_no_more_often_than_can_be_read() -> None:
    log, clock = io.StringIO(), Clock()
    view = BatchView(log, ASCII, clock=clock)
    for second in range(25):
        clock.now = float(second)
        view.advanced(some_progress())
    assert len(log.getvalue().splitlines()) == 3


def test_a_failure_is_told_at_once_and_is_inert() -> None:
    for view in (BatchView(log := io.StringIO(), ASCII), QuietView(log, ASCII)):
        log.seek(log.truncate(0))
        view.failed(a_failure("\x1b[2J", error="[bold]no\nroom"))
        assert log.getvalue() == "x \\x1b[2J: [bold]no room\n"


def test_quiet_tells_nothing_else() -> None:
    view = QuietView(log := io.StringIO(), ASCII)
    view.note("something")
    view.advanced(some_progress())
    assert log.getvalue() == ""


def test_quiet_tells_of_lines_that_are_no_question() -> None:
    for view in (BatchView(log := io.StringIO(), ASCII), QuietView(log, ASCII)):
        log.seek(log.truncate(0))
        view.flawed("q.jsonl:2: not JSON\x1b[2J")
        assert log.getvalue() == "q.jsonl:2: not JSON\\x1b[2J\n"


def test_a_terminal_gets_a_bar_and_a_file_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(batch_view(Screen()), BarView)
    assert not isinstance(batch_view(io.StringIO()), BarView)
    monkeypatch.setenv("TERM", "dumb")
    assert not isinstance(batch_view(Screen()), BarView)


@pytest.mark.parametrize(("columns", "most"), [(40, 4), (80, 3), (200, 2)])
def test_the_bar_and_all_figures_fit_on_any_screen(columns: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TERM": "xterm", "COLUMNS": str(columns), "LINES": "24", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    with BarView(screen := Screen(), UNICODE) as view:
        view.began(some_progress())
        screen.seek(screen.truncate(0))
        view.refresh()
        drawn = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    lines = [line for line in drawn.replace("\r", "\n").split("\n") if line.strip()]
    assert len(lines) <= most
    assert all(len(line) <= columns for line in lines)
    assert "4/10" in lines[0]
    assert lines[-1].endswith("once")


def a_summary(**changes: object) -> Summary:
    settled = some_progress()
    settled.tally.add(a_failure("q9"))
    fields: dict[str, object] = {
        "input": "questions.jsonl",
        "output": Path("runs/run.v1.jsonl"),
        "ending": Ending.INTERRUPTED,
        "questions": 10,
        "earlier": 1,
        "done": 4,
        "flawed": 2,
        "parallel": 2,
        "seconds": 75.0,
        "configuration": CONFIGURATION,
        "figures": settled.tally.figures,
    }
    return Summary(**fields | changes)  # type: ignore[arg-type]


def test_the_summary_has_counts_beside_every_rate() -> None:
    facts = dict(summary_facts(a_summary()))
    assert facts["ended"] == "interrupted; 5 left, run the same again to go on"
    assert facts["questions"] == "5 of 10, 1 done before, 1 failed; 2 lines were no question"
    assert dict(summary_facts(a_summary(flawed=1)))["questions"].endswith("; 1 line was no question")
    assert facts["right"] == "75% (30% to 95%), 3/4, 1 not graded"
    assert facts["time"] == "1 min 15 s, 2 questions at once"
    assert facts["summary"] == "runs/run.v1.summary.json"


def test_a_batch_that_came_to_its_end_says_nothing_of_it() -> None:
    assert dict(summary_facts(a_summary(ending=Ending.DONE, done=9)))["ended"] == ""
