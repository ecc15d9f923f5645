"""Stories about points in a game, minutes on a clock, and plain numbers."""

from demo_models.moves import Move, eq, say

_POINTS = "{name} has {eq} points."
_MINUTES = "That is {eq} minutes."
_RESULT = "The result is {eq}."

OPENINGS = (
    Move(
        "score",
        "points",
        say(
            "{name} scores {a} points.",
            "In a game {name} gets {a} points.",
            "{name} scored {a} points in the first round.",
            "{name}'s team has {a} points.",
            "{name} starts a game with {a} points.",
            held_out=("{name} starts the first round with {a} points.",),
        ),
        (("a", 5, 99),),
    ),
    Move(
        "score by rounds",
        "points",
        say(
            "{name} scores {k} points in each of {a} games.",
            "{name} plays {a} rounds and gets {k} points in each.",
            "For each right answer {name} gets {k} points. {name} has {a} right answers.",
            "{name} made {a} shots worth {k} points each.",
            held_out=("{name} plays {a} games and scores {k} points in each game.",),
        ),
        (("a", 2, 12), ("k", 2, 12)),
        (eq(_POINTS, "a", "*", "k"),),
    ),
    Move(
        "two rounds",
        "points",
        say(
            "{name} scores {a} points in one game and {b} in the next.",
            "{name} scored {a} points on Monday and {b} points on Tuesday.",
            "In the first half {name} makes {a} points, in the second half {b}.",
            held_out=("{name} scores {a} points in the first game and {b} in the second.",),
        ),
        (("a", 5, 80), ("b", 5, 80)),
        (eq(_POINTS, "a", "+", "b"),),
    ),
)
EVENTS = (
    Move(
        "win points",
        "points",
        say(
            "{Subj} wins {b} more points.",
            "Then {subj} scores another {b} points.",
            "{Subj} gets a bonus of {b} points.",
            "In the next round {subj} scored {b} points.",
            held_out=("Then {subj} gets another {b} points.",),
        ),
        (("b", 2, 60),),
        (eq(_POINTS, "x", "+", "b"),),
        2.0,
    ),
    Move(
        "lose points",
        "points",
        say(
            "{Subj} loses {b} points.",
            "For a foul {subj} loses {b} points.",
            "Then {b} points are taken away.",
            "{Subj} lost {b} points in the next round.",
            held_out=("Then {subj} loses {b} of the points.",),
        ),
        (("b", 2, 60),),
        (eq("{name} has {eq} points left.", "x", "-", "b"),),
        1.5,
    ),
    Move(
        "points by tasks",
        "points",
        say(
            "{Subj} solves {a} tasks for {k} points each.",
            "Then {subj} hits {a} targets worth {k} points each.",
            held_out=("Then {subj} solves {a} tasks worth {k} points each.",),
        ),
        (("a", 2, 8), ("k", 2, 9)),
        (eq("That is {eq} points.", "a", "*", "k"), eq(_POINTS, "x", "+", "t1")),
    ),
    Move(
        "points double",
        "points",
        say(
            "After the next round {subj} has {twice} as many points.",
            "{Subj} draws a card and then has {twice} as many.",
            held_out=("{Subj} draws a card and has {twice} as many points.",),
        ),
        (("k", 2, 4),),
        (eq("{name} now has {eq} points.", "x", "*", "k"),),
        1.0,
        "times",
    ),
)
ENDINGS = (
    Move(
        "ask points",
        "points",
        say(
            "How many points does {name} have now?",
            "How many points does {he} have in the end?",
            "What is {name}'s score?",
            "How many points is that in total?",
            "How many points did {name} get in all?",
            held_out=("How many points does {name} have in total?",),
        ),
        weight=2.0,
    ),
    Move(
        "points behind",
        "points",
        say(
            "{friend} has {b} points. How many points is {name} behind?",
            "How many points does {name} need to reach {b}?",
            "{Subj} needs {b} points to win. How many are missing?",
            held_out=("How many points are missing, if {subj} needs {b} to win?",),
        ),
        (("b", 20, 150),),
        (eq("{name} needs {eq} more points.", "b", "-", "x"),),
    ),
    Move(
        "points on average",
        "points",
        say(
            "That took {k} games. How many points per game is this on average?",
            "What is the average per game, if there were {k} games?",
            "{Subj} played {k} rounds. What is {his} average score?",
            held_out=("{Subj} played {k} games. How many points is that per game on average?",),
        ),
        (("k", 2, 10),),
        (eq("The average is {eq} points.", "x", "/", "k"),),
        1.5,
    ),
)
TIME_OPENINGS = (
    Move(
        "task",
        "minutes",
        say(
            "{name} works for {a} minutes.",
            "{name} practices for {a} minutes.",
            "A film lasts {a} minutes.",
            "{name} cooks for {a} minutes.",
            "{name} needs {a} minutes for {his} homework.",
            held_out=("{name} reads for {a} minutes.",),
        ),
        (("a", 5, 90),),
    ),
    Move(
        "tasks",
        "minutes",
        say(
            "{name} practices {k} minutes a day for {a} days.",
            "{name} solves {a} tasks and needs {k} minutes for each.",
            "It takes {name} {k} minutes to paint one of the {things}. {name} paints {a}.",
            "{a} lessons take {k} minutes each.",
            held_out=("{name} has {a} lessons of {k} minutes each.",),
        ),
        (("a", 2, 10), ("k", 3, 15)),
        (eq(_MINUTES, "k", "*", "a"),),
    ),
)
TIME_EVENTS = (
    Move(
        "more minutes",
        "minutes",
        say(
            "Then {subj} rests for {b} minutes.",
            "Then {subj} works another {b} minutes.",
            "A break takes {b} minutes more.",
            "{Subj} adds {b} minutes.",
            "The way home takes {b} minutes.",
            held_out=("Then a break takes {b} minutes.",),
        ),
        (("b", 2, 60),),
        (eq("The time is {eq} minutes.", "x", "+", "b"),),
        2.0,
    ),
    Move(
        "saved minutes",
        "minutes",
        say(
            "With help {subj} saves {b} minutes.",
            "{friend} helps, so that it takes {b} minutes less.",
            held_out=("With help it takes {b} minutes less.",),
        ),
        (("b", 2, 40),),
        (eq("The time is {eq} minutes.", "x", "-", "b"),),
    ),
    Move(
        "time grows",
        "minutes",
        say(
            "The next day it takes {twice} as long.",
            held_out=("A week later it takes {twice} as long.",),
        ),
        (("k", 2, 4),),
        (eq("Then it takes {eq} minutes.", "x", "*", "k"),),
        0.8,
        "times",
    ),
)
TIME_ENDINGS = (
    Move(
        "ask minutes",
        "minutes",
        say(
            "How many minutes is that in all?",
            "How many minutes does it take?",
            "How long is that in minutes?",
            "How many minutes pass?",
            held_out=("How many minutes is that altogether?",),
        ),
        weight=2.0,
    ),
    Move(
        "minutes left",
        "minutes",
        say(
            "{Subj} has {b} minutes. How many minutes are left?",
            "How many minutes are left of {b} minutes?",
            held_out=("How many minutes are left, if {subj} has {b} minutes?",),
        ),
        (("b", 30, 150),),
        (eq("There are {eq} minutes left.", "b", "-", "x"),),
        1.5,
    ),
    Move(
        "minutes each",
        "minutes",
        say(
            "{Subj} splits the time into {k} equal parts. How many minutes is each?",
            "On average, how many minutes is that for each of {k} days?",
            held_out=("{Subj} splits the time equally over {k} days. How many minutes a day is that?",),
        ),
        (("k", 2, 10),),
        (eq("Each part is {eq} minutes.", "x", "/", "k"),),
        1.5,
    ),
)
NUMBER_OPENINGS = (
    Move(
        "number",
        "number",
        say(
            "Start with {a}.",
            "Take the number {a}.",
            "{name} thinks of the number {a}.",
            held_out=("{name} starts with the number {a}.",),
        ),
        (("a", 3, 99),),
    ),
    Move(
        "sum",
        "number",
        say(
            "Add {a} and {b}.",
            "What is {a} plus {b}?",
            "Compute {a} + {b}.",
            "What is {a} + {b}?",
            held_out=("Take the sum of {a} and {b}.",),
        ),
        (("a", 3, 90), ("b", 3, 90)),
        (eq(_RESULT, "a", "+", "b"),),
    ),
    Move(
        "product",
        "number",
        say(
            "Multiply {a} by {k}.",
            "What is {a} times {k}?",
            "Compute {a} * {k}.",
            "What is {a} x {k}?",
            held_out=("Take the product of {a} and {k}.",),
        ),
        (("a", 2, 15), ("k", 2, 12)),
        (eq(_RESULT, "a", "*", "k"),),
    ),
)
NUMBER_EVENTS = (
    Move(
        "plus",
        "number",
        say(
            "Add {b}.",
            "Then add {b}.",
            "{name} adds {b}.",
            "Now add {b} to it.",
            held_out=("Now {name} adds {b} to it.",),
        ),
        (("b", 2, 60),),
        (eq(_RESULT, "x", "+", "b"),),
    ),
    Move(
        "minus",
        "number",
        say(
            "Subtract {b}.",
            "Then subtract {b}.",
            "{name} takes {b} away.",
            "Now take away {b}.",
            held_out=("Now {name} subtracts {b} from it.",),
        ),
        (("b", 2, 60),),
        (eq(_RESULT, "x", "-", "b"),),
    ),
    Move(
        "times",
        "number",
        say(
            "Multiply it by {k}.",
            "Then multiply by {k}.",
            "{name} multiplies it by {k}.",
            held_out=("Now multiply the result by {k}.",),
        ),
        (("k", 2, 9),),
        (eq(_RESULT, "x", "*", "k"),),
    ),
    Move(
        "over",
        "number",
        say(
            "Divide it by {k}.",
            "Then divide by {k}.",
            "{name} divides it by {k}.",
            held_out=("Now divide the result by {k}.",),
        ),
        (("k", 2, 10),),
        (eq(_RESULT, "x", "/", "k"),),
    ),
)
NUMBER_ENDINGS = (
    Move(
        "ask number",
        "number",
        say(
            "What is the result?",
            "What do you get?",
            "What number is this?",
            "What number does {name} get?",
            "How much is it?",
            held_out=("What number do you get?",),
        ),
    ),
)
