"""What a context takes is estimated from the header alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from specrc_cli.backends.gguf_file import GgufHeader, GgufPart, Value, read_header
from specrc_cli.backends.gguf_memory import footprint, kv_bytes, state_bytes, whole_cells
from specrc_cli.backends.llama import library
from specrc_cli.backends.options import CacheType, LoadOptions


def header(architecture: str, layers: int, **values: Value) -> GgufHeader:
    metadata: dict[str, Value] = {"general.architecture": architecture, f"{architecture}.block_count": layers}
    metadata |= {f"{architecture}.{key.replace('__', '.')}": value for key, value in values.items()}
    part = GgufPart(path=Path("toy.gguf"), data_offset=0, file_size=0, tensors=())
    return GgufHeader(version=3, metadata=metadata, parts=(part,))


QWEN3_8B = header(
    "qwen3",
    36,
    embedding_length=4096,
    attention__head_count=32,
    attention__head_count_kv=8,
    attention__key_length=128,
    attention__value_length=128,
)


def test_grouped_heads_are_counted_once_a_group() -> None:
    assert kv_bytes(QWEN3_8B, cells=4096) == 4096 * 36 * 8 * (128 + 128) * 2


def test_quantized_caches_take_their_blocks() -> None:
    half = kv_bytes(QWEN3_8B, cells=4096)
    assert kv_bytes(QWEN3_8B, cells=4096, type_k=CacheType.Q8_0, type_v=CacheType.Q8_0) == half * 34 // 64
    assert kv_bytes(QWEN3_8B, cells=4096, type_v=CacheType.Q4_0) == half // 2 + half // 2 * 18 // 64


def test_a_context_is_rounded_up_to_whole_blocks_of_cells() -> None:
    assert [whole_cells(tokens) for tokens in (1, 256, 257)] == [256, 256, 512]


def test_head_width_follows_from_the_embedding_when_it_is_not_given() -> None:
    old = header("llama", 2, embedding_length=64, attention__head_count=4)
    assert kv_bytes(old, cells=256) == 256 * 2 * 4 * (16 + 16) * 2


def test_layers_that_share_another_layers_cache_take_nothing() -> None:
    shared = header(
        "gemma3n",
        30,
        embedding_length=2048,
        attention__head_count=8,
        attention__head_count_kv=2,
        attention__key_length=256,
        attention__value_length=256,
        attention__shared_kv_layers=10,
    )
    assert kv_bytes(shared, cells=256) == 256 * 20 * 2 * 512 * 2


def test_sliding_window_layers_are_counted_at_full_length_with_their_own_width() -> None:
    sliding = header(
        "gemma4",
        3,
        attention__head_count=8,
        attention__head_count_kv=1,
        attention__key_length=512,
        attention__value_length=512,
        attention__key_length_swa=256,
        attention__value_length_swa=256,
        attention__sliding_window_pattern=(True, True, False),
    )
    assert kv_bytes(sliding, cells=256) == 256 * 2 * (256 + 256 + 512) * 2


def test_latent_attention_keeps_no_values() -> None:
    latent = header(
        "deepseek2",
        1,
        attention__head_count=16,
        attention__head_count_kv=1,
        attention__key_length=576,
        attention__value_length=512,
        attention__key_length_mla=192,
    )
    assert kv_bytes(latent, cells=256) == 256 * 576 * 2


def test_a_hybrid_has_cache_for_some_layers_and_state_for_the_others() -> None:
    hybrid = header(
        "lfm2",
        3,
        embedding_length=64,
        attention__head_count=4,
        attention__head_count_kv=(0, 2, 0),
        shortconv__l_cache=3,
    )
    assert kv_bytes(hybrid, cells=256) == 256 * 2 * (16 + 16) * 2
    assert state_bytes(hybrid, sequences=8) == 8 * 2 * (2 * 64) * 4


@pytest.mark.parametrize("sequences", [1, 64])
def test_a_recurrent_model_has_state_alone(sequences: int) -> None:
    mamba = header(
        "mamba", 4, embedding_length=64, ssm__conv_kernel=4, ssm__inner_size=128, ssm__state_size=16, ssm__group_count=0
    )
    assert kv_bytes(mamba, cells=4096) == 0
    assert state_bytes(mamba, sequences=sequences) == sequences * 4 * (3 * 128 + 16 * 128) * 4


def test_every_fourth_layer_attends_where_the_header_says_so() -> None:
    gated = header(
        "qwen35",
        8,
        attention__head_count=8,
        attention__head_count_kv=2,
        attention__key_length=256,
        attention__value_length=256,
        full_attention_interval=4,
        ssm__conv_kernel=4,
        ssm__inner_size=1024,
        ssm__state_size=128,
        ssm__group_count=4,
    )
    assert kv_bytes(gated, cells=256) == 256 * 2 * 2 * 512 * 2
    assert state_bytes(gated, sequences=1) == 6 * (3 * (1024 + 2 * 4 * 128) + 128 * 1024) * 4


def test_a_footprint_counts_the_judges_cells_and_every_state(dense_gguf: Path, recurrent_gguf: Path) -> None:
    dense, recurrent = read_header(dense_gguf), read_header(recurrent_gguf)
    attends = footprint(dense, LoadOptions(path=dense_gguf, context=1000))
    assert (attends.context, attends.cells) == (1000, 2048)
    assert attends.bytes_needed == dense.tensor_bytes + kv_bytes(dense, cells=2048)
    recurs = footprint(recurrent, LoadOptions(path=recurrent_gguf))
    assert (recurs.context, recurs.context_bytes) == (4096, state_bytes(recurrent, sequences=2 * 17 + 32))


@pytest.mark.parametrize("cache_type", [CacheType.F16, CacheType.Q8_0])
def test_the_estimate_is_what_llama_cpp_allocates(any_memory_gguf: Path, cache_type: CacheType) -> None:
    header = read_header(any_memory_gguf)
    estimate = kv_bytes(header, cells=whole_cells(4000), type_k=cache_type, type_v=cache_type)
    estimate += state_bytes(header, sequences=8)
    assert allocated_mib(any_memory_gguf, {CacheType.F16: 1, CacheType.Q8_0: 8}[cache_type]) == pytest.approx(
        estimate / 2**20, abs=0.02
    )


def allocated_mib(path: Path, cache_type: int) -> float:
    """What llama.cpp's log says it took for the cache and the recurrent state of 8 sequences."""
    loaded = library.load()
    api = loaded.api
    model = api.llama_model_load_from_file(str(path).encode(), api.llama_model_default_params())
    params = api.llama_context_default_params()
    params.n_ctx, params.n_seq_max, params.n_outputs_max = 4000, 8, 8
    params.kv_unified = params.swa_full = True
    params.flash_attn_type, params.type_k, params.type_v = 1, cache_type, cache_type
    loaded.log.clear()
    api.llama_free(api.llama_init_from_model(model, params))
    api.llama_model_free(model)
    log = "\n".join(text for _, text in loaded.log._lines)
    return sum(float(size) for size in re.findall(r"(?:KV|RS) buffer size = +([\d.]+) MiB", log))
