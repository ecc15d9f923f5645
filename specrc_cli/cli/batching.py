"""What `specrc batch` does behind its options: all that can be settled, and refused, before a model is opened."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Container
from pathlib import Path

from specrc_cli.batch.earlier import Earlier, check_replaceable, mend, read_earlier
from specrc_cli.batch.intake import Intake, name_of, take_in
from specrc_cli.batch.output import OLD, SAVED, Claim, check_output
from specrc_cli.batch.questions import Fields
from specrc_cli.batch.runner import Bounds
from specrc_cli.batch.selection import Selection, Shard
from specrc_cli.batch.summary import check_summary_path, summary_path
from specrc_cli.cli import interrupts
from specrc_cli.cli.batch import InputOptions, RunningOptions, TellingOptions
from specrc_cli.cli.batch_session import Batch, Session
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.options import EngineOptions, ModelOptions, ReasoningOptions
from specrc_cli.cli.outputs import same_file
from specrc_cli.cli.parallel import make_room
from specrc_cli.cli.plan import make_plan
from specrc_cli.errors import UsageError
from specrc_cli.trace.run_metrics import RunTally
from specrc_cli.views.batch import BatchView, QuietView, batch_view
from specrc_cli.views.theme import symbols_for
from specrc_cli.views.units import plural

_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


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
    check_output(output)
    _check_apart(source, output)
    check_summary_path(output)
    fields = Fields(question=asked.question_field, answer=asked.answer_field, id=asked.id_field)
    with take_in(source, fields) as intake, Claim(output) as claim:
        _tell_flaws(intake, source, view, asked)
        tally = RunTally()
        if running.fresh:
            check_replaceable(output)
        places = selection.of(len(intake))
        again = {intake[place].id for place in places} if running.retry_failed else ()
        earlier = Earlier() if running.fresh else _earlier(output, view, tally, again)
        batch = Batch(
            source=source,
            intake=intake,
            chosen=len(places),
            todo=array("Q", (place for place in places if not earlier.has(intake[place]))),
            claim=claim,
            earlier=earlier,
            tally=tally,
            room=make_room(plan, running.parallel),
            bounds=bounds,
            fresh=running.fresh,
            view=view,
            telling=telling,
        )
        session = Session(batch)
        return interrupts.run(session.run(), gently=session.drain)


def _earlier(output: Path, view: BatchView, tally: RunTally, again: Container[str]) -> Earlier:
    """What the output holds, mended first; but for failed ones that are to be tried `again`."""
    if taken_off := mend(output):
        view.note(f"{output} ended in half a record, {plural(taken_off, 'byte')}: taken off")
    return read_earlier(output, on_record=tally.add, again=again)


def _tell_flaws(intake: Intake, source: Path, view: BatchView, asked: InputOptions) -> None:
    """Lines that are no question. Raises `UsageError` where that is not to be borne."""
    if asked.strict and intake.flaws:
        first = intake.flaws[0]
        raise UsageError(
            f"{name_of(source)}:{first.line}: {first.reason}", "mend it, or leave out --strict to pass over it"
        )
    for flaw in intake.flaws:
        view.flawed(f"{name_of(source)}:{flaw.line}: {flaw.reason}; passed over")
    if more := intake.flawed - len(intake.flaws):
        view.flawed(f"and {plural(more, 'more line that is', 'more lines that are')} no question")


def _check_apart(source: Path, output: Path) -> None:
    """Refuse to read what this batch may write."""
    if _same(source, output):
        raise UsageError("the questions and the records cannot be in the same file", "choose another with -o")
    own = [output.with_name(f"{output.name}{ending}") for ending in (OLD, SAVED)]
    if any(_same(source, path) for path in (summary_path(output), *own)):
        raise UsageError(f"the questions cannot be in {source}, a name this output uses", "choose another with -o")


def _same(one: Path, other: Path) -> bool:
    try:
        return same_file(one, other)
    except OSError:  # what cannot be looked at cannot be read either, and that is told then
        return False


def _seconds(said: str | None) -> float | None:
    """From `90s`, `30m`, `8h`. Raises `UsageError`."""
    if said is None:
        return None
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*([smhd]?)", said.strip())
    if not found or not float(found[1]):
        raise UsageError(f"--budget-time cannot be '{said}'", "it takes 90s, 30m, 8h or 2d")
    return float(found[1]) * _SECONDS[found[2]]
