"""Every knob of every method can be given on the command line, under its own name."""

from __future__ import annotations

import json
from dataclasses import fields

from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.methods.registry import METHODS, knob_names
from tests.cli.conftest import Specrc


def test_every_knob_is_an_option() -> None:
    assert {field.name for field in fields(KnobOptions)} == {knob for name in METHODS for knob in knob_names(name)}


def test_a_method_is_run_with_the_knobs_that_were_given(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", "q", *pair, "--method", "specrc", "--k", "2", "--pass-rate", "0.5", "--json")
    record = json.loads(run.stdout)
    assert run.returncode == 0
    assert (record["method"], record["knobs"]["method"]["k"], record["knobs"]["method"]["pass_rate"]) == (
        "specrc",
        2,
        0.5,
    )
    assert record["answer"] == "75"


def knobs_of(specrc: Specrc, *arguments: str) -> dict[str, object]:
    knobs: dict[str, object] = json.loads(specrc("solve", "q", *arguments, "--json").stdout)["knobs"]["method"]
    return knobs


def test_the_command_line_guards_unless_told_otherwise(specrc: Specrc, pair: list[str]) -> None:
    assert knobs_of(specrc, *pair)["guard"] is True
    assert knobs_of(specrc, *pair, "--method", "specrc")["guard"] is True
    assert knobs_of(specrc, *pair, "--no-guard")["guard"] is False
    assert "guard" not in knobs_of(specrc, *pair, "--method", "tree")


def test_the_bundled_pair_shows_the_method_unguarded(specrc: Specrc) -> None:
    assert knobs_of(specrc)["guard"] is False
    assert knobs_of(specrc, "--guard")["guard"] is True
