"""Models of random weights in real shapes, made on first use into the user's cache: only their time means anything.

    python -m benchmarks.random_models

makes all that the benchmarks use (5 GB, some minutes).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from benchmarks import llama_source
from benchmarks.harness import progress
from demo_models.random_gguf import PRESETS, quantize, write
from demo_models.shapes import Architecture, Shape
from demo_models.vocabularies import CHATML, Vocabulary, borrowed, byte_level
from specrc_cli.backends.llama.library import load

SMALL: Mapping[str, Shape] = MappingProxyType(
    {
        "20m": Shape(
            architecture=Architecture.QWEN3, layers=8, width=384, heads=6, kv_heads=2, head_width=64,
            feed_forward=1024, tied=True,
        ),
        "110m": Shape(
            architecture=Architecture.QWEN3, layers=12, width=768, heads=12, kv_heads=4, head_width=64,
            feed_forward=2304, tied=True,
        ),
    }
)  # fmt: skip
"""For quick runs; their vocabulary is made here, so that nothing is fetched."""
SMALL_VOCABULARY = 32_000
SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        **SMALL,
        **PRESETS,
        "4b": Shape(
            architecture=Architecture.QWEN3, layers=36, width=2560, heads=32, kv_heads=8, head_width=128,
            feed_forward=9728, context=40960, tied=True,
        ),
    }
)  # fmt: skip
"""The small ones, the presets, and the shape of Qwen3 4B; all but the small ones take the vocabulary of Qwen2."""
USED = (("20m", "Q8_0"), ("110m", "Q8_0"), ("0.6b", "Q8_0"), ("1.7b", "Q8_0"), ("1.7b", "Q4_K_M"))


def random_model(shape: str, kind: str) -> Path:
    """The file of that shape in one of llama.cpp's mixtures, named as there: `Q8_0`, `Q4_K_M`, ..."""
    folder = llama_source.cache() / "models"
    path = folder / f"random-{shape}-{kind}.gguf"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    progress(f"making a random {shape} model, {kind}")
    plain, unfinished = path.with_suffix(".f16.part"), path.with_suffix(".part")
    try:
        write(plain, SHAPES[shape], _vocabulary(shape))
        load()  # or else llama.cpp tells of every tensor
        quantize(plain, unfinished, kind)
    finally:
        plain.unlink(missing_ok=True)
    return unfinished.rename(path)


def _vocabulary(shape: str) -> Vocabulary:
    if shape in SMALL:
        return byte_level(size=SMALL_VOCABULARY)
    return borrowed(llama_source.fetch() / "models" / "ggml-vocab-qwen2.gguf").with_default_template(CHATML)


if __name__ == "__main__":
    for shape, kind in USED:
        print(random_model(shape, kind))
