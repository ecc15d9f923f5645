"""The registry's models and pairs as rows, as labelled facts, and as data for JSON. Prints nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from specrc_cli.backends.machine import Memory
from specrc_cli.registry.registry import Registry
from specrc_cli.registry.specs import ModelSpec, PairSpec
from specrc_cli.registry.stock import Holding, Presence, Shelf, fit, pair_models
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.views.units import amount, size

NOT_TRIED = "not tried here"
MODEL_COLUMNS = ("model", "about", "memory", "here", "fits")
PAIR_COLUMNS = ("pair", "about", "memory", "here", "fits", "tried")

Fact = tuple[str, str]


def pair_rows(registry: Registry, shelf: Shelf, memory: Memory) -> list[tuple[str, ...]]:
    """Name, remark, memory, presence, fit, whether tried; the default pair is marked."""
    return [
        (
            name + (" *" if name == registry.default_pair else ""),
            pair.about,
            *_state(_together(shelf.pair(pair)), shelf.pair(pair), memory),
            "yes" if pair.tried else "no",
        )
        for name, pair in registry.pairs.items()
    ]


def model_rows(registry: Registry, shelf: Shelf, memory: Memory) -> list[tuple[str, ...]]:
    """Name, remark, memory, presence, fit."""
    return [
        (name, spec.about, *_state(shelf.look(spec).bytes_needed, (shelf.look(spec),), memory))
        for name, spec in registry.models.items()
    ]


def model_facts(holding: Holding, memory: Memory) -> list[Fact]:
    """All there is to say of a model; an empty value is one that is not known."""
    spec, header = holding.spec, holding.header
    found = holding.path if holding.path and holding.path != spec.source else holding.presence
    return [
        ("about", spec.about),
        ("source", str(spec.source)),
        ("file", holding.problem or str(found)),
        ("architecture", header.architecture if header else ""),
        ("parameters", amount(header.parameters) if header else ""),
        ("quantization", header.quantization if header else ""),
        ("trained for", f"{header.trained_context} tokens" if header and header.trained_context else ""),
        ("chat template", _template(holding)),
        ("memory", _memory(holding)),
        ("room", fit(holding.bytes_needed, memory)),
        ("context", f"{spec.context} tokens" if spec.context else ""),
        ("sampling", _listed(spec.sampling)),
        ("prompts", _listed({name: repr(text) for name, text in spec.prompts.items()})),
    ]


def pair_facts(pair: PairSpec) -> list[Fact]:
    """What a pair is made of and how it is used."""
    defaults = asdict(Prompts())
    words = {name: repr(text) for name, text in asdict(pair.prompts).items() if text != defaults[name]}
    return [
        ("about", pair.about),
        ("tried", "yes" if pair.tried else NOT_TRIED),
        ("draft", pair.draft.name if pair.draft else ""),
        ("target", pair.target.name if pair.target else ""),
        ("method", _with_knobs(pair, pair.method)),
        ("verifier", ", ".join(_escalating(pair, part) for part in pair.verifier.split("+"))),
        ("draft samples", _listed(pair.draft_sampling.settings)),
        ("target samples", _listed(pair.target_sampling.settings)),
        ("limits", _listed(asdict(pair.limits))),
        ("prompts", _listed(words)),
    ]


def model_data(holding: Holding, memory: Memory) -> dict[str, Any]:
    """A model as JSON data; null is not known. Sizes in bytes."""
    spec, header = holding.spec, holding.header
    return {
        "name": spec.name,
        "about": spec.about,
        "source": str(spec.source),
        "state": holding.presence,
        "file": str(holding.path) if holding.path else None,
        "problem": holding.problem or None,
        "architecture": header.architecture if header else None,
        "parameters": header.parameters if header else None,
        "quantization": header.quantization if header else None,
        "trained_context": header.trained_context if header else None,
        "has_chat_template": bool(spec.chat_template or header.chat_template) if header else None,
        "context": holding.context or spec.context or None,
        "weights_bytes": holding.weights_bytes or None,
        "context_bytes": holding.context_bytes if header else None,
        "fits": fit(holding.bytes_needed, memory),
        "where": spec.where or None,
    }


def pair_data(pair: PairSpec, shelf: Shelf, memory: Memory) -> dict[str, Any]:
    """A pair as JSON data."""
    held = shelf.pair(pair)
    return {
        "name": pair.name,
        "about": pair.about,
        "tried": pair.tried,
        "draft": pair.draft.name if pair.draft else None,
        "target": pair.target.name if pair.target else None,
        "state": _presence(held),
        "bytes_needed": _together(held) or None,
        "fits": fit(_together(held), memory),
        "method": pair.method,
        "verifier": pair.verifier,
        "knobs": {name: dict(knobs) for name, knobs in pair.knobs.items()},
        "draft_sampling": pair.draft_sampling.settings,
        "target_sampling": pair.target_sampling.settings,
        "limits": asdict(pair.limits),
        "prompts": asdict(pair.prompts),
        "where": pair.where or None,
    }


def all_data(registry: Registry, shelf: Shelf, memory: Memory) -> dict[str, Any]:
    return {
        "default_pair": registry.default_pair,
        "memory": {"total_bytes": memory.total, "free_bytes": memory.free},
        "pairs": [pair_data(pair, shelf, memory) for pair in registry.pairs.values()],
        "models": [model_data(shelf.look(spec), memory) for spec in registry.models.values()],
        "files": [str(path) for path in registry.files],
    }


def _state(needed: int, held: tuple[Holding, ...], memory: Memory) -> tuple[str, str, str]:
    return size(needed) if needed else "", _presence(held), fit(needed, memory)


def _presence(held: tuple[Holding, ...]) -> Presence:
    """Of several models, the worst."""
    worst_first = (Presence.DAMAGED, Presence.MISSING, Presence.TO_FETCH, Presence.ON_DISK)
    return next(presence for presence in worst_first if presence in {one.presence for one in held})


def _together(held: tuple[Holding, ...]) -> int:
    """Bytes of all of them, or 0 where one is not known."""
    sizes = [one.bytes_needed for one in held]
    return sum(sizes) if all(sizes) else 0


def _template(holding: Holding) -> str:
    if holding.spec.chat_template:
        return "from models.yaml"
    if holding.header is None:
        return ""
    return "in the file" if holding.header.chat_template else "none: the model cannot be asked questions"


def _memory(holding: Holding) -> str:
    if not holding.weights_bytes:
        return ""
    if holding.header is None:
        return f"about {size(holding.weights_bytes)} and its context"
    return (
        f"{size(holding.bytes_needed)}: {size(holding.weights_bytes)} and {size(holding.context_bytes)} "
        f"for a context of {holding.context}"
    )


def _escalating(pair: PairSpec, part: str) -> str:
    """A part of a composed verifier: one, or several that hand a doubtful step on."""
    return "/".join(_with_knobs(pair, name.strip()) for name in part.split("/"))


def _with_knobs(pair: PairSpec, name: str) -> str:
    knobs = pair.knobs.get(name)
    return f"{name} ({_listed(knobs)})" if knobs else name


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())


def model_specs(registry: Registry, name: str) -> tuple[ModelSpec, ...]:
    """The models a name stands for: both of a pair, else the one model. Raises `UsageError`."""
    found = registry.named(name)
    return pair_models(found) if isinstance(found, PairSpec) else (found,)
