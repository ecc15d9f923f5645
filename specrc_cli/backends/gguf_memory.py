"""What a model's context will take in memory, estimated from its header before anything is loaded.

The estimate follows llama.cpp's own allocation: one K and one V row a cell for every layer that attends, sliding-window
layers at full length (this tool always opens them so, because it rewinds), and one fixed state a sequence for layers
that recur. Not counted: compute buffers, and the recurrent state of families other than Mamba's and LFM2's.
"""

from __future__ import annotations

from collections.abc import Sequence

from specrc_cli.backends.gguf_file import GgufHeader
from specrc_cli.backends.options import CacheType

CELLS_TOGETHER = 256
"""llama.cpp rounds a context up to a multiple of this."""

BYTES_PER_ELEMENT = {CacheType.F16: 2.0, CacheType.Q8_0: 34 / 32, CacheType.Q4_0: 18 / 32}
_FLOAT = 4


def kv_bytes(
    header: GgufHeader, *, context: int, type_k: CacheType = CacheType.F16, type_v: CacheType = CacheType.F16
) -> int:
    """Bytes of KV cache for `context` tokens, shared by all branches; 0 for a purely recurrent model."""
    cells = -(-context // CELLS_TOGETHER) * CELLS_TOGETHER
    heads = _kv_heads(header)
    keys = sum(count * width for count, width in zip(heads, _widths(header, "key"), strict=True))
    values = sum(count * width for count, width in zip(heads, _widths(header, "value"), strict=True))
    if _number(header, "attention.key_length_mla"):
        values = 0  # latent attention keeps one compressed row for both
    return round(cells * (keys * BYTES_PER_ELEMENT[type_k] + values * BYTES_PER_ELEMENT[type_v]))


def state_bytes(header: GgufHeader, *, sequences: int) -> int:
    """Bytes of recurrent state for `sequences` branches; 0 for a model that only attends."""
    inner, state = _number(header, "ssm.inner_size"), _number(header, "ssm.state_size")
    mixed = inner + 2 * _number(header, "ssm.group_count") * state
    convolution = max(0, _number(header, "ssm.conv_kernel") - 1) * mixed
    short = max(0, _number(header, "shortconv.l_cache") - 1) * _number(header, "embedding_length")
    row = short or convolution + inner * state
    recurrent = sum(1 for attends in _attends(header) if not attends) if row else 0
    return recurrent * row * _FLOAT * sequences


def _kv_heads(header: GgufHeader) -> Sequence[int]:
    """KV heads of each layer; 0 where a layer keeps no cache of its own."""
    queries = header.per_layer(f"{header.architecture}.attention.head_count")
    key = f"{header.architecture}.attention.head_count_kv"
    heads = header.per_layer(key) if key in header.metadata else queries
    own = header.layers - _number(header, "attention.shared_kv_layers") - _number(header, "nextn_predict_layers")
    return [
        max(0, count) if attends and index < own else 0
        for index, (count, attends) in enumerate(zip(heads, _attends(header), strict=True))
    ]


def _attends(header: GgufHeader) -> Sequence[bool]:
    """Whether each layer attends, rather than recurs."""
    layers = header.layers
    interval = _number(header, "full_attention_interval")
    if interval:
        return [(index + 1) % interval == 0 for index in range(layers)]
    marked = f"{header.architecture}.attention.recurrent_layers"
    if marked in header.metadata:
        return [not recurs for recurs in header.per_layer(marked)]
    kv_heads = f"{header.architecture}.attention.head_count_kv"
    if isinstance(header.metadata.get(kv_heads), tuple):
        return [count > 0 for count in header.per_layer(kv_heads)]
    return [_number(header, "attention.head_count") > 0] * layers


def _widths(header: GgufHeader, part: str) -> Sequence[int]:
    """Elements of one head's key or value in each layer."""
    queries = header.per_layer(f"{header.architecture}.attention.head_count")
    widest = max(queries, default=0)
    usual = _number(header, f"attention.{part}_length") or (
        _number(header, "embedding_length") // widest if widest else 0
    )
    sliding = _number(header, f"attention.{part}_length_swa") or usual
    pattern = header.per_layer(f"{header.architecture}.attention.sliding_window_pattern")
    if sliding == usual or not pattern:
        return [usual] * header.layers
    return [sliding if slides else usual for slides in pattern]


def _number(header: GgufHeader, key: str) -> int:
    return max(0, header.integer(f"{header.architecture}.{key}"))
