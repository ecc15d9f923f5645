"""Tuning: the thresholds a person has moved, and what they change in a run, in a row, and in the whole file."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Group, RenderableType
from rich.text import Text

from specrc_cli.trace.metrics import rate
from specrc_cli.trace.record import Record
from specrc_cli.trace.whatif import what_if
from specrc_cli.views.inspector.catalogue import Catalogue
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.inspector.rows import Row
from specrc_cli.views.inspector.trial import Setting, Told, Trial, told, try_on


class Tuning:
    """One dial is turned at a time; it stays where it is from one run to the next."""

    def __init__(self, catalogue: Catalogue, glyphs: Glyphs) -> None:
        self._catalogue, self._glyphs = catalogue, glyphs
        self._moved: dict[str, float] = {}
        """Thresholds, by verifier."""
        self._settings: list[Setting] = []
        self._chosen = ""
        self._record: Record | None = None
        self.trial = Trial()

    @property
    def setting(self) -> Setting | None:
        """The dial in hand; None where no threshold decided anything in the run."""
        return next((each for each in self._settings if each.dial.verifier == self._chosen), None)

    def look_at(self, record: Record | None) -> None:
        """Another run, with its dials where they were left."""
        self._record = record
        self._settings = [
            replace(each, threshold=self._moved.get(each.dial.verifier, each.threshold))
            for each in (Setting.of(record) if record else ())
        ]
        if self._settings and self.setting is None:
            self._chosen = self._settings[0].dial.verifier
        self._try()

    def turn(self, notches: int) -> None:
        if self.setting is not None:
            self._set(self.setting.turned(notches))

    def jump(self, direction: int) -> None:
        """To where the next verdict of this run changes."""
        if self.setting is not None and self._record is not None:
            self._set(self.setting.jumped(self._record, direction))

    def reset(self) -> None:
        if self.setting is not None:
            self._set(replace(self.setting, threshold=self.setting.dial.threshold))

    def next_dial(self) -> None:
        names = [each.dial.verifier for each in self._settings]
        if names:
            self._chosen = names[(names.index(self._chosen) + 1) % len(names)]
            self._try()

    def flips(self, row: Row) -> int:
        """How many verdicts of a run would change."""
        setting = self.setting
        if setting is None or not setting.moved:
            return 0
        decided = row.decided.get(setting.dial.verifier, ())
        return sum(decision.at(setting.threshold) is not decision.accepted for decision in decided)

    def lines(self) -> RenderableType:
        """The dial, and what moving it comes to in this run and in all of them."""
        setting, glyphs = self.setting, self._glyphs
        if setting is None or self._record is None:
            return Text("no threshold decided anything here", style="quiet")
        line = Text.assemble(("what if ", "quiet"), (setting.text(glyphs), "heading"))
        if self.trial.what is None:
            return line.append("  as it was; [ and ] move it", style="quiet")
        line.append(f"  (was {setting.was})  ", style="quiet").append("an estimate", style="doubtful")
        told_of = [told("run", self._record.totals.acceptance, self.trial.what, glyphs)]
        if len(self._catalogue) > 1:
            told_of.append(self._whole(setting))
        return Group(line, *told_of)

    def _whole(self, setting: Setting) -> Told:
        catalogue = self._catalogue
        decided = catalogue.decisions(setting.dial.verifier)
        before = rate(sum(decision.accepted for decision in decided), len(decided))
        what = what_if(decided, setting.threshold, catalogue.mean_rewrite())
        return told("file", before, what, self._glyphs)

    def _set(self, setting: Setting) -> None:
        self._moved[setting.dial.verifier] = setting.threshold
        self.look_at(self._record)

    def _try(self) -> None:
        record = self._record
        self.trial = try_on(record, self.setting, self._catalogue.mean_rewrite()) if record else Trial()
