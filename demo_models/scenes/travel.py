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
            "{name} drove {k} miles per hour for {a} hours.",
            "A car goes {k} miles an hour. {name} drives it for {a} hours.",
            "{name} runs {k} miles every day for {a} days.",
            "A train travels {k} miles per hour for {a} hours. {name} is on it.",
            "{name} walked {k} miles each day for {a} days.",
            "{name} rides for {a} hours, and each hour {subj} covers {k} miles.",
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
            "{name} drove {a} miles on Monday and {b} miles on Tuesday.",
            "{name} walks {a} miles and then runs {b} miles.",
            "{name} went {a} miles by car and {b} miles by boat.",
            "{name} drives {a} miles to work and {b} miles to a shop.",
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
            "Then {subj} drove {b} more miles.",
            "{Subj} walks another {b} miles.",
            "{Subj} goes {b} miles farther.",
            "After lunch {subj} drives {b} more miles.",
            "{Subj} then went {b} miles by bus.",
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
            "Then {subj} drove {a} hours at {k} miles per hour.",
            "{Subj} goes on for {a} more hours, {k} miles each hour.",
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
            "How many miles did {he} travel?",
            "How far did {name} go?",
            "How many miles did {name} go in total?",
            "How far is that altogether?",
            "What is the distance in miles?",
            held_out=("How many miles is this in total?",),
        ),
    ),
    Move(
        "distance left",
        "road",
        say(
            "The whole way is {b} miles. How many miles are left?",
            "How many miles are left, if the way is {b} miles long?",
            "The trip is {b} miles long. How many miles are left?",
            "The town is {b} miles away. How far does {he} still have to go?",
            "If the whole trip is {b} miles, how many miles remain?",
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
            "{Subj} makes {k} stops of equal distance. How many miles are between them?",
            "If {subj} splits the way into {k} equal parts, how long is each?",
            held_out=("The distance is split into {k} equal parts. How many miles is each part?",),
        ),
        (("k", 2, 10),),
        (eq("Each part is {eq} miles.", "x", "/", "k"),),
        2.0,
    ),
    Move(
        "hours to drive",
        "road",
        say(
            "How many hours does that take at {k} miles an hour?",
            "{Subj} goes back at {k} miles per hour. How many hours does {he} need?",
            "If {subj} drives {k} miles an hour, how long is the way back, in hours?",
            held_out=("{Subj} drives back at {k} miles an hour. How many hours does that take?",),
        ),
        (("k", 2, 30),),
        (eq("It takes {eq} hours.", "x", "/", "k"),),
        1.5,
    ),
    Move(
        "speed",
        "road",
        say(
            "The way back takes {k} hours. How many miles an hour is that?",
            "{Subj} needs {k} hours for the way back. What is {his} speed in miles per hour?",
            held_out=("{Subj} needs {k} hours to go back. How many miles an hour is that?",),
        ),
        (("k", 2, 10),),
        (eq("The speed is {eq} miles an hour.", "x", "/", "k"),),
        1.5,
    ),
)
