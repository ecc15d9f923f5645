"""Stories about what a purchase costs."""

# ruff: noqa: E501 (a sentence stays on its line)

from demo_models.moves import Move, eq, say

OPENINGS = (
    Move(
        "basket",
        "cost",
        say(
            "{name} [buys|orders] {a} {things} for {k} dollars each.",
            "{name} [buys|orders] {a} {things} at ${k} each.",
            "In a shop {name} takes {a} {things}. Each costs {k} dollars.",
            "One of the {things} costs ${k}. {name} [buys|orders] {a}.",
            held_out=("In a shop {name} [buys|orders] {a} {things}, each for {k} dollars.",),
        ),
        (("a", 2, 12), ("k", 2, 12)),
        (eq("The {things} cost {eq} dollars.", "a", "*", "k"),),
    ),
    Move(
        "two baskets",
        "cost",
        say(
            "{name} [buys|orders] {a} {things} for {k} dollars each and {b} {others} for {m} dollars each.",
            "{name} [buys|orders] {a} {things} at ${k} each and {b} {others} at ${m} each.",
            "In a shop {name} takes {a} {things} for {k} dollars each. {Subj} also takes {b} {others} for {m} dollars each.",
            held_out=(
                "In a shop {name} [buys|orders] {a} {things} for {k} dollars each. {Subj} also [buys|orders] {b} {others} for {m} dollars each.",
            ),
        ),
        (("a", 2, 9), ("k", 2, 9), ("b", 2, 9), ("m", 2, 9)),
        (
            eq("The {things} cost {eq} dollars.", "a", "*", "k"),
            eq("The {others} cost {eq} dollars.", "b", "*", "m"),
            eq("The total is {eq} dollars.", "t1", "+", "t2"),
        ),
        1.5,
    ),
)

EVENTS = (
    Move(
        "one more",
        "cost",
        say(
            "{Subj} also [buys|orders] a {treat} for {b} dollars.",
            "{Subj} [adds|picks] a {treat} for ${b}.",
            "A {treat} for {b} dollars comes on top.",
            "Then {subj} takes a {treat} that costs {b} dollars.",
            held_out=("Then {subj} [adds|picks] a {treat} that costs {b} dollars.",),
        ),
        (("b", 2, 60),),
        (eq("The total is {eq} dollars.", "x", "+", "b"),),
        2.0,
    ),
    Move(
        "coupon",
        "cost",
        say(
            "{Subj} [has|uses] a coupon for {b} dollars off.",
            "With a coupon {subj} [pays|gives] ${b} less.",
            "[The shop|The seller] takes {b} dollars off.",
            held_out=("With a coupon {subj} gets {b} dollars off.",),
        ),
        (("b", 2, 40),),
        (eq("The price is {eq} dollars.", "x", "-", "b"),),
        1.5,
    ),
    Move(
        "discount",
        "cost",
        say(
            "[The shop|The seller] takes {pct}% off.",
            "{Subj} gets {pct}% off with a coupon.",
            "There is a discount of {pct}%.",
            held_out=("With a coupon {subj} gets a discount of {pct}%.",),
        ),
        (("k", 2, 10),),
        (
            eq("{pct}% of the price is {eq} dollars.", "x", "/", "k"),
            eq("The price is {eq} dollars.", "x", "-", "t1"),
        ),
        1.5,
        "percent",
    ),
)

ENDINGS = (
    Move(
        "ask cost",
        "cost",
        say(
            "How much does {he} pay?",
            "How many dollars does {name} pay?",
            "What is the total cost in dollars?",
            held_out=("How many dollars does {he} pay in total?",),
        ),
        weight=2.0,
    ),
    Move(
        "change",
        "cost",
        say(
            "{Subj} pays with {b} dollars. How much change does {he} get?",
            "How much money is left of {b} dollars?",
            "{name} had ${b}. How many dollars are left?",
            held_out=("{Subj} had {b} dollars. How much money is left?",),
        ),
        (("b", 20, 120),),
        (eq("{name} has {eq} dollars left.", "b", "-", "x"),),
        2.0,
    ),
    Move(
        "split cost",
        "cost",
        say(
            "{k^} friends share [the cost|the bill] equally. How much does each pay?",
            "{Subj} splits [the cost|the bill] equally with friends, {k} people [in all|altogether]. How many dollars does each pay?",
            held_out=(
                "{Subj} and {his} friends, {k} people [in all|altogether], share [the cost|the bill] equally. How much does each pay?",
            ),
        ),
        (("k", 2, 10),),
        (eq("Each pays {eq} dollars.", "x", "/", "k"),),
        2.5,
    ),
)
