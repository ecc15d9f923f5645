"""What `specrc doctor` finds: gathered part by part, so that one broken part does not hide the others."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import psutil

from specrc_cli import __version__
from specrc_cli.backends.base import ModelInfo
from specrc_cli.backends.machine import Memory, cores, memory
from specrc_cli.backends.speed import Speed, measure
from specrc_cli.cli.app import settings
from specrc_cli.cli.options import EngineOptions, ModelOptions
from specrc_cli.cli.plan import held, within_machine
from specrc_cli.cli.usage import strangers
from specrc_cli.errors import SpecrcError
from specrc_cli.registry import HubFile, ModelSpec, PairSpec, Registry, load, load_options, store
from specrc_cli.registry.download import unwatched
from specrc_cli.registry.layers import user_file
from specrc_cli.registry.stock import pair_models
from specrc_cli.views.units import plural, size, speed

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    name: str
    description: str
    kind: str
    free_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The llama.cpp that was loaded. `avoided` are traps of its builds that were stepped around."""

    version: str
    system_info: str
    devices: tuple[Device, ...]
    avoided: tuple[str, ...]
    threads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One model of the pair: opened and timed, or the problem that kept it from being."""

    role: str
    name: str
    info: ModelInfo | None = None
    speed: Speed | None = None
    problem: str = ""


@dataclass(slots=True, kw_only=True)
class Findings:
    memory: Memory
    registry: Registry | None = None
    engine: Engine | None = None
    pair: PairSpec | None = None
    measured: list[Measured] = field(default_factory=list)
    problems: list[SpecrcError] = field(default_factory=list)

    def sections(self) -> list[tuple[str, Sequence[Fact]]]:
        """Titles and labelled facts, for a person."""
        found: list[tuple[str, Sequence[Fact]]] = [("This machine", _machine(self.memory))]
        if self.engine:
            found.append(("llama.cpp", _engine(self.engine)))
        if self.registry:
            found.append(("Files", _files(self.registry)))
        if self.pair:
            title = f"Pair {self.pair.name}" if self.pair.name else "Models named"
            found.append((title, [fact for model in self.measured for fact in _measured(model)]))
        return found

    def data(self) -> Mapping[str, Any]:
        """The same for a program; null is not known. Sizes in bytes."""
        return {
            "specrc": __version__,
            "python": platform.python_version(),
            "system": platform.platform(),
            "cores": psutil.cpu_count(logical=False),
            "memory": {"total_bytes": self.memory.total, "free_bytes": self.memory.free},
            "llama_cpp": _engine_data(self.engine) if self.engine else None,
            "files": [str(path) for path in self.registry.files] if self.registry else None,
            "default_pair": self.registry.default_pair if self.registry else None,
            "pair": self.pair.name if self.pair else None,
            "models": [_measured_data(model) for model in self.measured],
            "problems": [{"message": problem.message, "hint": problem.hint} for problem in self.problems],
        }


async def examine(models: ModelOptions, engine: EngineOptions) -> Findings:
    """Look at everything. What is wrong is kept in `problems`, in the order it was met."""
    findings, engine = Findings(memory=memory()), within_machine(engine)
    try:
        findings.engine = _load_engine(engine.threads or 0)
    except SpecrcError as error:
        findings.problems.append(error)
    try:
        findings.registry = load(overlay=models.models)
        findings.pair = findings.registry.select(
            pair=models.pair or "", target=models.target or "", draft=models.draft or ""
        )
    except SpecrcError as error:
        findings.problems.append(error)
    if findings.engine and findings.pair:
        for spec in pair_models(findings.pair):
            role = "target" if spec == findings.pair.target else "draft"
            try:
                findings.measured.append(await _measure(role, spec, engine))
            except SpecrcError as error:
                findings.measured.append(Measured(role=role, name=spec.name, problem=error.message))
                findings.problems.append(error)
    return findings


def _load_engine(threads: int) -> Engine:
    from specrc_cli.backends.llama import library

    loaded = library.load()
    return Engine(
        version=loaded.version,
        system_info=loaded.system_info,
        devices=tuple(
            Device(
                name=device.name,
                description=device.description,
                kind=device.kind.name.lower(),
                free_bytes=device.memory_free,
                total_bytes=device.memory_total,
            )
            for device in loaded.devices
        ),
        avoided=loaded.avoided,
        threads=threads or cores(),
    )


async def _measure(role: str, spec: ModelSpec, engine: EngineOptions) -> Measured:
    from specrc_cli.backends.llama import open_model

    here = store(offline=True)
    path = here.find(spec)
    if path is None and isinstance(spec.source, HubFile):
        return Measured(role=role, name=spec.name, problem=f"not on disk; `specrc models pull {spec.name}` fetches it")
    options = held(load_options(spec, path=path or here.locate(spec, on_bytes=unwatched)), engine)
    layers = engine.gpu_layers_draft if role == "draft" else engine.gpu_layers
    model = await open_model(replace(options, gpu_layers=layers))
    try:
        return Measured(role=role, name=spec.name, info=model.info, speed=await measure(model))
    finally:
        await model.aclose()


def _machine(room: Memory) -> list[Fact]:
    return [
        ("specrc", f"{__version__} on Python {platform.python_version()}"),
        ("system", platform.platform()),
        (
            "processor",
            f"{plural(psutil.cpu_count(logical=False) or 0, 'core')}, {plural(os.cpu_count() or 0, 'thread')}",
        ),
        ("memory", f"{size(room.total)}, {size(room.free)} free"),
    ]


def _engine(engine: Engine) -> list[Fact]:
    devices = [
        (
            f"device {device.name}",
            f"{device.description} ({device.kind}), {size(device.total_bytes)}, {size(device.free_bytes)} free",
        )
        for device in engine.devices
    ]
    if all(device.kind == "cpu" for device in engine.devices):
        devices.append(("other devices", "none that this build can use"))
    return [
        ("version", f"llama-cpp-python {engine.version}"),
        ("built for", _features(engine.system_info)),
        *devices,
        ("threads", str(engine.threads)),
        *(("avoided", trap) for trap in engine.avoided),
    ]


def _features(system_info: str) -> str:
    """llama.cpp's `CPU : AVX = 1 | AMX_INT8 = 0 | ...` as the names of what is there."""
    parts = (part.strip() for part in system_info.replace(" : ", ": ").split("|"))
    return " ".join(part.removesuffix(" = 1") for part in parts if part and not part.endswith("= 0"))


def _files(registry: Registry) -> list[Fact]:
    own = user_file()
    return [
        *(("read", str(path)) for path in registry.files),
        ("your own", "" if own in registry.files else f"{own} (not there)"),
        ("default pair", registry.default_pair),
        *(("environment", each) for each in _environment(settings())),
    ]


def _environment(known: set[str]) -> list[str]:
    """The settings made there, and what may have been meant as one."""
    made = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name in known]
    return made + [f"{name} sets nothing" + (f"; is {near} meant?" if near else "") for name, near in strangers(known)]


def _measured(model: Measured) -> list[Fact]:
    if model.info is None or model.speed is None:
        return [(model.role, f"{model.name}: {model.problem}")]
    info, rate = model.info, model.speed
    where = (
        f"{info.layers_offloaded} of {info.layers} layers asked for on {info.device}"
        if info.layers_offloaded
        else info.device
    )
    return [
        (model.role, f"{model.name}, {info.architecture} {info.quantization}, {where or 'CPU'}"),
        ("memory", f"{size(info.model_bytes)} and about {size(info.kv_bytes)} for a context of {info.context}"),
        ("reads", f"{speed(rate.reading)} ({rate.read} tokens in {rate.read_seconds:.2f} s)"),
        ("writes", f"{speed(rate.writing)} ({rate.written} tokens in {rate.written_seconds:.2f} s)"),
    ]


def _engine_data(engine: Engine) -> dict[str, Any]:
    return asdict(engine)


def _measured_data(model: Measured) -> dict[str, Any]:
    rate, info = model.speed, model.info
    return {
        "role": model.role,
        "name": model.name,
        "problem": model.problem or None,
        "device": info.device if info else None,
        "layers_offloaded": info.layers_offloaded if info else None,
        "model_bytes": info.model_bytes if info else None,
        "kv_bytes": info.kv_bytes if info else None,
        "context": info.context if info else None,
        "read_tokens_per_second": round(rate.reading, 1) if rate else None,
        "written_tokens_per_second": round(rate.writing, 1) if rate else None,
    }
