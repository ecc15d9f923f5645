"""Questions about bare numbers."""

from demo_models.moves import Move, eq, say

_RESULT = "The result is {eq}."

OPENINGS = (
    Move(
        "number",
        say(
            "Start with {a}.",
            "Take the number {a}.",
            "{name} thinks of the number {a}.",
            "{name} writes the number {a} on [the board|a card].",
            "The first number is {a}.",
            "We [start|begin] at {a}.",
            "{name} types {a} into a calculator.",
            "[My|The secret] number is {a}.",
            held_out=("{name} starts with the number {a}.",),
        ),
        (("a", 3, 99),),
    ),
    Move(
        "sum",
        say(
            "Add {a} and {b}.",
            "What is {a} plus {b}?",
            "Compute {a} + {b}.",
            "What is {a} + {b}?",
            "{name} adds {a} to {b}.",
            "{a^} and {b} are added up.",
            "How much do {a} and {b} make together?",
            "A number is {b} [more|larger] than {a}.",
            "Start at {a} and count up by {b}.",
            held_out=("Take the sum of {a} and {b}.",),
        ),
        (("a", 3, 90), ("b", 3, 90)),
        (eq(_RESULT, "a", "+", "b"),),
    ),
    Move(
        "product",
        say(
            "Multiply {a} by {k}.",
            "What is {a} times {k}?",
            "Compute {a} * {k}.",
            "What is {a} x {k}?",
            "{name} takes {k} times the number {a}.",
            "How much is {k} times {a}?",
            "A number is {k} times as [big|large] as {a}.",
            "{a^} is multiplied by {k}.",
            "{name} multiplies {k} and {a}.",
            held_out=("Take the product of {a} and {k}.",),
        ),
        (("a", 2, 15), ("k", 2, 12)),
        (eq(_RESULT, "a", "*", "k"),),
    ),
)
EVENTS = (
    Move(
        "plus",
        say(
            "Add {b}.",
            "Then add {b}.",
            "{name} adds {b}.",
            "Now add {b} to it.",
            "Increase it by {b}.",
            "Make it {b} [more|larger].",
            "After that, {b} is added.",
            "The next number is {b} [more|higher] than that.",
            held_out=("Now {name} adds {b} to it.",),
        ),
        (("b", 2, 60),),
        (eq(_RESULT, "x", "+", "b"),),
    ),
    Move(
        "minus",
        say(
            "Subtract {b}.",
            "Then subtract {b}.",
            "{name} takes {b} away.",
            "Now take away {b}.",
            "Decrease it by {b}.",
            "Make it {b} [less|smaller].",
            "After that, {b} is [subtracted|taken away].",
            "The next number is {b} [less|lower] than that.",
            held_out=("Now {name} subtracts {b} from it.",),
        ),
        (("b", 2, 60),),
        (eq(_RESULT, "x", "-", "b"),),
    ),
    Move(
        "times",
        say(
            "Multiply it by {k}.",
            "Then multiply by {k}.",
            "{name} multiplies it by {k}.",
            "Make it {k} times as [big|large].",
            "After that, it is multiplied by {k}.",
            "Find {k} times this number.",
            "The next number is {k} times as [big|large] as that.",
            "{name} takes this number {k} times.",
            held_out=("Now multiply the result by {k}.",),
        ),
        (("k", 2, 9),),
        (eq(_RESULT, "x", "*", "k"),),
    ),
    Move(
        "over",
        say(
            "Divide it by {k}.",
            "Then divide by {k}.",
            "{name} divides it by {k}.",
            "Split it into {k} equal parts and take one of them.",
            "After that, it is divided by {k}.",
            "Find out how often {k} goes into it.",
            "{name} cuts it into {k} equal parts and keeps one.",
            "Share it equally among {k} children and look at one share.",
            held_out=("Now divide the result by {k}.",),
        ),
        (("k", 2, 10),),
        (eq(_RESULT, "x", "/", "k"),),
    ),
)
ENDINGS = (
    Move(
        "ask number",
        say(
            "What is the result?",
            "What do you get?",
            "What number is this?",
            "What number does {name} get?",
            "How much is it?",
            "Which number [comes out|is it now]?",
            "What is the answer?",
            "Which number does {name} end up with?",
            "What is {name}'s [last|final] number?",
            held_out=("What number do you get?",),
        ),
    ),
)
