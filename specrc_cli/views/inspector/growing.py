"""Runs that go on while somebody looks: events in, records out. A source like a file, for the same screens."""

from __future__ import annotations

import time
from collections.abc import Callable

from specrc_cli.backends.base import ModelInfo
from specrc_cli.trace.events import Event, RunBegan, RunEnded
from specrc_cli.trace.index import Change
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import Recorder
from specrc_cli.views.base import View
from specrc_cli.views.pace import Pace
from specrc_cli.views.story import Story
from specrc_cli.views.text import one_line
from specrc_cli.views.theme import Symbols


class GrowingRuns(View):
    """The run that was asked for and, where it is compared, the other one.

    As a source it gives, of a run that goes on, the record that an interruption would leave now, but for the steps
    that are not settled: `story` has those.
    """

    damage = ""

    def __init__(self, symbols: Symbols, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._symbols, self._clock = symbols, clock
        self._recorders: list[Recorder] = []
        self._began = clock()
        self._ended = False
        self.doing = "the models are being opened"
        """What goes on outside a run."""
        self.story, self.pace = Story(symbols), Pace()
        self.news = 0
        """How many things happened so far: whoever has drawn as many need not draw again."""

    @property
    def name(self) -> str:
        return "specrc solve"

    @property
    def going_on(self) -> bool:
        """Whether the last run that began has not ended."""
        return bool(self._recorders) and not self._ended

    def opening(self, part: str, name: str) -> None:
        self.doing = f"opening the {part} model {one_line(name)}"
        self.news += 1

    def opened(self, part: str, info: ModelInfo) -> None:
        self.doing = f"opened the {part} model {one_line(info.name)}"
        self.news += 1

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunBegan):
            self._recorders.append(Recorder())
            self._began, self._ended = self._clock(), False
            self.story, self.pace = Story(self._symbols), Pace()
        self._recorders[-1](event)
        self.story.tell(event)
        self.pace.tell(event)
        if isinstance(event, RunEnded):
            self._ended = True
            self.story.cut_off()
        self.news += 1

    @property
    def seconds(self) -> float:
        """Since the last run began."""
        return self._clock() - self._began

    def __len__(self) -> int:
        return len(self._recorders)

    def line_number(self, place: int) -> int:
        return place + 1

    def record(self, place: int) -> Record:
        recorder = self._recorders[place]
        if not (self.going_on and place == len(self) - 1):
            return recorder.record()
        record = recorder.interrupted(self.seconds)
        settled = [step for step in record.steps if step.fate is not None]
        return record.model_copy(update={"steps": settled})

    def catch_up(self) -> Change:
        """Nothing comes but by events."""
        return Change.NONE
