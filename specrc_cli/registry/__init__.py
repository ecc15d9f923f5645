"""Which models and pairs there are, where their files come from, and how they are used: models.yaml and the Hub.

registry = load(overlay=path)
pair = registry.select(pair="qwen3-8b")
options = load_options(pair.target, path=...)
"""

from specrc_cli.registry.registry import Registry, load
from specrc_cli.registry.specs import HubFile, ModelSpec, PairSpec, load_options

__all__ = ["HubFile", "ModelSpec", "PairSpec", "Registry", "load", "load_options"]
