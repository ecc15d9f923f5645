"""Events as NDJSON, for `--events`: one object a line, its kind in `type`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from specrc_cli.trace.events import Event


def event_line(event: Event) -> str:
    """One line of ASCII JSON without its newline; what is not a finite number is null."""
    return json.dumps({"type": _snake(type(event).__name__), **_fields(event)}, allow_nan=False)


def _snake(name: str) -> str:
    return re.sub(r"(?<=.)(?=[A-Z])", "_", name).lower()


def _fields(value: object) -> dict[str, object]:
    assert is_dataclass(value)
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: object) -> object:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            return _fields(value)
        case _:
            return value
