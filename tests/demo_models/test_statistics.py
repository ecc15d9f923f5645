"""The few statistics that the model card rests on."""

import math

import pytest

from demo_models.statistics import Share, auroc, calibration_error, lowest_threshold, share


def test_auroc_counts_pairs_and_halves_ties() -> None:
    assert auroc([2, 3], [0, 1]) == 1.0
    assert auroc([0, 1], [2, 3]) == 0.0
    assert auroc([1, 2], [1, 0]) == pytest.approx(0.875)
    assert math.isnan(auroc([], [1]))


def test_the_wilson_interval_holds_the_rate_and_stays_within_bounds() -> None:
    low, high = Share(9, 10).interval()
    assert low == pytest.approx(0.5958, abs=1e-4)
    assert high == pytest.approx(0.9821, abs=1e-4)
    assert Share(0, 10).interval()[0] == 0.0
    assert Share(0, 0).interval() == (0.0, 1.0)


def test_a_share_is_told_with_its_counts() -> None:
    assert str(share([True, False])).startswith("50.0% (1/2")


def test_calibration_error_is_the_mean_gap() -> None:
    assert calibration_error([0.95, 0.95], [True, True]) == pytest.approx(0.05)
    assert calibration_error([0.1, 0.9], [True, False]) == pytest.approx(0.9)


def test_the_lowest_threshold_lets_no_more_wrong_ones_through_than_allowed() -> None:
    scores, right = [0.1, 0.2, 0.3, 0.4, 0.9], [False, False, False, False, True]
    threshold = lowest_threshold(scores, right, false_accepts=0.25)
    assert threshold is not None
    assert sum(score >= threshold for score, good in zip(scores, right, strict=True) if not good) == 1


def test_a_threshold_is_a_score_that_was_given() -> None:
    assert lowest_threshold([3, 3, 9, 9], [False, False, True, True], false_accepts=0.0) == 9
    assert lowest_threshold([3, 9], [True, True], false_accepts=0.0) == 3


def test_there_is_no_threshold_where_the_highest_score_lets_too_many_wrong_ones_through() -> None:
    assert lowest_threshold([9, 9, 9, 2], [False, False, True, True], false_accepts=0.25) is None
