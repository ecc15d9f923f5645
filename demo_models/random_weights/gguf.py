"""Language models of random weights in any shape: they load, decode and fork like real ones and mean nothing.

Tests make tiny ones of every memory type; benchmarks make ones of real shape, where only the time matters:

    python -m demo_models.random_weights.gguf --preset 0.6b --type Q8_0 --out draft.gguf
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from gguf import GGUFWriter

from demo_models.random_weights.shapes import KERNEL, STATE, Architecture, Array, Shape, tensors, time_rank
from demo_models.random_weights.vocabularies import Vocabulary, borrowed, byte_level


def _describe(writer: GGUFWriter, shape: Shape, vocabulary: Vocabulary) -> None:
    """The metadata llama.cpp asks of this architecture, and the vocabulary."""
    writer.add_name(f"random {shape.architecture}")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_vocab_size(vocabulary.size)
    writer.add_layer_norm_rms_eps(1e-6)
    if shape.architecture is Architecture.MAMBA:
        writer.add_feed_forward_length(0)
        writer.add_head_count(0)
        writer.add_ssm_conv_kernel(KERNEL)
        writer.add_ssm_inner_size(2 * shape.width)
        writer.add_ssm_state_size(STATE)
        writer.add_ssm_time_step_rank(time_rank(shape))
        writer.add_ssm_dt_b_c_rms(True)
    else:
        writer.add_feed_forward_length(shape.feed_forward)
        writer.add_head_count(shape.heads)
        writer.add_head_count_kv([shape.kv_heads if attends else 0 for attends in shape.attends])
        writer.add_key_length(shape.head_width)
        writer.add_value_length(shape.head_width)
        writer.add_rope_freq_base(10_000.0)
    if shape.window:
        writer.add_sliding_window(shape.window)
        writer.add_sliding_window_pattern([layer % 2 == 0 for layer in range(shape.layers)])
    if shape.architecture is Architecture.LFM2:
        writer.add_shortconv_l_cache(KERNEL - 1)
    for field in vocabulary.fields:
        writer.add_key_value(field.key, field.value, field.kind, field.items)


def write(
    path: Path,
    shape: Shape,
    vocabulary: Vocabulary,
    *,
    seed: int = 0,
    matrices: type[np.float16] | type[np.float32] = np.float16,
    given: Mapping[str, Array] | None = None,
) -> None:
    """Write a model, one tensor in memory at a time; the same seed gives the same file.

    `matrices` is their number format (everything else in the file is float32); `given` puts the caller's arrays in
    place of random ones, by tensor name.
    """
    plan = [(part, np.dtype(matrices if part.is_matrix else np.float32)) for part in tensors(shape, vocabulary)]
    writer = GGUFWriter(path, shape.architecture.value)
    _describe(writer, shape, vocabulary)
    for part, kind in plan:
        writer.add_tensor_info(part.name, part.shape, kind, int(np.prod(part.shape)) * kind.itemsize)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    random = np.random.default_rng(seed)
    for part, kind in plan:
        drawn = part.draw(random, part.shape) if not given or part.name not in given else given[part.name]
        writer.write_tensor_data(drawn.astype(kind, copy=False))
    writer.close()


def quantize(source: Path, path: Path, kind: str) -> None:
    """Rewrite an F16 model in one of llama.cpp's mixtures, named as there: `Q8_0`, `Q4_K_M`, ..."""
    from llama_cpp import llama_cpp

    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = getattr(llama_cpp, f"LLAMA_FTYPE_MOSTLY_{kind}")
    if llama_cpp.llama_model_quantize(bytes(source), bytes(path), params) != 0:
        raise RuntimeError(f"llama.cpp could not write {source} as {kind}")


PRESETS = {
    "0.6b": Shape(
        architecture=Architecture.QWEN3, layers=28, width=1024, heads=16, kv_heads=8, head_width=128,
        feed_forward=3072, context=40960, tied=True,
    ),
    "1.7b": Shape(
        architecture=Architecture.QWEN3, layers=28, width=2048, heads=16, kv_heads=8, head_width=128,
        feed_forward=6144, context=40960, tied=True,
    ),
    "3b": Shape(
        architecture=Architecture.LLAMA, layers=28, width=3072, heads=24, kv_heads=8, head_width=128,
        feed_forward=8192, context=131072, tied=True,
    ),
}  # fmt: skip
"""The shapes of Qwen3 0.6B and 1.7B and of Llama 3.2 3B."""
PRESET_VOCABULARY = 151_936


def make(path: Path, *, preset: str, kind: str, vocabulary: Vocabulary, seed: int = 0) -> None:
    """Write a preset at `path`: an F16 file first, then, for any other type, the quantized one in its place."""
    if kind == "F16":
        write(path, PRESETS[preset], vocabulary, seed=seed)
        return
    plain = path.with_suffix(".f16.part")
    try:
        write(plain, PRESETS[preset], vocabulary, seed=seed)
        quantize(plain, path, kind)
    finally:
        plain.unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo_models.random_weights.gguf", description=__doc__)
    parser.add_argument("--preset", choices=PRESETS, required=True)
    parser.add_argument("--type", default="Q8_0", help="F16, or a llama.cpp mixture such as Q8_0 or Q4_K_M")
    parser.add_argument("--vocabulary", type=Path, help="a GGUF file to take the vocabulary from (default: made up)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    vocabulary = borrowed(chosen.vocabulary) if chosen.vocabulary else byte_level(size=PRESET_VOCABULARY)
    make(chosen.out, preset=chosen.preset, kind=chosen.type, vocabulary=vocabulary, seed=chosen.seed)
    print(f"{chosen.out}: {chosen.out.stat().st_size / 1e9:.2f} GB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
