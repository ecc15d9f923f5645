"""Which models and pairs there are, where their files come from, and how they are used: models.yaml and the Hub.

registry = load(overlay=path)
pair = registry.select(pair="qwen3-8b")
path = store(offline=False).locate(pair.target, on_bytes=...)
options = load_options(pair.target, path=path)
"""

from specrc_cli.registry.download import OnBytes, Store
from specrc_cli.registry.hub import HuggingFace
from specrc_cli.registry.registry import Registry, load
from specrc_cli.registry.specs import HubFile, ModelSpec, PairSpec, load_options

__all__ = ["HubFile", "ModelSpec", "OnBytes", "PairSpec", "Registry", "Store", "load", "load_options", "store"]


def store(*, offline: bool) -> Store:
    """Models on this machine and, unless `offline`, on the Hugging Face Hub."""
    return Store(client=HuggingFace(), offline=offline)
