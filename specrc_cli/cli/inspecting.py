"""`specrc solve --inspect`: the run in the inspector's screens, and its result on standard output when they close."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace

from specrc_cli.cli import interrupts
from specrc_cli.cli.plan import Plan
from specrc_cli.cli.running import Job, carry_out
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Part
from specrc_cli.trace.record import Record
from specrc_cli.verifiers.person import Person
from specrc_cli.views.base import Several, View
from specrc_cli.views.screen import is_screen


class Afterwards(View):
    """Keeps the results for another view until nobody else has the terminal."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._told: list[Callable[[], None]] = []

    def finish(self, record: Record) -> None:
        self._told.append(lambda: self._view.finish(record))

    def compare(self, together: Record, alone: Record) -> None:
        self._told.append(lambda: self._view.compare(together, alone))

    def tell(self) -> None:
        with self._view:
            for told in self._told:
                told()


class Watch:
    """A run on the inspector's screen. `view` is to be told of it; `result` is, when the screen is closed.

    `stepwise` begins with every step waiting for the person. Raises `UsageError` where there is no terminal.
    """

    def __init__(self, result: View, *, stepwise: bool) -> None:
        if not is_screen(sys.stdin) or not is_screen(sys.stderr):
            raise UsageError(
                "--inspect needs a terminal to draw on", "leave it out, and inspect the --trace afterwards"
            )
        from specrc_cli.views.inspector.glyphs import glyphs_for
        from specrc_cli.views.inspector.growing import GrowingRuns
        from specrc_cli.views.inspector.live import LiveInspector

        glyphs = glyphs_for(sys.stderr.encoding, os.environ)
        runs = GrowingRuns(glyphs.symbols)
        self._afterwards = Afterwards(result)
        self._screen = LiveInspector(runs, glyphs, stepwise=stepwise)
        self.view: View = Several([runs, self._afterwards])

    def steer(self, plan: Plan) -> Plan:
        """Let the person take part where steps are judged one at a time."""
        if plan.verifier is None or Part.PERSON not in plan.method.uses:
            return plan
        self._screen.let_ask()
        return replace(plan, verifier=Person(plan.verifier, self._screen.ask, delimiter=plan.delimiter))

    def carry_out(self, job: Job) -> int:
        """Do the job, and give its exit code when the person has left the screen."""
        try:
            return interrupts.run(self._screen.accompany(carry_out(job)))
        finally:
            self._afterwards.tell()
