"""Tiny GGUF models made by the tests: every memory type, real vocabularies, and a parrot that says a given text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import llama_source
from demo_models.random_weights.gguf import write
from demo_models.random_weights.shapes import Architecture, Array, Shape
from demo_models.random_weights.vocabularies import Vocabulary, symbols

DENSE = Shape(architecture=Architecture.LLAMA, layers=3, width=128)
NORMED = Shape(architecture=Architecture.QWEN3, layers=3, width=128)
WINDOWED = Shape(architecture=Architecture.GEMMA3, layers=4, width=128, window=24)
RECURRENT = Shape(architecture=Architecture.MAMBA, layers=3, width=64)
HYBRID = Shape(architecture=Architecture.LFM2, layers=6, width=128)
SLIGHT = Shape(architecture=Architecture.QWEN3, layers=2, width=32, heads=2, kv_heads=1, head_width=16, feed_forward=64)
"""Small beside a real vocabulary of 150,000 tokens."""
MUTE = Shape(architecture=Architecture.LLAMA, layers=1, width=64, heads=2, kv_heads=1)


def parrot(path: Path, vocabulary: Vocabulary, pieces: Sequence[str | bytes]) -> None:
    """A model that writes `pieces`, one token each, behind anything that ends in none of them, and then ends its turn.

    Each piece owns one direction of the embedding, all other tokens share one; the layers add nothing; and the output
    matrix maps every direction to the piece that follows. Pieces must differ and be tokens of the vocabulary.
    """
    ids = [vocabulary.tokens.index(symbols(piece)) for piece in pieces]
    end = next(field.value for field in vocabulary.fields if field.key == "tokenizer.ggml.eos_token_id")
    width = MUTE.width
    if len(set(ids)) != len(ids) or len(ids) >= width:
        raise ValueError(f"a parrot says fewer than {width} different pieces")
    embedding: Array = np.zeros((vocabulary.size, width), dtype=np.float32)
    embedding[:, 0] = 1.0
    for direction, token in enumerate(ids, start=1):
        embedding[token] = np.eye(width, dtype=np.float32)[direction]
    output: Array = np.zeros((vocabulary.size, width), dtype=np.float32)
    for direction, follower in enumerate([*ids, end]):
        output[follower, direction] = 8.0
    silent = {
        "blk.0.attn_output.weight": np.zeros((width, MUTE.heads * MUTE.head_width), dtype=np.float32),
        "blk.0.ffn_down.weight": np.zeros((width, MUTE.feed_forward), dtype=np.float32),
    }
    given = {"token_embd.weight": embedding, "output.weight": output} | silent
    write(path, MUTE, vocabulary, given=given)


def real_vocabulary(name: str) -> Path | None:
    """A vocabulary-only GGUF from llama.cpp's source (`models/ggml-vocab-NAME.gguf`), if that source is at hand."""
    source = llama_source.find()
    path = source / "models" / f"ggml-vocab-{name}.gguf" if source else None
    return path if path and path.is_file() else None
