"""Finding an answer, and grading it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.trace.answers import boxed, gold_answer, grade, number, unclosed

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
    grade(text, text)


@pytest.mark.parametrize("flood", ["\\boxed{", "\\boxed{}", "\\boxed{1", "{", "\\boxed{answer} "])
def test_looking_for_boxes_takes_no_longer_than_reading(flood: str) -> None:
    began = time.process_time()
    assert boxed("\\boxed{5} " + flood * 20_000) in ("5", None)
    assert time.process_time() - began < 1


def test_boxes_in_boxes_take_no_longer_either() -> None:
    began = time.process_time()
    assert boxed("\\boxed{" * 20_000 + "5" + "}" * 20_000) == "5"
    assert time.process_time() - began < 1


@pytest.mark.parametrize("digits", ["1" * 6000, "0." + "1" * 6000, "1/" + "3" * 6000, "1" * 50_000 + "!"])
def test_a_number_of_endless_digits_is_compared_as_a_text(digits: str) -> None:
    assert number(digits) is None
    assert grade(digits, digits)
    assert grade(digits, "5") is False


def test_only_the_last_box_can_be_unclosed() -> None:
    assert unclosed("\\boxed{1} \\boxed{\\frac{1}{2}")
    assert not unclosed("\\boxed{1 \\boxed{2}")
    assert not unclosed("no box")


@pytest.mark.parametrize(
    ("answer", "gold", "correct"),
    [
        ("5", "5", True),
        ("5", "6", False),
        ("5.0", "5", True),
        ("1,234", "1234", True),
        ("$18", "18", True),
        ("\\$18.50", "18.5", True),
        ("18 dollars", "18", True),
        ("18", "18 apples", True),
        ("50\\%", "50", True),
        ("90^\\circ", "90", True),
        ("90°", "90", True),
        ("\\frac{1}{2}", "1/2", True),
        ("\\dfrac{1}{2}", "0.5", True),
        ("-\\frac{1}{2}", "-0.5", True),
        ("1/3", "0.3333", False),
        ("\\text{Monday}", "monday", True),
        ("Monday.", "Monday", True),
        ("x + 1", "x+1", True),
        ("\\left(1, 2\\right)", "(1,2)", True),
        ("1,2", "12", False),
        ("5 and 6", "5", False),
        ("−3", "-3", True),
        ("42", "6 * 7 = 42\n#### 42", True),
        ("7", "So it is \\boxed{7}.", True),
        (None, "5", False),
        ("5", None, None),
        ("5", " ", None),
        (None, None, None),
        ("1/0", "1/0", True),
    ],
)
def test_an_answer_is_graded_by_what_it_means(answer: str | None, gold: str | None, correct: bool | None) -> None:
    assert grade(answer, gold) is correct


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_itself_however_it_is_written(value: int) -> None:
    for form in (f"{value}", f"{value:,}", f"{value}.0", f" {value} ", f"{value} apples", f"\\text{{{value}}}"):
        assert number(form) == value


def test_gold_is_what_stands_behind_the_hashes() -> None:
    assert gold_answer("He pays $5. #### 5\n") == "5"
    assert gold_answer(" five ") == "five"
