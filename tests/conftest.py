"""Fixtures for every room: toy models, made once a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from demo_models.random_weights.gguf import write
from demo_models.random_weights.shapes import Shape
from demo_models.random_weights.vocabularies import CHATML, borrowed, byte_level
from tests import toys

MakeParrot = Callable[[Sequence[str | bytes]], Path]
RealVocabularyModel = Callable[[str], Path]

settings.register_profile("explore", print_blob=True)
settings.register_profile("repeatable", derandomize=True, database=None)
settings.load_profile("repeatable")
"""The suite tries the same examples everywhere; `pytest --hypothesis-profile=explore` looks for new ones."""


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("toys")


def _toy(folder: Path, shape: Shape) -> Path:
    path = folder / f"{shape.architecture}.gguf"
    write(path, shape, byte_level())
    return path


@pytest.fixture(scope="session")
def dense_gguf(toy_folder: Path) -> Path:
    return _toy(toy_folder, toys.DENSE)


@pytest.fixture(scope="session")
def normed_gguf(toy_folder: Path) -> Path:
    """Dense too, of another family and size than `dense_gguf`, with the same vocabulary."""
    return _toy(toy_folder, toys.NORMED)


@pytest.fixture(scope="session")
def swa_gguf(toy_folder: Path) -> Path:
    return _toy(toy_folder, toys.WINDOWED)


@pytest.fixture(scope="session")
def recurrent_gguf(toy_folder: Path) -> Path:
    return _toy(toy_folder, toys.RECURRENT)


@pytest.fixture(scope="session")
def hybrid_gguf(toy_folder: Path) -> Path:
    return _toy(toy_folder, toys.HYBRID)


@pytest.fixture(scope="session", params=["dense", "swa", "recurrent", "hybrid"])
def any_memory_gguf(request: pytest.FixtureRequest) -> Path:
    """Each kind of memory llama.cpp keeps, in turn."""
    path: Path = request.getfixturevalue(f"{request.param}_gguf")
    return path


@pytest.fixture
def make_parrot(tmp_path: Path) -> MakeParrot:
    """Make a model that writes exactly these pieces, one token each."""

    def make(pieces: Sequence[str | bytes]) -> Path:
        path = tmp_path / "parrot.gguf"
        toys.parrot(path, byte_level(traps=pieces), pieces)
        return path

    return make


@pytest.fixture(scope="session")
def real_vocab_gguf(toy_folder: Path) -> RealVocabularyModel:
    """Make a model of random weights with a real vocabulary: `phi-3` and `deepseek-coder` are quick to write."""

    def make(name: str) -> Path:
        source = toys.real_vocabulary(name)
        if source is None:
            pytest.skip("real vocabularies come with llama.cpp's source: python -m benchmarks.llama_source fetches it")
        path = toy_folder / f"{name}.gguf"
        if not path.exists():
            write(path, toys.SLIGHT, borrowed(source).with_default_template(CHATML))
        return path

    return make
