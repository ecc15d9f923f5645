"""Take one GGUF file's header apart, byte by byte.

A header is taken as hostile: every count and length is held against the size of the file before anything is read or
allocated, and the long arrays (a tokenizer's word list) are counted and stepped over, never built. What the values
mean is `gguf_file`'s business. Format: the GGUF specification of ggml, versions 2 and 3.
"""

from __future__ import annotations

import mmap
import stat
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path

from specrc_cli.backends.gguf_types import TENSOR_TYPES, TensorType
from specrc_cli.errors import ModelError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_DIMENSIONS = 4
LONGEST_ARRAY_KEPT = 1024
MOST_STRINGS = 1 << 24
"""No vocabulary is near this; a longer list is a damaged or a malicious file, and would take seconds to step over."""

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_COUNT = struct.Struct("<Q").unpack_from


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


def read_part(path: Path) -> tuple[int, dict[str, Value], GgufPart]:
    """A file's version, its metadata, and where its tensors lie, though they may be cut off. Raises `ModelError`."""
    try:
        size, mode = path.stat().st_size, path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise ModelError(f"{path} is no regular file", "give a .gguf file")
        with path.open("rb") as file:
            start = file.read(512)
            if start[:4] != MAGIC:
                raise _not_gguf(path, start)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _parse(path, data, size)
    except FileNotFoundError:
        raise ModelError(f"no such model file: {path}", "check the path; `specrc models` lists known models") from None
    except IsADirectoryError:
        raise ModelError(f"{path} is a folder, not a model", "give one .gguf file inside it") from None
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror}", "check the file's permissions") from None


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
        raise ModelError(f"{path} is not a sound GGUF file: {error}", "fetch or convert the file again") from None
    except struct.error:
        raise ModelError(
            f"{path} is truncated: it ends inside its header",
            "the copy or download was interrupted; fetch the file again",
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
        return "the file was written for a machine of the other byte order"
    return "convert the model again with a llama.cpp of today" if version < VERSIONS[0] else "update specrc"


def _not_gguf(path: Path, start: bytes) -> ModelError:
    hint = "models are .gguf files; llama.cpp's convert_hf_to_gguf.py makes them"
    if not start:
        hint = "the file is empty; fetch it again"
    elif start.startswith(b"version https://git-lfs"):
        hint = "this is a Git LFS pointer; `git lfs pull` fetches the model itself"
    elif start.lstrip()[:1] == b"<":
        hint = "this looks like a web page; download the file itself, not the page that shows it"
    return ModelError(f"not a GGUF file: {path}", hint)
