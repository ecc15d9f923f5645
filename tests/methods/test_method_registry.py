"""Methods by name, and their knobs."""

from __future__ import annotations

import pytest

from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Part
from specrc_cli.methods.registry import METHODS, knob_names, make_method
from specrc_cli.methods.specreason import SpecReason


def test_every_method_is_there_under_its_own_name() -> None:
    assert {name: kind.name for name, kind in METHODS.items()} == {name: name for name in METHODS}
    assert set(METHODS) == {"specreason", "specrc", "scot", "lookahead", "tree", "trajectories", "target", "draft"}


def test_a_method_says_whom_it_needs() -> None:
    assert make_method("target").uses == {Part.TARGET}
    assert make_method("draft").uses == {Part.DRAFT}
    assert make_method("specreason").uses == set(Part)
    assert make_method("specrc").uses == set(Part) - {Part.PERSON}


def test_a_knob_is_set_and_told() -> None:
    method = make_method("specreason", first_n_target_steps=2)
    assert method == SpecReason(first_n_target_steps=2)
    assert method.knobs == {"first_n_target_steps": 2, "guard": False, "overlap": None, "audit": 0.0}


def test_a_knob_that_is_not_given_keeps_its_default() -> None:
    assert make_method("specreason", first_n_target_steps=None) == SpecReason()
    assert make_method("target", first_n_target_steps=None).knobs == {}


def test_a_mistyped_method_is_suggested() -> None:
    with pytest.raises(UsageError, match="no method 'specreson'") as caught:
        make_method("specreson")
    assert caught.value.hint == "did you mean 'specreason'?"


def test_a_method_like_none_of_them_lists_them_all() -> None:
    with pytest.raises(UsageError) as caught:
        make_method("zzz")
    assert caught.value.hint == "known: draft, lookahead, scot, specrc, specreason, target, trajectories, tree"


def test_a_knob_of_another_method_names_its_owner() -> None:
    with pytest.raises(UsageError, match="--first-n-target-steps belongs to specreason"):
        make_method("target", first_n_target_steps=1)


def test_a_knob_of_no_method_is_suggested() -> None:
    with pytest.raises(UsageError, match="no method has --first-target-steps") as caught:
        make_method("specreason", first_target_steps=1)
    assert "first_n_target_steps" in caught.value.hint
    assert knob_names("specreason") == {"first_n_target_steps", "guard", "overlap", "audit"}
