"""Results for other programs: the answer alone, the record, the events. Nothing but the result is written."""

from __future__ import annotations

from typing import TextIO

from specrc_cli.trace.events import Event
from specrc_cli.trace.json_lines import event_line
from specrc_cli.trace.record import Record
from specrc_cli.views.base import View
from specrc_cli.views.text import paragraph


class AnswerOutput(View):
    """The answer alone, or nothing."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def finish(self, record: Record) -> None:
        if record.answer is not None:
            print(paragraph(record.answer), file=self._out, flush=True)


class RecordOutput(View):
    """Each run's trace record as one line of JSON."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def finish(self, record: Record) -> None:
        print(record.to_json(), file=self._out, flush=True)

    def compare(self, together: Record, alone: Record) -> None:  # noqa: ARG002
        print(alone.to_json(), file=self._out, flush=True)


class EventOutput(View):
    """Each event as one line of JSON, as it happens."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def __call__(self, event: Event) -> None:
        print(event_line(event), file=self._out, flush=True)
