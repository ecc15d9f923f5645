"""Read a YAML file together with the line every key stands on, so that whatever is wrong can be pointed at.

Stricter than YAML: keys are text, no key stands twice, and there are no anchors (which could make a small file a huge
one); neither length nor depth is without bound. Knows nothing of what the keys mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from specrc_cli.errors import UsageError

MOST_BYTES = 1 << 20
MOST_DEPTH = 16
_INDENT = "look at the indentation, colons and quotes on that line and the one before"

_NOUNS = {"int": "a number", "float": "a number", "bool": "true or false", "timestamp": "a date"}

Place = tuple[str | int, ...]
"""Where a value stands: the keys and list positions that lead to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's content and the line (from 1) of every value in it."""

    path: Path
    data: Mapping[str, object]
    lines: Mapping[Place, int]

    def where(self, place: Place = ()) -> str:
        """`file:line` of a value, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.path}:{self.lines.get(place, 1)}"


def read_yaml(path: Path) -> Document:
    """Read a file whose top is a mapping; an empty one is an empty mapping. Raises `UsageError`."""
    try:
        tree = yaml.compose(_text(path), Loader=_Loader)
        reader = _Reader(path)
        data = {} if tree is None else reader.build(tree, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise UsageError(f"{where}: not valid YAML: {error.problem or error.context}", _INDENT) from None
    except yaml.reader.ReaderError as error:
        raise UsageError(f"{path}: not valid YAML: {error.reason} (character {error.position})", "remove it") from None
    if not isinstance(data, dict):
        raise UsageError(f"{path}:1: the file must hold keys, not a {_kind(data)}", "start with `models:` or `pairs:`")
    return Document(path=path, data=data, lines=reader.lines)


def shown(value: object) -> str:
    """A value as it may be cited in one line, in YAML's words rather than Python's."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str() | list() | dict():
            text = repr(value)
        case _:
            text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "check the path and its permissions") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path} is longer than {MOST_BYTES >> 20} MiB", "that is no models.yaml; check the path")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text (byte {error.start})", "save the file as UTF-8") from None


class _Loader(yaml.SafeLoader):
    """Refuses what is nested too deep for anybody's file, and for Python's stack."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem=f"nested deeper than {MOST_DEPTH} levels", problem_mark=mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _Reader:
    """Builds plain values out of a YAML tree and notes their lines."""

    def __init__(self, path: Path) -> None:
        self.lines: dict[Place, int] = {}
        self._path = path
        self._seen: set[int] = set()
        self._scalars = yaml.SafeLoader("")

    def build(self, node: yaml.Node, place: Place) -> object:
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        if id(node) in self._seen:
            raise UsageError(f"{self._path}:{line}: anchors and aliases are not used here", "write the value out")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, line)

    def _scalar(self, node: yaml.Node, line: int) -> object:
        try:
            value: object = self._scalars.construct_object(node)
        except yaml.YAMLError:
            raise
        except Exception:  # PyYAML lets through whatever Python says of a 13th month or of a number with no digits
            noun = _NOUNS.get(node.tag.rpartition(":")[2], "what its tag says")
            where = f"{self._path}:{line}"
            raise UsageError(f"{where}: {shown(node.value)} cannot be read as {noun}", "put text in quotes") from None
        return value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        built: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
                raise UsageError(f"{self._path}:{line}: a key must be text, not {key!r}", "put it in quotes")
            if key in built:
                first = self.lines[(*place, key)]
                raise UsageError(
                    f"{self._path}:{line}: the key '{key}' stands twice (first in line {first})", "remove one of them"
                )
            self.lines[(*place, key)] = line
            built[key] = self.build(value_node, (*place, key))
        return built


def _kind(value: object) -> str:
    return {list: "list", str: "text", int: "number", float: "number", bool: "true/false"}.get(type(value), "value")
