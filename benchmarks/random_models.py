"""Models of random weights in real shapes, made on first use into the user's cache: only their time means anything.

    python -m benchmarks.random_models

makes all that the benchmarks use (4 GB, some minutes).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from benchmarks import llama_source
from benchmarks.harness import progress
from demo_models.random_weights.gguf import PRESETS, quantize, write
from demo_models.random_weights.shapes import Architecture, Shape
from demo_models.random_weights.vocabularies import CHATML, borrowed
from specrc_cli.backends.llama.library import load

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "70m": Shape(
            architecture=Architecture.QWEN3, layers=8, width=384, heads=6, kv_heads=2, head_width=64,
            feed_forward=1024, tied=True,
        ),
        "200m": Shape(
            architecture=Architecture.QWEN3, layers=12, width=768, heads=12, kv_heads=4, head_width=64,
            feed_forward=2304, tied=True,
        ),
        **PRESETS,
        "4b": Shape(
            architecture=Architecture.QWEN3, layers=36, width=2560, heads=32, kv_heads=8, head_width=128,
            feed_forward=9728, context=40960, tied=True,
        ),
    }
)  # fmt: skip
"""Two small ones for quick runs, the presets, and the shape of Qwen3 4B."""
USED = (("70m", "Q8_0"), ("200m", "Q8_0"), ("0.6b", "Q8_0"), ("1.7b", "Q8_0"), ("1.7b", "Q4_K_M"))


def random_model(shape: str, kind: str) -> Path:
    """The file of that shape in one of llama.cpp's mixtures, named as there (`Q8_0`); it has Qwen2's vocabulary."""
    folder = llama_source.cache() / "models"
    path = folder / f"random-{shape}-{kind}.gguf"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = borrowed(llama_source.fetch() / "models" / "ggml-vocab-qwen2.gguf").with_default_template(CHATML)
    progress(f"making a random {shape} model, {kind}")
    plain, unfinished = path.with_suffix(".f16.part"), path.with_suffix(".part")
    try:
        write(plain, SHAPES[shape], vocabulary)
        load()  # or else llama.cpp tells of every tensor
        quantize(plain, unfinished, kind)
    finally:
        plain.unlink(missing_ok=True)
    return unfinished.rename(path)


if __name__ == "__main__":
    for shape, kind in USED:
        print(random_model(shape, kind))
