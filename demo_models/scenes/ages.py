"""Questions about how old people are."""

from demo_models.moves import Move, eq, say

_OLD = "{name} is {eq} years old."

OPENINGS = (
    Move(
        "older",
        "age",
        say(
            "{friend} is {a} years old. {name} is {b} years older than {friend}.",
            "{name} is {b} years older than {friend}, who is {a}.",
            "{friend} is {a}. {name} is {b} years older.",
            "{friend} is {b} years younger than {name} and is {a} years old.",
            held_out=("{friend} is {a} years old, and {name} is {b} years older than that.",),
        ),
        (("a", 3, 50), ("b", 2, 30)),
        (eq(_OLD, "a", "+", "b"),),
    ),
    Move(
        "younger",
        "age",
        say(
            "{friend} is {a} years old. {name} is {b} years younger than {friend}.",
            "{name} is {b} years younger than {friend}, who is {a}.",
            "{friend} is {a}. {name} is {b} years younger.",
            held_out=("{friend} is {a} years old, and {name} is {b} years younger than that.",),
        ),
        (("a", 20, 80), ("b", 2, 30)),
        (eq(_OLD, "a", "-", "b"),),
    ),
    Move(
        "times as old",
        "age",
        say(
            "{friend} is {a} years old. {name} is {twice} as old as {friend}.",
            "{name} is {twice} as old as {friend}, who is {a}.",
            "{friend} is {a}. {name} is {twice} as old.",
            held_out=("{friend} is {a} years old, and {name} is {twice} as old as that.",),
        ),
        (("a", 3, 20), ("k", 2, 4)),
        (eq(_OLD, "a", "*", "k"),),
        1.0,
        "times",
    ),
    Move(
        "age",
        "age",
        say(
            "{name} is {a} years old.",
            "{name} is {a}.",
            "{name} turned {a} today.",
            held_out=("Today {name} is {a} years old.",),
        ),
        (("a", 4, 70),),
    ),
)

EVENTS = (
    Move(
        "years pass",
        "age",
        say(
            "{b^} years go by.",
            "Then {b} years pass.",
            "Now wait {b} years.",
            held_out=("Then {b} years go by.",),
        ),
        (("b", 2, 30),),
        (eq("Then {name} is {eq} years old.", "x", "+", "b"),),
    ),
    Move(
        "and the next",
        "age",
        say(
            "Look {b} years back.",
            "Go back {b} years.",
            held_out=("Now look {b} years back.",),
        ),
        (("b", 2, 20),),
        (eq("Then {name} is {eq} years old.", "x", "-", "b"),),
        0.5,
    ),
)

ENDINGS = (
    Move(
        "ask age",
        "age",
        say(
            "How old is {name} then?",
            "How old is {name}?",
            "What is {name}'s age?",
            "How many years old is {name}?",
            held_out=("And how old is {name} by then?",),
        ),
    ),
    Move(
        "age in years",
        "age",
        say(
            "How old will {name} be in {b} years?",
            "How old will {he} be {b} years later?",
            "What will {name}'s age be in {b} years?",
            held_out=("In {b} years, how old will {he} be?",),
        ),
        (("b", 2, 30),),
        (eq("{name} will be {eq} years old.", "x", "+", "b"),),
        1.5,
    ),
    Move(
        "age before",
        "age",
        say(
            "How old was {name} {b} years ago?",
            "How old was {he} {b} years before that?",
            held_out=("{b^} years ago, how old was {he}?",),
        ),
        (("b", 2, 20),),
        (eq("{name} was {eq} years old.", "x", "-", "b"),),
    ),
    Move(
        "sum of ages",
        "age",
        say(
            "{friend} is {b} years old. How old are {name} and {friend} together?",
            "If {friend} is {b}, what is the sum of their ages?",
            held_out=("What is the sum of their ages, if {friend} is {b} years old?",),
        ),
        (("b", 3, 60),),
        (eq("Together they are {eq} years old.", "x", "+", "b"),),
    ),
    Move(
        "part of the age",
        "age",
        say(
            "{friend} is {third} as old as {name}. How old is {friend}?",
            "How old is {friend}, who is {third} as old as {name}?",
            held_out=("How old is {friend}, if {friend} is {third} as old?",),
        ),
        (("k", 2, 5),),
        (eq("{friend} is {eq} years old.", "x", "/", "k"),),
        1.0,
        "fraction",
    ),
)
