"""Stories about money that is earned, saved and spent."""

# ruff: noqa: E501 (a sentence stays on its line)

from demo_models.moves import Move, eq, say

_DOLLARS = "{name} has {eq} dollars."
_DOLLARS_LEFT = "{name} has {eq} dollars left."

OPENINGS = (
    Move(
        "own money",
        "money",
        say(
            "{name} [has|owns|holds] {a} dollars.",
            "{name} has ${a}.",
            "{name} gets {a} dollars for {his} birthday.",
            "{name} [starts with|begins with] ${a}.",
            "There are {a} dollars in {name}'s bag.",
            held_out=("{name} starts the week with {a} dollars.",),
        ),
        (("a", 10, 99),),
    ),
    Move(
        "wage",
        "money",
        say(
            "{name} [earns|makes] {k} dollars an hour and [works for|stays for] {a} hours.",
            "{name} works {a} hours for ${k} an hour.",
            "For each hour of work {name} gets {k} dollars. {name} works {a} hours.",
            "{name} [works for|stays for] {a} hours and [earns|makes] ${k} every hour.",
            held_out=("{name} [works for|stays for] {a} hours and gets {k} dollars an hour.",),
        ),
        (("a", 2, 10), ("k", 3, 15)),
        (eq("{name} earns {eq} dollars.", "k", "*", "a"),),
    ),
    Move(
        "saving",
        "money",
        say(
            "{name} [saves|puts aside] {k} dollars every week for {a} weeks.",
            "For {a} days {name} [saves|puts aside] ${k} a day.",
            "Each month {name} [saves|puts aside] {k} dollars, for {a} months.",
            "{name} puts ${k} into a box each week for {a} weeks.",
            held_out=("For {a} months {name} [saves|puts aside] {k} dollars every month.",),
        ),
        (("a", 2, 12), ("k", 2, 15)),
        (eq("{name} saves {eq} dollars.", "k", "*", "a"),),
    ),
    Move(
        "sales",
        "money",
        say(
            "{name} sells {a} {things} for {k} dollars each.",
            "{name} sells {a} {things} at ${k} each.",
            "At the market {name} sells {a} {things}, each for {k} dollars.",
            held_out=("At the market {name} sells {a} {things} at {k} dollars each.",),
        ),
        (("a", 2, 15), ("k", 2, 10)),
        (eq("{name} gets {eq} dollars.", "a", "*", "k"),),
    ),
)

EVENTS = (
    Move(
        "income",
        "money",
        say(
            "{friend} [gives|hands|sends] {him} {b} dollars.",
            "Then {subj} [finds|collects|discovers] {b} dollars.",
            "{Subj} gets ${b} from {friend}.",
            "{His} aunt [gives|hands|sends] {him} {b} dollars more.",
            "Later {subj} earns another {b} dollars.",
            held_out=("Later {subj} gets another {b} dollars from {friend}.",),
        ),
        (("b", 2, 70),),
        (eq(_DOLLARS, "x", "+", "b"),),
        2.0,
    ),
    Move(
        "expense",
        "money",
        say(
            "{Subj} [spends|uses up] {b} dollars.",
            "{Subj} [buys|orders] a {treat} for {b} dollars.",
            "Then {subj} [loses|drops|forgets] {b} dollars.",
            "{Subj} [pays|gives] ${b} for a {treat}.",
            "Later {subj} [gives|hands|sends] {b} dollars to {friend}.",
            "A {treat} costs {him} {b} dollars.",
            held_out=(
                "Then {subj} [spends|uses up] {b} dollars on a {treat}.",
                "Later {subj} [pays|gives] {b} dollars for a {treat}.",
            ),
        ),
        (("b", 2, 80),),
        (eq(_DOLLARS_LEFT, "x", "-", "b"),),
        2.0,
    ),
    Move(
        "purchase",
        "money",
        say(
            "{Subj} [buys|orders] {a} {things} for {k} dollars each.",
            "Then {subj} [buys|orders] {a} {things} at ${k} each.",
            "{Subj} pays {k} dollars for each of {a} {things}.",
            held_out=("{Subj} orders {a} {things} and pays {k} dollars for each of them.",),
        ),
        (("a", 2, 9), ("k", 2, 9)),
        (eq("The {things} cost {eq} dollars.", "a", "*", "k"), eq(_DOLLARS_LEFT, "x", "-", "t1")),
        1.5,
    ),
    Move(
        "spend fraction",
        "money",
        say(
            "{Subj} [spends|uses up] {third} of the money.",
            "Then {subj} [gives|hands|sends] {third} of the money to {friend}.",
            "{Subj} pays {third} of it for a {treat}.",
            held_out=("Then {subj} [spends|uses up] {third} of it.",),
        ),
        (("k", 2, 10),),
        (eq("{third^} of the money is {eq} dollars.", "x", "/", "k"), eq(_DOLLARS_LEFT, "x", "-", "t1")),
        1.2,
        "fraction",
    ),
    Move(
        "spend percent",
        "money",
        say(
            "{Subj} [spends|uses up] {pct}% of the money.",
            "Then {subj} [gives|hands|sends] {pct}% of the money to {friend}.",
            "{Subj} pays {pct}% of it for a {treat}.",
            held_out=("Then {subj} [spends|uses up] {pct}% of it.",),
        ),
        (("k", 2, 10),),
        (eq("{pct}% of the money is {eq} dollars.", "x", "/", "k"), eq(_DOLLARS_LEFT, "x", "-", "t1")),
        1.2,
        "percent",
    ),
)

ENDINGS = (
    Move(
        "ask money",
        "money",
        say(
            "How much money does {name} have [now|now|today]?",
            "How many dollars does {he} have?",
            "How many dollars does {name} have [in the end|after that]?",
            held_out=("How much money does {he} have [in the end|after that]?",),
        ),
        weight=3.0,
    ),
    Move(
        "afford",
        "money",
        say(
            "How many {things} can {he} buy, if each costs {k} dollars?",
            "One of the {things} costs ${k}. How many can {he} buy?",
            "For all the money {subj} [buys|orders] {things} at {k} dollars each. How many {things} does {he} get?",
            held_out=(
                "For all the money {subj} [buys|orders] {things}. Each costs {k} dollars. How many can {he} buy?",
            ),
        ),
        (("k", 2, 10),),
        (eq("{name} can buy {eq} {things}.", "x", "/", "k"),),
        2.0,
    ),
    Move(
        "short of",
        "money",
        say(
            "A {treat} costs {b} dollars. How much more does {he} need?",
            "How many more dollars does {he} need for a {treat} that costs ${b}?",
            held_out=("{Subj} wants a {treat} that costs {b} dollars. How many more dollars does {he} need?",),
        ),
        (("b", 20, 120),),
        (eq("{name} needs {eq} more dollars.", "b", "-", "x"),),
    ),
    Move(
        "split money",
        "money",
        say(
            "{Subj} [shares|splits] the money [equally|evenly] among {k} friends. How many dollars does each friend get?",
            "Then {k} children share the money equally. How much does each get?",
            held_out=(
                "Then {subj} [shares|splits] the money [equally|evenly] among {k} children. How much does each child get?",
            ),
        ),
        (("k", 2, 10),),
        (eq("Each gets {eq} dollars.", "x", "/", "k"),),
        2.0,
    ),
)
