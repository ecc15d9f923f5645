"""llama.cpp in this process. Importing this package loads nothing; opening a model does."""

from __future__ import annotations

from specrc_cli.backends.base import Model
from specrc_cli.backends.options import LoadOptions


async def open_model(options: LoadOptions) -> Model:
    """Load one GGUF file. Raises `ModelError`, with a hint, for whatever keeps it from loading."""
    from specrc_cli.backends.llama.model import LlamaModel

    return await LlamaModel.load(options)
