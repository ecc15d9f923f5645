"""The methods there are, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from specrc_cli.errors import UsageError, did_you_mean
from specrc_cli.methods.base import Method
from specrc_cli.methods.baselines import Draft, Target
from specrc_cli.methods.lookahead import Lookahead
from specrc_cli.methods.scot import Scot
from specrc_cli.methods.specrc import SpecRC
from specrc_cli.methods.specreason import SpecReason
from specrc_cli.methods.trajectories import Trajectories
from specrc_cli.methods.tree import Tree

MethodKind = (
    type[SpecReason]
    | type[SpecRC]
    | type[Scot]
    | type[Lookahead]
    | type[Tree]
    | type[Trajectories]
    | type[Target]
    | type[Draft]
)
_KINDS: tuple[MethodKind, ...] = (SpecReason, SpecRC, Scot, Lookahead, Tree, Trajectories, Target, Draft)
METHODS: Mapping[str, MethodKind] = MappingProxyType({kind.name: kind for kind in _KINDS})


def make_method(name: str, **knobs: Any) -> Method:
    """The method of that name with its knobs set; a knob that is None keeps its default.

    Raises `UsageError` for an unknown name, and for a knob that is another method's or nobody's.
    """
    kind = METHODS.get(name)
    if kind is None:
        raise UsageError(f"there is no method '{name}'", did_you_mean(name, METHODS))
    given = {knob: value for knob, value in knobs.items() if value is not None}
    for knob in given:
        if knob not in knob_names(name):
            raise _wrong_knob(name, knob)
    return kind(**given)


def knob_names(name: str) -> frozenset[str]:
    """The knobs of a method, as keywords of `make_method`."""
    return frozenset(field.name for field in fields(METHODS[name]))


def _wrong_knob(name: str, knob: str) -> UsageError:
    owners = [method for method in METHODS if knob in knob_names(method)]
    option = "--" + knob.replace("_", "-")
    if owners:
        return UsageError(f"{option} belongs to {', '.join(owners)}", f"method {name} does without it")
    every_knob = {known for method in METHODS for known in knob_names(method)}
    return UsageError(f"no method has {option}", did_you_mean(knob, every_knob))
