"""Stories about the length of a way."""

from demo_models.moves import Move, eq, say

OPENINGS = (
    Move(
        "drive",
        "road",
        say(
            "{name} [drives|rides] {k} miles an hour for {a} hours.",
            "{name} rides a bike for {a} hours at {k} miles an hour.",
            "For {a} hours {name} [travels|goes|moves] at {k} miles an hour.",
            "{name} [walks|hikes|runs] {k} miles a day for {a} days.",
            held_out=(
                "{name} [travels|goes|moves] for {a} hours at {k} miles an hour.",
                "For {a} days {name} [walks|hikes|runs] {k} miles a day.",
            ),
        ),
        (("a", 2, 8), ("k", 3, 30)),
        (eq("{name} travels {eq} miles.", "k", "*", "a"),),
        2.0,
    ),
    Move(
        "first leg",
        "road",
        say(
            "{name} [travels|goes|moves] {a} miles by bus and {b} miles by train.",
            "{name} [drives|rides] {a} miles in the morning and {b} miles in the evening.",
            held_out=("{name} [travels|goes|moves] {a} miles in the morning and {b} miles by train.",),
        ),
        (("a", 5, 90), ("b", 5, 90)),
        (eq("{name} travels {eq} miles.", "a", "+", "b"),),
    ),
)

EVENTS = (
    Move(
        "go on",
        "road",
        say(
            "Then {subj} goes {b} miles more.",
            "After a break {subj} [travels|goes|moves] another {b} miles.",
            "{Subj} then [walks|hikes|runs] {b} miles.",
            held_out=("After a break {subj} goes {b} miles more.",),
        ),
        (("b", 2, 70),),
        (eq("So far this makes {eq} miles.", "x", "+", "b"),),
        1.5,
    ),
    Move(
        "go on by hours",
        "road",
        say(
            "Then {subj} goes on for {a} hours at {k} miles an hour.",
            "After a break {subj} [travels|goes|moves] {a} hours at {k} miles an hour.",
            held_out=("Then, after a break, {subj} goes on at {k} miles an hour for {a} hours.",),
        ),
        (("a", 2, 8), ("k", 2, 15)),
        (
            eq("Then {name} travels {eq} miles.", "k", "*", "a"),
            eq("So far this makes {eq} miles.", "x", "+", "t1"),
        ),
        1.5,
    ),
)

ENDINGS = (
    Move(
        "ask road",
        "road",
        say(
            "How many miles is this in all?",
            "How many miles does {name} end up with?",
            "How many miles is it in total?",
            held_out=("How many miles is this in total?",),
        ),
    ),
    Move(
        "distance left",
        "road",
        say(
            "The whole way is {b} miles. How many miles are left?",
            "How many miles are left, if the way is {b} miles long?",
            held_out=("The way is {b} miles long. How many miles are left?",),
        ),
        (("b", 30, 150),),
        (eq("There are {eq} miles left.", "b", "-", "x"),),
        2.0,
    ),
    Move(
        "split road",
        "road",
        say(
            "{Subj} goes the same distance again in {k} equal parts. How many miles is each part?",
            "How many miles is one part, if the distance is split into {k} equal parts?",
            held_out=("The distance is split into {k} equal parts. How many miles is each part?",),
        ),
        (("k", 2, 10),),
        (eq("Each part is {eq} miles.", "x", "/", "k"),),
        2.0,
    ),
)
