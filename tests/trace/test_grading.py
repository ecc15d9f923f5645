"""An answer held against the known one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.trace.grading import Grade, Grading, grade, number


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
        ("1 234", "1,234", True),
        ("1\\,234", "1234", True),
        ("USD 1,234.50", "1234.5", True),
        ("x = 5", "5", True),
        ("5km", "5", True),
        ("2x", "2", False),
        ("12 cm^2", "12", True),
        ("60 km/h", "60", True),
        ("1 1/2", "1.5", True),
        ("1\\frac{1}{2}", "3/2", True),
        ("-1 1/2 hours", "-1.5", True),
        ("50%", "50", True),
        ("50%", "0.5", True),
        ("0.5", "50 percent", True),
        ("50%", "5", False),
        ("0.5", "50", False),
        ("B", "B", True),
        ("(b)", "B", True),
        ("B. Paris", "(B)", True),
        ("The answer is B", "B", True),
        ("C) Rome", "B", False),
        ("Paris", "B", False),
        ("a", "A", True),
    ],
)
def test_an_answer_is_graded_by_what_it_means(answer: str | None, gold: str | None, correct: bool | None) -> None:
    assert grade(answer, gold).correct is correct


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_itself_however_it_is_written(value: int) -> None:
    for form in (f"{value}", f"{value:,}", f"{value}.0", f" {value} ", f"{value} apples", f"\\text{{{value}}}"):
        assert number(form) == value


@pytest.mark.parametrize(
    ("answer", "gold", "how"),
    [
        ("5 apples", "5", Grading.NUMBER),
        ("B", "(B)", Grading.CHOICE),
        ("Monday", "Tuesday", Grading.TEXT),
        ("5 and 6", "5", Grading.TEXT),
        (None, "5", None),
        ("5", None, None),
    ],
)
def test_a_grade_says_how_it_came_about(answer: str | None, gold: str | None, how: Grading | None) -> None:
    assert grade(answer, gold).how is how


def test_what_has_no_known_answer_is_not_graded() -> None:
    assert grade("5", None) == Grade(None)
    assert grade("5", "  ") == Grade(None)


@given(st.text(), st.text())
def test_no_text_breaks_the_grading(answer: str, gold: str) -> None:
    grade(answer, gold)


@given(st.text().filter(str.strip))
def test_an_answer_is_right_if_it_is_the_known_one(text: str) -> None:
    assert grade(text, text).correct


@pytest.mark.parametrize("flood", ["1 ", "1,", "a ", "12 345 ", "1/", "(a"])
def test_grading_takes_no_longer_than_reading(flood: str) -> None:
    began = time.process_time()
    grade(flood * 20_000, "5")
    grade("5", flood * 20_000)
    grade(flood * 300, flood * 300)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("digits", ["1" * 6000, "0." + "1" * 6000, "1/" + "3" * 6000, "1" * 50_000 + "!"])
def test_a_number_of_endless_digits_is_compared_as_a_text(digits: str) -> None:
    assert number(digits) is None
    assert grade(digits, digits).correct
    assert grade(digits, "5").correct is False
