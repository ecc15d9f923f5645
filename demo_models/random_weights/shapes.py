"""The shape of a language model of random weights, and the tensors llama.cpp expects of it.

Knows nothing of files. The gains are chosen so that greedy text varies and hangs on more than the last token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from demo_models.random_weights.vocabularies import Vocabulary

Array: TypeAlias = NDArray[np.float32]
Draw: TypeAlias = Callable[[np.random.Generator, tuple[int, ...]], Array]


class Architecture(StrEnum):
    """One for each kind of memory llama.cpp keeps: attention, windowed attention, a state, and a mixture."""

    LLAMA = "llama"
    QWEN3 = "qwen3"
    GEMMA3 = "gemma3"
    MAMBA = "mamba"
    LFM2 = "lfm2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes of a model. `window` is the sliding window in tokens; every second layer of a `gemma3` keeps to it."""

    architecture: Architecture
    layers: int
    width: int
    heads: int = 4
    kv_heads: int = 2
    head_width: int = 32
    feed_forward: int = 256
    context: int = 4096
    window: int = 0
    tied: bool = False
    """The output matrix is the embedding, as in small models of real families."""

    @property
    def attends(self) -> tuple[bool, ...]:
        """Which layers attend: all, none, or every third."""
        if self.architecture is Architecture.LFM2:
            return tuple(layer % 3 == 2 for layer in range(self.layers))
        return (self.architecture is not Architecture.MAMBA,) * self.layers


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor to be drawn: its shape in numpy's order, and from what."""

    name: str
    shape: tuple[int, ...]
    draw: Draw

    @property
    def is_matrix(self) -> bool:
        return len(self.shape) == 2 and "conv" not in self.name and not self.name.endswith("ssm_a")


def normal(gain: float) -> Draw:
    """Entries that keep a unit-variance input at variance gain squared."""

    def draw(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
        return random.standard_normal(shape, dtype=np.float32) * np.float32(gain / np.sqrt(shape[-1]))

    return draw


def constant(value: float) -> Draw:
    return lambda _, shape: np.full(shape, value, dtype=np.float32)


def _decay(_: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """A state-space model's decay rates, -1 to -n, the same in every channel."""
    return np.tile(-np.arange(1, shape[1] + 1, dtype=np.float32), (shape[0], 1))


SHARP = 1.7
"""Gain of queries and keys: scores then spread by about three, so that attention picks rather than averages."""
LOUD = 1.5
"""Gain of what a layer adds: large beside the embedding, so that the next token depends on more than the last."""


def tensors(shape: Shape, vocabulary: Vocabulary) -> Iterator[Tensor]:
    """Every tensor of a model of this shape, in file order."""
    embedding = _output(vocabulary) if shape.tied else normal(0.7 * np.sqrt(shape.width))
    yield Tensor("token_embd.weight", (vocabulary.size, shape.width), embedding)
    final = "token_embd_norm.weight" if shape.architecture is Architecture.LFM2 else "output_norm.weight"
    yield Tensor(final, (shape.width,), constant(1.0))
    if not shape.tied:
        yield Tensor("output.weight", (vocabulary.size, shape.width), _output(vocabulary))
    for layer, attends in enumerate(shape.attends):
        yield from (Tensor(f"blk.{layer}.{part.name}", part.shape, part.draw) for part in _layer(shape, attends))


def _output(vocabulary: Vocabulary) -> Draw:
    """Logits that spread by three; tokens no text should hold stay at nought, far below the best."""

    def draw(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
        weights = normal(3.0)(random, shape)
        weights[vocabulary.unspoken] = 0.0
        return weights

    return draw


def _layer(shape: Shape, attends: bool) -> Iterator[Tensor]:
    yield Tensor("attn_norm.weight", (shape.width,), constant(1.0))
    if attends:
        yield from _attention(shape)
    elif shape.architecture is Architecture.MAMBA:
        yield from _mamba(shape)
        return
    else:
        yield from _short_convolution(shape)
    yield from _feed_forward(shape)


def _attention(shape: Shape) -> Iterator[Tensor]:
    queries, keys = shape.heads * shape.head_width, shape.kv_heads * shape.head_width
    normed = shape.architecture is not Architecture.LLAMA
    gain = 1.0 if normed else SHARP
    yield Tensor("attn_q.weight", (queries, shape.width), normal(gain))
    yield Tensor("attn_k.weight", (keys, shape.width), normal(gain))
    yield Tensor("attn_v.weight", (keys, shape.width), normal(1.0))
    yield Tensor("attn_output.weight", (shape.width, queries), normal(LOUD))
    if normed:
        yield Tensor("attn_q_norm.weight", (shape.head_width,), constant(SHARP))
        yield Tensor("attn_k_norm.weight", (shape.head_width,), constant(SHARP))
    if shape.architecture is Architecture.GEMMA3:
        yield Tensor("post_attention_norm.weight", (shape.width,), constant(5 * LOUD))


def _feed_forward(shape: Shape) -> Iterator[Tensor]:
    yield Tensor("ffn_norm.weight", (shape.width,), constant(1.0))
    yield Tensor("ffn_gate.weight", (shape.feed_forward, shape.width), normal(SHARP))
    yield Tensor("ffn_up.weight", (shape.feed_forward, shape.width), normal(1.0))
    yield Tensor("ffn_down.weight", (shape.width, shape.feed_forward), normal(LOUD))
    if shape.architecture is Architecture.GEMMA3:
        yield Tensor("post_ffw_norm.weight", (shape.width,), constant(5 * LOUD))


STATE, KERNEL = 16, 4
"""A `mamba` layer's state size and convolution length."""


def _mamba(shape: Shape) -> Iterator[Tensor]:
    """Step sizes and the state's way in and out are normed (as in FalconMamba); random ones would overflow."""
    inner, rank = 2 * shape.width, time_rank(shape)
    yield Tensor("ssm_in.weight", (2 * inner, shape.width), normal(SHARP))
    yield Tensor("ssm_conv1d.weight", (inner, KERNEL), normal(2.0))
    yield Tensor("ssm_conv1d.bias", (inner,), constant(0.0))
    yield Tensor("ssm_x.weight", (rank + 2 * STATE, inner), normal(2.0))
    yield Tensor("ssm_dt.weight", (inner, rank), normal(1.0))
    yield Tensor("ssm_dt.bias", (inner,), constant(-2.0))
    yield Tensor("ssm_a", (inner, STATE), _decay)
    yield Tensor("ssm_d", (inner,), constant(1.0))
    yield Tensor("ssm_out.weight", (shape.width, inner), normal(LOUD))


def time_rank(shape: Shape) -> int:
    return max(1, shape.width // 16)


def _short_convolution(shape: Shape) -> Iterator[Tensor]:
    yield Tensor("shortconv.conv.weight", (shape.width, KERNEL - 1), normal(1.5))
    yield Tensor("shortconv.in_proj.weight", (3 * shape.width, shape.width), normal(1.0))
    yield Tensor("shortconv.out_proj.weight", (shape.width, shape.width), normal(LOUD))
