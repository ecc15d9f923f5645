"""A pair need not share a vocabulary: a trained draft with a tokenizer of its own beside the bundled target.

`python -m demo_models.train --stages tiny,export` makes the draft: half the tokens, fluent, and mostly wrong.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.methods.base import Limits, Run
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Fate
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import Recorder
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier

TINY = Path(__file__).parents[1] / "fixtures" / "tiny-draft.gguf"
TARGET = Path(__file__).parents[2] / "specrc_cli" / "demo" / "target.gguf"
QUESTION = "Ann has 3 boxes of 4 pens. She gives 2 pens away. How many pens does she have?"


@pytest.fixture
async def draft() -> AsyncIterator[LlamaModel]:
    model = await LlamaModel.load(LoadOptions(path=TINY, context=512, threads=1))
    yield model
    assert model.open_branches == 0
    await model.aclose()


@pytest.fixture
async def target() -> AsyncIterator[LlamaModel]:
    model = await LlamaModel.load(LoadOptions(path=TARGET, context=512, threads=1))
    yield model
    assert model.open_branches == 0
    await model.aclose()


async def solved(draft: LlamaModel, target: LlamaModel, method: str, verifier: str = "random:0.5") -> Record:
    recorder, prompts = Recorder(), Prompts()
    run = Run(
        question=QUESTION,
        target=target,
        draft=draft,
        verifier=make_verifier(verifier, options=Options(prompts=prompts, seed=1)),
        prompts=prompts,
        emit=recorder,
        limits=Limits(token_budget=200, step_tokens=40, answer_tokens=10),
    )
    await solve(make_method(method), run)
    return recorder.record()


def chain(record: Record) -> str:
    return "".join(step.text or "" for step in record.steps if step.fate is not Fate.DISCARDED)


async def test_with_every_step_accepted_the_chain_is_the_drafts_own(draft: LlamaModel, target: LlamaModel) -> None:
    alone, together = await solved(draft, target, "draft"), await solved(draft, target, "specreason", "random:1")
    assert chain(together) == chain(alone)
    assert together.totals.steps.accepted == together.totals.steps.judged > 1


async def test_with_every_step_rewritten_the_chain_is_the_targets_own(draft: LlamaModel, target: LlamaModel) -> None:
    alone, together = await solved(draft, target, "target"), await solved(draft, target, "specreason", "random:0")
    assert chain(together) == chain(alone)
    assert together.answer == alone.answer


@pytest.mark.parametrize("method", ["specreason", "specrc", "tree"])
async def test_steps_of_both_stand_in_one_chain(draft: LlamaModel, target: LlamaModel, method: str) -> None:
    record = await solved(draft, target, method)
    assert len(chain(record)) > 20
    assert record.totals.tokens.draft > 0


async def test_it_cannot_guess_the_targets_tokens(draft: LlamaModel, target: LlamaModel) -> None:
    assert "512 tokens" in target.unlike(draft)
