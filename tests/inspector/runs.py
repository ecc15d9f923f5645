"""Runs to inspect: played on scripted models, and written to a file as `--trace` would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.trace.record import Record
from tests.play import play

RIGHT = "2 + 3 = 5 pens\n\n"
WRONG = "5 * 2 = 11 pens\n\n"
MENDED = "5 * 2 = 10 pens\n\n"
LAST = "So \\boxed{10}."


async def a_record(id: str | None, *, question: str = "How many pens?", gold: str | None = "10", **how: Any) -> Record:
    """Accepted, rewritten, accepted."""
    draft = ScriptedModel("draft", writes=[RIGHT, WRONG, LAST])
    target = ScriptedModel("target", writes=[MENDED, "10}"], ratings={RIGHT: 9, WRONG: {"2": 0.75, "7": 0.25}, LAST: 8})
    played = await play(draft=draft, target=target, gold=gold, **how)
    return played.record.model_copy(update={"id": id, "question": question})


async def a_smooth_record(id: str) -> Record:
    """Everything accepted; the answer is wrong."""
    draft = ScriptedModel("draft", writes=[RIGHT, "So \\boxed{5}."])
    target = ScriptedModel("target", writes=[], ratings={RIGHT: 9, "}.": 9})
    played = await play(draft=draft, target=target, gold="10")
    return played.record.model_copy(update={"id": id, "question": "How many pencils?"})


async def a_scot_record(id: str) -> Record:
    """Two chains, of which the second is chosen."""
    draft = ScriptedModel("draft", writes=[WRONG, RIGHT, "So \\boxed{11}.", "So \\boxed{5}."])
    target = ScriptedModel("target", writes=["5}"], logprobs={"{11}.": -3.0, "{5}.": -0.1})
    knobs = {"n_chains": 2, "select": "likelihood"}
    played = await play("scot", draft=draft, target=target, gold="5", knobs=knobs, verifier=None)
    return played.record.model_copy(update={"id": id})


def written(path: Path, lines: Sequence[Record | str]) -> Path:
    path.write_text("".join((line if isinstance(line, str) else line.to_json()) + "\n" for line in lines))
    return path
