"""What happens to somebody's things, and what is asked of them."""

# ruff: noqa: E501 (a sentence stays on its line)

from demo_models.moves import Move, eq, say

_HAS = "{name} has {eq} {things}."
_LEFT = "{name} has {eq} {things} left."

EVENTS = (
    Move(
        "gain",
        "things",
        say(
            "{Subj} [buys|orders] {b} more.",
            "Then {subj} gets {b} more {things}.",
            "{friend} [gives|hands|sends] {him} {b} {things}.",
            "Later {subj} [finds|collects|discovers] {b} more.",
            "{His} mother [gives|hands|sends] {him} {b} more {things}.",
            "{Subj} then [finds|collects|discovers] another {b} {things}.",
            "After lunch {subj} [buys|orders] {b} {things}.",
            "A friend [brings|delivers] {b} more {things}.",
            "{Subj} gets {b} {things} from {friend}.",
            "The next day {subj} [buys|orders] another {b}.",
            held_out=(
                "Later {friend} [brings|delivers] {him} {b} more {things}.",
                "After lunch {subj} gets another {b} {things}.",
            ),
        ),
        (("b", 2, 80),),
        (eq(_HAS, "x", "+", "b"),),
        2.0,
    ),
    Move(
        "loss",
        "things",
        say(
            "{Subj} [gives|hands|sends] {b} to {friend}.",
            "Then {subj} [loses|drops|forgets] {b} of them.",
            "{Subj} [sells|trades away] {b} {things}.",
            "Later {subj} [gives away|hands out|donates] {b} {things}.",
            "{b^} of them break.",
            "{Subj} [gives|hands|sends] {b} of the {things} to a friend.",
            "The next day {subj} [loses|drops|forgets] {b} {things}.",
            "{friend} [takes|borrows] {b} of the {things}.",
            "After that {subj} [throws away|throws out] {b}.",
            "{Subj} uses {b} {things}.",
            held_out=(
                "Then {subj} [sells|trades away] {b} of the {things} to {friend}.",
                "The next day {subj} [gives away|hands out|donates] {b} of them.",
            ),
        ),
        (("b", 2, 90),),
        (eq(_LEFT, "x", "-", "b"),),
        2.0,
    ),
    Move(
        "grow",
        "things",
        say(
            "Then the number of {things} becomes {twice} as large.",
            "A week later {subj} has {twice} as many {things}.",
            "Then {subj} gets so many that {subj} has {twice} as many as before.",
            "By the evening {subj} has {twice} as many.",
            held_out=("By the evening the number of {things} becomes {twice} as large.",),
        ),
        (("k", 2, 4),),
        (eq("{name} now has {eq} {things}.", "x", "*", "k"),),
        1.2,
        "times",
    ),
    Move(
        "keep fraction",
        "things",
        say(
            "{Subj} keeps only {third} of the {things}.",
            "Then {subj} keeps {third} of them and [sells|trades away] [the rest|the others].",
            "{Subj} keeps {third} of them and [gives|hands|sends] [the rest|the others] to {friend}.",
            held_out=(
                "Then {subj} keeps only {third} of the {things} and [gives away|hands out|donates] [the rest|the others].",
            ),
        ),
        (("k", 2, 10),),
        (eq("{name} keeps {eq} {things}.", "x", "/", "k"),),
        1.5,
        "fraction",
    ),
    Move(
        "give fraction",
        "things",
        say(
            "{Subj} [gives|hands|sends] {third} of the {things} to {friend}.",
            "Then {subj} [loses|drops|forgets] {third} of them.",
            "{Subj} [sells|trades away] {third} of the {things}.",
            "Later {subj} [gives away|hands out|donates] {third} of them.",
            held_out=("Then {subj} [sells|trades away] {third} of them to {friend}.",),
        ),
        (("k", 2, 10),),
        (eq("{third^} of the {things} is {eq}.", "x", "/", "k"), eq(_LEFT, "x", "-", "t1")),
        1.5,
        "fraction",
    ),
    Move(
        "give percent",
        "things",
        say(
            "{Subj} [gives|hands|sends] {pct}% of the {things} to {friend}.",
            "Then {subj} [loses|drops|forgets] {pct}% of them.",
            "{Subj} [sells|trades away] {pct}% of the {things}.",
            "Later {subj} [gives away|hands out|donates] {pct}% of them.",
            held_out=("Then {subj} [sells|trades away] {pct}% of them to {friend}.",),
        ),
        (("k", 2, 10),),
        (eq("{pct}% of the {things} is {eq}.", "x", "/", "k"), eq(_LEFT, "x", "-", "t1")),
        1.5,
        "percent",
    ),
    Move(
        "gain containers",
        "things",
        say(
            "{Subj} [buys|orders] {a} {boxes} of {k} {things} each.",
            "Then {friend} [brings|delivers] {a} {boxes} with {k} {things} in each.",
            "Later {subj} [finds|collects|discovers] {a} {boxes} with {k} {things} in each.",
            "{Subj} gets {a} more {boxes} of {k} {things} each.",
            held_out=("Later {friend} [brings|delivers] {a} more {boxes} of {k} {things} each.",),
        ),
        (("a", 2, 9), ("k", 2, 12)),
        (eq("The {boxes} hold {eq} {things}.", "a", "*", "k"), eq(_HAS, "x", "+", "t1")),
    ),
    Move(
        "loss each day",
        "things",
        say(
            "{Subj} uses {k} {things} a day for {a} days.",
            "For {a} days {subj} [gives away|hands out|donates] {k} {things} each day.",
            "Every day {subj} sells {k} of them, for {a} days.",
            "{Subj} [gives|hands|sends] {k} {things} to each of {a} friends.",
            held_out=("For {a} days {subj} sells {k} of the {things} every day.",),
        ),
        (("a", 2, 7), ("k", 2, 9)),
        (eq("That is {eq} {things}.", "k", "*", "a"), eq(_LEFT, "x", "-", "t1")),
    ),
)

ENDINGS = (
    Move(
        "ask",
        "things",
        say(
            "How many {things} does {name} have [now|now|today]?",
            "How many {things} does {name} have?",
            "How many {things} does {he} have [in the end|after that]?",
            "How many {things} are there now?",
            "How many does {he} have at the end?",
            held_out=(
                "How many {things} does {he} have at the end?",
                "How many {things} are there [in the end|after that]?",
            ),
        ),
        weight=4.0,
    ),
    Move(
        "share",
        "things",
        say(
            "{Subj} [shares|splits] them [equally|evenly] among {k} friends. How many {things} does each friend get?",
            "{Subj} divides them [equally|evenly] among {k} children. How many {things} does each child get?",
            "Then {k} friends share the {things} equally. How many does each get?",
            held_out=(
                "{Subj} divides the {things} [equally|evenly] among {k} friends. How many does each friend get?",
            ),
        ),
        (("k", 2, 10),),
        (eq("Each gets {eq} {things}.", "x", "/", "k"),),
        2.5,
    ),
    Move(
        "pack",
        "things",
        say(
            "{Subj} [packs|sorts] them into bags of {k}. How many bags does {he} fill?",
            "{Subj} [puts|places] {k} {things} into each bag. How many bags does {he} need?",
            "How many bags does {he} need, if each bag holds {k} {things}?",
            held_out=("{Subj} [packs|sorts] {k} {things} into each bag. How many bags does {he} fill?",),
        ),
        (("k", 2, 10),),
        (eq("{name} needs {eq} bags.", "x", "/", "k"),),
        2.5,
    ),
    Move(
        "sell all",
        "things",
        say(
            "{Subj} sells them for {k} dollars each. How much money does {he} get?",
            "Each of the {things} is sold for ${k}. How many dollars does {he} get?",
            "{Subj} sells all of them at ${k} each. How much money does {he} make?",
            held_out=("{Subj} sells all the {things} for {k} dollars each. How many dollars does {he} make?",),
        ),
        (("k", 2, 9),),
        (eq("{name} gets {eq} dollars.", "x", "*", "k"),),
        1.2,
    ),
    Move(
        "other has more",
        "things",
        say(
            "{friend} [has|owns] {b} more {things} than {name}. How many {things} does {friend} have?",
            "How many {things} does {friend} have, if {friend} [has|owns] {b} more than {name}?",
            held_out=(
                "{friend} [has|owns] {b} more than {name}. How many {things} does {friend} have [now|now|today]?",
            ),
        ),
        (("b", 2, 60),),
        (eq("{friend} has {eq} {things}.", "x", "+", "b"),),
    ),
    Move(
        "other has fewer",
        "things",
        say(
            "{friend} [has|owns] {b} fewer {things} than {name}. How many {things} does {friend} have?",
            "How many {things} does {friend} have, if {friend} [has|owns] {b} fewer than {name}?",
            held_out=(
                "{friend} [has|owns] {b} fewer than {name}. How many {things} does {friend} have [now|now|today]?",
            ),
        ),
        (("b", 2, 60),),
        (eq("{friend} has {eq} {things}.", "x", "-", "b"),),
    ),
    Move(
        "missing",
        "things",
        say(
            "{Subj} [wants to have|would like|hopes to have] {b} {things}. How many more does {he} need?",
            "How many more {things} does {he} need to have {b}?",
            "How many {things} are missing, if {name} needs {b}?",
            held_out=("{Subj} needs {b} {things}. How many are missing?",),
        ),
        (("b", 20, 120),),
        (eq("{name} needs {eq} more {things}.", "b", "-", "x"),),
    ),
    Move(
        "together after times",
        "things",
        say(
            "{friend} [has|owns] {twice} as many {things} as {name}. How many do they have together?",
            "If {friend} [has|owns] {twice} as many {things}, how many {things} do they have together?",
            held_out=("{friend} [has|owns] {twice} as many as {name}. How many {things} do they have together?",),
        ),
        (("k", 2, 4),),
        (
            eq("{friend} has {eq} {things}.", "x", "*", "k"),
            eq("Together they have {eq} {things}.", "x", "+", "t1"),
        ),
        1.0,
        "times",
    ),
    Move(
        "together after more",
        "things",
        say(
            "{friend} [has|owns] {b} more {things} than {name}. How many do they have together?",
            "If {friend} [has|owns] {b} more {things}, how many {things} do they have together?",
            held_out=("{friend} [has|owns] {b} more than {name}. How many {things} do they have together?",),
        ),
        (("b", 2, 40),),
        (
            eq("{friend} has {eq} {things}.", "x", "+", "b"),
            eq("Together they have {eq} {things}.", "x", "+", "t1"),
        ),
    ),
)
