"""From a path to a llama_model and a llama_context; what can be wrong is said before llama.cpp is asked."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from specrc_cli.backends.gguf_file import GgufHeader, read_header
from specrc_cli.backends.gguf_memory import kv_bytes, state_bytes
from specrc_cli.backends.llama.context import Context
from specrc_cli.backends.llama.library import Device, Library, threads_for
from specrc_cli.backends.llama.memory import Memory
from specrc_cli.backends.machine import memory
from specrc_cli.backends.options import DEFAULT_CONTEXT, CacheType, FlashAttention, LoadOptions
from specrc_cli.errors import ModelError

BATCH = 512
"""Rows of one pass: as many as llama.cpp computes at once, so that breaking off is never far away."""
PROBES = 32
SPARE_CELLS = 1024
"""Cells beside the branches' own, for the judges' suffixes."""
RECURRENT_BRANCHES = 16
_FINGERPRINT_BYTES = 1 << 20
_CACHE_TYPES = {CacheType.F16: 1, CacheType.Q8_0: 8, CacheType.Q4_0: 2}
_FLASH = {FlashAttention.AUTO: -1, FlashAttention.ON: 1, FlashAttention.OFF: 0}
_HEADROOM = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will be loaded, and what it takes. Sizes in bytes; `context` is what one branch may hold, in tokens."""

    options: LoadOptions
    header: GgufHeader
    context: int
    cells: int
    kv_bytes: int
    threads: int
    device: Device | None


def plan(library: Library, options: LoadOptions) -> Plan:
    """Decide how a file will be held. Raises `ModelError` if it cannot be, or would not fit into memory."""
    header = read_header(options.path)
    header.check_complete()
    trained = header.trained_context or DEFAULT_CONTEXT
    context = options.context or min(trained, DEFAULT_CONTEXT)
    cells = -(-(context + SPARE_CELLS) // 256) * 256
    size = kv_bytes(header, context=cells, type_k=options.cache_type_k, type_v=options.cache_type_v)
    size += state_bytes(header, sequences=RECURRENT_BRANCHES * 2 + PROBES)
    if options.cache_type_v is not CacheType.F16 and options.flash_attention is FlashAttention.OFF:
        raise ModelError("a quantized V cache needs flash attention", "drop --flash-attn off, or keep the V cache f16")
    result = Plan(
        options=options,
        header=header,
        context=context,
        cells=cells,
        kv_bytes=size,
        threads=threads_for(options.threads),
        device=_device(library, options),
    )
    _check_memory(result)
    return result


def load_model(library: Library, plan: Plan, *, go_on: Callable[[], bool]) -> Any:
    """The llama_model. `go_on` is asked now and then; False breaks the loading off. Raises `ModelError`."""
    api = library.api
    params = api.llama_model_default_params()
    params.use_extra_bufts = library.repacking
    params.n_gpu_layers = plan.options.gpu_layers if plan.options.gpu_layers >= 0 else 2**31 - 1
    if plan.device is not None:
        devices = (ctypes.c_void_p * 2)(plan.device.handle, None)
        params.devices = ctypes.cast(devices, ctypes.c_void_p)
    progress = api.llama_progress_callback(lambda _done, _data: go_on())
    params.progress_callback = progress
    library.log.clear()
    handle = api.llama_model_load_from_file(str(plan.options.path).encode(), params)
    if handle is None:
        raise _refusal(library, plan)
    return handle


def open_context(library: Library, plan: Plan, model: Any, *, n_vocab: int) -> tuple[Context, Memory]:
    """A llama_context and the manager of its memory. Raises `ModelError`."""
    api = library.api
    can_trim = not (api.llama_model_is_recurrent(model) or api.llama_model_is_hybrid(model))
    branches = plan.options.sequences if can_trim else min(plan.options.sequences, RECURRENT_BRANCHES)
    n_seq = Memory.ids_needed(branches=branches, probes=PROBES, can_trim=can_trim)
    params = api.llama_context_default_params()
    params.n_ctx = plan.cells
    params.n_batch = params.n_ubatch = BATCH
    params.n_seq_max = params.n_outputs_max = params.n_outputs_max_per_seq = n_seq
    params.n_threads = params.n_threads_batch = plan.threads
    params.kv_unified = params.swa_full = params.no_perf = True
    params.flash_attn_type = _FLASH[plan.options.flash_attention]
    params.type_k = _CACHE_TYPES[plan.options.cache_type_k]
    params.type_v = _CACHE_TYPES[plan.options.cache_type_v]
    library.log.clear()
    handle = api.llama_init_from_model(model, params)
    if handle is None:
        raise ModelError(
            f"llama.cpp could not make a context of {plan.cells} tokens: {_last(library)}", "try a smaller -c"
        )
    context = Context(api, handle, n_vocab=n_vocab, n_batch=BATCH, n_outputs=n_seq, n_seq=n_seq)
    return context, Memory(context, branches=branches, probes=PROBES, can_trim=can_trim)


def fingerprint(header: GgufHeader) -> str:
    """A short hash of a model file's size, beginning and end: enough to tell one file from another, and quick."""
    with header.path.open("rb") as file:
        digest = hashlib.sha256(str(header.file_size).encode())
        digest.update(file.read(_FINGERPRINT_BYTES))
        file.seek(max(0, header.file_size - _FINGERPRINT_BYTES))
        digest.update(file.read(_FINGERPRINT_BYTES))
    return digest.hexdigest()[:16]


def _device(library: Library, options: LoadOptions) -> Device | None:
    """The device asked for; else the first accelerator, unless nothing is to be offloaded."""
    if options.device:
        return library.device(options.device)
    if options.gpu_layers == 0:
        return None
    return library.accelerators[0] if library.accelerators else None


def _check_memory(plan: Plan) -> None:
    """Refuse what would be killed for want of memory: an oversized context is not refused by llama.cpp."""
    if plan.device is not None:
        return
    free = memory().free
    needed = plan.kv_bytes + plan.header.tensor_bytes
    if needed + _HEADROOM <= free:
        return
    raise ModelError(
        f"{plan.options.path.name} needs about {_size(needed)} ({_size(plan.header.tensor_bytes)} of weights, "
        f"{_size(plan.kv_bytes)} for a context of {plan.context}); {_size(free)} are free",
        "try a smaller -c, a smaller quantization, or a quantized KV cache",
    )


def _refusal(library: Library, plan: Plan) -> ModelError:
    reason = _last(library)
    if "unknown model architecture" in reason or "architecture" in reason:
        return ModelError(
            f"this llama.cpp does not know the architecture {plan.header.architecture!r} of {plan.options.path.name}",
            f"a newer llama-cpp-python may (this is {library.version})",
        )
    return ModelError(
        f"llama.cpp could not load {plan.options.path.name}: {reason}", "is the file whole? fetch it again"
    )


def _last(library: Library) -> str:
    errors = library.log.errors()
    return errors[0] if errors else "it did not say why"


def _size(count: int) -> str:
    return f"{count / 2**30:.1f} GiB" if count >= 2**30 else f"{count / 2**20:.0f} MiB"
