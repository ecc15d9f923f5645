"""Read what a GGUF file says of itself, without llama.cpp, numpy or the weights.

A header is taken as hostile: every count and length is held against the size of the file before anything is read or
allocated, and the long arrays (a tokenizer's word list) are counted and stepped over, never built. This module does
not know how llama.cpp uses the values; `gguf_memory` estimates sizes from them. Format: the GGUF specification of ggml.
"""

from __future__ import annotations

import mmap
import re
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path

from specrc_cli.backends.gguf_types import RECIPES, TENSOR_TYPES, TensorType
from specrc_cli.errors import ModelError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_DIMENSIONS = 4
MAX_LAYERS = 512
"""llama.cpp ends the process, not the call, for more layers or for none."""
LONGEST_ARRAY_KEPT = 1024
MOST_STRINGS = 1 << 24
"""No vocabulary is near this; a longer list is a damaged or a malicious file, and would take seconds to step over."""

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_COUNT = struct.Struct("<Q").unpack_from
_SPLIT_NAME = re.compile(r"^(?P<stem>.*)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf$")


@dataclass(frozen=True, slots=True)
class Omitted:
    """An array too long to be kept: only its length is."""

    length: int


Scalar = int | float | bool | str
Value = Scalar | tuple[Scalar, ...] | Omitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """One tensor: its shape (fastest dimension first), and where in its file's data section its bytes lie."""

    name: str
    shape: tuple[int, ...]
    type: TensorType
    offset: int
    size: int

    @property
    def elements(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class GgufPart:
    """One file of a model: where its data begins, how long the file is, which tensors it holds. Bytes."""

    path: Path
    data_offset: int
    file_size: int
    tensors: tuple[Tensor, ...]

    @property
    def missing_bytes(self) -> int:
        """How much of the tensor data lies behind the end of the file; 0 for a whole file."""
        end = max((tensor.offset + tensor.size for tensor in self.tensors), default=0)
        return max(0, self.data_offset + end - self.file_size) if self.tensors else 0


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
                    "The copy or download was interrupted; fetch the file again.",
                )


def read_header(path: Path) -> GgufHeader:
    """Read a model's header; of a split model, given by its first part, the headers of all parts.

    Raises `ModelError` for a file that is missing, unreadable, not GGUF, or malformed. Missing tensor data is no error
    here: see `GgufHeader.check_complete`.
    """
    version, metadata, part = _read_part(path)
    first = GgufHeader(version=version, metadata=metadata, parts=(part,))
    if f"{first.architecture}.block_count" in metadata and not 0 < first.layers <= MAX_LAYERS:
        raise ModelError(f"{path} says it has {first.layers} layers", "Fetch or convert the file again.")
    others = tuple(_read_part(sibling)[2] for sibling in _siblings(first))
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
        raise ModelError(f"{first.path} is not the first part of its model", f"Give {names[0]} instead.")
    for name in names[1:]:
        sibling = first.path.with_name(name)
        if not sibling.exists():
            raise ModelError(f"a part of the model is missing: {sibling}", f"All {count} parts must lie side by side.")
        yield sibling


def _read_part(path: Path) -> tuple[int, dict[str, Value], GgufPart]:
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            start = file.read(512)
            if start[:4] != MAGIC:
                raise _not_gguf(path, start)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _parse(path, data, size)
    except FileNotFoundError:
        raise ModelError(f"no such model file: {path}", "Check the path; `specrc models` lists known models.") from None
    except IsADirectoryError:
        raise ModelError(f"{path} is a folder, not a model", "Give one .gguf file inside it.") from None
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror}", "Check the file's permissions.") from None


def _parse(path: Path, data: mmap.mmap, size: int) -> tuple[int, dict[str, Value], GgufPart]:
    reader = _Reader(data, size)
    try:
        version = reader.number("I", at=4)
        if version not in VERSIONS:
            raise ModelError(f"{path} is GGUF version {version}; versions 2 and 3 can be read", _version_hint(version))
        tensor_count, value_count = reader.number("Q"), reader.number("Q")
        metadata = reader.metadata(value_count)
        tensors = reader.tensors(tensor_count)
        alignment = metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1):
            raise _MalformedError("its alignment is not a power of two")
    except (_MalformedError, ValueError) as error:
        raise ModelError(f"{path} is not a sound GGUF file: {error}", "Fetch or convert the file again.") from None
    except struct.error:
        raise ModelError(
            f"{path} is truncated: it ends inside its header",
            "The copy or download was interrupted; fetch the file again.",
        ) from None
    offset = -(-reader.position // alignment) * alignment
    return version, metadata, GgufPart(path=path, data_offset=offset, file_size=size, tensors=tensors)


class _MalformedError(Exception):
    """The header says something that cannot be."""


class _Reader:
    """A position in the mapped file, which only moves on. Reading behind the end raises `struct.error`."""

    def __init__(self, data: mmap.mmap, size: int) -> None:
        self._data = data
        self._size = size
        self.position = 0

    def number(self, code: str, *, at: int | None = None) -> int:
        start = self.position if at is None else at
        (value,) = struct.unpack_from("<" + code, self._data, start)
        self.position = start + struct.calcsize("<" + code)
        return int(value)

    def string(self) -> str:
        length = self.number("Q")
        start = self.position
        self._step(length)
        return self._data[start : self.position].decode("utf-8", errors="replace")

    def metadata(self, count: int) -> dict[str, Value]:
        self._bound(count, at_least=13)
        values: dict[str, Value] = {}
        for _ in range(count):
            key = self.string()
            if key in values:
                raise _MalformedError(f"the key {key!r} stands twice")
            values[key] = self._value(self.number("I"))
        return values

    def tensors(self, count: int) -> tuple[Tensor, ...]:
        self._bound(count, at_least=24)
        return tuple(self._tensor() for _ in range(count))

    def _tensor(self) -> Tensor:
        name = self.string()
        dimensions = self.number("I")
        if dimensions > MAX_DIMENSIONS:
            raise _MalformedError(f"tensor {name!r} has {dimensions} dimensions")
        shape = tuple(self.number("Q") for _ in range(dimensions)) or (1,)
        code = self.number("I")
        if code not in TENSOR_TYPES:
            raise _MalformedError(f"tensor {name!r} is of an unknown type ({code})")
        stored = TENSOR_TYPES[code]
        size = stored.row_bytes(shape[0]) * prod(shape[1:])
        return Tensor(name=name, shape=shape, type=stored, offset=self.number("Q"), size=size)

    def _value(self, code: int) -> Value:
        if code == _STRING:
            return self.string()
        if code == _ARRAY:
            return self._array(self.number("I"), self.number("Q"))
        return self._scalars(code, 1)[0]

    def _array(self, code: int, length: int) -> Value:
        if code == _STRING:
            self._bound(length, at_least=8)
            if length > LONGEST_ARRAY_KEPT:
                return self._omit_strings(length)
            return tuple(self.string() for _ in range(length))
        if length <= LONGEST_ARRAY_KEPT:
            return self._scalars(code, length)
        self._step(length * struct.calcsize("<" + self._scalar(code)))
        return Omitted(length)

    def _omit_strings(self, length: int) -> Omitted:
        if length > MOST_STRINGS:
            raise _MalformedError(f"it lists {length} strings")
        data, position = self._data, self.position
        for _ in range(length):
            position += 8 + _COUNT(data, position)[0]
        self.position = position
        self._step(0)
        return Omitted(length)

    def _scalars(self, code: int, count: int) -> tuple[Scalar, ...]:
        layout = struct.Struct(f"<{count}{self._scalar(code)}")
        values: tuple[Scalar, ...] = layout.unpack_from(self._data, self.position)
        self.position += layout.size
        return values

    @staticmethod
    def _scalar(code: int) -> str:
        if code not in _SCALARS:
            raise _MalformedError(f"a value is of an unknown type ({code})")
        return _SCALARS[code]

    def _step(self, length: int) -> None:
        self.position += length
        if self.position > self._size:
            raise struct.error("behind the end of the file")

    def _bound(self, count: int, *, at_least: int) -> None:
        """Refuse a count of things that could not fit into the file even if each were as small as can be."""
        if count * at_least > self._size - self.position:
            raise struct.error("more than the file can hold")


def _version_hint(version: int) -> str:
    if version & 0xFFFF == 0:
        return "The file was written for a machine of the other byte order."
    return "Convert the model again with a llama.cpp of today." if version < VERSIONS[0] else "Update specrc."


def _not_gguf(path: Path, start: bytes) -> ModelError:
    hint = "Models are .gguf files; llama.cpp's convert_hf_to_gguf.py makes them."
    if not start:
        hint = "The file is empty; fetch it again."
    elif start.startswith(b"version https://git-lfs"):
        hint = "This is a Git LFS pointer; `git lfs pull` fetches the model itself."
    elif start.lstrip()[:1] == b"<":
        hint = "This looks like a web page; download the file itself, not the page that shows it."
    return ModelError(f"not a GGUF file: {path}", hint)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size} bytes"
