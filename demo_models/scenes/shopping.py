"""Stories about what a purchase costs."""

# ruff: noqa: E501 (a sentence stays on its line)

from demo_models.moves import Move, eq, say

OPENINGS = (
    Move(
        "basket",
        say(
            "{name} [buys|orders] {a} {things} for {k} dollars each.",
            "{name} [buys|orders] {a} {things} at ${k} each.",
            "In a shop {name} takes {a} {things}. Each costs {k} dollars.",
            "One of the {things} costs ${k}. {name} [buys|orders] {a}.",
            "{name} bought {a} {things} for {k} dollars each.",
            "{name} bought {a} {things} that cost ${k} each.",
            "A store sells {things} for {k} dollars each. {name} buys {a} of them.",
            "{name} orders {a} {things}, and each one costs ${k}.",
            "{name} needs {a} {things}. The price of each is {k} dollars.",
            "The price of one of the {things} is {k} dollars, and {name} buys {a}.",
            held_out=("In a shop {name} [buys|orders] {a} {things}, each for {k} dollars.",),
        ),
        (("a", 2, 12), ("k", 2, 12)),
        (eq("The {things} cost {eq} dollars.", "a", "*", "k"),),
    ),
    Move(
        "two baskets",
        say(
            "{name} [buys|orders] {a} {things} for {k} dollars each and {b} {others} for {m} dollars each.",
            "{name} [buys|orders] {a} {things} at ${k} each and {b} {others} at ${m} each.",
            "In a shop {name} takes {a} {things} for {k} dollars each. {Subj} also takes {b} {others} for {m} dollars each.",
            "{name} bought {a} {things} for ${k} each and {b} {others} for ${m} each.",
            "A store sells {things} for {k} dollars each and {others} for {m} dollars each. {name} buys {a} {things} and {b} {others}.",
            "{name} buys {a} {things} and {b} {others}. The {things} cost {k} dollars each and the {others} {m} dollars each.",
            "At ${k} each {name} buys {a} {things}, and at ${m} each {subj} buys {b} {others}.",
            "{name} pays {k} dollars for each of {a} {things} and {m} dollars for each of {b} {others}.",
            "One of the {things} is ${k} and one of the {others} is ${m}. {name} wants {a} {things} and {b} {others}.",
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
        say(
            "{Subj} also [buys|orders] a {treat} for {b} dollars.",
            "{Subj} [adds|picks] a {treat} for ${b}.",
            "A {treat} for {b} dollars comes on top.",
            "Then {subj} takes a {treat} that costs {b} dollars.",
            "{Subj} also bought a {treat} for {b} dollars.",
            "{Subj} bought a {treat} that cost ${b}, too.",
            "Shipping costs {b} dollars more.",
            "There is also a fee of {b} dollars.",
            "{Subj} gave a tip of {b} dollars.",
            "The tax is another {b} dollars.",
            held_out=("Then {subj} [adds|picks] a {treat} that costs {b} dollars.",),
        ),
        (("b", 2, 60),),
        (eq("The total is {eq} dollars.", "x", "+", "b"),),
        2.0,
    ),
    Move(
        "coupon",
        say(
            "{Subj} [has|uses] a coupon for {b} dollars off.",
            "With a coupon {subj} [pays|gives] ${b} less.",
            "[The shop|The seller] takes {b} dollars off.",
            "{Subj} had a coupon for ${b} off.",
            "The price was reduced by {b} dollars.",
            "{Subj} gets {b} dollars off.",
            "The seller lets {him} pay {b} dollars less.",
            "A coupon worth {b} dollars is used at the [till|checkout].",
            "Because {subj} is a good customer, the price [drops|goes down] by ${b}.",
            held_out=("With a coupon {subj} gets {b} dollars off.",),
        ),
        (("b", 2, 40),),
        (eq("The price is {eq} dollars.", "x", "-", "b"),),
        1.5,
    ),
    Move(
        "discount",
        say(
            "[The shop|The seller] takes {pct}% off.",
            "{Subj} gets {pct}% off with a coupon.",
            "There is a discount of {pct}%.",
            "{Subj} got {pct}% off.",
            "Everything is {pct}% off.",
            "The store gave {him} a {pct}% discount.",
            "The price is cut by {pct}%.",
            "There is a sale with {pct}% off.",
            "Because it is [the last day|a holiday], the price [drops|goes down] by {pct}%.",
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
        say(
            "How much does {he} pay?",
            "How many dollars does {name} pay?",
            "What is the total cost in dollars?",
            "How much did {he} pay?",
            "How much money did {he} spend?",
            "What did {he} pay in all?",
            "How much does it cost altogether?",
            "How many dollars did {name} spend in total?",
            "How much did everything cost?",
            "What is the total price?",
            "Find the total cost.",
            held_out=("How many dollars does {he} pay in total?",),
        ),
        weight=2.0,
    ),
    Move(
        "change",
        say(
            "{Subj} pays with {b} dollars. How much change does {he} get?",
            "How much money is left of {b} dollars?",
            "{name} had ${b}. How many dollars are left?",
            "{Subj} paid with ${b}. How much change did {he} get?",
            "If {subj} pays with {b} dollars, how much change does {he} get?",
            "{name} had {b} dollars at first. How much money does {he} have left?",
            "How much change does {he} get from {b} dollars?",
            "{Subj} hands over {b} dollars. How many dollars does {he} get back?",
            "When all is paid, how much of {his} ${b} does {name} still have?",
            held_out=("{Subj} had {b} dollars. How much money is left?",),
        ),
        (("b", 20, 120),),
        (eq("{name} has {eq} dollars left.", "b", "-", "x"),),
        2.0,
    ),
    Move(
        "split cost",
        say(
            "{k^} friends share [the cost|the bill] equally. How much does each pay?",
            "{Subj} splits [the cost|the bill] equally with friends, {k} people [in all|altogether]. How many dollars does each pay?",
            "If {k} friends split the cost equally, how much does each pay?",
            "The cost is shared equally by {k} people. How many dollars does each person pay?",
            "{k^} people split the bill evenly. How much did each pay?",
            "How much does each of {k} friends pay if they [share|split] the cost equally?",
            "{Subj} is in a group of {k} people who all pay the same part of the cost. How much does {he} pay?",
            "What is one person's share in dollars when the bill is [split|divided] evenly among {k} people?",
            "{k^} people pay for it together, each of them the same amount. How many dollars is that per person?",
            held_out=(
                "{Subj} and {his} friends, {k} people [in all|altogether], share [the cost|the bill] equally. How much does each pay?",
            ),
        ),
        (("k", 2, 10),),
        (eq("Each pays {eq} dollars.", "x", "/", "k"),),
        2.5,
    ),
)
