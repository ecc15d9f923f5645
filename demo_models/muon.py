"""The Muon optimizer: momentum whose update is made orthogonal, for the matrices inside the blocks.

Source: Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks". Matrices of one shape are updated
together as one batch, which keeps a step cheap on a CPU.
"""

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor

_QUINTIC = (3.4445, -4.7750, 2.0315)


class Muon:
    """Holds one momentum per matrix; the learning rate is given at each step."""

    def __init__(self, weights: Iterable[Tensor], *, momentum: float = 0.95, decay: float = 0.02) -> None:
        groups: dict[torch.Size, list[Tensor]] = defaultdict(list)
        for weight in weights:
            groups[weight.shape].append(weight)
        self.groups = list(groups.values())
        self.momentum, self.decay = momentum, decay
        self.moments = [torch.stack([torch.zeros_like(weight) for weight in group]) for group in self.groups]

    def step(self, rate: float) -> None:
        """Applies the gradients and clears them."""
        with torch.no_grad():
            self._step(rate)

    def _step(self, rate: float) -> None:
        for group, moment in zip(self.groups, self.moments, strict=True):
            gradient = torch.stack([weight.grad for weight in group if weight.grad is not None])
            moment.lerp_(gradient, 1 - self.momentum)
            update = orthogonal(gradient.lerp(moment, self.momentum))
            rows, columns = update.shape[-2:]
            for weight, change in zip(group, update, strict=True):
                weight.mul_(1 - rate * self.decay).add_(change, alpha=-rate * max(1.0, rows / columns) ** 0.5)
                weight.grad = None

    def state(self) -> list[Tensor]:
        """The momenta, for a checkpoint."""
        return self.moments

    def load(self, moments: list[Tensor]) -> None:
        """Takes the momenta of a checkpoint."""
        for mine, saved in zip(self.moments, moments, strict=True):
            mine.copy_(saved)


def orthogonal(batch: Tensor, *, rounds: int = 5) -> Tensor:
    """Pulls all singular values of each matrix of [N, R, C] towards one, by Newton-Schulz rounds in bf16."""
    a, b, c = _QUINTIC
    x = batch.bfloat16()
    turned = x.shape[-2] > x.shape[-1]
    if turned:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(rounds):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return (x.mT if turned else x).to(batch.dtype)
