"""Verifiers by name: thresholds, rates, combinations, and what is refused."""

from __future__ import annotations

import pytest

from specrc_cli.errors import ExitCode, UsageError
from specrc_cli.verifiers.registry import VERIFIERS
from tests.verifiers.proposals import named


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_every_verifier_is_made_by_its_name(name: str) -> None:
    assert named(name).name == name


@pytest.mark.parametrize(
    ("spec", "threshold", "knobs"),
    [
        ("utility", None, {"threshold": 7, "rating": "greedy"}),
        ("utility", 5, {"threshold": 5, "rating": "greedy"}),
        ("utility:5", None, {"threshold": 5, "rating": "greedy"}),
        ("likelihood:-2.5", None, {"threshold": -2.5, "pool": "minimum"}),
        ("random:0.25", None, {"rate": 0.25}),
        ("arithmetic+utility", 8, {"arithmetic": {}, "utility": {"threshold": 8, "rating": "greedy"}}),
        (
            "utility:5+likelihood",
            -2,
            {"utility": {"threshold": 5, "rating": "greedy"}, "likelihood": {"threshold": -2, "pool": "minimum"}},
        ),
    ],
)
def test_a_number_is_the_named_ones_own_and_a_threshold_is_for_the_one_without(
    spec: str, threshold: float | None, knobs: dict[str, object]
) -> None:
    assert named(spec, threshold=threshold).knobs == knobs


@pytest.mark.parametrize(
    ("spec", "threshold", "message", "hint"),
    [
        ("utilty", None, "there is no verifier 'utilty'", "did you mean 'utility'?"),
        (
            "arithmetic+",
            None,
            "a verifier's name is missing in 'arithmetic+'",
            "each side of + and /",
        ),
        ("utility", 12, "threshold 12 is out of range for utility", "utility takes 0 to 9, and 7 unless told"),
        ("utility", float("nan"), "threshold nan is out of range for utility", "0 to 9"),
        ("likelihood", 0.5, "threshold 0.5 is out of range for likelihood", "-100 to 0 nats"),
        ("random:7", None, "rate 7 is out of range for random", "0 to 1"),
        ("arithmetic:1", None, "arithmetic takes no number", "arithmetic alone"),
        ("utility:high", None, "'high' is not a number", "utility:NUMBER"),
        ("utility+utility:3", None, "named twice", "once"),
        ("arithmetic", 7, "could be meant for none", "behind the names"),
        ("random", 0.5, "could be meant for none", "behind the names"),
        ("utility+likelihood", 7, "could be meant for any of utility, likelihood", "utility:7+likelihood:-1"),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(spec: str, threshold: float | None, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        named(spec, threshold=threshold)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.exit_code is ExitCode.USAGE
