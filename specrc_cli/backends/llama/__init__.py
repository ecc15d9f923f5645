"""llama.cpp in this process. Importing this package loads nothing; opening a model does."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from specrc_cli.backends.base import Model
from specrc_cli.backends.options import LoadOptions


async def open_model(options: LoadOptions) -> Model:
    """Load one GGUF file. Raises `ModelError`, with a hint, for whatever keeps it from loading."""
    from specrc_cli.backends.llama.model import LlamaModel

    return await LlamaModel.load(options)


def check(models: Sequence[LoadOptions]) -> None:
    """See that these models can be opened beside each other, before much time goes into any of them.

    Raises `ModelError` for a file that is missing, damaged or cut short, and for what would not fit into memory.
    """
    from specrc_cli.backends.llama.library import load
    from specrc_cli.backends.llama.loading import check_together

    check_together(load(), models)


def most_chains(models: Sequence[LoadOptions], *, most: int) -> int:
    """How many whole chains, up to `most`, these models would have memory for side by side; 0 if not even for one.

    To be asked before any of them is opened. Raises `ModelError` for a file that is no model.
    """
    from specrc_cli.backends.llama.library import load
    from specrc_cli.backends.llama.loading import fit_together

    def too_many(chains: int) -> bool:
        return not fit_together(load(), [replace(options, chains=chains) for options in models])

    return bisect_left(range(1, most + 1), True, key=too_many)
