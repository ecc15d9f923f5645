"""How stories about things begin: who has how many."""

# ruff: noqa: E501 (a sentence stays on its line)

from demo_models.moves import Move, eq, say

_HAS = "{name} has {eq} {things}."

OPENINGS = (
    Move(
        "hold",
        "things",
        say(
            "{name} [has|owns|holds] {a} {things}.",
            "There are {a} {things} on {name}'s table.",
            "{name} owns {a} {things}.",
            "{name} [starts with|begins with] {a} {things}.",
            "{name} [finds|collects|discovers] {a} {things}.",
            "{name} [has|owns|holds] {a} {things} at home.",
            "In the morning {name} [has|owns|holds] {a} {things}.",
            "{name} [buys|orders] {a} {things}.",
            "{name} gets {a} {things} as [a present|a gift].",
            "{name} keeps {a} {things} in a box.",
            held_out=(
                "In the morning {name} [finds|collects|discovers] {a} {things} on the table.",
                "{name} starts the day with {a} {things}.",
            ),
        ),
        (("a", 5, 99),),
        weight=2.0,
    ),
    Move(
        "containers",
        "things",
        say(
            "{name} [has|owns|holds] {a} {boxes} with {k} {things} in each.",
            "{name} [buys|orders] {a} {boxes} of {k} {things} each.",
            "{name} [fills|packs] {a} {boxes} with {k} {things} each.",
            "There are {k} {things} in each of {name}'s {a} {boxes}.",
            "{name} owns {a} {boxes}. Each holds {k} {things}.",
            "{name} gets {a} {boxes}, each with {k} {things} in it.",
            held_out=(
                "{name} gets {a} {boxes} with {k} {things} inside each.",
                "{name} [finds|collects|discovers] {a} {boxes} of {k} {things} each.",
            ),
        ),
        (("a", 2, 12), ("k", 2, 15)),
        (eq(_HAS, "a", "*", "k"),),
        2.0,
    ),
    Move(
        "containers and loose",
        "things",
        say(
            "{name} [has|owns|holds] {a} {boxes} with {k} {things} [in each|inside each] and {b} loose {things}.",
            "{name} owns {a} {boxes} of {k} {things} each, and also {b} single {things}.",
            "There are {k} {things} in each of {name}'s {a} {boxes}, and {b} more on the table.",
            "{name} [buys|orders] {a} {boxes} of {k} {things} each and {b} loose {things}.",
            held_out=("{name} [has|owns|holds] {a} {boxes} of {k} {things} each, and {b} more on the table.",),
        ),
        (("a", 2, 9), ("k", 2, 12), ("b", 2, 30)),
        (eq("The {boxes} hold {eq} {things}.", "a", "*", "k"), eq(_HAS, "t1", "+", "b")),
    ),
    Move(
        "two sorts",
        "things",
        say(
            "{name} [has|owns|holds] {a} red {things} and {b} blue {things}.",
            "{name} owns {a} old {things} and {b} new ones.",
            "{name} [has|owns|holds] {a} {things} in one bag and {b} {things} in another.",
            "{name} [buys|orders] {a} big {things} and {b} small ones.",
            "{name} [finds|collects|discovers] {a} {things} in the house and {b} in the garden.",
            held_out=(
                "{name} [finds|collects|discovers] {a} red {things} and {b} blue ones.",
                "{name} [has|owns|holds] {a} big {things} and {b} small {things}.",
            ),
        ),
        (("a", 5, 80), ("b", 5, 80)),
        (eq(_HAS, "a", "+", "b"),),
        1.5,
    ),
    Move(
        "two kinds of container",
        "things",
        say(
            "{name} [has|owns|holds] {a} {boxes} with {k} {things} each and {b} bigger {boxes} with {m} {things} each.",
            "{name} [fills|packs] {a} small {boxes} with {k} {things} each and {b} large {boxes} with {m} {things} each.",
            "{name} [buys|orders] {a} red {boxes} of {k} {things} each and {b} blue {boxes} of {m} {things} each.",
            held_out=(
                "{name} [buys|orders] {a} small {boxes} of {k} {things} each and {b} bigger {boxes} of {m} {things} each.",
            ),
        ),
        (("a", 2, 8), ("k", 2, 10), ("b", 2, 8), ("m", 2, 12)),
        (
            eq("The first {boxes} hold {eq} {things}.", "a", "*", "k"),
            eq("The other {boxes} hold {eq} {things}.", "b", "*", "m"),
            eq(_HAS, "t1", "+", "t2"),
        ),
    ),
    Move(
        "more than",
        "things",
        say(
            "{friend} [has|owns] {a} {things}. {name} [has|owns|holds] {b} more {things} than {friend}.",
            "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} more than {friend}.",
            "{name} [has|owns|holds] {b} more {things} than {friend}, who has {a}.",
            "{friend} [has|owns] {a} {things}. {name} owns {b} more than that.",
            held_out=("{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} more {things} than {friend}.",),
        ),
        (("a", 5, 90), ("b", 2, 60)),
        (eq(_HAS, "a", "+", "b"),),
        1.5,
    ),
    Move(
        "fewer than",
        "things",
        say(
            "{friend} [has|owns] {a} {things}. {name} [has|owns|holds] {b} fewer {things} than {friend}.",
            "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} fewer than {friend}.",
            "{name} [has|owns|holds] {b} fewer {things} than {friend}, who has {a}.",
            "{friend} [has|owns] {a} {things}. {name} owns {b} fewer than that.",
            held_out=(
                "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} fewer {things} than {friend}.",
            ),
        ),
        (("a", 15, 99), ("b", 2, 80)),
        (eq(_HAS, "a", "-", "b"),),
        1.5,
    ),
    Move(
        "times as many",
        "things",
        say(
            "{friend} [has|owns] {a} {things}. {name} has {twice} as many {things} as {friend}.",
            "{friend} [has|owns] {a} {things} and {name} has {twice} as many.",
            "{name} has {twice} as many {things} as {friend}, who has {a}.",
            "{friend} [has|owns] {a} {things}. {name} owns {twice} as many as that.",
            held_out=("{friend} [has|owns] {a} {things} and {name} has {twice} as many {things} as {friend}.",),
        ),
        (("a", 3, 40), ("k", 2, 5)),
        (eq(_HAS, "a", "*", "k"),),
        1.5,
        "times",
    ),
    Move(
        "more than times",
        "things",
        say(
            "{friend} [has|owns] {a} {things}. {name} [has|owns|holds] {b} more than {twice} as many {things} as {friend}.",
            "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} more than {twice} as many.",
            "{name} [has|owns|holds] {b} more than {twice} as many {things} as {friend}, who has {a}.",
            held_out=(
                "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} more than {twice} as many {things} as {friend}.",
            ),
        ),
        (("a", 3, 30), ("k", 2, 4), ("b", 2, 20)),
        (eq("{twice^} as many is {eq} {things}.", "a", "*", "k"), eq(_HAS, "t1", "+", "b")),
        1.0,
        "times",
    ),
    Move(
        "fewer than times",
        "things",
        say(
            "{friend} [has|owns] {a} {things}. {name} [has|owns|holds] {b} fewer than {twice} as many {things} as {friend}.",
            "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} fewer than {twice} as many.",
            "{name} [has|owns|holds] {b} fewer than {twice} as many {things} as {friend}, who has {a}.",
            held_out=(
                "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} fewer than {twice} as many {things} as {friend}.",
            ),
        ),
        (("a", 5, 30), ("k", 2, 4), ("b", 2, 20)),
        (eq("{twice^} as many is {eq} {things}.", "a", "*", "k"), eq(_HAS, "t1", "-", "b")),
        1.0,
        "times",
    ),
    Move(
        "rate",
        "things",
        say(
            "{name} [makes|bakes|builds] {k} {things} every hour for {a} hours.",
            "{name} [collects|gathers|picks] {k} {things} a day for {a} days.",
            "For {a} days, {name} [finds|collects|discovers] {k} {things} each day.",
            "{name} gets {k} {things} every week for {a} weeks.",
            "{name} [makes|bakes|builds] {k} {things} an hour and [works for|stays for] {a} hours.",
            held_out=("For {a} weeks, {name} [collects|gathers|picks] {k} {things} every week.",),
        ),
        (("a", 2, 10), ("k", 2, 15)),
        (eq(_HAS, "k", "*", "a"),),
        1.5,
    ),
)
