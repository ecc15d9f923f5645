"""A batch carried out: models opened, the runner let loose on what has no record yet, and the summary at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from specrc_cli.batch.algebra import Algebra
from specrc_cli.batch.earlier import Earlier, without_failed
from specrc_cli.batch.intake import Intake
from specrc_cli.batch.output import OLD, Claim, Output, beside
from specrc_cli.batch.pace import Pace
from specrc_cli.batch.questions import Question
from specrc_cli.batch.runner import Bounds, Ending, Progress, Runner
from specrc_cli.batch.summary import Summary
from specrc_cli.cli.batch import TellingOptions
from specrc_cli.cli.opening import Models
from specrc_cli.cli.parallel import Room
from specrc_cli.cli.running import redrawn, what_to_run
from specrc_cli.errors import ExitCode, SpecrcError
from specrc_cli.methods.session import began, solve
from specrc_cli.trace.events import Emit
from specrc_cli.trace.identity import Configuration, configuration_of
from specrc_cli.trace.record import Record
from specrc_cli.trace.run_metrics import RunTally
from specrc_cli.views.batch import BatchView, summary_facts
from specrc_cli.views.facts import Facts
from specrc_cli.views.units import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All that is settled before a model is opened. `todo` are the places, of the `chosen`, without a record yet."""

    source: Path
    intake: Intake
    chosen: int
    todo: Sequence[int]
    claim: Claim
    earlier: Earlier
    tally: RunTally
    room: Room
    bounds: Bounds
    fresh: bool
    view: BatchView
    telling: TellingOptions


class Session:
    """One run of the program on a batch."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._progress = Progress(total=len(batch.todo), tally=batch.tally)
        self._runner: Runner | None = None

    def drain(self) -> bool:
        """Begin no more questions, if any have been begun; those are let finish."""
        if self._runner is None or not self._progress.running:
            return False
        self._batch.view.finishing(self._progress.running)
        self._runner.drain()
        return True

    async def run(self) -> int:
        """Do it all and give the exit code. However it ends, there is a summary of what was done."""
        batch, plan = self._batch, self._batch.room.plan
        self._check_configuration(Models(), unknown=("draft", "target"))
        async with Models() as models:
            with batch.view:
                async with redrawn(batch.view):
                    await models.open(plan, batch.view)
                    now = self._check_configuration(models)
                    pace = batch.room.pace(models)
                    try:
                        ending = await self._work(models, pace)
                    except BaseException as end:
                        cancelled = isinstance(end, asyncio.CancelledError)
                        with suppress(SpecrcError):
                            self._summary(Ending.INTERRUPTED if cancelled else Ending.BROKEN_OFF, pace, now).write()
                        raise
        summary = self._summary(ending, pace, now)
        summary.write()
        _show(summary, batch.telling)
        if ending is Ending.INTERRUPTED:
            return ExitCode.INTERRUPTED
        return ExitCode.PARTIAL if summary.failed or summary.flawed else ExitCode.OK

    def _check_configuration(self, models: Models, *, unknown: Sequence[str] = ()) -> Configuration:
        """What is run now. Raises `UsageError` if what the output holds was run otherwise."""
        plan = self._batch.room.plan
        now = configuration_of(began(plan.method, what_to_run("", plan, models, _nobody)))
        self._batch.earlier.check(now, path=self._batch.claim.path, unknown=unknown)
        return now

    async def _work(self, models: Models, pace: Pace) -> Ending:
        batch, plan = self._batch, self._batch.room.plan
        algebra = Algebra()

        async def attempt(question: Question, emit: Emit) -> None:
            await solve(plan.method, what_to_run(question.text, plan, models, emit))

        if batch.fresh:
            _set_aside(batch.claim.real, batch.view)
        elif batch.earlier.again:
            _take_out_failed(batch)
        self._progress.begin()
        batch.view.began(self._progress)
        with Output(batch.claim) as output:
            self._runner = Runner(
                solve=attempt,
                check_models=models.warm_up,
                regrade=algebra.regrade,
                keep=output.append,
                told=self._tell,
                pace=pace,
                progress=self._progress,
                bounds=batch.bounds,
                pair=plan.pair or None,
            )
            try:
                return await self._runner.run(batch.intake[place] for place in batch.todo)
            finally:
                await algebra.aclose()

    def _tell(self, record: Record) -> None:
        if record.error is not None:
            self._batch.view.failed(record)
        self._batch.view.advanced(self._progress)

    def _summary(self, ending: Ending, pace: Pace, now: Configuration) -> Summary:
        batch = self._batch
        return Summary(
            input=batch.source.name,
            output=batch.claim.path,
            ending=ending,
            questions=batch.chosen,
            earlier=batch.chosen - len(batch.todo),
            done=self._progress.done,
            flawed=batch.intake.flawed,
            parallel=pace.level,
            seconds=self._progress.seconds,
            configuration=now,
            figures=batch.tally.figures,
        )


def _nobody(event: object) -> None:
    """For a run that is only described."""


def _set_aside(output: Path, view: BatchView) -> None:
    """What was there is kept under a name that nothing has yet."""
    if output.exists():
        old = beside(output, OLD)
        output.replace(old)
        view.note(f"starting over: the earlier records are kept in {old}")


def _take_out_failed(batch: Batch) -> None:
    """Only now that those questions will be tried."""
    todo = {batch.intake[place].id for place in batch.todo}
    again = without_failed(batch.claim.path, batch.earlier.again & todo)
    batch.view.note(f"{plural(again, 'question')} that failed will be tried again")


def _show(summary: Summary, telling: TellingOptions) -> None:
    if telling.json:
        print(summary.to_json())
    elif not telling.quiet:
        Facts().list(summary_facts(summary))
