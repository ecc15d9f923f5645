"""One run from beginning to end: the clock, the first and the last event, and every way a run can break off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict

from specrc_cli.backends.base import Model, ModelInfo
from specrc_cli.methods.asking import check_answers
from specrc_cli.methods.base import Method, Outcome, Part, Run
from specrc_cli.methods.guessing import Guesser
from specrc_cli.trace.events import RunBegan, RunEnded, StopReason
from specrc_cli.verifiers.person import Quit


async def solve(method: Method, run: Run) -> Outcome:
    """Run a method on a question, between `RunBegan` and `RunEnded`.

    A person who quits ends the run like any other stop reason. Cancellation and errors are told in `RunEnded` and
    then raised again. `ContextFull` is raised only where the question itself does not fit, and `UsageError`, before
    anything is told, where the target cannot answer what it will be asked.
    """
    check_answers(method, run)
    run.emit(began(method, run))
    start = time.perf_counter()
    outcome, error = Outcome(answer=None, stop=StopReason.ERROR), ""
    try:
        outcome = await method.solve(run)
    except Quit:
        outcome = Outcome(answer=None, stop=StopReason.CANCELLED)
    except asyncio.CancelledError:
        outcome = Outcome(answer=None, stop=StopReason.CANCELLED)
        raise
    except Exception as fault:
        error = str(fault) or type(fault).__name__
        raise
    finally:
        seconds = time.perf_counter() - start - outcome.aside
        run.emit(RunEnded(stop=outcome.stop, answer=outcome.answer, seconds=seconds, error=error))
    return outcome


def knobs(method: Method, run: Run) -> Mapping[str, object]:
    """Every setting that can change the outcome of a run, for the trace."""
    return {
        "method": dict(method.knobs),
        "verifier": dict(run.verifier.knobs) if run.verifier and Part.VERIFIER in method.uses else {},
        "limits": asdict(run.limits),
        "draft_sampling": run.draft_sampling.settings if Part.DRAFT in method.uses else None,
        "target_sampling": run.target_sampling.settings if Part.TARGET in method.uses else None,
        "speculation": asdict(run.speculation) if Part.TARGET in method.uses else None,
        "delimiter": run.delimiter,
    }


def began(method: Method, run: Run) -> RunBegan:
    """What a run says of itself at its beginning."""
    return RunBegan(
        question=run.question,
        method=method.name,
        verifier=run.verifier.name if run.verifier and Part.VERIFIER in method.uses else "",
        knobs=knobs(method, run),
        seed=run.seed,
        prompt_hash=run.prompts.digest,
        draft=_info(run.draft) if _takes_part(method, run) else None,
        target=_info(run.target) if Part.TARGET in method.uses else None,
    )


def _takes_part(method: Method, run: Run) -> bool:
    """Whether the draft does, by writing or by guessing."""
    return Part.DRAFT in method.uses or (run.speculation.guesser is Guesser.DRAFT and Part.TARGET in method.uses)


def _info(model: Model | None) -> ModelInfo | None:
    return model.info if model else None
