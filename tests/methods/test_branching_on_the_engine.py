"""The methods that branch, on llama.cpp itself: several runs in a row, also cut short, leave nothing in any memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from demo_models.random_weights.gguf import write
from demo_models.random_weights.shapes import Shape
from demo_models.random_weights.vocabularies import WORDS, byte_level
from specrc_cli.backends.llama import open_model
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.methods.base import Limits, Run
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Event
from specrc_cli.trace.recorder import Recorder
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier
from tests import toys
from tests.engine.inside import in_use
from tests.methods.test_on_the_engine import HOT

SHAPES = {"dense": toys.NORMED, "windowed": toys.WINDOWED, "recurrent": toys.RECURRENT, "hybrid": toys.HYBRID}
RUNS = 4
"""Each of several rounds: a recurrent model would soon have no place left if a round lost one."""
METHODS: dict[str, dict[str, Any]] = {
    "lookahead": {"depth": 3},
    "tree": {"beam_width": 3, "beam_keep": 2},
    "trajectories": {"preset": "efficient", "max_depth": 3},
    "scot": {"n_chains": 3, "select": "likelihood"},
    "specrc": {"k": 3, "overlap": True, "audit": 0.5},
}


async def opened(folder: Path, shape: Shape) -> LlamaModel:
    """A toy that can say yes and no."""
    path = folder / f"{shape.architecture}.gguf"
    if not path.exists():
        write(path, shape, byte_level(words=WORDS + " yes no"))
    model = await open_model(LoadOptions(path=path, context=1024, threads=1))
    assert isinstance(model, LlamaModel)
    return model


@pytest.fixture(params=list(SHAPES))
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[LlamaModel, LlamaModel]]:
    draft, target = await opened(tmp_path, toys.DENSE), await opened(tmp_path, SHAPES[request.param])
    yield draft, target
    await draft.aclose()
    await target.aclose()


def a_run(draft: LlamaModel, target: LlamaModel, listener: Recorder, seed: int) -> Run:
    return Run(
        question="How many?",
        target=target,
        draft=draft,
        verifier=make_verifier("utility:4", options=Options(prompts=Prompts())),
        prompts=Prompts(),
        emit=listener,
        limits=Limits(token_budget=120, max_steps=6, step_tokens=12, answer_tokens=6),
        draft_sampling=HOT,
        target_sampling=HOT,
        delimiter=" ",
        seed=seed,
    )


@pytest.mark.parametrize("method", METHODS)
async def test_runs_in_a_row_leave_no_sequence_behind(pair: tuple[LlamaModel, LlamaModel], method: str) -> None:
    draft, target = pair
    for seed in range(RUNS):
        recorder = Recorder()
        await solve(make_method(method, **METHODS[method]), a_run(draft, target, recorder, seed))
        assert recorder.record().error is None
        assert recorder.totals.tokens.draft > 0
        assert (draft.open_branches, target.open_branches) == (0, 0)
    assert await in_use(draft) == []
    assert await in_use(target) == []


@pytest.mark.parametrize("method", METHODS)
async def test_runs_that_are_cut_short_leave_no_sequence_behind(
    pair: tuple[LlamaModel, LlamaModel], method: str
) -> None:
    draft, target = pair
    for after in range(3, 43, 16):
        await _cut_short(draft, target, method, after=after)
        assert (draft.open_branches, target.open_branches) == (0, 0)
    assert await in_use(draft) == []
    assert await in_use(target) == []


async def _cut_short(draft: LlamaModel, target: LlamaModel, method: str, *, after: int) -> None:
    """Cancel a run when so many events were told."""
    told = 0
    task: asyncio.Task[object]

    class Cancelling(Recorder):
        def __call__(self, event: Event) -> None:
            nonlocal told
            told += 1
            super().__call__(event)
            if told == after:
                task.cancel()

    run = a_run(draft, target, Cancelling(), seed=after)
    task = asyncio.ensure_future(solve(make_method(method, **METHODS[method]), run))
    with pytest.raises(asyncio.CancelledError):
        await task
