"""Records of runs that never were."""

from __future__ import annotations

from typing import Any

from specrc_cli.backends.base import ModelInfo
from specrc_cli.trace.events import Event, RunBegan, RunEnded, StopReason
from specrc_cli.trace.record import Record
from tests.play import record_of

BEGAN = RunBegan(
    question="How many?",
    method="specreason",
    verifier="utility",
    knobs={"limits": {"max_steps": 64}},
    seed=0,
    prompt_hash="abc",
    draft=ModelInfo(name="small", fingerprint="f00"),
    target=ModelInfo(name="large", fingerprint="ba2"),
)


def a_record(
    id: str | None = "q1",
    *,
    question: str = "How many?",
    stop: StopReason = StopReason.ANSWER,
    answer: str | None = "5",
    gold: str | None = None,
    error: str = "",
    **began: Any,
) -> Record:
    events: list[Event] = [
        RunBegan(**{name: getattr(BEGAN, name) for name in BEGAN.__slots__} | {"question": question} | began),
        RunEnded(stop=stop, answer=None if error else answer, seconds=1.0, error=error),
    ]
    return record_of(events, id=id, gold=gold)


def a_failure(id: str = "q1", *, error: str = "it broke", **more: Any) -> Record:
    return a_record(id, stop=StopReason.ERROR, error=error, **more)
