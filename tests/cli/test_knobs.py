"""Every knob of every method is an option of its own name, and is refused where it cannot be."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import get_type_hints

import pytest

from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.options import ReasoningOptions
from specrc_cli.errors import UsageError
from specrc_cli.methods.registry import METHODS, knob_names, make_method
from specrc_cli.verifiers.likelihood import Pool
from specrc_cli.verifiers.registry import VERIFIERS
from specrc_cli.verifiers.utility import Rating
from tests.cli.conftest import Specrc

KNOBS = [field.name for field in fields(KnobOptions)]
SWITCHES = {field.name for field in fields(KnobOptions) if "bool" in str(field.type)}


def owners(knob: str) -> list[str]:
    return [method for method in METHODS if knob in knob_names(method)]


def option(knob: str) -> str:
    return "--" + knob.replace("_", "-")


def test_every_knob_is_an_option() -> None:
    assert {field.name for field in fields(KnobOptions)} == {knob for name in METHODS for knob in knob_names(name)}


@pytest.mark.parametrize("knob", sorted(set(KNOBS) - SWITCHES))
@pytest.mark.parametrize("value", ["-1000000000", "1e15", "nan", "inf", "plenty"])
def test_a_knob_out_of_all_range_is_refused_by_its_name(specrc: Specrc, pair: list[str], knob: str, value: str) -> None:
    owner = owners(knob)[0]
    run = specrc("solve", "q", *pair, "--method", owner, option(knob), value)
    error, hint = run.stderr.splitlines()
    assert f"{option(knob)} cannot be '{value}'" in error
    assert "it takes " in hint or "did you mean" in hint or "known: " in hint
    assert (run.returncode, run.stdout) == (2, "")


@pytest.mark.parametrize("method", METHODS)
def test_another_methods_knob_is_refused_and_said_to_be_theirs(method: str) -> None:
    for knob in set(KNOBS) - knob_names(method):
        with pytest.raises(UsageError) as refused:
            make_method(method, **{knob: 1})
        assert refused.value.message == f"{option(knob)} belongs to {', '.join(owners(knob))}"
        assert method in refused.value.hint


@pytest.mark.parametrize("knob", KNOBS)
def test_the_help_of_a_knob_says_whose_it_is(knob: str) -> None:
    (annotation,) = get_type_hints(KnobOptions, include_extras=True)[knob].__metadata__
    assert all(re.search(rf"\b{owner}\b[^:;]*: ", annotation.help) for owner in owners(knob))


def test_the_help_names_every_method_and_every_verifier_with_its_default() -> None:
    hints = get_type_hints(ReasoningOptions, include_extras=True)
    said = {name: hints[name].__metadata__[0].help for name in ("method", "verifier", "rating", "pool")}
    assert all(re.search(rf"\b{name}\b", said["method"]) for name in METHODS)
    assert all(re.search(rf"\b{name}\b", said["verifier"]) for name in VERIFIERS)
    assert all(word in said["rating"] for word in Rating)
    assert all(word in said["pool"] for word in Pool)


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


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--verifier", "likelihood", "--rating", "expected"], "--rating belongs to utility, criteria"),
        (["--verifier", "arithmetic+utility:6", "--pool", "mean"], "--pool belongs to likelihood"),
        (["--method", "target", "--rating", "expected"], "method target takes no verifier"),
        (["--method", "target", "--pool", "mean"], "method target takes no verifier"),
        (["--speculate-tokens", "4"], "--speculate-tokens is left out"),
        (["--speculate", "off", "--speculate-tokens", "4"], "--speculate-tokens is left out"),
    ],
)
def test_what_nobody_heeds_is_warned_of(specrc: Specrc, pair: list[str], options: list[str], said: str) -> None:
    run = specrc("solve", "q", *pair, *options)
    assert [said in line for line in run.stderr.splitlines() if line.startswith("warning: ")] == [True]
    assert run.returncode == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--verifier", "confidence:-0.3/utility", "--rating", "expected"],
        ["--verifier", "arithmetic+likelihood:-1.5", "--pool", "mean"],
        ["--speculate", "lookup", "--speculate-tokens", "4"],
    ],
)
def test_what_somebody_heeds_is_not(specrc: Specrc, pair: list[str], options: list[str]) -> None:
    assert "warning: " not in specrc("solve", "q", *pair, *options).stderr
