"""Opened toys, and what looks inside the engine so that tests need not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from tests.engine.reference import Reference

OpenToy = Callable[..., Awaitable[LlamaModel]]


@pytest.fixture
async def open_toy() -> AsyncIterator[OpenToy]:
    """Open a GGUF file with one thread; closed, and checked for leaks, behind the test."""
    opened: list[LlamaModel] = []

    async def open_one(path: Path, **options: Any) -> LlamaModel:
        model = await LlamaModel.load(LoadOptions(path=path, **{"threads": 1, "context": 1500} | options))
        opened.append(model)
        return model

    yield open_one
    for model in opened:
        await model.aclose()


@pytest.fixture
async def dense(open_toy: OpenToy, dense_gguf: Path) -> LlamaModel:
    return await open_toy(dense_gguf)


@pytest.fixture
async def toy(open_toy: OpenToy, any_memory_gguf: Path) -> LlamaModel:
    """A toy of each memory type, in turn."""
    return await open_toy(any_memory_gguf)


@pytest.fixture
def reference(any_memory_gguf: Path) -> Iterator[Reference]:
    """The plain evaluation of the file that `toy` opened."""
    plain = Reference(any_memory_gguf)
    yield plain
    plain.close()
