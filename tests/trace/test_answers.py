"""Finding an answer in a text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.trace.answers import boxed, gold_answer, unclosed

plain = st.text(alphabet="abc 123+-=", min_size=1, max_size=8).filter(lambda text: text.strip(" ") != "")
balanced = st.recursive(
    plain, lambda inner: st.lists(st.one_of(plain, inner.map("{{{}}}".format)), min_size=1).map("".join)
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("So \\boxed{5}.", "5"),
        ("\\boxed{4} or rather \\boxed{5}", "5"),
        ("\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"),
        ("\\boxed{ 5 apples }", "5 apples"),
        ("\\boxed{5} and then \\boxed{", "5"),
        ("\\boxed{\\{1, 2\\}}", "\\{1, 2\\}"),
        ("\\boxed{\\text{Monday}}", "\\text{Monday}"),
        ("\\boxed{-3}", "-3"),
        ("\\boxed{a \\boxed{b}}", "b"),
        ("\\boxed{a \\boxed{}", None),
        ("} { \\boxed{5}", "5"),
        ("\\\\boxed{5}", "5"),
        ("\\boxed{a \\\\boxed{5} b}", "5"),
        ("The answer is 5.", None),
        ("\\boxed{}", None),
        ("\\boxed{ }", None),
        ("\\boxed{...}", None),
        ("\\boxed{answer}", None),
        ("\\boxed{\\text{your answer}}", None),
        ("\\boxed{\\frac{1}{2}", None),
        ("\\boxed{5", None),
        ("", None),
    ],
)
def test_the_answer_is_in_the_last_complete_box(text: str, answer: str | None) -> None:
    assert boxed(text) == answer


@given(balanced, st.text(alphabet="abc \\{", max_size=10))
def test_whatever_balances_comes_out_whole(content: str, before: str) -> None:
    assert boxed(f"{before} \\boxed{{{content}}}") == content.strip()


@given(balanced, st.data())
def test_a_box_that_is_not_closed_says_nothing(content: str, data: st.DataObject) -> None:
    whole = f"\\boxed{{{content}}}"
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert boxed(whole[:cut]) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    boxed(text)
    unclosed(text)


@pytest.mark.parametrize("flood", ["\\boxed{", "\\boxed{}", "\\boxed{1", "{", "\\boxed{answer} "])
def test_looking_for_boxes_takes_no_longer_than_reading(flood: str) -> None:
    began = time.process_time()
    assert boxed("\\boxed{5} " + flood * 20_000) in ("5", None)
    assert time.process_time() - began < 1


def test_boxes_in_boxes_take_no_longer_either() -> None:
    began = time.process_time()
    assert boxed("\\boxed{" * 20_000 + "5" + "}" * 20_000) == "5"
    assert time.process_time() - began < 1


def test_only_the_last_box_can_be_unclosed() -> None:
    assert unclosed("\\boxed{1} \\boxed{\\frac{1}{2}")
    assert not unclosed("\\boxed{1 \\boxed{2}")
    assert not unclosed("no box")


def test_gold_is_what_stands_behind_the_hashes() -> None:
    assert gold_answer("He pays $5. #### 5\n") == "5"
    assert gold_answer(" five ") == "five"
