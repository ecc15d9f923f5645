"""What `specrc solve` does behind its options: a plan, a view, a trace, and the job that joins them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from specrc_cli.cli import interrupts
from specrc_cli.cli.inspecting import Watch
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.options import EngineOptions, ModelOptions, OutputOptions, ReasoningOptions
from specrc_cli.cli.plan import Plan, make_plan
from specrc_cli.cli.running import Job, carry_out
from specrc_cli.errors import SpecrcError, UsageError
from specrc_cli.methods.base import Part
from specrc_cli.methods.registry import make_method
from specrc_cli.trace.writer import TraceWriter
from specrc_cli.verifiers.person import Person
from specrc_cli.views.base import Several, View
from specrc_cli.views.live import LiveView
from specrc_cli.views.output import AnswerOutput, EventOutput, RecordOutput
from specrc_cli.views.picture import PictureView
from specrc_cli.views.screen import is_screen, view_on


def solve_question(
    question: str,
    *,
    models: ModelOptions,
    engine: EngineOptions,
    reasoning: ReasoningOptions,
    knobs: KnobOptions,
    output: OutputOptions,
    comparing: bool,
    interactive: bool,
    inspecting: bool,
) -> int:
    """Everything that can be wrong is found before a model is opened. Gives the exit code."""
    watch = _watch(output, stepwise=interactive) if inspecting else None
    view = watch.view if watch else _view(output)
    plan = make_plan(models, engine, reasoning, knobs, also=frozenset({Part.TARGET}) if comparing else frozenset())
    if comparing and plan.method.name == "target":
        raise UsageError("--compare compares with method target, and that is what runs already", "leave one out")
    if interactive:
        _check_person(plan)
    if watch is not None:
        plan = watch.steer(plan)
    elif interactive:
        plan = _with_person(plan, view)
    with _as_options():
        if output.svg is not None:
            view = Several([view, PictureView(output.svg, title="specrc solve")])
        trace = TraceWriter(output.trace) if output.trace is not None else None
    try:
        job = Job(question=question, plan=plan, view=view, trace=trace, comparing=comparing)
        return watch.carry_out(job) if watch else interrupts.run(carry_out(job))
    finally:
        if trace is not None:
            trace.close()


def _view(output: OutputOptions) -> View:
    result = _result(output)
    if result is not None:
        return result
    return EventOutput(sys.stdout) if output.events else view_on(sys.stdout, sys.stderr)


def _result(output: OutputOptions) -> View | None:
    """What gives the result alone, if that is asked for."""
    asked = [name for name in ("quiet", "json", "events") if getattr(output, name)]
    if len(asked) > 1:
        raise UsageError(f"--{asked[0]} and --{asked[1]} both claim standard output", "choose one")
    if output.quiet:
        return AnswerOutput(sys.stdout)
    return RecordOutput(sys.stdout) if output.json else None


def _watch(output: OutputOptions, *, stepwise: bool) -> Watch:
    if output.events:
        raise UsageError("--events prints while --inspect draws", "choose one; --trace keeps the record")
    return Watch(_result(output) or AnswerOutput(sys.stdout), stepwise=stepwise)


@contextmanager
def _as_options() -> Iterator[None]:
    """A file that cannot be written, found before any work, is an option that cannot be."""
    try:
        yield
    except SpecrcError as error:
        raise UsageError(error.message, error.hint) from error


def _check_person(plan: Plan) -> None:
    """Whether there is something to ask a person."""
    if plan.verifier is None:
        raise UsageError(
            f"method {plan.method.name} judges nothing, so there is nothing to ask", "choose another method"
        )
    if Part.PERSON not in plan.method.uses:
        raise UsageError(
            f"method {plan.method.name} judges several steps at once, and a person one at a time",
            "choose specreason for --interactive",
        )


def _with_person(plan: Plan, view: View) -> Plan:
    """Put a person above the plan's verifier."""
    if not isinstance(view, LiveView) or not is_screen(sys.stdin):
        raise UsageError(
            "--interactive needs a terminal to ask on", "leave it out, or do not redirect input and output"
        )
    assert plan.verifier is not None
    from specrc_cli.cli.asking import Keyboard

    method = make_method("specreason", **{**plan.method.knobs, "guard": False})  # who judges steps wants to see them
    return replace(plan, method=method, verifier=Person(plan.verifier, Keyboard(view), delimiter=plan.delimiter))
