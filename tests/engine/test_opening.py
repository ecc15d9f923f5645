"""Files that open, files that do not and why, and that one bad file spoils nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from gguf import GGUFReader

from demo_models.random_weights.gguf import write
from demo_models.random_weights.vocabularies import byte_level
from specrc_cli.backends.base import Message, Sampling
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.llama.sampler import Sampler
from specrc_cli.backends.options import CacheType, FlashAttention, LoadOptions
from specrc_cli.errors import ExitCode, ModelError, UsageError
from tests import toys
from tests.engine.conftest import OpenToy
from tests.engine.play import DIGITS, TOLERANCE

QUESTION: list[Message] = [{"role": "user", "content": "How many apples are left in total?"}]


def spoilt(source: Path, path: Path, old: bytes, new: bytes) -> Path:
    """A copy with other bytes of the same length in the place of some."""
    assert len(old) == len(new)
    path.write_bytes(source.read_bytes().replace(old, new))
    return path


def cut_short(source: Path, path: Path, share: float) -> Path:
    """A copy of the first part of a file."""
    whole = source.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return path


async def refusal(path: Path, **options: object) -> ModelError:
    with pytest.raises(ModelError) as refused:
        await LlamaModel.load(LoadOptions(path=path, threads=1, **{"context": 256, **options}))  # type: ignore[arg-type]
    error = refused.value
    assert error.exit_code is ExitCode.MODEL
    assert error.hint
    assert "\n" not in error.message + error.hint
    return error


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "nowhere.gguf" in (await refusal(tmp_path / "nowhere.gguf")).message


async def test_a_folder_is_no_model(tmp_path: Path) -> None:
    await refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"GG", b"GGUF", b"GGUF\x03\0\0\0", b"not a model at all " * 40])
async def test_what_is_no_gguf_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    await refusal(path)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.5, 0.999])
async def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path, dense_gguf: Path, share: float) -> None:
    await refusal(cut_short(dense_gguf, tmp_path / "model.gguf", share))


async def test_an_architecture_llama_cpp_does_not_know_is_named(tmp_path: Path, dense_gguf: Path) -> None:
    path = spoilt(dense_gguf, tmp_path / "model.gguf", b"llama", b"lhama")
    assert "lhama" in (await refusal(path)).message


async def test_a_model_without_one_of_its_tensors_is_refused(tmp_path: Path, dense_gguf: Path) -> None:
    path = spoilt(dense_gguf, tmp_path / "model.gguf", b"blk.1.ffn_up.weight", b"blk.1.ffn_xx.weight")
    assert "model.gguf" in (await refusal(path)).message


async def test_a_model_without_a_chat_template_is_refused_unless_one_is_given(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    write(path, toys.DENSE, byte_level(template=""))
    assert "template" in (await refusal(path)).message
    template = "{% for message in messages %}{{ message.content }}{% endfor %}:"
    model = await LlamaModel.load(LoadOptions(path=path, threads=1, context=256, chat_template=template))
    assert (await (await model.open(QUESTION)).choose(":", DIGITS)).mass > 0
    await model.aclose()


async def test_a_context_that_does_not_fit_into_memory_is_refused_before_it_is_made(dense_gguf: Path) -> None:
    error = await refusal(dense_gguf, context=2**31 - 2048)
    assert "-c" in error.hint


async def test_an_unknown_device_is_refused_with_those_there_are(dense_gguf: Path) -> None:
    with pytest.raises(UsageError) as caught:
        await LlamaModel.load(LoadOptions(path=dense_gguf, device="GPU9"))
    assert "CPU" in caught.value.hint


async def test_a_quantized_value_cache_wants_flash_attention(dense_gguf: Path) -> None:
    await refusal(dense_gguf, cache_type_v=CacheType.Q8_0, flash_attention=FlashAttention.OFF)


async def test_a_refused_file_leaves_the_next_one_alone(tmp_path: Path, open_toy: OpenToy, dense_gguf: Path) -> None:
    await refusal(spoilt(dense_gguf, tmp_path / "model.gguf", b"llama", b"lhama"))
    model = await open_toy(dense_gguf)
    assert (await (await model.open(QUESTION)).choose(":", DIGITS)).mass > 0


@pytest.mark.parametrize("flash", FlashAttention)
@pytest.mark.parametrize("cache", [CacheType.F16, CacheType.Q8_0])
async def test_cache_types_change_the_rounding_and_nothing_else(
    open_toy: OpenToy, dense_gguf: Path, cache: CacheType, flash: FlashAttention
) -> None:
    plain, other = await open_toy(dense_gguf), await open_toy(dense_gguf, cache_type_k=cache, flash_attention=flash)
    first, second = [await (await model.open(QUESTION)).choose(":", DIGITS) for model in (plain, other)]
    assert first.probabilities == pytest.approx(second.probabilities, abs=3 * TOLERANCE)


async def test_what_was_loaded_can_be_told(open_toy: OpenToy, dense_gguf: Path) -> None:
    info = (await open_toy(dense_gguf, context=300, name="toy")).info
    tensors = GGUFReader(dense_gguf).tensors
    assert (info.name, info.architecture, info.layers, info.context) == ("toy", "llama", toys.DENSE.layers, 300)
    assert info.parameters == sum(int(tensor.n_elements) for tensor in tensors)
    assert info.vocabulary == byte_level().size
    assert info.model_bytes > 0
    assert info.kv_bytes > 0
    assert info.threads == 1


async def test_a_small_model_computes_in_one_thread_unless_told_otherwise(open_toy: OpenToy, dense_gguf: Path) -> None:
    assert (await open_toy(dense_gguf, threads=0)).info.threads == 1
    assert (await open_toy(dense_gguf, threads=2)).info.threads == 2


async def test_a_loading_that_is_cancelled_can_begin_again(dense_gguf: Path) -> None:
    loading = asyncio.create_task(LlamaModel.load(LoadOptions(path=dense_gguf, threads=1, context=256)))
    await asyncio.sleep(0)
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    model = await LlamaModel.load(LoadOptions(path=dense_gguf, threads=1, context=256))
    await model.aclose()


async def test_two_models_answer_at_once_and_one_outlives_the_other(
    open_toy: OpenToy, dense_gguf: Path, recurrent_gguf: Path
) -> None:
    first, second = await open_toy(dense_gguf), await open_toy(recurrent_gguf)
    branches = [await model.open(QUESTION) for model in (first, second)]
    before = await asyncio.gather(*(branch.choose(":", DIGITS) for branch in branches))
    await first.aclose()
    again = await branches[1].choose(":", DIGITS)
    assert again.probabilities == pytest.approx(before[1].probabilities, abs=TOLERANCE)


async def test_closing_twice_is_harmless(open_toy: OpenToy, dense_gguf: Path) -> None:
    model = await open_toy(dense_gguf)
    await model.aclose()
    await model.aclose()


async def test_a_sampler_nobody_frees_is_freed_with_its_last_user(
    open_toy: OpenToy, dense_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one of a text that was cancelled before it began."""
    api = (await open_toy(dense_gguf)).api
    freed: list[object] = []
    monkeypatch.setattr(api, "llama_sampler_free", freed.append)
    sampler = Sampler(api, Sampling(temperature=1.0))
    sampler.free()
    sampler.free()
    assert len(freed) == 1
    del sampler
    assert len(freed) == 1
    Sampler(api, Sampling(temperature=1.0))
    assert len(freed) == 2
