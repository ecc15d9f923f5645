"""How many whole chains a machine has memory for, asked before anything is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from specrc_cli.backends.gguf_file import read_header
from specrc_cli.backends.gguf_memory import SPARE_CELLS, footprint
from specrc_cli.backends.llama import loading, most_chains, open_model
from specrc_cli.backends.machine import HEADROOM, Memory
from specrc_cli.backends.options import LoadOptions
from specrc_cli.errors import ModelError


@pytest.fixture
def options(dense_gguf: Path) -> LoadOptions:
    return LoadOptions(path=dense_gguf, context=1024, threads=1, gpu_layers=0)


def bytes_for(chains: int, path: Path) -> int:
    return footprint(read_header(path), LoadOptions(path=path, context=1024, chains=chains)).bytes_needed


def free(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(loading, "memory", lambda: Memory(total=2 * (count + HEADROOM), free=count + HEADROOM))


def test_every_chain_has_a_context_of_its_own(dense_gguf: Path) -> None:
    takes = footprint(read_header(dense_gguf), LoadOptions(path=dense_gguf, context=1024, chains=8))
    assert takes.context == 1024
    assert takes.cells == 8 * 1024 + SPARE_CELLS


@pytest.mark.parametrize("chains", [1, 5, 16])
def test_as_many_as_fit_are_found(options: LoadOptions, chains: int, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, bytes_for(chains, options.path))
    assert most_chains([options], most=16) == chains


def test_two_models_share_the_memory(options: LoadOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 2 * bytes_for(3, options.path))
    assert most_chains([options, options], most=16) == 3


def test_where_not_even_one_fits_it_is_none(options: LoadOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, bytes_for(1, options.path) - 1)
    assert most_chains([options], most=16) == 0


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.gguf").write_bytes(b"nothing")
    with pytest.raises(ModelError):
        most_chains([LoadOptions(path=tmp_path / "no.gguf")], most=4)


async def test_chains_as_long_as_the_context_fit_beside_each_other(dense_gguf: Path) -> None:
    model = await open_model(LoadOptions(path=dense_gguf, context=1024, chains=4, threads=1, gpu_layers=0))
    try:
        branches = [await model.open([{"role": "user", "content": "How many?"}]) for _ in range(4)]
        for branch in branches:
            while branch.room > 8:
                branch.extend("a " * (branch.room // 4) or "a")
        for branch in branches:
            assert len((await branch.logprobs("b")).logprobs) == 1
    finally:
        await model.aclose()
