"""From a model's entry to its file, fetched first if need be, with the bytes shown as they come."""

from __future__ import annotations

from pathlib import Path

from specrc_cli.registry import ModelSpec


def locate(spec: ModelSpec, *, offline: bool) -> Path:
    """The model's file on this machine. Raises `ModelError`."""
    from specrc_cli.registry.download import Store
    from specrc_cli.registry.hub import HuggingFace
    from specrc_cli.views.downloads import Downloads

    with Downloads() as downloads:
        return Store(client=HuggingFace(), offline=offline).locate(spec, on_bytes=downloads)
