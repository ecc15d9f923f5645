"""Trial: another threshold, tried on a run or a whole file, and how it is told. The arithmetic is `trace.whatif`'s."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from specrc_cli.trace.record import Rate, Record, StepRecord
from specrc_cli.trace.whatif import Dial, MeanRewrite, WhatIf, decisions, dials, first_change, what_if
from specrc_cli.views import verdicts
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.text import one_line
from specrc_cli.views.units import duration, percent, plural

_LABEL, _GAP = 7, "  "
_WOULD = {True: "would be accepted", False: "would be rejected", None: "cannot be told"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A dial, and where it is turned to."""

    dial: Dial
    threshold: float

    @classmethod
    def of(cls, record: Record) -> list[Setting]:
        """The dials of a run, each where it stood."""
        return [cls(dial=dial, threshold=dial.threshold) for dial in dials(record)]

    @property
    def moved(self) -> bool:
        return self.threshold != self.dial.threshold

    def turned(self, notches: int) -> Setting:
        """So many notches up, or down where negative."""
        return replace(self, threshold=verdicts.notched(self.dial.verifier, self.threshold, notches))

    def jumped(self, record: Record, direction: int) -> Setting:
        """To the next threshold up (1) or down (-1) at which a verdict of the run changes, if there is one."""
        cuts = {decision.ruling.score for decision in decisions(record.steps, self.dial) if decision.ruling.moves}
        if direction < 0:
            return replace(self, threshold=max((cut for cut in cuts if cut < self.threshold), default=self.threshold))
        missed = (math.nextafter(cut, math.inf) for cut in cuts if cut >= self.threshold)
        return replace(self, threshold=min(missed, default=self.threshold))

    @property
    def was(self) -> str:
        return verdicts.on_scale(self.dial.verifier, self.dial.threshold)

    def text(self, glyphs: Glyphs) -> str:
        where = verdicts.on_scale(self.dial.verifier, self.threshold)
        return f"{one_line(self.dial.verifier)} {glyphs.symbols.at_least} {where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a setting changes in one run. `behind` is the index of the first step that changes, if one does."""

    setting: Setting | None = None
    what: WhatIf | None = None
    flips: dict[int, bool | None] = field(default_factory=dict)
    behind: int | None = None

    def remark(self, place: int, step: StepRecord, glyphs: Glyphs) -> Text | None:
        """What is to be said beside a step: that its verdict flips, or that it stands behind one that does."""
        if place in self.flips:
            return Text(f"{glyphs.flip} {_WOULD[self.flips[place]]}", style="doubtful")
        if self.behind is not None and step.index > self.behind:
            return Text("behind a change", style="quiet")
        return None


def try_on(record: Record, setting: Setting | None, rewrite: MeanRewrite) -> Trial:
    """Replay one run; without a setting, or with one that was not moved, nothing changes."""
    if setting is None or not setting.moved:
        return Trial(setting=setting)
    what = what_if(decisions(record.steps, setting.dial), setting.threshold, rewrite)
    flips = {flip.decision.place: flip.accepted for flip in what.flips}
    return Trial(setting=setting, what=what, flips=flips, behind=first_change(record.steps, what))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What another threshold comes to, on one line, or on two where one has no room for all of it."""

    verdicts: Text
    target: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        fits = self.verdicts.cell_len + len(_GAP) + self.target.cell_len <= options.max_width
        yield Text.assemble(self.verdicts, _GAP if fits else f"\n{'':{_LABEL}} ", self.target)


def told(label: str, before: Rate, what: WhatIf, glyphs: Glyphs) -> Told:
    """Verdicts that flip, acceptance, and what the target would write."""
    flips = f"{glyphs.flip} {plural(len(what.flips), 'verdict')}"
    line = Text.assemble((f"{label:>{_LABEL}} ", "quiet"), (f"{flips:<16}", "doubtful" if what.flips else ""))
    line.append(f"accepted {_rate(before)}, now {_rate(what.acceptance)}")
    return Told(verdicts=line, target=Text.assemble(("target ", "quiet"), _more(what)))


def _more(what: WhatIf) -> Text:
    if what.tokens is None or what.seconds is None:
        return Text("writes more; what a rewrite takes is not known", style="quiet")
    sign = "-" if what.seconds < 0 else "+"
    return Text(f"{what.tokens:+.0f} tok {sign}{duration(abs(what.seconds))}")


def _rate(share: Rate) -> str:
    return f"{share.count}/{share.of}" + (f" {percent(share.rate)}" if share.of else "")
