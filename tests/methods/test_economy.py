"""The account of what speculating costs and wins: when it rests, when it tries again, and how much it can lose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.methods.economy import LEAST_TOKENS, RISK, SET_ASIDE, UNKNOWN_TOKENS, Economy, Stance

TOKENS, OWN = 50, 5.0
"""An ordinary step, and the seconds the target takes for one."""


def step(economy: Economy, *, stands: bool, drafting: float = 0.15, judging: float = 0.12) -> Stance:
    """One more step, as shares of the target's own: speculated or, where that rests, written by the target."""
    stance = economy.decide()
    if stance is not Stance.RESTING:
        economy.drafted(TOKENS, drafting * OWN)
        economy.judged(judging * OWN)
    if stance is not Stance.RESTING and stands:
        economy.stands(TOKENS)
    else:
        economy.written(TOKENS, OWN)
    return stance


def test_a_draft_that_is_right_is_never_given_up() -> None:
    economy = Economy()
    assert {step(economy, stands=True) for _ in range(100)} == {Stance.SPECULATING}


def test_nothing_is_decided_before_it_is_known_what_the_target_takes() -> None:
    economy = Economy()
    for _ in range(20):
        economy.drafted(TOKENS, 100 * OWN)
        economy.judged(OWN)
        economy.stands(TOKENS)
        assert economy.decide() is Stance.SPECULATING


def test_a_useless_draft_rests_once_it_has_lost_a_step_of_the_target() -> None:
    economy = Economy()
    stances = [step(economy, stands=False) for _ in range(10)]
    assert stances.index(Stance.RESTING) == 4
    assert set(stances[4:]) == {Stance.RESTING}


def test_one_rejection_is_not_enough() -> None:
    economy = Economy()
    step(economy, stands=False)
    assert step(economy, stands=True) is Stance.SPECULATING
    assert economy.decide() is Stance.SPECULATING


def test_what_can_never_pay_rests_at_once() -> None:
    economy = Economy()
    step(economy, stands=False, drafting=0.9, judging=0.3)
    assert economy.decide() is Stance.RESTING
    assert not economy.break_even.pays


def test_what_was_won_long_ago_does_not_make_up_for_losses_without_end() -> None:
    economy = Economy()
    step(economy, stands=False)
    for _ in range(1000):
        step(economy, stands=True)
    stances = [step(economy, stands=False) for _ in range(12)]
    assert stances.index(Stance.RESTING) <= 2 * RISK / 0.27 + 1


def test_a_try_follows_when_it_was_saved_up_and_only_one_step_is_drafted() -> None:
    economy = Economy()
    stances = [step(economy, stands=False) for _ in range(100)]
    first = stances.index(Stance.TRYING)
    assert first - stances.index(Stance.RESTING) == pytest.approx(0.27 / SET_ASIDE, abs=2)
    assert stances[first + 1] is Stance.RESTING


def test_a_try_that_stands_ends_the_rest() -> None:
    economy = Economy()
    while step(economy, stands=False) is not Stance.TRYING:
        pass
    while step(economy, stands=True) is not Stance.TRYING:
        pass
    assert {step(economy, stands=True) for _ in range(10)} == {Stance.SPECULATING}


@given(st.floats(0.02, 1.5), st.floats(0.01, 0.8), st.integers(60, 400))
def test_a_useless_draft_costs_a_bounded_share_however_long_the_run(c: float, v: float, steps: int) -> None:
    economy, lost = Economy(), 0.0
    for _ in range(steps):
        if step(economy, stands=False, drafting=c, judging=v) is not Stance.RESTING:
            lost += c + v
    assert lost <= RISK + (c + v) + SET_ASIDE * steps + (c + v)


def test_an_ordinary_pair_loses_less_than_three_percent_on_a_run_of_sixty_steps() -> None:
    economy, lost = Economy(), 0.0
    for _ in range(60):
        if step(economy, stands=False) is not Stance.RESTING:
            lost += 0.15 + 0.12
    assert lost / 60 < 0.03


@given(st.floats(0.05, 0.5), st.floats(0.02, 0.3))
def test_the_figures_are_those_of_the_break_even_rule(c: float, v: float) -> None:
    economy = Economy()
    for stands in (True, False, True, True):
        step(economy, stands=stands, drafting=c, judging=v)
    figures = economy.break_even
    assert (figures.stood, figures.tries) == (3, 4)
    assert figures.drafting == pytest.approx(c)
    assert figures.judging == pytest.approx(v)
    assert figures.pays == (figures.drafting + figures.judging < 0.75)


def test_a_first_draft_is_short() -> None:
    assert Economy().most_tokens == UNKNOWN_TOKENS


def test_a_draft_on_probation_may_be_twice_an_ordinary_step() -> None:
    economy = Economy()
    step(economy, stands=False)
    assert economy.most_tokens == 2 * TOKENS
    economy = Economy()
    economy.written(5, OWN)
    assert economy.most_tokens == LEAST_TOKENS


def test_a_proven_draft_may_be_as_long_as_what_the_target_writes_in_an_ordinary_steps_time_is_worth() -> None:
    economy = Economy()
    step(economy, stands=True)
    step(economy, stands=False)
    assert economy.most_tokens == round(TOKENS / 0.15)


def test_a_question_the_draft_reads_for_a_try_is_part_of_its_price() -> None:
    alone, read = Economy(), Economy()
    for economy in (alone, read):
        while step(economy, stands=False) is not Stance.TRYING:
            pass
    read.question_read(OWN)
    rests = [0, 0]
    for place, economy in enumerate((alone, read)):
        while step(economy, stands=False) is not Stance.TRYING:
            rests[place] += 1
    assert rests[1] > rests[0] + 50


def test_what_was_salvaged_from_rejected_drafts_is_won_too() -> None:
    """Half of each rejected step is what the target would have written."""
    stances = []
    economy = Economy()
    for _ in range(30):
        stances.append(economy.decide())
        economy.drafted(TOKENS, 0.15 * OWN)
        economy.judged(0.12 * OWN)
        economy.written(TOKENS, OWN / 2, salvaged=TOKENS // 2)
    assert set(stances) == {Stance.SPECULATING}
    assert economy.break_even.drafting == pytest.approx(0.15)


def test_a_step_salvaged_whole_says_nothing_of_what_writing_takes() -> None:
    economy = Economy()
    economy.written(TOKENS, OWN)
    before = economy.break_even
    economy.written(TOKENS, OWN / 20, salvaged=TOKENS)
    assert economy.break_even == before
