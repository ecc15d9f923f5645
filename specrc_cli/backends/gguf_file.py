"""Read what a GGUF file says of itself, without llama.cpp, numpy or the weights.

This module does not know how llama.cpp uses the values (`gguf_memory` estimates sizes from them), nor how the bytes lie
in the file (`gguf_reader`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from specrc_cli.backends.gguf_reader import GgufPart, Omitted, Tensor, Value, read_part
from specrc_cli.backends.gguf_types import RECIPES
from specrc_cli.errors import ModelError

__all__ = ["GgufHeader", "GgufPart", "Omitted", "Tensor", "Value", "read_header", "split_names"]

MAX_LAYERS = 512
"""llama.cpp ends the process, not the call, for more layers or for none."""

_SPLIT_NAME = re.compile(r"^(?P<stem>.*)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf$")


@dataclass(frozen=True, kw_only=True)
class GgufHeader:
    """What a model says of itself: the first file's metadata, and the tensors of all files it is split into."""

    version: int
    metadata: Mapping[str, Value]
    parts: tuple[GgufPart, ...]

    @property
    def path(self) -> Path:
        return self.parts[0].path

    @property
    def data_offset(self) -> int:
        return self.parts[0].data_offset

    @property
    def file_size(self) -> int:
        """Bytes on disk, of all parts."""
        return sum(part.file_size for part in self.parts)

    @cached_property
    def tensors(self) -> tuple[Tensor, ...]:
        return tuple(tensor for part in self.parts for tensor in part.tensors)

    @cached_property
    def parameters(self) -> int:
        return sum(tensor.elements for tensor in self.tensors)

    @cached_property
    def tensor_bytes(self) -> int:
        """Bytes of weights: about what the model takes in memory before any context."""
        return sum(tensor.size for tensor in self.tensors)

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")

    @property
    def name(self) -> str:
        return self.text("general.name")

    @property
    def chat_template(self) -> str:
        return self.text("tokenizer.chat_template")

    @property
    def trained_context(self) -> int:
        """Tokens the model was trained to read; 0 if the file does not say."""
        return self.integer(f"{self.architecture}.context_length")

    @property
    def layers(self) -> int:
        return self.integer(f"{self.architecture}.block_count")

    @property
    def vocabulary(self) -> int:
        """Entries in the tokenizer's word list; 0 if there is none."""
        tokens = self.metadata.get("tokenizer.ggml.tokens", ())
        return tokens.length if isinstance(tokens, Omitted) else len(tokens) if isinstance(tokens, tuple) else 0

    @cached_property
    def quantization(self) -> str:
        """The recipe's name, or the type most parameters are stored in where the file names none."""
        recipe = RECIPES.get(self.integer("general.file_type", default=-1))
        if recipe:
            return recipe
        elements: Counter[str] = Counter()
        for tensor in self.tensors:
            elements[tensor.type.name] += tensor.elements
        return elements.most_common(1)[0][0] if elements else ""

    def text(self, key: str) -> str:
        """A string value; empty if it is absent or something else."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""

    def integer(self, key: str, *, default: int = 0) -> int:
        """A whole number; `default` if it is absent or something else."""
        value = self.metadata.get(key)
        return value if isinstance(value, int) else default

    def per_layer(self, key: str, *, default: int = 0) -> tuple[int, ...]:
        """One number a layer, from a scalar that holds for all layers or an array with one for each."""
        value = self.metadata.get(key)
        if isinstance(value, tuple):
            numbers = tuple(int(item) if isinstance(item, int | float) else 0 for item in value[: self.layers])
            return numbers + (default,) * (self.layers - len(numbers))
        return (value if isinstance(value, int) else default,) * self.layers

    def check_complete(self) -> None:
        """Raise `ModelError` if a file ends before its tensor data does (an interrupted copy or download)."""
        for part in self.parts:
            if part.missing_bytes:
                raise ModelError(
                    f"{part.path} is truncated: {_megabytes(part.missing_bytes)} of its tensor data are missing",
                    "the copy or download was interrupted; fetch the file again",
                )


def read_header(path: Path) -> GgufHeader:
    """Read a model's header; of a split model, given by its first part, the headers of all parts.

    Raises `ModelError` for a file that is missing, unreadable, not GGUF, or malformed. Missing tensor data is no error
    here: see `GgufHeader.check_complete`.
    """
    version, metadata, part = read_part(path)
    first = GgufHeader(version=version, metadata=metadata, parts=(part,))
    if f"{first.architecture}.block_count" in metadata and not 0 < first.layers <= MAX_LAYERS:
        raise ModelError(f"{path} says it has {first.layers} layers", "fetch or convert the file again")
    others = tuple(read_part(sibling)[2] for sibling in _siblings(first))
    return GgufHeader(version=version, metadata=metadata, parts=(part, *others))


def split_names(first: str) -> tuple[str, ...]:
    """The names of all parts of a split model, from any one of them; a name that is none stands alone."""
    match = _SPLIT_NAME.match(first)
    if match is None:
        return (first,)
    count = int(match["count"])
    return tuple(f"{match['stem']}-{number:05d}-of-{count:05d}.gguf" for number in range(1, count + 1))


def _siblings(first: GgufHeader) -> Iterator[Path]:
    """The other parts of a split model, in order."""
    count = first.integer("split.count", default=1)
    if count <= 1:
        return
    names = split_names(first.path.name)
    if len(names) != count:
        raise ModelError(
            f"{first.path} is one of {count} parts, and its name does not say which",
            f"llama.cpp finds the parts by name: NAME-00001-of-{count:05d}.gguf and so on.",
        )
    if first.path.name != names[0]:
        raise ModelError(f"{first.path} is not the first part of its model", f"give {names[0]} instead")
    for name in names[1:]:
        sibling = first.path.with_name(name)
        if not sibling.exists():
            raise ModelError(f"a part of the model is missing: {sibling}", f"all {count} parts must lie side by side")
        yield sibling


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size} bytes"
