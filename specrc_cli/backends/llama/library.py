"""llama.cpp itself, loaded and tamed once: environment, log, devices, and the traps of default builds.

Everything that must be true *before* the shared library starts (OpenMP's manner of waiting, the crash handler) is set
here, so nothing else may import `llama_cpp` first.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections import deque
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from specrc_cli.errors import ModelError, UsageError

_ENVIRONMENT = {
    "GOMP_SPINCOUNT": "1000",
    "GGML_NO_BACKTRACE": "1",
}
_WAITING = ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY")
_LOG_LINES = 200
_LOG_ERROR = 4
_LOG_CONTINUED = 5
_LOADING = threading.Lock()


class DeviceKind(IntEnum):
    """ggml's device types."""

    CPU = 0
    GPU = 1
    INTEGRATED = 2
    ACCELERATOR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One place llama.cpp can compute. Memory in bytes, as the driver reports it."""

    name: str
    description: str
    kind: DeviceKind
    memory_free: int
    memory_total: int
    handle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The loaded library: its low-level bindings, what it was built for, and what had to be worked around."""

    api: Any
    version: str
    system_info: str
    devices: tuple[Device, ...]
    avoided: tuple[str, ...]
    repacking: bool
    """Whether weights may be rearranged for special instructions (off where that crashes)."""
    log: LogTail
    """What the library said last."""

    def device(self, name: str) -> Device:
        """The device of that name. Raises `UsageError` with the names there are."""
        for device in self.devices:
            if device.name.lower() == name.lower():
                return device
        known = ", ".join(device.name for device in self.devices)
        raise UsageError(f"no device called {name!r}", f"llama.cpp was built with: {known}")

    @property
    def accelerators(self) -> tuple[Device, ...]:
        """Devices that layers can be offloaded to."""
        return tuple(d for d in self.devices if d.kind in (DeviceKind.GPU, DeviceKind.INTEGRATED))

    @property
    def default_accelerators(self) -> tuple[Device, ...]:
        """Those llama.cpp spreads a model over by itself: all graphics cards, else what is built into the processor."""
        cards = tuple(device for device in self.accelerators if device.kind == DeviceKind.GPU)
        return cards or self.accelerators

    def memory_free(self, device: Device) -> int | None:
        """Bytes free on a device now, other models on it counted; None if its driver does not tell."""
        free, total = _device_memory(self.api._lib, device.handle)
        return free if total else None


class LogTail:
    """llama.cpp's log, kept instead of printed: the last lines, to tell why something failed."""

    def __init__(self) -> None:
        self._lines: deque[tuple[int, str]] = deque(maxlen=_LOG_LINES)
        self.callback: Any = None
        """Kept alive here, as llama.cpp holds no more than its address."""

    def add(self, level: int, text: str) -> None:
        if level == _LOG_CONTINUED and self._lines:
            last_level, last = self._lines[-1]
            self._lines[-1] = (last_level, last + text)
        else:
            self._lines.append((level, text))

    def clear(self) -> None:
        self._lines.clear()

    def errors(self) -> list[str]:
        """Error lines since the last `clear`, oldest first."""
        return [text.strip() for level, text in list(self._lines) if level == _LOG_ERROR and text.strip()]


def load() -> Library:
    """Load llama.cpp, once whoever asks. Raises `ModelError` if the package or its library is missing or broken."""
    with _LOADING:
        return _load()


@cache
def _load() -> Library:
    waiting_chosen = any(name in os.environ for name in _WAITING)
    for name, value in _ENVIRONMENT.items():
        if name not in _WAITING or not waiting_chosen:
            os.environ.setdefault(name, value)
    try:
        import llama_cpp
        from llama_cpp import llama_cpp as api
    except (ImportError, OSError, RuntimeError, FileNotFoundError) as error:
        raise ModelError(
            f"llama.cpp could not be loaded: {error}", "reinstall it: pip install --force-reinstall llama-cpp-python"
        ) from error
    log = LogTail()
    _install_log(api, log)
    api.llama_backend_init()
    info = api.llama_print_system_info().decode(errors="replace").strip()
    amx = "AMX_INT8 = 1" in info
    avoided: list[str] = []
    if not waiting_chosen:
        avoided.append("OpenMP threads sleep instead of spinning (GOMP_SPINCOUNT=1000)")
    if amx:
        avoided.append("weight repacking is off: it crashes on this processor's AMX units")
    return Library(
        api=api,
        version=llama_cpp.__version__,
        system_info=info,
        devices=_devices(api),
        avoided=tuple(avoided),
        repacking=not amx,
        log=log,
    )


def _install_log(api: Any, log: LogTail) -> None:
    def keep(level: int, text: bytes, _user_data: object) -> None:
        log.add(level, text.decode(errors="replace"))

    log.callback = api.llama_log_callback(keep)
    api.llama_log_set(log.callback, ctypes.c_void_p(0))


def _devices(api: Any) -> tuple[Device, ...]:
    lib = api._lib
    lib.ggml_backend_dev_count.restype = ctypes.c_size_t
    lib.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    lib.ggml_backend_dev_get.restype = ctypes.c_void_p
    for name in ("ggml_backend_dev_name", "ggml_backend_dev_description"):
        getattr(lib, name).argtypes = [ctypes.c_void_p]
        getattr(lib, name).restype = ctypes.c_char_p
    lib.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    lib.ggml_backend_dev_type.restype = ctypes.c_int
    size = ctypes.POINTER(ctypes.c_size_t)
    lib.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size, size]
    lib.ggml_backend_dev_memory.restype = None
    return tuple(_device(lib, lib.ggml_backend_dev_get(i)) for i in range(lib.ggml_backend_dev_count()))


def _device(lib: Any, handle: int) -> Device:
    free, total = _device_memory(lib, handle)
    kind = lib.ggml_backend_dev_type(handle)
    return Device(
        name=lib.ggml_backend_dev_name(handle).decode(errors="replace"),
        description=lib.ggml_backend_dev_description(handle).decode(errors="replace"),
        kind=DeviceKind(kind) if kind in DeviceKind._value2member_map_ else DeviceKind.ACCELERATOR,
        memory_free=free,
        memory_total=total,
        handle=handle,
    )


def _device_memory(lib: Any, handle: int) -> tuple[int, int]:
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    lib.ggml_backend_dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
    return free.value, total.value
