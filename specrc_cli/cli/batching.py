"""What `specrc batch` does behind its options: questions taken in, an output claimed, and the runner between them."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from specrc_cli.batch.algebra import Algebra
from specrc_cli.batch.earlier import Earlier, mend, read_earlier, without_failed
from specrc_cli.batch.intake import Intake, take_in
from specrc_cli.batch.output import Claim, Output
from specrc_cli.batch.questions import Fields, Question
from specrc_cli.batch.runner import Bounds, Ending, Progress, Runner
from specrc_cli.batch.selection import Selection, Shard
from specrc_cli.batch.summary import Summary
from specrc_cli.cli import interrupts
from specrc_cli.cli.batch import InputOptions, RunningOptions, TellingOptions
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.opening import Models
from specrc_cli.cli.options import EngineOptions, ModelOptions, ReasoningOptions
from specrc_cli.cli.parallel import Room, make_room
from specrc_cli.cli.plan import make_plan
from specrc_cli.cli.running import redrawn, what_to_run
from specrc_cli.errors import ExitCode, UsageError
from specrc_cli.methods.session import began, solve
from specrc_cli.trace.events import Emit
from specrc_cli.trace.identity import Configuration
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import configuration_of
from specrc_cli.trace.run_metrics import RunTally
from specrc_cli.views.batch import BatchView, QuietView, batch_view, summary_facts
from specrc_cli.views.facts import Facts
from specrc_cli.views.theme import symbols_for
from specrc_cli.views.units import plural

_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All that is settled before a model is opened."""

    source: Path
    intake: Intake
    places: Sequence[int]
    claim: Claim
    earlier: Earlier
    tally: RunTally
    room: Room
    bounds: Bounds
    fresh: bool
    view: BatchView
    telling: TellingOptions


def run_batch(
    source: Path,
    output: Path,
    *,
    asked: InputOptions,
    running: RunningOptions,
    models: ModelOptions,
    engine: EngineOptions,
    reasoning: ReasoningOptions,
    knobs: KnobOptions,
    telling: TellingOptions,
) -> int:
    """Everything that can be wrong is found before a model is opened. Gives the exit code."""
    view = QuietView(sys.stderr, symbols_for(sys.stderr.encoding)) if telling.quiet else batch_view(sys.stderr)
    bounds = Bounds(seconds=_seconds(running.budget_time), failures=running.max_failures)
    selection = Selection(
        seed=reasoning.seed if asked.shuffle else None,
        shard=Shard.parse(asked.shard) if asked.shard is not None else None,
        limit=asked.limit,
    )
    plan = make_plan(models, engine, reasoning, knobs)
    _check_apart(source, output)
    fields = Fields(question=asked.question_field, answer=asked.answer_field, id=asked.id_field)
    with take_in(source, fields) as intake, Claim(output) as claim:
        _tell_flaws(intake, source, view, asked)
        tally = RunTally()
        batch = Batch(
            source=source,
            intake=intake,
            places=selection.of(len(intake)),
            claim=claim,
            earlier=Earlier() if running.fresh else _earlier(output, view, tally, running),
            tally=tally,
            room=make_room(plan, running.parallel),
            bounds=bounds,
            fresh=running.fresh,
            view=view,
            telling=telling,
        )
        session = _Session(batch)
        return interrupts.run(session.run(), gently=session.drain)


class _Session:
    """The batch being run."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._runner: Runner | None = None

    def drain(self) -> bool:
        """Begin no more questions, if any have been begun."""
        if self._runner is None or not self._runner.progress.running:
            return False
        self._batch.view.finishing(self._runner.progress.running)
        self._runner.drain()
        return True

    async def run(self) -> int:
        batch, plan = self._batch, self._batch.room.plan
        async with Models() as models:
            with batch.view:
                async with redrawn(batch.view):
                    await models.open(plan, batch.view)
                    now = configuration_of(began(plan.method, what_to_run("", plan, models, _nobody)))
                    batch.earlier.check(now, path=batch.claim.path)
                    summary = await self._through(models, now)
        summary.write()
        _show(summary, batch.telling)
        if summary.ending is Ending.INTERRUPTED:
            return ExitCode.INTERRUPTED
        return ExitCode.PARTIAL if summary.failed or summary.flawed else ExitCode.OK

    async def _through(self, models: Models, now: Configuration) -> Summary:
        """The questions that have no record yet; the summary is of all."""
        batch, plan = self._batch, self._batch.room.plan
        todo = array("Q", (place for place in batch.places if not batch.earlier.has(batch.intake[place])))
        progress = Progress(total=len(todo), earlier=len(batch.places) - len(todo), tally=batch.tally)
        pace = batch.room.pace(models)
        algebra = Algebra()

        async def attempt(question: Question, emit: Emit) -> None:
            await solve(plan.method, what_to_run(question.text, plan, models, emit))

        def tell(record: Record) -> None:
            if record.error is not None:
                batch.view.failed(record)
            batch.view.advanced(progress)

        if batch.fresh:
            _set_aside(batch.claim.path, batch.view)
        batch.view.began(progress)
        ending = Ending.INTERRUPTED
        with Output(batch.claim) as output:
            self._runner = Runner(
                solve=attempt,
                check_models=models.warm_up,
                regrade=algebra.regrade,
                keep=output.append,
                told=tell,
                pace=pace,
                progress=progress,
                bounds=batch.bounds,
                pair=plan.pair or None,
            )
            try:
                ending = await self._runner.run(_questions(batch.intake, todo))
            finally:
                await algebra.aclose()
        return Summary(
            input=batch.source.name,
            output=batch.claim.path,
            ending=ending,
            questions=len(batch.places),
            earlier=progress.earlier,
            done=progress.done,
            failed=progress.failed,
            flawed=batch.intake.flawed,
            parallel=pace.level,
            seconds=progress.seconds,
            configuration=now,
            figures=batch.tally.figures,
        )


def _questions(intake: Intake, places: Sequence[int]) -> Iterator[Question]:
    return (intake[place] for place in places)


def _nobody(event: object) -> None:
    """For a run that is only described."""


def _earlier(output: Path, view: BatchView, tally: RunTally, running: RunningOptions) -> Earlier:
    """What the output holds, mended first."""
    if taken_off := mend(output):
        view.note(f"{output} ended in half a record, {plural(taken_off, 'byte')}: taken off")
    if running.retry_failed and (again := without_failed(output)):
        view.note(f"{plural(again, 'question')} that failed will be tried again")
    return read_earlier(output, on_record=tally.add)


def _set_aside(output: Path, view: BatchView) -> None:
    """What was there is kept under another name; what was kept there before is not."""
    if output.exists():
        old = output.with_name(f"{output.name}.old")
        output.replace(old)
        view.note(f"starting over: the earlier records are kept in {old}")


def _tell_flaws(intake: Intake, source: Path, view: BatchView, asked: InputOptions) -> None:
    """Lines that are no question. Raises `UsageError` where that is not to be borne."""
    if asked.strict and intake.flaws:
        first = intake.flaws[0]
        raise UsageError(f"{source}:{first.line}: {first.reason}", "mend it, or leave out --strict to pass over it")
    for flaw in intake.flaws:
        view.note(f"{source}:{flaw.line}: {flaw.reason}; passed over")
    if intake.flawed > len(intake.flaws):
        view.note(f"and {intake.flawed - len(intake.flaws)} more lines that are no question")


def _show(summary: Summary, telling: TellingOptions) -> None:
    if telling.json:
        print(summary.to_json())
    elif not telling.quiet:
        Facts().list(summary_facts(summary))


def _check_apart(source: Path, output: Path) -> None:
    if source.exists() and output.exists() and source.samefile(output):
        raise UsageError("the questions and the records cannot be in the same file", "choose another with -o")


def _seconds(said: str | None) -> float | None:
    """From `90s`, `30m`, `8h`. Raises `UsageError`."""
    if said is None:
        return None
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*([smhd]?)", said.strip())
    if not found or not float(found[1]):
        raise UsageError(f"--budget-time cannot be '{said}'", "it takes 90s, 30m, 8h or 2d")
    return float(found[1]) * _SECONDS[found[2]]
