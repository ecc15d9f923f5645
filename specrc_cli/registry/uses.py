"""Check how a pair is to be used: that its method, its verifier and all knobs exist and take what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

from specrc_cli.errors import UsageError, did_you_mean
from specrc_cli.methods.registry import METHODS, make_method
from specrc_cli.verifiers.criteria import Criteria
from specrc_cli.verifiers.likelihood import Likelihood, Pool
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import VERIFIERS, Options, make_verifier
from specrc_cli.verifiers.utility import Rating, Utility

WORDS: Mapping[str, tuple[str, type[StrEnum]]] = {
    Utility.name: ("rating", Rating),
    Criteria.name: ("rating", Rating),
    Likelihood.name: ("pool", Pool),
}
"""Verifiers that are told a word beside their number: the knob's name and the words it takes."""


def check_method(name: str) -> None:
    """Raises `UsageError` if there is none of that name."""
    make_method(name)


def check_verifier(spec: str) -> None:
    """Raises `UsageError` if the verifiers cannot be made as they are written."""
    make_verifier(spec, options=Options(prompts=Prompts()))


def check_knobs(name: str, knobs: Mapping[str, Any]) -> None:
    """Raises `UsageError` if a method's or verifier's knobs are not its own, or are out of range."""
    if name in METHODS:
        defaults = {field.name: field.default for field in fields(METHODS[name])}
        for knob, value in knobs.items():
            if knob in defaults and not _is_like(value, defaults[knob]):
                raise UsageError(f"{knob} cannot be {value!r}", f"{name} takes {defaults[knob]!r} unless told")
        make_method(name, **knobs)
    elif name in VERIFIERS:
        for knob, value in knobs.items():
            _check_verifier_knob(name, knob, value)
    else:
        raise UsageError(f"there is no method or verifier '{name}'", did_you_mean(name, [*METHODS, *VERIFIERS]))


def _is_like(value: object, default: object) -> bool:
    """Whether a value is of its default's kind; a whole number is a number too, and a word may be one of several."""
    if isinstance(default, StrEnum):
        return isinstance(value, str)
    return type(value) is type(default) or (type(default) is float and type(value) is int)


def _check_verifier_knob(name: str, knob: str, value: object) -> None:
    setting = VERIFIERS[name].setting
    word, words = WORDS.get(name, ("", StrEnum))
    if setting is not None and knob == setting.name:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"{knob} must be a number, not {value!r}", f"{name} takes {setting.default:g} unless told")
        setting.check(name, value)
    elif knob == word:
        if value not in list(words):
            raise UsageError(f"{knob} cannot be {value!r}", did_you_mean(str(value), [str(each) for each in words]))
    else:
        known = [setting.name] if setting else []
        raise UsageError(f"{name} has no knob '{knob}'", did_you_mean(knob, [*known, *filter(None, [word])]))
