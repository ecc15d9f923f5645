"""Read models.yaml files and lay them over each other: the shipped one, the user's own, one from the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ValidationError

from specrc_cli.registry.complaints import complaint
from specrc_cli.registry.schema import ModelsFile
from specrc_cli.registry.yaml_source import Document, read_yaml

PACKAGE = "specrc_cli"
FILE_NAME = "models.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One file: what it says, and the folder its relative paths start from."""

    document: Document
    content: ModelsFile
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One entry after all layers: its fields, and the layer each came from last (for its folder and line)."""

    section: str
    name: str
    fields: Mapping[str, Any]
    origin: Mapping[str, Layer]
    where: str

    def at(self, field: str, *inside: str) -> str:
        """`file:line` of one of the entry's fields, or of something inside it."""
        return self.origin[field].document.where((self.section, self.name, field, *inside))


def shipped_file() -> Path:
    """The models.yaml that ships: inside an installed package, beside it in a source checkout."""
    package = Path(str(files(PACKAGE)))
    inside = package / FILE_NAME
    return inside if inside.is_file() else package.parent / FILE_NAME


def demo_folder() -> Path:
    """Where the bundled pair lies; the shipped file's relative paths start here."""
    return Path(str(files(PACKAGE))) / "demo"


def user_file() -> Path:
    """The user's own models.yaml, which need not exist."""
    return platformdirs.user_config_path("specrc", appauthor=False) / FILE_NAME


def is_there(path: Path) -> bool:
    """Whether there is something to read; also where only reading it will tell what is wrong with it."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def read_layer(path: Path, *, folder: Path | None = None) -> Layer:
    """Read and check one file. Raises `UsageError` with its name and line."""
    document = read_yaml(path)
    try:
        content = ModelsFile.model_validate(document.data)
    except ValidationError as error:
        raise complaint(document, error.errors()) from None
    return Layer(document=document, content=content, folder=folder or path.parent)


def merge(layers: list[Layer], section: str) -> dict[str, Merged]:
    """The entries of `models` or `pairs`, later layers over earlier ones, field by field."""
    merged: dict[str, Merged] = {}
    for layer in layers:
        entries: Mapping[str, BaseModel] = getattr(layer.content, section)
        for name, entry in entries.items():
            fields = entry.model_dump(exclude_unset=True, exclude_none=True)
            before = merged.get(name)
            merged[name] = Merged(
                section=section,
                name=name,
                fields=_over(_displaced(before.fields, fields) if before else {}, fields),
                origin={**(before.origin if before else {}), **dict.fromkeys(fields, layer)},
                where=layer.document.where((section, name)),
            )
    return merged


def _displaced(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    """A model has one source: a `path` laid over an `hf` takes its place, and the other way round."""
    sources = {"path", "hf"}
    return {key: value for key, value in below.items() if key not in sources or not sources & above.keys()}


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both
