"""The aims are held against the figures, and a missed one says so."""

from demo_models import bars
from demo_models.bars import Bar, number, rate


def test_a_bar_is_met_within_its_range_and_missed_outside() -> None:
    bar = Bar("draft accuracy", 0.3, 0.6, rate("draft_accuracy"))
    assert bar.line({"draft_accuracy": {"rate": 0.45}}).startswith("met ")
    assert bar.line({"draft_accuracy": {"rate": 0.7}}).startswith("MISSED")


def test_a_rate_of_nothing_is_missed() -> None:
    bar = Bar("all wrong, detected", 0.8, 1.0, rate("all_wrong_detected"))
    assert bar.line({"all_wrong_detected": {"rate": None}}).startswith("MISSED")


def test_a_bar_says_what_it_asks_for() -> None:
    assert "at least 1.8" in Bar("speedup", 1.8, bars.ENDLESS, number("speedup")).line({"speedup": 2.0})
    assert "at most 0.05" in Bar("ece", -bars.ENDLESS, 0.05, number("ece")).line({"ece": 0.02})


def test_a_method_is_held_against_the_target_on_the_same_problems() -> None:
    report = {"speculated_target_accuracy": {"rate": 0.90}, "specrc_accuracy": {"rate": 0.885}}
    assert abs(bars.behind("specrc_accuracy")(report) - 1.5) < 1e-9
