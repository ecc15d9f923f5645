"""Makes a larger network from a trained one: deeper without changing what it computes, or with more tokens.

Behind every trained layer stands a new one whose outputs are zero, so that training goes on where it was, at
the full depth (gradual stacking; cf. Gong et al. 2019, Reddi et al. 2023). The first half of a budget is cheaper so.
"""

from collections.abc import Sequence

import torch
from torch import nn

from demo_models.model import Llama


def deepen(shallow: Llama, deep: Llama) -> None:
    """Copies the weights of `shallow` into `deep`, whose layers must be a multiple of the shallow ones."""
    factor, rest = divmod(deep.shape.layers, shallow.shape.layers)
    if rest:
        raise ValueError("the deep network's layers must be a multiple of the shallow one's")
    for name in ("embed", "norm", "head"):
        getattr(deep, name).load_state_dict(getattr(shallow, name).state_dict())
    for number, block in enumerate(deep.blocks):
        block.load_state_dict(shallow.blocks[number // factor].state_dict())
        if number % factor:
            nn.init.zeros_(block.o.weight)
            nn.init.zeros_(block.down.weight)


def widen(trained: Llama, wide: Llama, pieces: Sequence[Sequence[int]]) -> None:
    """Copies `trained` into `wide`, whose tokens beyond the trained ones begin as the mean of their old `pieces`.

    Raises `ValueError` unless `wide` has as many more tokens as there are pieces.
    """
    old = trained.shape.vocabulary
    if wide.shape.vocabulary != old + len(pieces):
        raise ValueError(f"{len(pieces)} new tokens do not lead from {old} to {wide.shape.vocabulary}")
    grown = trained.state_dict()
    for name in ("embed.weight", "head.weight"):
        rows = [grown[name][list(parts)].mean(0, keepdim=True) for parts in pieces]
        grown[name] = torch.cat((grown[name], *rows))
    wide.load_state_dict(grown)
