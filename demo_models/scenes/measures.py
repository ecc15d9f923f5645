"""Stories about what is poured, weighed and measured."""

from demo_models.moves import Move, eq, say

_LITERS = "There are {eq} liters."
_LITERS_LEFT = "There are {eq} liters left."

OPENINGS = (
    Move(
        "tank",
        "liters",
        say(
            "A tank holds {a} liters of water.",
            "{name} has {a} liters of milk.",
            "There are {a} liters of oil in a barrel.",
            "A barrel contained {a} liters of juice.",
            "{name} has a tank with {a} liters in it.",
            "{name}'s car has {a} liters of gas.",
            held_out=("A barrel holds {a} liters of milk.",),
        ),
        (("a", 10, 99),),
        weight=1.5,
    ),
    Move(
        "bottles",
        "liters",
        say(
            "{name} has {a} cans of {k} liters each.",
            "{name} buys {a} bottles with {k} liters of juice in each.",
            "There are {a} barrels that hold {k} liters each.",
            "Each of {a} cows gives {name} {k} liters of milk.",
            "{name} makes {k} liters of soup a day for {a} days.",
            held_out=("{name} has {a} barrels, each with {k} liters of juice.",),
        ),
        (("a", 2, 12), ("k", 2, 12)),
        (eq(_LITERS, "a", "*", "k"),),
    ),
    Move(
        "two tanks",
        "liters",
        say(
            "One tank holds {a} liters and another holds {b} liters.",
            "{name} mixes {a} liters of water with {b} liters of juice.",
            "{name} pours {a} liters and then {b} liters into a tank.",
            held_out=("{name} pours {a} liters of water and {b} liters of milk into a tank.",),
        ),
        (("a", 5, 80), ("b", 5, 80)),
        (eq(_LITERS, "a", "+", "b"),),
    ),
)

EVENTS = (
    Move(
        "pour in",
        "liters",
        say(
            "{name} adds {b} liters.",
            "Then {b} more liters are poured in.",
            "{name} fills in another {b} liters.",
            "Rain brings {b} more liters.",
            held_out=("Then {name} pours in {b} more liters.",),
        ),
        (("b", 2, 50),),
        (eq(_LITERS, "x", "+", "b"),),
        1.5,
    ),
    Move(
        "use up",
        "liters",
        say(
            "{name} uses {b} liters.",
            "Then {b} liters leak out.",
            "{name} sells {b} liters.",
            "{name} drank {b} liters.",
            "{b^} liters are used for the garden.",
            "{name} pours {b} liters out.",
            held_out=("Then {name} uses {b} liters for the garden.",),
        ),
        (("b", 2, 60),),
        (eq(_LITERS_LEFT, "x", "-", "b"),),
        2.0,
    ),
    Move(
        "use daily",
        "liters",
        say(
            "{name} uses {k} liters a day for {a} days.",
            "Every hour {k} liters leak out, for {a} hours.",
            "For {a} days {name} drinks {k} liters a day.",
            "{name} fills {a} bottles with {k} liters each and takes them away.",
            held_out=("For {a} hours {k} liters leak out every hour.",),
        ),
        (("a", 2, 8), ("k", 2, 9)),
        (eq("That is {eq} liters.", "k", "*", "a"), eq(_LITERS_LEFT, "x", "-", "t1")),
        1.5,
    ),
    Move(
        "part used",
        "liters",
        say(
            "{name} uses {third} of it.",
            "{third^} of it leaks out.",
            "Then {third} of it was sold.",
            held_out=("Then {name} uses {third} of it.",),
        ),
        (("k", 2, 10),),
        (eq("{third^} of it is {eq} liters.", "x", "/", "k"), eq(_LITERS_LEFT, "x", "-", "t1")),
        1.2,
        "fraction",
    ),
)

ENDINGS = (
    Move(
        "ask liters",
        "liters",
        say(
            "How many liters are there now?",
            "How many liters are left?",
            "How many liters remain?",
            "How many liters is that in all?",
            "How much is left, in liters?",
            held_out=("How many liters are in it now?",),
        ),
        weight=2.0,
    ),
    Move(
        "fill bottles",
        "liters",
        say(
            "How many bottles of {k} liters can {name} fill with it?",
            "{name} fills it into cans of {k} liters. How many cans does {he} need?",
            "If a jug holds {k} liters, how many jugs are needed?",
            held_out=("{name} fills it into bottles of {k} liters. How many bottles are needed?",),
        ),
        (("k", 2, 10),),
        (eq("That fills {eq} of them.", "x", "/", "k"),),
        1.5,
    ),
    Move(
        "lasts",
        "liters",
        say(
            "If {name} uses {k} liters a day, how many days will it last?",
            "{name} uses {k} liters a day from now on. For how many days is there enough?",
            held_out=("For how many days will it last at {k} liters a day?",),
        ),
        (("k", 2, 10),),
        (eq("It lasts {eq} days.", "x", "/", "k"),),
        1.5,
    ),
    Move(
        "liters for money",
        "liters",
        say(
            "A liter costs {k} dollars. How many dollars is all of it worth?",
            "{name} sells it at ${k} a liter. How much money does {he} get?",
            held_out=("{name} sells all of it for {k} dollars a liter. How many dollars does {he} get?",),
        ),
        (("k", 2, 9),),
        (eq("{name} gets {eq} dollars.", "x", "*", "k"),),
    ),
)
