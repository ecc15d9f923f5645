"""The toys themselves: what other tests take for granted about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from gguf import GGUFReader

from demo_models.random_weights.gguf import write
from demo_models.random_weights.vocabularies import TRAPS, byte_level, symbols
from tests import toys


def test_the_same_seed_gives_the_same_file_and_another_seed_another(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("first", "again", "other")]
    for path, seed in zip(files, (1, 1, 2), strict=True):
        write(path, toys.DENSE, byte_level(), seed=seed)
    first, again, other = (path.read_bytes() for path in files)
    assert first == again
    assert first != other


def test_the_tiny_vocabulary_has_every_byte_single_digits_and_the_traps() -> None:
    vocabulary = byte_level()
    assert {symbols(digit) for digit in "0123456789"} <= set(vocabulary.tokens)
    assert {symbols(trap) for trap in TRAPS} <= set(vocabulary.tokens)
    assert len(set(vocabulary.tokens)) == vocabulary.size
    assert not [token for token in vocabulary.tokens if len(token) > 1 and any(digit in token for digit in "13456789")]


def test_a_vocabulary_is_padded_to_the_asked_size() -> None:
    assert byte_level(size=1000).size == 1000


def test_a_windowed_toy_has_layers_of_both_kinds(swa_gguf: Path) -> None:
    pattern = GGUFReader(swa_gguf).fields["gemma3.attention.sliding_window_pattern"].contents()
    assert set(pattern) == {True, False}


def test_a_parrot_refuses_to_say_a_piece_twice(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="different pieces"):
        toys.parrot(tmp_path / "parrot.gguf", byte_level(), ["a", "a"])
