"""Find a model's file on this machine or fetch it: which files of a repository are meant, and whether they are here.

How the Hub is spoken to is `hub`'s business; who watches the bytes come is the caller's (`OnBytes`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Protocol

from specrc_cli.backends.gguf_file import split_names
from specrc_cli.errors import ModelError
from specrc_cli.registry.specs import HubFile, ModelSpec

OnBytes = Callable[[str, int, int], None]
"""Told of a file's name, the bytes of it that are here, and the bytes it has in all (0: not known)."""

_QUANT = re.compile(
    r"(?<![A-Za-z0-9])(?:UD-)?(?:I?Q[1-8]_[0-9A-Z]+(?:_[0-9A-Z]+)*|TQ[12]_0|BF16|F16|F32|MXFP4(?:_MOE)?|NVFP4)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NOT_A_MODEL = ("mmproj", "imatrix")


def unwatched(name: str, here: int, whole: int) -> None:
    """An `OnBytes` for when nobody looks."""


class Client(Protocol):
    """What is needed of the Hub. Everything that goes wrong is raised as `ModelError`."""

    @property
    def cache(self) -> Path:
        """The folder downloads go to."""

    def cached(self, repo: str) -> Mapping[str, Path]:
        """The whole files of a repository that are on this machine, by their name in it."""

    def listing(self, repo: str) -> Mapping[str, int]:
        """All files of a repository and their sizes in bytes, asked of the Hub."""

    def download(self, repo: str, name: str, *, on_bytes: OnBytes) -> Path:
        """Fetch one file into the cache, going on where an earlier try stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Models on this machine and, unless `offline`, on the Hub."""

    client: Client
    offline: bool = False

    def find(self, spec: ModelSpec) -> Path | None:
        """The model's file if it is on this machine, whole; of a split model, the first part."""
        if isinstance(spec.source, Path):
            return spec.source if _is_file(spec.source) else None
        here = self.client.cached(spec.source.repo)
        names = _matching(spec.source, here)
        return here[names[0]] if names and all(name in here for name in names) else None

    def locate(self, spec: ModelSpec, *, on_bytes: OnBytes) -> Path:
        """The model's file, fetched first if it is not here. Raises `ModelError`."""
        found = self.find(spec)
        if found is not None:
            return found
        if isinstance(spec.source, Path):
            raise _absent(spec.source, spec)
        return self.fetch(spec.source, on_bytes=on_bytes)

    def refresh(self, spec: ModelSpec, *, on_bytes: OnBytes) -> Path:
        """The model's file, of the version the Hub has now. Raises `ModelError`."""
        if isinstance(spec.source, HubFile):
            return self.fetch(spec.source, on_bytes=on_bytes)
        return self.locate(spec, on_bytes=on_bytes)

    def fetch(self, source: HubFile, *, on_bytes: OnBytes) -> Path:
        """Bring a file's newest version from the Hub; what is already here is not fetched again."""
        if self.offline:
            raise ModelError(
                f"{source} is not on this machine, and fetching is switched off",
                f"`specrc models pull {source}` fetches it where there is a network",
            )
        listing = self.client.listing(source.repo)
        names = choose(source, listing)
        self._check_room([name for name in names if name not in self.client.cached(source.repo)], listing)
        paths = [self.client.download(source.repo, name, on_bytes=on_bytes) for name in names]
        return paths[0]

    def _check_room(self, names: Iterable[str], listing: Mapping[str, int]) -> None:
        folder = self.client.cache
        try:
            while not folder.exists():
                folder = folder.parent
            free = shutil.disk_usage(folder).free
        except OSError:  # a folder that may not be looked at may not be written to either, and the client says so
            return
        needed = sum(listing[name] for name in names)
        if needed > free:
            raise ModelError(
                f"the download is {needed / 1e9:.1f} GB and {free / 1e9:.1f} GB are free in {self.client.cache}",
                "make room, or point HF_HOME at a larger disk",
            )


def choose(source: HubFile, listing: Iterable[str]) -> tuple[str, ...]:
    """The files of a repository that a reference means: one, or all parts of a split model. Raises `ModelError`."""
    files = list(listing)
    names = _matching(source, files)
    if not names and source.file:
        raise ModelError(f"{source.repo} has no file {source.file}", _offer("its models", _models(files)))
    if not names:
        quants = sorted({quant_of(name) for name in _models(files)} - {""})
        raise ModelError(f"{source.repo} has no {source.quant}", _offer("it has", quants))
    missing = [name for name in names if name not in files]
    if missing:
        raise ModelError(f"{source.repo} lacks a part of the model: {missing[0]}", "the repository is incomplete")
    return names


def quant_of(name: str) -> str:
    """The quantization a file's name tells, in upper case; from its folder where the name has none; else empty."""
    path = PurePosixPath(name)
    for text in (path.stem, path.parent.name):
        if found := _QUANT.findall(text):
            return str(found[-1]).upper()
    return ""


def _matching(source: HubFile, files: Iterable[str]) -> tuple[str, ...]:
    if source.file:
        return _parts(source.file) if source.file in files else ()
    firsts = {_parts(name) for name in _models(files) if quant_of(name) == source.quant.upper()}
    if len(firsts) > 1:
        raise ModelError(
            f"{source} names {len(firsts)} models",
            _offer("name a file, hf:owner/repo/FILE", sorted(x[0] for x in firsts)),
        )
    return next(iter(firsts), ())


def _models(files: Iterable[str]) -> list[str]:
    names = (PurePosixPath(name) for name in files)
    return sorted(
        str(path) for path in names if path.suffix.lower() == ".gguf" and not path.name.lower().startswith(_NOT_A_MODEL)
    )


def _parts(name: str) -> tuple[str, ...]:
    path = PurePosixPath(name)
    return tuple(str(path.with_name(part)) for part in split_names(path.name))


def _offer(lead: str, names: Iterable[str]) -> str:
    listed = list(names)
    return (
        f"{lead}: {', '.join(listed)}" if listed else "it holds no GGUF files; look for a repository that ends in -GGUF"
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _absent(path: Path, spec: ModelSpec) -> ModelError:
    """Why there is no model at a path, and what there is instead."""
    where = f"the path stands in {spec.where}" if spec.where else "check the path; `specrc models` lists known models"
    try:
        if path.is_dir():
            return ModelError(
                f"{path} is a folder, not a model file", _offer("name one of its files", _models(_in(path)))
            )
        if path.exists():
            return ModelError(f"{path} is not a file that can be read from end to end", "name a .gguf file")
        near = get_close_matches(path.name, _models(_in(path.parent)), n=1)
        return ModelError(f"no such model file: {path}", f"did you mean {near[0]}?" if near else where)
    except OSError as error:
        return ModelError(f"cannot look at the model file {path}: {error.strerror}", where)


def _in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []
