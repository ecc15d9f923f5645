"""A pair of toy models in place of random ones in real shapes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from benchmarks.replaying import RandomPair
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions


@pytest.fixture
async def pair(dense_gguf: Path, normed_gguf: Path) -> AsyncIterator[RandomPair]:
    models = [await LlamaModel.load(LoadOptions(path=path, context=2048)) for path in (dense_gguf, normed_gguf)]
    yield RandomPair(draft=models[0], target=models[1])
    for model in models:
        await model.aclose()
