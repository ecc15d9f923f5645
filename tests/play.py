"""Plays a method on scripted models and keeps everything that can be asked of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.methods.base import Outcome, Run
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Emit, Event
from specrc_cli.trace.record import Record, StepRecord
from specrc_cli.trace.recorder import Recorder
from specrc_cli.verifiers.base import Verifier
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    outcome: Outcome
    events: list[Event]
    record: Record

    @property
    def fates(self) -> list[str | None]:
        return [step.fate for step in self.record.steps]

    @property
    def texts(self) -> list[str | None]:
        return [step.text for step in self.record.steps]

    @property
    def steps(self) -> list[StepRecord]:
        return self.record.steps

    def of(self, *kinds: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kinds)]

    @property
    def order(self) -> list[str]:
        """The kinds of events, without the pieces of text."""
        return [type(event).__name__ for event in self.events if type(event).__name__ != "TextWritten"]


def a_run(
    events: list[Event],
    *,
    draft: ScriptedModel | None,
    target: ScriptedModel | None,
    verifier: str | Verifier | None = "utility",
    threshold: float | None = None,
    listener: Emit | None = None,
    **settings: Any,
) -> Run:
    """A question for scripted models. `settings` are fields of `Run`; `listener` hears what `events` keeps."""

    def emit(event: Event) -> None:
        events.append(event)
        if listener is not None:
            listener(event)

    if isinstance(verifier, str):
        options = Options(prompts=settings.get("prompts", Prompts()), seed=settings.get("seed", 0))
        verifier = make_verifier(verifier, options=options, threshold=threshold)
    settings = {"prompts": Prompts(), "question": "How many?", **settings}
    return Run(target=target, draft=draft, verifier=verifier, emit=emit, **settings)


def record_of(events: list[Event], **known: Any) -> Record:
    recorder = Recorder(**known)
    for event in events:
        recorder(event)
    return recorder.record()


async def play(
    method: str = "specreason",
    *,
    draft: ScriptedModel | None = None,
    target: ScriptedModel | None = None,
    knobs: Mapping[str, Any] | None = None,
    gold: str | None = None,
    **options: Any,
) -> Played:
    """Run a method to its end, and see that it left no branch open."""
    events: list[Event] = []
    run = a_run(events, draft=draft, target=target, **options)
    outcome = await solve(make_method(method, **(knobs or {})), run)
    for model in (draft, target):
        assert model is None or model.open_branches == 0
    return Played(outcome=outcome, events=events, record=record_of(events, gold=gold))
