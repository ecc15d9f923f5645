"""The header reader tells what a GGUF file is, quickly, and is not fooled by one that is damaged or hostile."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import gguf
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specrc_cli.backends.gguf_file import Omitted, read_header, split_names
from specrc_cli.backends.gguf_memory import kv_bytes
from specrc_cli.backends.gguf_types import TENSOR_TYPES
from specrc_cli.errors import ModelError


def write_model(path: Path, **metadata: object) -> Path:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("toy")
    writer.add_block_count(2)
    writer.add_context_length(4096)
    writer.add_file_type(7)
    for key, value in metadata.items():
        writer.add_key_value(key.replace("__", "."), value, gguf.GGUFValueType.get_type(value), *_sub_type(value))
    writer.add_tensor("norm", np.ones(64, dtype=np.float32))
    writer.add_tensor("weights", np.ones((4, 64), dtype=np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _sub_type(value: object) -> tuple[gguf.GGUFValueType, ...]:
    return (gguf.GGUFValueType.get_type(value[0]),) if isinstance(value, list) else ()


def raw(*, tensors: int = 0, values: int = 0, body: bytes = b"", version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, values) + body


def string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def refusal(path: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        read_header(path)
    return caught.value


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "toy.gguf", tokenizer__chat_template="{{ messages }}")


def test_a_header_says_what_the_model_is(model: Path) -> None:
    header = read_header(model)
    assert (header.architecture, header.name, header.quantization) == ("llama", "toy", "Q8_0")
    assert (header.layers, header.trained_context, header.parameters) == (2, 4096, 64 + 256)
    assert header.chat_template == "{{ messages }}"


def test_tensors_lie_where_the_gguf_package_finds_them(model: Path) -> None:
    header = read_header(model)
    reference = gguf.GGUFReader(model).tensors
    assert [(t.name, header.data_offset + t.offset, t.size) for t in header.tensors] == [
        (t.name, t.data_offset, t.n_bytes) for t in reference
    ]
    assert header.tensor_bytes == 64 * 4 + 256 * 2


def test_tensor_types_agree_with_the_gguf_package() -> None:
    sizes = {kind.value: sizes for kind, sizes in gguf.GGML_QUANT_SIZES.items() if kind.name != "Q8_1"}
    ours = {code: (kind.block, kind.block_bytes) for code, kind in TENSOR_TYPES.items()}
    assert sizes.items() <= ours.items()


def test_a_whole_file_is_complete_and_one_cut_short_is_not(model: Path) -> None:
    read_header(model).check_complete()
    with model.open("r+b") as file:
        file.truncate(model.stat().st_size - 100)
    with pytest.raises(ModelError, match="truncated"):
        read_header(model).check_complete()


def test_every_cut_inside_the_header_is_told_as_truncation(model: Path) -> None:
    whole = model.read_bytes()
    for length in range(4, read_header(model).data_offset - 32):
        model.write_bytes(whole[:length])
        assert "truncated" in refusal(model).message


def test_a_long_word_list_is_counted_but_not_kept(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(3000)]
    header = read_header(write_model(tmp_path / "m.gguf", tokenizer__ggml__tokens=words))
    assert header.metadata["tokenizer.ggml.tokens"] == Omitted(3000)
    assert header.vocabulary == 3000


def test_short_arrays_are_kept_for_what_varies_by_layer(tmp_path: Path) -> None:
    header = read_header(write_model(tmp_path / "m.gguf", llama__attention__head_count_kv=[4, 2]))
    assert header.per_layer("llama.attention.head_count_kv") == (4, 2)
    assert header.per_layer("llama.block_count") == (2, 2)


def test_a_quantization_without_a_name_is_that_of_most_parameters(tmp_path: Path) -> None:
    header = read_header(write_model(tmp_path / "m.gguf", general__file_type=999))
    assert header.quantization == "F16"


@pytest.mark.parametrize(
    ("start", "hint"),
    [
        (b"", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"<!doctype html>", "web page"),
        (b"PK\x03\x04", "convert_hf_to_gguf"),
    ],
)
def test_a_file_that_is_no_gguf_gets_a_fitting_hint(tmp_path: Path, start: bytes, hint: str) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(start)
    error = refusal(path)
    assert "not a GGUF file" in error.message
    assert hint in error.hint


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "no such model file" in refusal(tmp_path / "none.gguf").message
    assert "folder" in refusal(tmp_path).message


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (raw(values=2**63), "truncated"),
        (raw(tensors=2**63), "truncated"),
        (raw(values=1, body=struct.pack("<Q", 2**62)), "truncated"),
        (raw(values=1, body=string("k") + struct.pack("<IIQ", 9, 8, 2**61)), "truncated"),
        (raw(values=1, body=string("k") + struct.pack("<IIQ", 9, 4, 2**61)), "truncated"),
        (raw(values=1, body=string("k") + struct.pack("<IIQQ", 9, 9, 1, 0)), "unknown type"),
        (raw(values=1, body=string("k") + struct.pack("<IQ", 77, 0)), "unknown type"),
        (raw(values=2, body=(string("k") + struct.pack("<IQ", 10, 0)) * 2), "stands twice"),
        (raw(tensors=1, body=string("t") + struct.pack("<I", 9) + bytes(80)), "9 dimensions"),
        (raw(tensors=1, body=string("t") + struct.pack("<IQIQ", 1, 32, 99, 0)), "unknown type"),
        (raw(tensors=1, body=string("t") + struct.pack("<IQIQ", 1, 31, 8, 0)), "whole number of Q8_0 blocks"),
        (raw(values=1, body=string("general.alignment") + struct.pack("<II", 4, 24)), "power of two"),
        (raw(version=1), "version 1"),
        (raw(version=0x03000000), "GGUF version"),
    ],
)
def test_a_hostile_header_is_refused_at_once(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "hostile.gguf"
    path.write_bytes(content)
    assert why in refusal(path).message


@pytest.mark.parametrize("layers", [0, 2**31])
def test_a_layer_count_that_would_abort_llama_cpp_is_refused(tmp_path: Path, layers: int) -> None:
    body = string("general.architecture") + struct.pack("<I", 8) + string("toy")
    body += string("toy.block_count") + struct.pack("<II", 4, layers)
    path = tmp_path / "deep.gguf"
    path.write_bytes(raw(values=2, body=body))
    assert f"{layers} layers" in refusal(path).message


def test_the_parts_of_a_split_model_are_read_together(tmp_path: Path) -> None:
    first = write_model(tmp_path / "m-00001-of-00002.gguf", split__count=2)
    assert "a part of the model is missing" in refusal(first).message
    second = write_model(tmp_path / "m-00002-of-00002.gguf", split__count=2)
    header = read_header(first)
    assert [part.path for part in header.parts] == [first, second]
    assert (header.parameters, header.file_size) == (2 * 320, first.stat().st_size + second.stat().st_size)


def test_a_later_part_names_the_first(tmp_path: Path) -> None:
    second = write_model(tmp_path / "m-00002-of-00002.gguf", split__count=2)
    assert "m-00001-of-00002.gguf" in refusal(second).hint


def test_a_split_model_that_was_renamed_says_how_parts_are_named(tmp_path: Path) -> None:
    assert "00001-of-00003" in refusal(write_model(tmp_path / "renamed.gguf", split__count=3)).hint


def test_the_names_of_all_parts_follow_from_one() -> None:
    assert split_names("q-00002-of-00003.gguf") == (
        "q-00001-of-00003.gguf",
        "q-00002-of-00003.gguf",
        "q-00003-of-00003.gguf",
    )
    assert split_names("q.gguf") == ("q.gguf",)


@settings(max_examples=80, deadline=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 600), st.binary(min_size=1, max_size=8)), max_size=4), st.integers(0, 900))
def test_whatever_is_changed_in_a_file_it_is_read_or_refused(
    model: Path, changes: list[tuple[int, bytes]], cut: int
) -> None:
    data = bytearray(model.read_bytes())
    for position, replacement in changes:
        data[position : position + len(replacement)] = replacement
    broken = model.with_name("broken.gguf")
    broken.write_bytes(data[: len(data) - cut] if cut < 300 else data)
    try:
        header = read_header(broken)
        header.check_complete()
    except ModelError:
        return
    assert kv_bytes(header, cells=512) >= 0


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    assert "no regular file" in refusal(tmp_path / "pipe.gguf").message
