"""Whatever is called in whatever order, on every memory type: the answers are those of plain evaluation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from tests.engine.inside import in_use
from tests.engine.play import Player, Verb, scripts
from tests.engine.reference import Reference

PATIENCE = 30.0
"""Seconds for one script: far more than it takes, far less than a hang."""
Stage = tuple[asyncio.Runner, LlamaModel, Reference]


@pytest.fixture(scope="module")
def stage(any_memory_gguf: Path) -> Iterator[Stage]:
    """A model that lives through all examples, so that what one script leaves behind shows up in the next."""
    with asyncio.Runner() as runner:
        options = LoadOptions(path=any_memory_gguf, threads=1, context=1000)
        model = runner.run(LlamaModel.load(options))
        reference = Reference(any_memory_gguf)
        yield runner, model, reference
        reference.close()
        runner.run(model.aclose())


@given(script=scripts)
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_engine_answers_as_plain_evaluation_does(stage: Stage, script: list[Verb]) -> None:
    runner, model, reference = stage

    async def play() -> None:
        async with asyncio.timeout(PATIENCE):
            await Player(model, reference).play(script)
            assert await in_use(model) == []

    runner.run(play())
