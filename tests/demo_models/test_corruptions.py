"""Every bad step is really bad: it states something else than the gold step of its place."""

from random import Random

import pytest

from demo_models.arithmetic import Operator, compute
from demo_models.corruptions import KINDS, corrupt, wrong_chain
from demo_models.generator import problem
from demo_models.problems import boxed_of, equation_of, keeps_to_the_story, same_step
from demo_models.prompts import RIGHT, WRONG
from demo_models.rating import rate

PROBLEMS = [problem(seed) for seed in range(300)]


def stated(text: str) -> tuple[int, Operator, int, int]:
    equation = equation_of(text)
    assert equation is not None, text
    return equation


def test_no_corruption_states_what_the_gold_step_states() -> None:
    rng = Random(1)
    made = 0
    for one in PROBLEMS:
        for place, gold in enumerate(one.chain()):
            bad = corrupt(rng, one, place)
            if bad is not None:
                made += 1
                assert bad.place == place
                assert not same_step(bad.text, gold)
                assert bad.rating < 9
    assert made > 800


def test_the_gold_step_counts_as_the_same_step() -> None:
    for one in PROBLEMS:
        assert all(same_step(text, text) for text in one.chain())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_corruption_occurs(kind: str) -> None:
    rng = Random(2)
    found = [corrupt(rng, one, place) for one in PROBLEMS for place in range(len(one.steps))]
    assert any(bad is not None and bad.kind == kind for bad in found)


def test_wrong_arithmetic_is_false_and_wrong_operands_are_true_but_another_equation() -> None:
    rng = Random(3)
    for one in PROBLEMS:
        for place, gold in enumerate(one.steps):
            text = KINDS["wrong arithmetic"][0](rng, one, place)
            assert text is not None
            left, op, right, result = stated(text)
            assert (left, op, right) == (gold.left, gold.op, gold.right)
            assert result != compute(left, op, right)
            other = KINDS["wrong operand"][0](rng, one, place)
            if other is not None:
                left, op, right, result = stated(other)
                assert op == gold.op
                assert (left, right) != (gold.left, gold.right)
                assert compute(left, op, right) == result != gold.result


@pytest.mark.parametrize("kind", ["wrong operation", "irrelevant"])
def test_a_step_that_does_not_belong_here_is_true_but_another_equation(kind: str) -> None:
    rng = Random(3)
    for one in PROBLEMS:
        for place, gold in enumerate(one.steps):
            text = KINDS[kind][0](rng, one, place)
            if text is not None:
                left, op, right, result = stated(text)
                assert compute(left, op, right) == result != gold.result


def test_a_premature_answer_is_boxed_before_the_chain_is_done() -> None:
    one = PROBLEMS[0]
    text = KINDS["premature"][0](Random(4), one, 1)
    assert text is not None
    assert boxed_of(text) == one.steps[0].result


def test_a_step_about_somebody_the_question_does_not_know_is_not_right() -> None:
    one = PROBLEMS[1]
    assert all(keeps_to_the_story(text, one) for text in one.chain())
    assert rate(one, 0, one.chain()[0]) == RIGHT
    assert rate(one, 0, one.steps[0].text.replace(one.steps[0].text.split()[0], "Xyzzy")) == WRONG


def test_a_wrong_chain_ends_in_another_answer_and_goes_wrong_in_one_step() -> None:
    rng = Random(3)
    for one in PROBLEMS:
        steps = wrong_chain(rng, one).split("\n\n")
        assert boxed_of(steps[-1]) not in (None, one.answer)
        assert len(steps) == len(one.chain())
        assert steps != list(one.chain())
