"""Where a run's time went, step by step: a small Gantt chart.

A trace keeps how long each model was busy with a step, not when. The chart therefore lays the work end to end, in the
order of the chain: draft, judge, write. Models that worked side by side took less by the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from specrc_cli.trace.metrics import seconds_of_writing
from specrc_cli.trace.record import StepRecord
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.units import duration

_LEAST_CELLS, _MOST_CELLS = 10, 60
_LABEL_CELLS, _TIME_CELLS = 6, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One line a step, that at `place` pointed at."""

    steps: Sequence[StepRecord]
    place: int | None
    glyphs: Glyphs

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        cells = min(max(options.max_width - _LABEL_CELLS - _TIME_CELLS, _LEAST_CELLS), _MOST_CELLS)
        whole = sum(sum(spans(step)) for step in self.steps)
        if whole <= 0:
            yield Text("no times were kept", style="quiet")
            return
        began = 0.0
        for place, step in enumerate(self.steps):
            yield self._line(step, began / whole * cells, cells / whole, pointed=place == self.place)
            began += sum(spans(step))
        yield self._legend()

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(_LABEL_CELLS + _LEAST_CELLS + _TIME_CELLS, options.max_width)

    def _line(self, step: StepRecord, begin: float, scale: float, *, pointed: bool) -> Text:
        pointer = self.glyphs.pointer if pointed else " "
        line = Text(f"{pointer}{step.index + 1:>3} ", style="heading" if pointed else "quiet")
        line.append(" " * int(begin))
        edge = begin
        for (name, sign), seconds in zip(self._kinds().items(), spans(step), strict=True):
            count = int(edge + seconds * scale) - int(edge)
            line.append(sign * count, style=f"time.{name}")
            edge += seconds * scale
        if int(edge) == int(begin):
            line.append(self.glyphs.symbols.dot, style="quiet")  # too short for its own column
        return line.append(f" {duration(sum(spans(step)))}", style="quiet")

    def _kinds(self) -> dict[str, str]:
        return {"draft": self.glyphs.draft, "judge": self.glyphs.judge, "write": self.glyphs.write}

    def _legend(self) -> Text:
        named = (Text.assemble((sign, f"time.{name}"), (f" {name}", "quiet")) for name, sign in self._kinds().items())
        return Text(" " * 5).append_text(Text("  ").join(named))


def spans(step: StepRecord) -> tuple[float, float, float]:
    """Seconds to draft, to judge and to write a step, guessing at it included."""
    return (
        step.draft.cost.seconds if step.draft else 0.0,
        step.verdict.cost.seconds if step.verdict else 0.0,
        seconds_of_writing(step.target) if step.target else 0.0,
    )
