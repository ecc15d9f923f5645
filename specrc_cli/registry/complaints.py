"""Turn what pydantic found wrong in a models.yaml into one line that names the file and the line, and a hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from specrc_cli.errors import UsageError, did_you_mean
from specrc_cli.registry.schema import ModelsFile
from specrc_cli.registry.yaml_source import Document, Place, shown

KEY = "[key]"
"""pydantic's mark for an error in a mapping's key."""


def complaint(document: Document, errors: Sequence[ErrorDetails]) -> UsageError:
    """The first thing wrong; the others are counted, as mending the first often mends them."""
    first = min(errors, key=lambda error: _line(document, error))
    place = _known_place(document, first["loc"])
    others = len({_known_place(document, error["loc"]) for error in errors}) - 1
    more = f" (and {others} more)" if others else ""
    name = ".".join(str(part) for part in place)
    if first["type"] == "extra_forbidden":
        inside = f" in {'.'.join(map(str, place[:-1]))}" if place[:-1] else ""
        message = f"unknown key '{place[-1]}'{inside}"
        hint = did_you_mean(str(place[-1]), _keys_at(place[:-1]))
    elif first["loc"][-1] == KEY:
        message, hint = f"{name} is not a name", "names are lower-case letters, digits, '.', '_' and '-'"
    else:
        message, hint = f"{name or 'the file'} {_rule(first, place)}, not {shown(first['input'])}", _description(place)
    return UsageError(f"{document.where(place)}: {message}{more}", hint)


def _rule(error: ErrorDetails, place: Place) -> str:
    if "knobs" in place and error["type"] not in ("dict_type", "model_type"):
        return "must be a number, text or true/false"
    if error["type"] == "string_pattern_mismatch":
        return "must hold {question}"
    if error["type"] in ("dict_type", "model_type"):
        return "must be keys with values"
    if error["type"] in ("string_too_short", "string_type", "too_short"):
        return "must be text" if error["type"] == "string_type" else "must not be empty"
    words = error["msg"].replace("Input should be", "must be")
    return words.replace("a valid ", "a ").replace("a integer", "a whole number").replace("a boolean", "true or false")


def _line(document: Document, error: ErrorDetails) -> int:
    return document.lines.get(_known_place(document, error["loc"]), 1)


def _known_place(document: Document, loc: Iterable[str | int]) -> Place:
    """pydantic's place without the marks it adds for unions and keys: the part that stands in the file."""
    place: Place = tuple(loc)
    while place and place not in document.lines:
        place = place[:-1]
    return place


def _keys_at(place: Place) -> Iterable[str]:
    kind = _kind_at(place)
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else ()


def _description(place: Place) -> str:
    """What the schema says of a field or, where it says nothing, of what is around it: the hint."""
    for end in range(len(place), 0, -1):
        holder, name = _kind_at(place[: end - 1]), place[end - 1]
        if isinstance(holder, type) and issubclass(holder, BaseModel) and name in holder.model_fields:
            description = holder.model_fields[str(name)].description or ""
            return description[:1].lower() + description[1:].rstrip(".")
    return "start with `models:` or `pairs:`"


def _kind_at(place: Place) -> Any:
    """The schema's type of what stands at a place."""
    kind: Any = ModelsFile
    for part in place:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = kind.model_fields[str(part)].annotation
        elif get_origin(kind) is dict:
            kind = get_args(kind)[1]
        if isinstance(kind, UnionType):
            (kind, *_) = [option for option in get_args(kind) if option is not NoneType]
    return kind
