"""arithmetic: what it recomputes, and what it leaves alone because it cannot be sure."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.verifiers.arithmetic import equations
from tests.verifiers.proposals import judged, kinds, named


def found(text: str) -> list[bool]:
    return [equation.holds for equation in equations(text)]


@pytest.mark.parametrize(
    "text",
    [
        "3 + 4 = 7",
        "So 3+4=7 apples.",
        "12 - 5 = 7 left.",
        "3 × 4 = 12, 12 ÷ 4 = 3",
        "3 x 4 = 12",
        "3x4 = 12",
        "2 * (3 + 4) - 1 = 13",
        "-3 + 5 = 2",
        "- 3 + 4 = 7",
        "1. 3 + 4 = 7",
        "**3 + 4 = 7**",
        "3 + 4 = **7**",
        "`3 + 4 = 7`",
        "There are (3 + 4 = 7) apples",
        "$1,234.50 + $0.50 = $1,235",
        "0.1 + 0.2 = 0.3",
        "20% of 50 = 10",
        "80 × 15% = 12",
        "10 / 40 * 100 = 25%",
        "3 / 20 = 15%",
        "10 / 3 = 3.33",
        "1/3 = 33%",
        "3 + 4 = 7 = 2 + 5",
        "Total cost = 3 + 4 = 7",
        "y = 2 + 3 = 5",
        "\\frac{1}{2} + \\frac{1}{3} = \\frac{5}{6}",
        "$3 \\times 4 = 12$ apples",
        "3 \\cdot 4 = \\boxed{12}",
        "12 / 4 = 3 so 3 boxes",
        "He paid 5 * 3 = $15 for 3 boxes",
        "30 minutes = 30 / 60 = 0.5 hours",
        "7 = 3 + 4",
        "A total of 5 + 10 = 15 fish.",
        "She is left with 10 - 9 = 1 slice.",
        "That is more by 40 - 8 = 32 pounds.",
        "3 apples + 4 apples = 7 apples",
        "40 cakes / 2 = 20 cakes",
        "2 grams/antacid * 2 antacids = 4 grams",
        "3 hours x 60 minutes = 180 minutes",
        "7 hikes x 8 = 56 hikes",
        "$3 x 8 = $24 per day on red snappers",
        "14 candies * $0.50/candy = $7",
        "8 × 2 = 16 of the female students",
        "So 150 - 144 = 6 miles on the 13th day",
        "12 pets – 8 cats = 4 dogs",
        "He now runs 3+2=5 times a week",
        "5 - 3 = 2 = 2 = 8 / 4",
        "Remaining 20 - 4 * 2 = 12",
        "100 miles / 2 hours = 50 miles an hour",
    ],
)
def test_a_true_equation_holds(text: str) -> None:
    assert set(found(text)) == {True}


@pytest.mark.parametrize(
    "text",
    [
        "3 + 4 = 8",
        "So there are 3 × 4 = 13 apples.",
        "$5 - $2 = $4",
        "20% of 50 = 11",
        "10 / 3 = 3.34",
        "10 / 4 = 2",
        "0.1 + 0.2 = 0.4",
        "3 + 4 = **8**",
        "x = 3 + 4 = 8",
        "7 = 3 + 5",
        "There are (3 + 4 = 8) apples",
        "3 \\times 4 = \\boxed{13}",
        "First 3 + 4 = 7. Then 7 + 1 = 9.",
        "A total of 5 + 10 = 16 fish.",
        "3 apples + 4 apples = 8 apples",
        "2 grams/antacid * 2 antacids = 5 grams",
        "7 hikes x 8 = 58 hikes",
        "$3 x 8 = $25 per day",
        "2 * 5 = 11 + 3 = 14",
        "5 - 3 = 2 = 3",
        "3 = 2 = 5 - 3",
        "3 + 4 = 7.5 = 7.6",
        "Tom has 12 - 5 = 8 left",
        "Tom has 20 - 4 - 2 = 15 left",
        "Step 3 - 4 * 2 = 9",
        "10% + 20% = 40%",
        "50 + 10% * 50 = 56",
        "5 - 8 = 3",
    ],
)
def test_a_false_equation_does_not(text: str) -> None:
    assert False in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Let us think.",
        "x = 5",
        "x + 3 = 7",
        "2x + 3 = 7",
        "2 x + 3 = 8",
        "3 + 4 = 7x",
        "3 + 4 = 2 * n + 3",
        "a - 3 * 2 = 5",
        "x2 + 3 + 4 = 9",
        "f(3) = 9 + 1",
        "2^3 + 1 = 10",
        "2 ** 3 + 1 = 10",
        "5! + 1 = 122",
        "5² + 1 = 27",
        "17 % 5 = 3",
        "3 + 4 == 8",
        "3 + 4 ≠ 8",
        "10 / 3 ≈ 4",
        "3 + 4 >= 8",
        "12 minus 3 + 4 = 6",
        "half of 10 + 2 = 7",
        "sum of 3 + 4 = 8",
        "2 × 25 cents = $0.50",
        "3 × 60 minutes = 3 hours",
        "90 / 60 = 1 hour and 30 minutes",
        "90 / 60 = 1 hour, 30 minutes",
        "90 / 60 = 1 hour 30 minutes",
        "10 / 3 = 3 remainder 1",
        "17 / 5 = 3 boxes with 2 left over",
        "17 / 5 = 4 boxes, rounded up",
        "5 hundred + 3 = 8",
        "2,5 + 1 = 3,6",
        "7 / 0 = 3",
        "at 3:00 + 2 = 6",
        "30 minutes = 1 / 3",
        "60 km/h × 2 h = 130 km",
        "1 hour - 20 minutes = 40 minutes",
        "2 hours / 30 minutes = 4",
        "2 hours * 3 = 360 minutes",
        "3 apples + 4 pears = 8 fruits",
        "2 * 5 = 10 + 3 = 13",
        "28 / 1/7 = 196",
        "1/4 cup + 1 and 1/4 cups = 1.5 cups",
        "14, 400 / 80 = 180",
        ".8 + . 84 + .82 = 2.46",
        "0900 - 0130 = 0730",
        "42 in all - the 32 + 5 = 5",
        "1 + (his age - 1) x 2 = 15",
        "60 - losses - 2 losses = -30",
        "$10 / 3 = $3 and $1/3",
        "100 / 6 = 16 and (2/3)",
        "Step 3 - 4 * 2 = 8",
        "Step 3 – 4 * 2 = 8",
        "**Step 3** - (4 + 2) * 2 = 12",
        "Train 2 - 60 * 3 = 180 km",
        "For train 2 - 60 km/h * 3 h = 180 km",
        "Step 3 - 7 = 3 + 4",
        "Step 3 - 4 * 2 = 8 = 16 / 2",
        "50 + 10% = 55",
        "$50 - 10% = $45",
        "15 - 20 minutes = 5",
        "15-20 minutes = 5",
        "10 / 3 = 3.333 = 3.33",
        "17 / 5 = 3.4 = 4",
        "17 / 5 = 3 = 4 boxes, rounded up",
        "25 * 6 = 150 = $1.50",
        "60 * 2 = 120 minutes = 2 hours",
        "1 / 3 = 33% = 0.333",
        "2 + 3 = 5 = x",
        "a third of 9 + 3 = 4",
        "multiply 3 by 4 + 5 = 27",
        "((((((((((3 = 4 + 5",
        "3 + = 4 + 1 =",
        "= = =",
        "9" * 5000 + " + 1 = 2",
        "(" * 5000 + "1 + 1 = 3",
    ],
)
def test_what_cannot_be_read_beyond_doubt_is_left_alone(text: str) -> None:
    assert False not in found(text)


numbers = st.integers(-10_000, 10_000)
signs = st.sampled_from(["+", "-", "*", "×", "x", "/", "÷"])


def written(number: Fraction | int, *, grouped: bool = False) -> str:
    """Exactly, as a decimal number if it has an end."""
    fraction = Fraction(number)
    return f"{int(fraction):,}" if grouped else f"{float(fraction):.10f}".rstrip("0").rstrip(".")


@st.composite
def computations(draw: st.DrawFn) -> tuple[str, Fraction]:
    """A flat expression with at least one sign, and its value."""
    text, terms = "", []
    sign, product = "+", Fraction(draw(st.integers(0, 999)))
    text = written(product)
    for _ in range(draw(st.integers(1, 3))):
        operator, operand = draw(signs), draw(st.integers(1, 99))
        text += f" {operator} {operand}"
        if operator in "+-":
            terms.append((sign, product))
            sign, product = operator, Fraction(operand)
        else:
            product = product / operand if operator in "/÷" else product * operand
    terms.append((sign, product))
    return text, sum((value if sign == "+" else -value for sign, value in terms), Fraction(0))


def is_decimal(value: Fraction) -> bool:
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1 and (value * 10**6).denominator == 1


@given(computations(), st.sampled_from(["{}", "So {}.", "Tom has {} apples.", "- {}", "**{}**", "Thus {} and so on"]))
def test_a_true_equation_is_never_called_false(computation: tuple[str, Fraction], frame: str) -> None:
    text, value = computation
    if is_decimal(value):
        assert found(frame.format(f"{text} = {written(value)}")) == [True]


@given(computations(), st.integers(-50, 50).filter(bool))
def test_a_false_equation_is_always_found(computation: tuple[str, Fraction], error: int) -> None:
    text, value = computation
    if is_decimal(value) and not re.search(r"[/÷] \d+ [/÷]", text):  # a / b / c may be meant to be a / (b / c)
        assert found(f"{text} = {written(value + error)}") == [False]


@given(st.integers(1_000, 10**9), st.integers(1_000, 10**9))
def test_thousands_may_be_grouped(a: int, b: int) -> None:
    assert found(f"{a:,} + {b:,} = ${a + b:,}") == [True]
    assert found(f"{a:,} + {b:,} = ${a + b + 1:,}") == [False]


@given(st.text(alphabet="0123456789+-*/=().,% xab$\n", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    equations(text)


@given(st.text(max_size=60))
def test_nor_does_any_other(text: str) -> None:
    equations(text)


async def test_a_false_step_is_rejected_and_told_why() -> None:
    target = ScriptedModel()
    verdict = await judged(named("arithmetic"), target, "3 × 4 = 12 and 12 + 5 = 18.\n\n")
    assert (verdict.accepted, verdict.score, verdict.threshold) == (False, 0.5, 1)
    assert verdict.reason == "12 + 5 = 18 is false: it is 17"
    assert verdict.parts == {"equations": 2, "false": 1}
    assert kinds(target) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5 - 3 = 2 = 3", "2 = 3 is false: it is 2"),
        ("Step 3 - 4 * 2 = 9", "4 * 2 = 9 is false: it is 8"),
        ("Tom has 20 - 4 - 2 = 15 left", "20 - 4 - 2 = 15 is false: it is 14"),
    ],
)
async def test_the_reason_is_that_of_the_likelier_reading(text: str, reason: str) -> None:
    assert (await judged(named("arithmetic"), ScriptedModel(), text)).reason == reason


async def test_a_quotient_without_an_end_is_told_as_a_fraction() -> None:
    verdict = await judged(named("arithmetic"), ScriptedModel(), "10 / 3 = 4")
    assert verdict.reason == "10 / 3 = 4 is false: it is 10/3"


async def test_a_true_step_passes() -> None:
    verdict = await judged(named("arithmetic"), ScriptedModel(), "3 × 4 = 12")
    assert (verdict.accepted, verdict.score) == (True, 1)


async def test_a_step_with_nothing_to_compute_passes_without_a_score() -> None:
    verdict = await judged(named("arithmetic"), ScriptedModel(), "Let us think.")
    assert (verdict.accepted, verdict.score, verdict.abstained) == (True, None, False)
    assert verdict.reason == "nothing to compute"
