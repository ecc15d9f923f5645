"""Makes a deep network from a trained shallow one without changing what it computes.

Behind every trained layer stands a new one whose outputs are zero, so that training goes on where it was, at
the full depth (gradual stacking; cf. Gong et al. 2019, Reddi et al. 2023). The first half of a budget is cheaper so.
"""

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
