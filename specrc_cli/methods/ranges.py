"""Refusing a knob that is out of its range."""

from __future__ import annotations

from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Method


def check_range(method: Method, knob: str, *, low: float, high: float) -> None:
    """Raises `UsageError` if a knob of `method` is not from `low` to `high`; a NaN is in no range."""
    value = getattr(method, knob)
    if not low <= value <= high:
        option = "--" + knob.replace("_", "-")
        raise UsageError(f"{option} {value:g} is out of range for {method.name}", f"it takes {low:g} to {high:g}")
