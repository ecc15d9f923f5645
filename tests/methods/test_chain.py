"""Chain: when it ends, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.backends.base import StopCause, Thinking
from specrc_cli.errors import ContextFull, UsageError
from specrc_cli.methods.base import Limits
from specrc_cli.methods.chain import Chain, loops
from specrc_cli.trace.events import StopReason

texts = st.lists(st.sampled_from(["a", "b", "c"]), max_size=12)


def ended(*steps: str, stop: StopCause = StopCause.DELIMITER) -> StopReason | None:
    chain = Chain(Limits(), None)
    for step in steps:
        chain.settle(step, stop)
    return chain.stop


@pytest.mark.parametrize(
    "steps",
    [["A", "A"], ["x", "A", "A"], ["A", "B", "A", "B"], ["x", "A", "B", "C", "A", "B", "C"], ["A\n\n", " A"]],
)
def test_a_chain_that_says_the_same_twice_over_loops(steps: list[str]) -> None:
    assert loops(steps)
    assert ended(*steps) is StopReason.LOOP


@pytest.mark.parametrize("steps", [[], ["A"], ["A", "B"], ["A", "B", "A"], ["A", "A", "B"], ["A", "B", "C", "A", "B"]])
def test_a_chain_that_comes_back_to_something_only_once_does_not(steps: list[str]) -> None:
    assert not loops(steps)


@given(before=texts, round_=st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=5))
def test_every_round_said_twice_is_found(before: list[str], round_: list[str]) -> None:
    assert loops([*before, *round_, *round_])


@given(st.lists(st.text(alphabet="abc", min_size=1), unique=True))
def test_steps_that_all_differ_never_loop(steps: list[str]) -> None:
    assert not loops(steps)


@pytest.mark.parametrize(
    ("step", "stop", "reason"),
    [
        ("So \\boxed{5}.", StopCause.DELIMITER, StopReason.ANSWER),
        ("So \\boxed{5}.", StopCause.EOG, StopReason.ANSWER),
        ("So \\boxed{5}.", StopCause.CONTEXT, StopReason.ANSWER),
        ("So \\boxed{}.", StopCause.DELIMITER, None),
        ("So \\boxed{\\frac{1}{2}.", StopCause.DELIMITER, None),
        ("That is all.", StopCause.EOG, StopReason.EOS),
        ("That is", StopCause.CONTEXT, StopReason.CONTEXT_FULL),
        ("That is", StopCause.LENGTH, None),
    ],
)
def test_why_a_step_is_the_last(step: str, stop: StopCause, reason: StopReason | None) -> None:
    assert ended(step, stop=stop) is reason


def test_a_box_may_be_opened_in_one_step_and_closed_in_the_next() -> None:
    assert ended("So \\boxed{", "5}.", stop=StopCause.LENGTH) is StopReason.ANSWER


def test_what_was_written_counts_whether_it_stands_or_not() -> None:
    chain = Chain(Limits(token_budget=10, step_tokens=6), None)
    chain.spend(6)
    assert chain.step_tokens == 4
    chain.spend(4)
    chain.settle("a", StopCause.DELIMITER)
    assert chain.stop is StopReason.BUDGET


def test_the_first_reason_stands() -> None:
    chain = Chain(Limits(), None)
    chain.ends(StopReason.EOS)
    with chain.until_context_full():
        raise ContextFull("no room")
    assert chain.stop is StopReason.EOS


def test_thinking_ends_at_its_tag() -> None:
    chain = Chain(Limits(), Thinking())
    chain.settle("So \\boxed{5}.\n\n", StopCause.DELIMITER)
    assert chain.open
    chain.settle("</think>", StopCause.DELIMITER)
    assert (chain.stop, chain.answer) == (StopReason.EOS, None)


@pytest.mark.parametrize("limit", ["token_budget", "max_steps", "step_tokens", "answer_tokens"])
def test_a_limit_of_nothing_is_refused(limit: str) -> None:
    with pytest.raises(UsageError, match=limit):
        Limits(**{limit: 0})
