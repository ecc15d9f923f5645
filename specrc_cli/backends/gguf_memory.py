"""What a model's context will take in memory, estimated from its header before anything is loaded.

The estimate follows llama.cpp's own allocation: one K and one V row a cell for every layer that attends, sliding-window
layers at full length (this tool always opens them so, because it rewinds), and one fixed state a sequence for layers
that recur. Not counted: compute buffers, and the recurrent state of families other than Mamba's and LFM2's. What opens
a model and what only tells whether it would fit both ask `footprint`, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specrc_cli.backends.gguf_file import GgufHeader
from specrc_cli.backends.options import DEFAULT_CONTEXT, CacheType, LoadOptions

PROBES = 32
"""Judgements that can be under way at once in one model."""
SPARE_CELLS = 1024
"""Cells beside the branches' own, for the judges' suffixes."""
RECURRENT_BRANCHES = 16
"""Branches of a model that keeps a state for each, at most."""
CELLS_TOGETHER = 256
"""llama.cpp rounds a context up to a multiple of this."""

BYTES_PER_ELEMENT = {CacheType.F16: 2.0, CacheType.Q8_0: 34 / 32, CacheType.Q4_0: 18 / 32}
_FLOAT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What a model takes, in bytes, and the context it gets for it: tokens of one branch, and cells in all."""

    context: int
    cells: int
    weights_bytes: int
    context_bytes: int

    @property
    def bytes_needed(self) -> int:
        return self.weights_bytes + self.context_bytes


def footprint(header: GgufHeader, options: LoadOptions) -> Footprint:
    """What a model takes when it is held as `options` say, whatever device holds it."""
    context = options.context or min(header.trained_context or DEFAULT_CONTEXT, DEFAULT_CONTEXT)
    cells = whole_cells(context * options.chains + SPARE_CELLS)
    branches = min(options.sequences, RECURRENT_BRANCHES)
    cache = kv_bytes(header, cells=cells, type_k=options.cache_type_k, type_v=options.cache_type_v)
    return Footprint(
        context=context,
        cells=cells,
        weights_bytes=header.tensor_bytes,
        context_bytes=cache + state_bytes(header, sequences=2 * (branches + 1) + PROBES),
    )


def whole_cells(tokens: int) -> int:
    """The cells llama.cpp makes of a context of so many tokens."""
    return -(-tokens // CELLS_TOGETHER) * CELLS_TOGETHER


def kv_bytes(
    header: GgufHeader, *, cells: int, type_k: CacheType = CacheType.F16, type_v: CacheType = CacheType.F16
) -> int:
    """Bytes of KV cache of so many cells, shared by all branches; 0 for a purely recurrent model."""
    heads = _kv_heads(header)
    keys = sum(count * width for count, width in zip(heads, _widths(header, "key"), strict=True))
    values = sum(count * width for count, width in zip(heads, _widths(header, "value"), strict=True))
    if _number(header, "attention.key_length_mla"):
        values = 0  # latent attention keeps one compressed row for both
    return round(cells * (keys * BYTES_PER_ELEMENT[type_k] + values * BYTES_PER_ELEMENT[type_v]))


def score_bytes(header: GgufHeader, *, rows: int, cells: int) -> int:
    """Bytes of one layer's attention scores, where those of a whole pass are kept: a number a row, cell and head."""
    return rows * cells * max(header.per_layer(f"{header.architecture}.attention.head_count"), default=0) * _FLOAT


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
