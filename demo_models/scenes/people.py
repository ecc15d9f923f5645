"""Stories about how many people are in a place."""

from demo_models.moves import Move, eq, say

_THERE = "There are {eq} people."

OPENINGS = (
    Move(
        "crowd",
        "people",
        say(
            "There are {a} people on a bus.",
            "A train carries {a} people.",
            "{a} people are in the library.",
            "There were {a} people at {name}'s party.",
            "A class has {a} students.",
            "{a} people stand in a line.",
            "There are {a} visitors in a museum.",
            "A boat has {a} people on board.",
            "{name} invites {a} people to a party.",
            "At the start of the day there were {a} people in the park.",
            held_out=("A plane carries {a} people.", "There are {a} people in {name}'s shop."),
        ),
        (("a", 8, 99),),
        weight=1.5,
    ),
    Move(
        "groups",
        "people",
        say(
            "There are {a} groups of {k} people each in the park.",
            "A school has {a} classes with {k} students in each.",
            "There are {a} teams with {k} players each.",
            "{a} tables with {k} people each are taken in a restaurant.",
            "{a} buses bring {k} people each.",
            held_out=("In the park there are {a} teams of {k} people each.",),
        ),
        (("a", 2, 12), ("k", 2, 15)),
        (eq(_THERE, "a", "*", "k"),),
    ),
    Move(
        "boys and girls",
        "people",
        say(
            "There are {a} boys and {b} girls in a class.",
            "A class has {a} girls and {b} boys.",
            "{a} adults and {b} children are on a bus.",
            "{a} men and {b} women come to a meeting.",
            "There were {a} children and {b} adults at the party.",
            held_out=("A bus carries {a} adults and {b} children.",),
        ),
        (("a", 3, 70), ("b", 3, 70)),
        (eq(_THERE, "a", "+", "b"),),
    ),
)

EVENTS = (
    Move(
        "arrive",
        "people",
        say(
            "{b^} more people come.",
            "Then {b} more people arrived.",
            "At the next stop {b} people get on.",
            "{b^} more join them.",
            "Later {b} people came in.",
            "Another {b} people enter.",
            "{b^} new people join.",
            held_out=("Later {b} more people get on.",),
        ),
        (("b", 2, 50),),
        (eq(_THERE, "x", "+", "b"),),
        2.0,
    ),
    Move(
        "leave",
        "people",
        say(
            "{b^} people leave.",
            "Then {b} of them left.",
            "At the next stop {b} people get off.",
            "{b^} of them go home.",
            "Later {b} people went out.",
            "{b^} people are sick and go home.",
            held_out=("Later {b} of them get off.",),
        ),
        (("b", 2, 60),),
        (eq("There are {eq} people left.", "x", "-", "b"),),
        2.0,
    ),
    Move(
        "part leaves",
        "people",
        say(
            "{third^} of them leave.",
            "{third^} of the people get off.",
            "Then {third} of the people went home.",
            "After an hour {third} of them left.",
            held_out=("After an hour {third} of the people leave.",),
        ),
        (("k", 2, 10),),
        (eq("{third^} of the people is {eq}.", "x", "/", "k"), eq("There are {eq} people left.", "x", "-", "t1")),
        1.2,
        "fraction",
    ),
    Move(
        "crowd grows",
        "people",
        say(
            "An hour later there are {twice} as many people.",
            "Then there were {twice} as many as before.",
            "The next day {twice} as many people come.",
            held_out=("The next day there are {twice} as many as before.",),
        ),
        (("k", 2, 4),),
        (eq("Then there are {eq} people.", "x", "*", "k"),),
        1.0,
        "times",
    ),
)

ENDINGS = (
    Move(
        "ask people",
        "people",
        say(
            "How many people are there now?",
            "How many people are left?",
            "How many people are there at the end of the day?",
            "How many are there altogether?",
            "How many people were there then?",
            "So how many people remain?",
            "How many people are there in all?",
            held_out=("How many people are still there?",),
        ),
        weight=3.0,
    ),
    Move(
        "seats",
        "people",
        say(
            "They sit at tables of {k}. How many tables do they need?",
            "Each row has {k} seats. How many rows do they fill?",
            "How many cars do they need, if each car takes {k} people?",
            "They form teams of {k}. How many teams are there?",
            "If {k} people fit in a van, how many vans are needed?",
            held_out=("They form groups of {k}. How many groups do they need?",),
        ),
        (("k", 2, 10),),
        (eq("That makes {eq} groups.", "x", "/", "k"),),
        2.0,
    ),
    Move(
        "fares",
        "people",
        say(
            "Each person pays {k} dollars. How many dollars is that in all?",
            "A ticket costs ${k}. How much do they all pay together?",
            "If each pays {k} dollars, how much money is collected?",
            held_out=("If a ticket costs {k} dollars, how much money is that in all?",),
        ),
        (("k", 2, 9),),
        (eq("They pay {eq} dollars.", "x", "*", "k"),),
        1.2,
    ),
    Move(
        "each brings",
        "people",
        say(
            "Each of them gets {k} {things}. How many {things} are needed?",
            "Everyone brings {k} {things}. How many {things} are there?",
            "If each person eats {k} {things}, how many {things} are eaten?",
            held_out=("If everyone gets {k} {things}, how many {things} are needed?",),
        ),
        (("k", 2, 6),),
        (eq("They have {eq} {things}.", "x", "*", "k"),),
    ),
    Move(
        "empty seats",
        "people",
        say(
            "There is room for {b} people. How many seats are free?",
            "There are {b} seats. How many of them are empty?",
            "How many more people can come, if there is room for {b}?",
            held_out=("How many seats are free, if there are {b} seats?",),
        ),
        (("b", 30, 140),),
        (eq("There are {eq} free seats.", "b", "-", "x"),),
    ),
)
