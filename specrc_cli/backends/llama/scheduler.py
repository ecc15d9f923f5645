"""One context's work, a forward pass at a time: what waits across all its branches goes into one batch.

A step is: run the operations that are due, gather the rows somebody wants, decode, hand the logits out. Nothing is
evaluated before somebody wants what follows it, so text put behind a branch shares the pass of the next question asked
of it. Everything here runs on the lane's thread, except where it says otherwise.
"""

from __future__ import annotations

from time import perf_counter

from specrc_cli.backends.llama.batching import Run, fill
from specrc_cli.backends.llama.context import Context, Decoded
from specrc_cli.backends.llama.deliveries import Delivery
from specrc_cli.backends.llama.jobs import Work
from specrc_cli.backends.llama.operations import Operations
from specrc_cli.errors import ModelError


class Scheduler:
    """Turns what the branches of a context want into forward passes."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self.context = context
        self.operations = operations
        self._in_flight: list[Work] = []

    def step(self) -> tuple[bool, list[Delivery]]:
        """Do one forward pass if anything is wanted. Returns whether there was one, and what is to be told."""
        self.operations.run_due()
        self.context.batch.clear()
        runs = fill(self.context.batch, self.operations.live(), n_outputs=self.context.n_outputs)
        if runs:
            self._evaluate(runs)
        return bool(runs), self.operations.deliveries()

    def abort_if_unwanted(self) -> None:
        """Break off the pass under way if nobody awaits anything of it. Called from the event loop's thread."""
        in_flight = self._in_flight
        if in_flight and all(job.abandoned for job in in_flight):
            self.abort()

    def abort(self) -> None:
        """Break off the pass under way. Called from any thread."""
        self.context.abort.set()

    def free(self) -> None:
        self.context.free()

    def _evaluate(self, runs: list[Run]) -> None:
        began = perf_counter()
        self.context.abort.clear()
        self._in_flight = [run.payer for run in runs if run.payer]
        code = self.context.decode()
        self._in_flight = []
        if code != Decoded.OK:
            self._recover(code, runs)
            return
        for run in runs:
            run.segment.advance(run.count)
        for run in runs:
            self._hand_out(run)
        share = (perf_counter() - began) / self.context.batch.size
        for run in runs:
            if run.payer:
                run.payer.seconds += share * run.count

    def _hand_out(self, run: Run) -> None:
        wants = run.segment.wants
        for offset in [at for at in wants if at < run.begin + run.count]:
            row = run.row + offset - run.begin
            logits = self.context.logits(row)
            for want in wants.pop(offset):
                want.take(logits, row)

    def _recover(self, code: int, runs: list[Run]) -> None:
        """Nothing of the pass was kept. Aborted: go on with who is left. No room: somebody gives way."""
        users = list({id(user): user for run in runs for user in run.segment.users}.values())
        for user in users:
            self.operations.settle(user)
        if code == Decoded.NO_ROOM:
            self.operations.make_room(users)
        elif code != Decoded.ABORTED:
            raise ModelError(f"llama.cpp could not evaluate a batch (code {code})", "run with --debug for its log")
