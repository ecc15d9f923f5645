"""A plan carried out: models opened, the question solved, everything told to the view and kept in the trace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from specrc_cli.cli.opening import Models
from specrc_cli.cli.plan import Plan
from specrc_cli.errors import ExitCode, SpecrcError
from specrc_cli.methods.base import Method, Run
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Emit, Event, StopReason
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import Recorder
from specrc_cli.trace.writer import TraceWriter
from specrc_cli.views.base import View
from specrc_cli.views.summary import stopped

FRAMES_PER_SECOND = 12
_HOW_TO_GET_AN_ANSWER = {
    StopReason.BUDGET: "give it more with --budget",
    StopReason.MAX_STEPS: "allow more with --max-steps",
    StopReason.CONTEXT_FULL: "make it larger with -c",
    StopReason.LOOP: "try another --seed, or a higher --temp",
    StopReason.TRUNCATED: "raise limits.answer_tokens of the pair in models.yaml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One question, how to solve it, and where to tell of it."""

    question: str
    plan: Plan
    view: View
    trace: TraceWriter | None
    comparing: bool


async def carry_out(job: Job) -> int:
    """Do the job and give its exit code. Cancelled, it shows and keeps what there is before it ends."""
    async with Models() as models:
        with job.view:
            async with redrawn(job.view):
                await models.open(job.plan, job.view)
                if job.comparing:
                    await models.warm_up()
                record = await _run(job, job.plan.method, models, show=job.view.finish)
                if job.comparing and record.stop is not StopReason.CANCELLED:
                    job.view.chapter("the target alone, for comparison")
                    alone = make_method("target")
                    await _run(job, alone, models, show=lambda alone: job.view.compare(record, alone))
    if record.stop is StopReason.CANCELLED:
        return ExitCode.INTERRUPTED
    if record.answer is None:
        hint = _HOW_TO_GET_AN_ANSWER.get(record.stop, "try another --seed, or a larger target")
        raise SpecrcError(f"no answer: {stopped(record.stop)}", hint)
    return ExitCode.OK


async def _run(job: Job, method: Method, models: Models, *, show: Callable[[Record], None]) -> Record:
    """One run. However it ends, its record is shown and appended to the trace."""
    recorder = Recorder(pair=job.plan.pair or None)
    telling = _Telling(recorder, job.view)
    solving = asyncio.create_task(solve(method, what_to_run(job.question, job.plan, models, telling)))
    telling.on_failure = solving.cancel
    try:
        await solving
    except asyncio.CancelledError:
        if telling.failure is None:
            raise
    finally:
        if telling.began:
            _deliver(job, recorder.record(), show if telling.failure is None else _show_nothing)
    if telling.failure is not None:
        raise telling.failure
    return recorder.record()


def _deliver(job: Job, record: Record, show: Callable[[Record], None]) -> None:
    """To the view first, which may fail, and to the trace in any case."""
    try:
        show(record)
    finally:
        if job.trace is not None:
            job.trace.append(record)


def _show_nothing(record: Record) -> None:
    """For a view that can no longer write."""


def what_to_run(question: str, plan: Plan, models: Models, emit: Emit) -> Run:
    """A question under a plan, with the models it opened."""
    return Run(
        question=question,
        target=models.target,
        draft=models.draft,
        verifier=plan.verifier,
        prompts=plan.prompts,
        emit=emit,
        limits=plan.limits,
        draft_sampling=plan.draft_sampling,
        target_sampling=plan.target_sampling,
        delimiter=plan.delimiter,
        speculation=plan.speculation,
        seed=plan.seed,
        economy=models.economy,
    )


class _Telling:
    """An `Emit` that never fails: the recorder first, then the view. A view that cannot write ends the run."""

    def __init__(self, recorder: Recorder, view: View) -> None:
        self._recorder, self._view = recorder, view
        self.failure: OSError | None = None
        self.on_failure: Callable[[], object] = lambda: None
        self.began = False

    def __call__(self, event: Event) -> None:
        self.began = True
        self._recorder(event)
        if self.failure is None:
            try:
                self._view(event)
            except OSError as failure:
                self.failure = failure
                self.on_failure()


@asynccontextmanager
async def redrawn(view: View) -> AsyncIterator[None]:
    """Let the view redraw its moving part while the body runs."""

    async def redraw() -> None:
        with suppress(OSError):  # a terminal that is gone is met again at the next event, and dealt with there
            while True:
                view.refresh()
                await asyncio.sleep(1 / FRAMES_PER_SECOND)

    drawing = asyncio.create_task(redraw())
    try:
        yield
    finally:
        drawing.cancel()
