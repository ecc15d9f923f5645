"""Events as NDJSON."""

from __future__ import annotations

import json

from specrc_cli.backends.base import Cost
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.trace.events import Author, RunEnded, StepJudged, StopReason, TextWritten
from specrc_cli.trace.json_lines import event_line
from specrc_cli.trace.verdict import Verdict
from tests.play import play


async def test_every_event_of_a_run_is_one_line_with_its_type() -> None:
    played = await play("target", target=ScriptedModel(writes=["One.\n\n", "Two.", "3}"]))
    types = [json.loads(event_line(event))["type"] for event in played.events]
    assert [kind for kind in types if kind != "text_written"] == [
        "run_began",
        *("step_began", "prompt_read", "step_written", "step_settled"),
        *("step_began", "step_written", "step_settled"),
        "answer_began",
        "answer_written",
        "run_ended",
    ]


def test_fields_are_as_the_event_names_them() -> None:
    event = RunEnded(stop=StopReason.ANSWER, answer="5", seconds=1.5)
    assert json.loads(event_line(event)) == {
        "type": "run_ended",
        "stop": "answer",
        "answer": "5",
        "seconds": 1.5,
        "error": "",
    }


def test_a_verdict_is_told_whole() -> None:
    member = Verdict(verifier="arithmetic", accepted=True, parts={"equations": 2})
    verdict = Verdict(verifier="both", accepted=False, score=float("-inf"), members=(member,), cost=Cost(prefilled=3))
    told = json.loads(event_line(StepJudged(index=1, verdict=verdict)))["verdict"]
    assert told["score"] is None
    assert told["members"][0]["parts"] == {"equations": 2}
    assert told["cost"] == {"prefilled": 3, "written": 0, "seconds": 0.0}


def test_terminal_escapes_stay_inert() -> None:
    line = event_line(TextWritten(index=0, author=Author.DRAFT, text="\x1b]0;title\x07\x9b\u2028\n"))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["text"] == "\x1b]0;title\x07\x9b\u2028\n"
