"""What of the registry is on this machine, what it would take in memory, and whether that is there.

Judged against main memory alone: what a GPU holds, only llama.cpp knows (`specrc doctor` asks it).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from specrc_cli.backends.gguf_file import GgufHeader, read_header
from specrc_cli.backends.gguf_memory import footprint
from specrc_cli.backends.machine import Memory
from specrc_cli.errors import ModelError
from specrc_cli.registry.download import Store
from specrc_cli.registry.specs import HubFile, ModelSpec, PairSpec, load_options


class Presence(StrEnum):
    ON_DISK = "on disk"
    TO_FETCH = "to fetch"
    MISSING = "missing"
    """A path at which there is no file."""
    DAMAGED = "damaged"


class Fit(StrEnum):
    """Against this machine's main memory."""

    FITS = "fits"
    TIGHT = "tight"
    """It would fit, were nothing else running."""
    TOO_LARGE = "too large"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One model as this machine has it. Bytes; 0 is not known.

    `context_bytes` is known from the file alone, so a model still to be fetched is counted by its weights.
    """

    spec: ModelSpec
    presence: Presence
    path: Path | None = None
    header: GgufHeader | None = None
    problem: str = ""
    weights_bytes: int = 0
    context: int = 0
    context_bytes: int = 0

    @property
    def bytes_needed(self) -> int:
        return self.weights_bytes + self.context_bytes


class Shelf:
    """Looks each model up once, however often it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._holdings: dict[str, Holding] = {}

    def look(self, spec: ModelSpec) -> Holding:
        if spec.name not in self._holdings:
            self._holdings[spec.name] = holding(spec, self._store)
        return self._holdings[spec.name]

    def pair(self, pair: PairSpec) -> tuple[Holding, ...]:
        """The pair's models, draft first."""
        return tuple(self.look(spec) for spec in pair_models(pair))


def fit(needed: int, room: Memory) -> Fit:
    """How a need of so many bytes (0: not known) goes with main memory."""
    if not needed:
        return Fit.UNKNOWN
    if room.has_room_for(needed):
        return Fit.FITS
    return Fit.TIGHT if replace(room, free=room.total).has_room_for(needed) else Fit.TOO_LARGE


def holding(spec: ModelSpec, store: Store) -> Holding:
    """Look a model up. A file that cannot be read is a finding here, not an error."""
    stated = round(spec.size_gb * 1e9)
    path = store.find(spec)
    if path is None:
        presence = Presence.TO_FETCH if isinstance(spec.source, HubFile) else Presence.MISSING
        return Holding(spec=spec, presence=presence, weights_bytes=stated)
    try:
        header = read_header(path)
        header.check_complete()
    except ModelError as error:
        return Holding(spec=spec, presence=Presence.DAMAGED, path=path, problem=error.message)
    takes = footprint(header, load_options(spec, path=path))
    return Holding(
        spec=spec,
        presence=Presence.ON_DISK,
        path=path,
        header=header,
        weights_bytes=takes.weights_bytes,
        context=takes.context,
        context_bytes=takes.context_bytes,
    )


def pair_models(pair: PairSpec) -> tuple[ModelSpec, ...]:
    """The models of a pair, draft first; one where both are the same, or only one was named."""
    named = tuple(model for model in (pair.draft, pair.target) if model is not None)
    return named[:1] if pair.draft == pair.target else named
