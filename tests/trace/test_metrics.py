"""Figures that more than one screen prints."""

from __future__ import annotations

from specrc_cli.trace.metrics import rate, tokens_per_second, totals


def test_a_share_of_nothing_has_no_rate() -> None:
    assert rate(0, 0).rate is None


def test_speed_is_known_only_of_who_was_busy() -> None:
    assert tokens_per_second(50, 2.0) == 25
    assert tokens_per_second(0, 0.0) is None


def test_a_run_without_steps_adds_up_to_nothing() -> None:
    nothing = totals([], [], None, None)
    assert nothing.steps.settled == nothing.tokens.draft == 0
    assert nothing.acceptance.rate is None
