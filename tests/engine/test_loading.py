"""How a file will be held is settled, and refused where it cannot be, before llama.cpp is asked."""

from __future__ import annotations

import ctypes
import threading
import time
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from specrc_cli.backends.gguf_file import read_header
from specrc_cli.backends.llama import library as library_module
from specrc_cli.backends.llama import loading
from specrc_cli.backends.llama.library import Device, DeviceKind, Library, LogTail
from specrc_cli.backends.llama.loading import load_model, plan
from specrc_cli.backends.machine import HEADROOM, Memory
from specrc_cli.backends.options import CacheType, FlashAttention, LoadOptions
from specrc_cli.errors import ModelError, UsageError
from specrc_cli.registry.download import Store
from specrc_cli.registry.hub import HuggingFace
from specrc_cli.registry.specs import ModelSpec, load_options
from specrc_cli.registry.stock import Fit, fit, holding

HUGE = 2_000_000_000
"""A context no machine that runs the tests has memory for."""


def device(kind: DeviceKind, name: str, handle: int) -> Device:
    return Device(name=name, description=name, kind=kind, memory_free=0, memory_total=0, handle=handle)


CPU = device(DeviceKind.CPU, "CPU", 1)
BLAS = device(DeviceKind.ACCELERATOR, "BLAS", 2)
CARDS = tuple(device(DeviceKind.GPU, f"CUDA{number}", 10 + number) for number in range(2))
BUILT_IN = device(DeviceKind.INTEGRATED, "Vulkan0", 20)


class Driver:
    """What a driver answers when it is asked for its memory, and what llama.cpp was told to load."""

    def __init__(self, *, free: int, total: int = 1 << 40) -> None:
        self.free, self.total = free, total
        self.path = b""
        self.pinned: list[int] | None = None

    def ggml_backend_dev_memory(self, _handle: int, free: Any, total: Any) -> None:
        free._obj.value, total._obj.value = self.free, self.total

    def llama_model_load_from_file(self, path: bytes, params: Any) -> int:
        self.path = path
        if params.devices is not None:
            places = ctypes.cast(params.devices, ctypes.POINTER(ctypes.c_void_p))
            self.pinned = []
            while places[len(self.pinned)]:
                self.pinned.append(places[len(self.pinned)] or 0)
        return 1


def library(*devices: Device, driver: Driver | None = None) -> Library:
    """A llama.cpp with these devices beside the processor."""
    driver = driver or Driver(free=1 << 40)
    api = SimpleNamespace(
        _lib=driver,
        llama_model_default_params=lambda: SimpleNamespace(devices=None),
        llama_progress_callback=lambda callback: callback,
        llama_model_load_from_file=driver.llama_model_load_from_file,
    )
    return Library(
        api=api,
        version="0",
        system_info="",
        devices=(CPU, *devices),
        avoided=(),
        repacking=True,
        log=LogTail(),
    )


@pytest.fixture(autouse=True)
def _a_machine_with_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "memory", lambda: Memory(total=1 << 33, free=1 << 33))


@pytest.mark.parametrize("asked", ["", "CPU", "cpu", "BLAS"])
def test_a_context_beyond_main_memory_is_refused_whatever_names_the_processor(dense_gguf: Path, asked: str) -> None:
    with pytest.raises(ModelError, match=r"needs about .* for a context of 2000000000\); 8\.0 GiB are free$"):
        plan(library(BLAS), LoadOptions(path=dense_gguf, context=HUGE, device=asked))


def test_a_context_beyond_a_cards_memory_is_refused(dense_gguf: Path) -> None:
    with pytest.raises(ModelError, match=r"are free on CUDA1$"):
        plan(library(*CARDS, driver=Driver(free=1 << 33)), LoadOptions(path=dense_gguf, context=HUGE, device="CUDA1"))


def test_all_cards_together_hold_a_model(dense_gguf: Path) -> None:
    options = LoadOptions(path=dense_gguf, context=4096)
    takes = plan(library(), options)
    little = (takes.kv_bytes + takes.header.tensor_bytes + HEADROOM) * 2 // 3
    with pytest.raises(ModelError, match=r"on CUDA0$"):
        plan(library(CARDS[0], driver=Driver(free=little)), options)
    assert plan(library(*CARDS, driver=Driver(free=little)), options).devices == CARDS


def test_of_a_model_partly_offloaded_each_place_holds_its_share(
    dense_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = LoadOptions(path=dense_gguf, context=2_000_000, gpu_layers=2)  # of three layers and the output
    settled = plan(library(), options)
    little = (settled.kv_bytes + settled.header.tensor_bytes) // 2
    enough = little + HEADROOM + 1
    for main, card, where in ((enough, enough, ""), (little, enough, "free$"), (enough, little, "free on CUDA0$")):
        monkeypatch.setattr(loading, "memory", lambda free=main: Memory(total=1 << 40, free=free))
        with_card = library(CARDS[0], driver=Driver(free=card))
        if where:
            with pytest.raises(ModelError, match=f"50% of it offloaded; .* are {where}"):
                plan(with_card, options)
        else:
            assert plan(with_card, options).device is CARDS[0]


def test_what_the_registry_says_fits_is_what_can_be_opened(
    any_memory_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = ModelSpec(name="toy", source=any_memory_gguf, context=3000)
    held = holding(spec, Store(client=HuggingFace()))
    settled = plan(library(), load_options(spec, path=any_memory_gguf))
    assert (held.context, held.bytes_needed) == (3000, settled.kv_bytes + settled.header.tensor_bytes)
    for free, fits in ((held.bytes_needed + HEADROOM, True), (held.bytes_needed + HEADROOM - 1, False)):
        room = Memory(total=free, free=free)
        monkeypatch.setattr(loading, "memory", lambda room=room: room)
        assert (fit(held.bytes_needed, room) is Fit.FITS) == fits
        with nullcontext() if fits else pytest.raises(ModelError):
            plan(library(), load_options(spec, path=any_memory_gguf))


def test_a_driver_that_does_not_tell_its_memory_is_not_held_against_it(dense_gguf: Path) -> None:
    options = LoadOptions(path=dense_gguf, context=HUGE)
    assert plan(library(BUILT_IN, driver=Driver(free=0, total=0)), options).device is BUILT_IN


@pytest.mark.parametrize(
    ("devices", "options", "used", "pinned"),
    [
        ((), {}, (), None),
        ((*CARDS, BUILT_IN), {}, CARDS, None),
        ((BUILT_IN,), {}, (BUILT_IN,), None),
        ((*CARDS, BUILT_IN), {"device": "cuda1"}, (CARDS[1],), [11]),
        (CARDS, {"device": "CPU"}, (), []),
        (CARDS, {"gpu_layers": 0}, (), None),
    ],
)
def test_llama_cpp_chooses_its_devices_unless_one_is_asked_for(
    dense_gguf: Path, devices: tuple[Device, ...], options: dict[str, Any], used: tuple[Device, ...], pinned: list[int]
) -> None:
    driver = Driver(free=1 << 40)
    loaded = library(*devices, driver=driver)
    settled = plan(loaded, LoadOptions(path=dense_gguf, **options))
    load_model(loaded, settled, go_on=lambda: True)
    assert settled.devices == used
    assert driver.pinned == pinned


def test_a_path_reaches_llama_cpp_byte_for_byte(dense_gguf: Path, tmp_path: Path) -> None:
    odd = Path(f"{tmp_path}/mod\udce9le.gguf")
    try:
        odd.hardlink_to(dense_gguf)
    except OSError:
        pytest.skip("this file system takes no such name")
    driver = Driver(free=1 << 40)
    loaded = library(driver=driver)
    load_model(loaded, plan(loaded, LoadOptions(path=odd)), go_on=lambda: True)
    assert driver.path.endswith(b"/mod\xe9le.gguf")


def test_a_device_that_is_not_there_is_answered_with_those_that_are(dense_gguf: Path) -> None:
    with pytest.raises(UsageError, match="no device called 'CUDA7'") as refused:
        plan(library(*CARDS), LoadOptions(path=dense_gguf, device="CUDA7"))
    assert "CPU, CUDA0, CUDA1" in refused.value.hint


def test_a_quantized_value_cache_needs_flash_attention(dense_gguf: Path) -> None:
    options = LoadOptions(path=dense_gguf, cache_type_v=CacheType.Q8_0, flash_attention=FlashAttention.OFF)
    with pytest.raises(ModelError, match="needs flash attention"):
        plan(library(), options)


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("unknown model architecture: 'llama'", "does not know the architecture 'llama'", "newer llama-cpp-python"),
        ("tensor 'x' is missing", "could not load .*: tensor 'x' is missing", "fetch it again"),
        ("", "it did not say why", "fetch it again"),
    ],
)
def test_a_refusal_is_told_in_llama_cpps_own_words(dense_gguf: Path, said: str, message: str, hint: str) -> None:
    loaded = library()
    settled = plan(loaded, LoadOptions(path=dense_gguf))

    def refuse(_path: bytes, _params: Any) -> None:
        loaded.log.add(4, said)

    loaded.api.llama_model_load_from_file = refuse
    with pytest.raises(ModelError, match=message) as refused:
        load_model(loaded, settled, go_on=lambda: True)
    assert hint in refused.value.hint


def test_the_header_alone_settles_the_context(dense_gguf: Path) -> None:
    assert plan(library(), LoadOptions(path=dense_gguf)).context == read_header(dense_gguf).trained_context == 4096
    assert plan(library(), LoadOptions(path=dense_gguf, context=300)).cells == 1536


def test_llama_cpp_is_loaded_once_by_however_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []

    def devices(_api: object) -> tuple[Device, ...]:
        time.sleep(0.05)
        loads.append(1)
        return (CPU,)

    library_module.load()
    monkeypatch.setattr(library_module, "_load", cache(library_module._load.__wrapped__))
    monkeypatch.setattr(library_module, "_devices", devices)
    monkeypatch.setattr(library_module, "_install_log", lambda _api, _log: None)
    threads = [threading.Thread(target=library_module.load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 1


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        ({}, FlashAttention.OFF),
        ({"chains": 4}, FlashAttention.OFF),
        ({"chains": 5}, FlashAttention.AUTO),
        ({"cache_type_v": CacheType.Q8_0}, FlashAttention.AUTO),
        ({"flash_attention": FlashAttention.ON}, FlashAttention.ON),
        ({"context": 1 << 18}, FlashAttention.AUTO),
    ],
)
def test_on_a_processor_a_few_chains_attend_by_plain_products(
    dense_gguf: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], meant: FlashAttention
) -> None:
    """Unless their scores would take too much, or somebody asked."""
    monkeypatch.setattr(loading, "SMALL_MODEL", 0)
    assert plan(library(), LoadOptions(path=dense_gguf, **options)).flash_attention is meant


def test_a_small_model_is_left_to_llama_cpps_own_judgement(dense_gguf: Path) -> None:
    assert plan(library(), LoadOptions(path=dense_gguf)).flash_attention is FlashAttention.AUTO


def test_a_card_is_left_to_llama_cpps_own_judgement(dense_gguf: Path) -> None:
    with_cards = library(*CARDS, driver=Driver(free=1 << 40))
    assert plan(with_cards, LoadOptions(path=dense_gguf)).flash_attention is FlashAttention.AUTO


@pytest.mark.parametrize(
    ("options", "contexts", "threads"),
    [({}, 1, 1), ({"chains": 3}, 3, 1), ({"chains": 9}, 4, 1), ({"threads": 3, "chains": 9}, 1, 3)],
)
def test_a_small_model_gets_a_core_and_where_several_chains_are_asked_of_it_several(
    dense_gguf: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], contexts: int, threads: int
) -> None:
    monkeypatch.setattr(loading, "cores", lambda: 8)
    settled = plan(library(), LoadOptions(path=dense_gguf, context=256, **options))
    assert (settled.contexts, settled.threads) == (contexts, threads)
    assert settled.cells >= 256 * -(-options.get("chains", 1) // contexts)
