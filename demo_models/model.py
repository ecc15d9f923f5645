"""The pair's network: a plain Llama (RMSNorm, rotary positions, SwiGLU) that takes any attention mask.

Rotary positions turn neighbouring pairs of values, as llama.cpp's `llama` architecture does, so weights go to GGUF
without a permutation. Attention is written as matmul and softmax: at these lengths torch's fused attention is
several times slower backwards on a CPU.
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

ROPE_BASE = 10000.0
NORM_EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network."""

    vocabulary: int
    layers: int
    width: int
    heads: int
    hidden: int
    context: int = 1024

    def as_dict(self) -> dict[str, int]:
        """The sizes by name, for checkpoints and the card."""
        return asdict(self)


Cache = list[tuple[Tensor, Tensor]]


class Block(nn.Module):  # type: ignore[misc]
    """One layer: attention, then the gated feed-forward, each behind a norm and beside a residual."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attn_norm = nn.RMSNorm(shape.width, eps=NORM_EPSILON)
        self.q, self.k, self.v, self.o = (nn.Linear(shape.width, shape.width, bias=False) for _ in range(4))
        self.ffn_norm = nn.RMSNorm(shape.width, eps=NORM_EPSILON)
        self.gate, self.up = (nn.Linear(shape.width, shape.hidden, bias=False) for _ in range(2))
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(
        self, x: Tensor, rotation: Tensor, mask: Tensor, past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """x [B, T, D], rotation [B, T, 2, half], mask [B, 1, T, S] added to the scores; also gives keys and values."""
        normed = self.attn_norm(x)
        query, key = rotate(self._split(self.q(normed)), rotation), rotate(self._split(self.k(normed)), rotation)
        value = self._split(self.v(normed))
        if past is not None:
            key, value = torch.cat((past[0], key), 2), torch.cat((past[1], value), 2)
        scores = query @ key.transpose(-1, -2) * key.shape[-1] ** -0.5 + mask
        mixed = scores.softmax(-1).to(value.dtype) @ value
        x = x + self.o(mixed.transpose(1, 2).flatten(2))
        normed = self.ffn_norm(x)
        return x + self.down(functional.silu(self.gate(normed)) * self.up(normed)), key, value

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class Llama(nn.Module):  # type: ignore[misc]
    """Token ids to logits."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=NORM_EPSILON)
        self.head = nn.Linear(shape.width, shape.vocabulary, bias=False)
        self._initialise()

    def forward(self, ids: Tensor, positions: Tensor, mask: Tensor) -> Tensor:
        """ids and positions [B, T], mask [B, T, T] true where a token may look; logits [B, T, V]."""
        return self.extend(ids, positions, mask, None)[0]

    def loss(self, ids: Tensor, positions: Tensor, mask: Tensor, source: Tensor, weights: Tensor) -> Tensor:
        """Weighted mean cross entropy of each token, predicted from the state at its `source` place in the row."""
        states = self.states(ids, positions, mask, None)[0]
        before = states.gather(1, source[..., None].expand_as(states))
        losses = functional.cross_entropy(self.head(before).flatten(0, 1).float(), ids.flatten(), reduction="none")
        return (losses * weights.flatten()).sum() / weights.sum()

    def extend(self, ids: Tensor, positions: Tensor, mask: Tensor, cache: Cache | None) -> tuple[Tensor, Cache]:
        """Like `forward` behind cached keys and values, mask [B, T, S] over the cached and the new tokens."""
        states, grown = self.states(ids, positions, mask, cache)
        return self.head(states), grown

    def states(self, ids: Tensor, positions: Tensor, mask: Tensor, cache: Cache | None) -> tuple[Tensor, Cache]:
        """The normed output of the last block [B, T, D], and the grown cache."""
        x = self.embed(ids)
        rotation = rotations(positions, self.shape.width // self.shape.heads)
        bias = torch.zeros_like(mask, dtype=x.dtype).masked_fill(~mask, -30000.0)[:, None]
        grown: Cache = []
        for number, block in enumerate(self.blocks):
            x, key, value = block(x, rotation, bias, cache[number] if cache else None)
            grown.append((key, value))
        return self.norm(x), grown

    def parameters_count(self) -> int:
        """How many weights there are."""
        return sum(weight.numel() for weight in self.parameters())

    def _initialise(self) -> None:
        nn.init.normal_(self.embed.weight, std=0.7)
        nn.init.zeros_(self.head.weight)
        for block in self.blocks:
            for name, weight in block.named_parameters():
                if weight.ndim == 2:
                    nn.init.normal_(weight, std=0.8 * weight.shape[1] ** -0.5)
                if name in ("o.weight", "down.weight"):
                    nn.init.zeros_(weight)


def rotations(positions: Tensor, head_width: int) -> Tensor:
    """Cosines and sines of each position [B, T, 2, head_width / 2]."""
    powers = torch.arange(0, head_width, 2, device=positions.device, dtype=torch.float32) / head_width
    angles = positions[..., None].float() * ROPE_BASE**-powers
    return torch.stack((angles.cos(), angles.sin()), -2)


def rotate(x: Tensor, rotation: Tensor) -> Tensor:
    """Turns the pairs (0, 1), (2, 3), ... of x [B, H, T, D]."""
    cos, sin = rotation[:, None, :, 0], rotation[:, None, :, 1]
    even, odd = x.unflatten(-1, (-1, 2)).unbind(-1)
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2).to(x.dtype)
