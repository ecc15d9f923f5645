"""From a path to a llama_model and a llama_context; what can be wrong is said before llama.cpp is asked."""

from __future__ import annotations

import ctypes
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from specrc_cli.backends.gguf_file import GgufHeader, read_header
from specrc_cli.backends.gguf_memory import PROBES, RECURRENT_BRANCHES, footprint, score_bytes
from specrc_cli.backends.llama.context import Context
from specrc_cli.backends.llama.library import Device, Library
from specrc_cli.backends.llama.memory import Memory
from specrc_cli.backends.machine import HEADROOM, cores, memory
from specrc_cli.backends.options import CacheType, FlashAttention, LoadOptions
from specrc_cli.errors import ModelError

BATCH = 512
"""Rows of one pass: as many as llama.cpp computes at once, so that breaking off is never far away."""
SMALL_MODEL = 16 << 20
"""Bytes of weights that one core reads in about a millisecond. Several threads meet after every operation, and where
another program wants a core too they wait for it each time, longer than they compute."""
MOST_CONTEXTS = 4
"""Of one model: what is done for each token beside llama.cpp goes on in one thread at a time."""
FEW_CHAINS = 4
"""So many share a context without flash attention: for each row it reads only the cells of the row's own chain."""
SCORED_ROWS = 128
"""Rows computed at once where the attention scores of all of them are kept."""
MOST_SCORES = 256 << 20
"""Bytes that those scores may take."""
_FINGERPRINT_BYTES = 1 << 20
_CACHE_TYPES = {CacheType.F16: 1, CacheType.Q8_0: 8, CacheType.Q4_0: 2}
_FLASH = {FlashAttention.AUTO: -1, FlashAttention.ON: 1, FlashAttention.OFF: 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will be loaded, and what it takes. Sizes in bytes; `context` is what one branch may hold, in tokens.

    `contexts` is how many llama_contexts share the weights, with so many `cells` and `threads` each.
    `devices` are those that layers are offloaded to: the one asked for, else all that llama.cpp spreads them over;
    none where the processor does it all.
    """

    options: LoadOptions
    header: GgufHeader
    context: int
    cells: int
    kv_bytes: int
    contexts: int
    threads: int
    devices: tuple[Device, ...]
    flash_attention: FlashAttention

    @property
    def needed_bytes(self) -> int:
        """Weights and context."""
        return self.kv_bytes + self.header.tensor_bytes

    @property
    def device(self) -> Device | None:
        """The first of the devices, whose lane the model runs on."""
        return self.devices[0] if self.devices else None


def plan(library: Library, options: LoadOptions) -> Plan:
    """Decide how a file will be held. Raises `ModelError` if it cannot be, or would not fit into memory."""
    result = _plan(library, options)
    _check_memory(library, result)
    return result


def fit_together(library: Library, models: Sequence[LoadOptions]) -> bool:
    """Whether models, none of which is loaded yet, would fit into memory beside each other. Raises `ModelError`."""
    return _shortage(library, [_plan(library, options) for options in models]) is None


def check_together(library: Library, models: Sequence[LoadOptions]) -> None:
    """Raise `ModelError` for the first of the files that cannot be held, and if all of them together cannot be."""
    plans = [plan(library, options) for options in models]
    short = _shortage(library, plans)
    if short is not None:
        raise ModelError(
            f"{' and '.join(plan.options.path.name for plan in plans)} need about "
            f"{_size(sum(plan.needed_bytes for plan in plans))} together; {_size(short.free)} are free{short.where}",
            "try a smaller -c, a smaller quantization, or a quantized KV cache",
        )


def _plan(library: Library, options: LoadOptions) -> Plan:
    header = read_header(options.path)
    header.check_complete()
    if options.cache_type_v is not CacheType.F16 and options.flash_attention is FlashAttention.OFF:
        raise ModelError("a quantized V cache needs flash attention", "drop --flash-attn off, or keep the V cache f16")
    devices = _devices(library, options)
    contexts = 1 if devices or options.threads else _contexts(header, options.chains)
    each = replace(options, chains=-(-options.chains // contexts))
    takes = footprint(header, each)
    return Plan(
        options=options,
        header=header,
        context=takes.context,
        cells=takes.cells,
        kv_bytes=contexts * takes.context_bytes,
        contexts=contexts,
        threads=options.threads or _threads(header),
        devices=devices,
        flash_attention=_attention(header, each, cells=takes.cells) if not devices else options.flash_attention,
    )


def load_model(library: Library, plan: Plan, *, go_on: Callable[[], bool]) -> Any:
    """The llama_model. `go_on` is asked now and then; False breaks the loading off. Raises `ModelError`."""
    api = library.api
    params = api.llama_model_default_params()
    params.use_extra_bufts = library.repacking
    params.n_gpu_layers = plan.options.gpu_layers if plan.options.gpu_layers >= 0 else 2**31 - 1
    if plan.options.device:
        handles = [device.handle for device in plan.devices]
        devices = (ctypes.c_void_p * (len(handles) + 1))(*handles, None)
        params.devices = ctypes.cast(devices, ctypes.c_void_p)
    progress = api.llama_progress_callback(lambda _done, _data: go_on())
    params.progress_callback = progress
    library.log.clear()
    handle = api.llama_model_load_from_file(os.fsencode(plan.options.path), params)
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
    params.n_batch = BATCH
    params.n_ubatch = SCORED_ROWS if plan.flash_attention is FlashAttention.OFF and not plan.devices else BATCH
    params.n_seq_max = params.n_outputs_max = params.n_outputs_max_per_seq = n_seq
    params.n_threads = params.n_threads_batch = plan.threads
    params.kv_unified = params.swa_full = params.no_perf = True
    params.flash_attn_type = _FLASH[plan.flash_attention]
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


def _devices(library: Library, options: LoadOptions) -> tuple[Device, ...]:
    if options.gpu_layers == 0:
        return ()
    if not options.device:
        return library.default_accelerators
    asked = library.device(options.device)
    return (asked,) if asked in library.accelerators else ()


def _threads(header: GgufHeader) -> int:
    """One a core; a small model gets one alone, because several would wait for one another longer than they compute."""
    return 1 if _is_small(header) else cores()


def _contexts(header: GgufHeader, chains: int) -> int:
    """How many cores' worth of chains go on beside one another: more than one where a pass keeps only one core busy."""
    return min(chains, cores(), MOST_CONTEXTS) if _is_small(header) else 1


def _is_small(header: GgufHeader) -> bool:
    return header.tensor_bytes < SMALL_MODEL


def _attention(header: GgufHeader, options: LoadOptions, *, cells: int) -> FlashAttention:
    """What `auto` means on a processor.

    There llama.cpp's flash attention visits one cell after another for each row, and its matrix products are faster
    for the few rows of a step behind a long chain. But those visit the cells of all chains for each row, and keep the
    scores of a whole pass; and a small model has no chain that long.
    """
    if options.flash_attention is not FlashAttention.AUTO or options.cache_type_v is not CacheType.F16:
        return options.flash_attention
    affordable = score_bytes(header, rows=SCORED_ROWS, cells=cells) <= MOST_SCORES
    few_and_long = options.chains <= FEW_CHAINS and not _is_small(header)
    return FlashAttention.OFF if few_and_long and affordable else FlashAttention.AUTO


@dataclass(frozen=True, slots=True)
class _Shortage:
    """Bytes that are free where more are needed; `where` says on which devices, if not in main memory."""

    free: int
    where: str = ""


def _check_memory(library: Library, plan: Plan) -> None:
    """Refuse what would be killed for want of memory: an oversized context is not refused by llama.cpp."""
    short = _shortage(library, [plan])
    if short is not None:
        raise _too_large(plan, free=short.free, where=short.where)


def _shortage(library: Library, plans: Sequence[Plan]) -> _Shortage | None:
    """What keeps these, none of them loaded, from being held together."""
    offloaded = sum(_offloaded_bytes(plan) for plan in plans)
    main = memory()
    if not main.has_room_for(sum(plan.needed_bytes for plan in plans) - offloaded):
        return _Shortage(main.free)
    devices = list(dict.fromkeys(device for plan in plans for device in plan.devices))
    free = [library.memory_free(device) for device in devices]
    told = [each for each in free if each is not None]
    if offloaded and len(told) == len(free) and offloaded + HEADROOM > sum(told):
        return _Shortage(sum(told), f" on {', '.join(device.name for device in devices)}")
    return None


def _offloaded_bytes(plan: Plan) -> int:
    return round(plan.needed_bytes * _offloaded_share(plan))


def _offloaded_share(plan: Plan) -> float:
    """The part of a model's layers, its output counted as one, that goes to other devices than the processor."""
    layers = plan.header.layers + 1
    asked = plan.options.gpu_layers
    if not plan.devices:
        return 0.0
    return 1.0 if asked < 0 else min(asked, layers) / layers


def _too_large(plan: Plan, *, free: int, where: str) -> ModelError:
    needed = plan.needed_bytes
    share = _offloaded_share(plan)
    split = f", {share:.0%} of it offloaded" if 0 < share < 1 else ""
    return ModelError(
        f"{plan.options.path.name} needs about {_size(needed)} ({_size(plan.header.tensor_bytes)} of weights, "
        f"{_size(plan.kv_bytes)} for a context of {plan.context}{_times(plan.options.chains)}){split}; "
        f"{_size(free)} are free{where}",
        "try a smaller -c, a smaller quantization, or a quantized KV cache",
    )


def _times(chains: int) -> str:
    return f", {chains} times" if chains > 1 else ""


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
