"""The analytic limit of a run."""

from __future__ import annotations

import pytest

from benchmarks.limits import Speeds, Work, limit, line_through

DRAFT = Speeds(write=0.01, pass_seconds=0.02, token_seconds=0.001)
TARGET = Speeds(write=0.1, pass_seconds=0.2, token_seconds=0.01)
WORK = Work(
    drafted=100,
    judged=300,
    passes=4,
    rewritten=20,
    draft_prompts=(50,),
    target_prompts=(60,),
    taken_in=(10, 10),
)


def test_each_kind_of_work_takes_its_models_own_time() -> None:
    found = limit(WORK, draft=DRAFT, target=TARGET)
    assert found.prompts == pytest.approx(0.02 + 0.05 + 0.2 + 0.6)
    assert found.draft == pytest.approx(1.0)
    assert found.judge == pytest.approx(4 * 0.2 + 3.0)
    assert found.write == pytest.approx(2.0)
    assert found.taking_in == pytest.approx(2 * 0.02 + 0.02)


def test_what_the_draft_reads_of_the_targets_steps_is_left_out_of_the_whole() -> None:
    found = limit(WORK, draft=DRAFT, target=TARGET)
    assert found.whole == pytest.approx(0.87 + 1.0 + 3.8 + 2.0)


def test_two_prefills_give_what_a_pass_and_what_a_token_takes() -> None:
    assert line_through((32, 0.52), (256, 2.76)) == pytest.approx((0.2, 0.01))
