"""The parts a problem is told with: each move is a few ways to say something and the equations it calls for.

A problem is one opening move, some events and one ending. A move knows its sentences, the numbers it draws and the
steps that solve it; how moves are strung together is the generator's business. The words of a step are fixed for
a move on purpose: the wide language is in the questions, so that a model's doubt about a step is doubt about its
content, not about its style.
"""

from dataclasses import dataclass
from typing import Literal

from demo_models.lexicon import Split

Operator = Literal["+", "-", "*", "/"]
Kind = Literal["things", "money", "cost", "pages", "road"]


@dataclass(frozen=True, slots=True)
class Frames:
    """Interchangeable sentences, with `[one|another]` wording; the held-out ones are told only in test problems."""

    train: tuple[str, ...]
    held_out: tuple[str, ...] = ()

    def of(self, split: Split) -> tuple[str, ...]:
        """The sentences a problem of this split draws from; the training ones where none is held out."""
        return self.held_out if split == "test" and self.held_out else self.train


@dataclass(frozen=True, slots=True)
class Equation:
    """One solving step: its sentence around `{eq}`, and which values stand left and right of the operator.

    `x` is the amount before the move, `t1`, `t2` the results of the move's earlier equations; other names are
    numbers that the move draws.
    """

    sentence: str
    left: str
    op: Operator
    right: str


@dataclass(frozen=True, slots=True)
class Move:
    """A piece of story: what may be said, the ranges of its numbers, the equations it adds."""

    name: str
    kind: Kind
    frames: Frames
    draws: tuple[tuple[str, int, int], ...] = ()
    equations: tuple[Equation, ...] = ()
    weight: float = 1.0
    unit_words: Literal["none", "times", "fraction", "percent"] = "none"


def _say(*train: str, held_out: tuple[str, ...] = ()) -> Frames:
    return Frames(train, held_out)


def _eq(sentence: str, left: str, op: Operator, right: str) -> Equation:
    return Equation(sentence, left, op, right)


_HAS = "{name} has {eq} {things}."
_LEFT = "{name} has {eq} {things} left."
_DOLLARS = "{name} has {eq} dollars."
_DOLLARS_LEFT = "{name} has {eq} dollars left."

THINGS_OPENINGS = (
    Move("hold", "things", _say(
        "{name} [has|owns|holds] {a} {things}.", "There are {a} {things} on {name}'s table.", "{name} owns {a} {things}.",
        "{name} [starts with|begins with] {a} {things}.", "{name} [finds|collects|discovers] {a} {things}.", "{name} [has|owns|holds] {a} {things} at home.",
        "In the morning {name} [has|owns|holds] {a} {things}.", "{name} [buys|orders] {a} {things}.", "{name} gets {a} {things} as [a present|a gift].",
        "{name} keeps {a} {things} in a box.",
        held_out=("In the morning {name} [finds|collects|discovers] {a} {things} on the table.", "{name} starts the day with {a} {things}.")),
        (("a", 5, 99),), weight=2.0),
    Move("containers", "things", _say(
        "{name} [has|owns|holds] {a} {boxes} with {k} {things} in each.", "{name} [buys|orders] {a} {boxes} of {k} {things} each.",
        "{name} [fills|packs] {a} {boxes} with {k} {things} each.", "There are {k} {things} in each of {name}'s {a} {boxes}.",
        "{name} owns {a} {boxes}. Each holds {k} {things}.", "{name} gets {a} {boxes}, each with {k} {things} in it.",
        held_out=("{name} gets {a} {boxes} with {k} {things} inside each.", "{name} [finds|collects|discovers] {a} {boxes} of {k} {things} each.")),
        (("a", 2, 12), ("k", 2, 15)), (_eq(_HAS, "a", "*", "k"),), 2.0),
    Move("containers and loose", "things", _say(
        "{name} [has|owns|holds] {a} {boxes} with {k} {things} [in each|inside each] and {b} loose {things}.",
        "{name} owns {a} {boxes} of {k} {things} each, and also {b} single {things}.",
        "There are {k} {things} in each of {name}'s {a} {boxes}, and {b} more on the table.",
        "{name} [buys|orders] {a} {boxes} of {k} {things} each and {b} loose {things}.",
        held_out=("{name} [has|owns|holds] {a} {boxes} of {k} {things} each, and {b} more on the table.",)),
        (("a", 2, 9), ("k", 2, 12), ("b", 2, 30)),
        (_eq("The {boxes} hold {eq} {things}.", "a", "*", "k"), _eq(_HAS, "t1", "+", "b"))),
    Move("two sorts", "things", _say(
        "{name} [has|owns|holds] {a} red {things} and {b} blue {things}.", "{name} owns {a} old {things} and {b} new ones.",
        "{name} [has|owns|holds] {a} {things} in one bag and {b} {things} in another.", "{name} [buys|orders] {a} big {things} and {b} small ones.",
        "{name} [finds|collects|discovers] {a} {things} in the house and {b} in the garden.",
        held_out=("{name} [finds|collects|discovers] {a} red {things} and {b} blue ones.", "{name} [has|owns|holds] {a} big {things} and {b} small {things}.")),
        (("a", 5, 80), ("b", 5, 80)), (_eq(_HAS, "a", "+", "b"),), 1.5),
    Move("two kinds of container", "things", _say(
        "{name} [has|owns|holds] {a} {boxes} with {k} {things} each and {b} bigger {boxes} with {m} {things} each.",
        "{name} [fills|packs] {a} small {boxes} with {k} {things} each and {b} large {boxes} with {m} {things} each.",
        "{name} [buys|orders] {a} red {boxes} of {k} {things} each and {b} blue {boxes} of {m} {things} each.",
        held_out=("{name} [buys|orders] {a} small {boxes} of {k} {things} each and {b} bigger {boxes} of {m} {things} each.",)),
        (("a", 2, 8), ("k", 2, 10), ("b", 2, 8), ("m", 2, 12)),
        (_eq("The first {boxes} hold {eq} {things}.", "a", "*", "k"),
         _eq("The other {boxes} hold {eq} {things}.", "b", "*", "m"), _eq(_HAS, "t1", "+", "t2"))),
    Move("more than", "things", _say(
        "{friend} [has|owns] {a} {things}. {name} [has|owns|holds] {b} more {things} than {friend}.",
        "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} more than {friend}.",
        "{name} [has|owns|holds] {b} more {things} than {friend}, who has {a}.",
        "{friend} [has|owns] {a} {things}. {name} owns {b} more than that.",
        held_out=("{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} more {things} than {friend}.",)),
        (("a", 5, 90), ("b", 2, 60)), (_eq(_HAS, "a", "+", "b"),), 1.5),
    Move("fewer than", "things", _say(
        "{friend} [has|owns] {a} {things}. {name} [has|owns|holds] {b} fewer {things} than {friend}.",
        "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} fewer than {friend}.",
        "{name} [has|owns|holds] {b} fewer {things} than {friend}, who has {a}.",
        "{friend} [has|owns] {a} {things}. {name} owns {b} fewer than that.",
        held_out=("{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} fewer {things} than {friend}.",)),
        (("a", 15, 99), ("b", 2, 80)), (_eq(_HAS, "a", "-", "b"),), 1.5),
    Move("times as many", "things", _say(
        "{friend} [has|owns] {a} {things}. {name} has {twice} as many {things} as {friend}.",
        "{friend} [has|owns] {a} {things} and {name} has {twice} as many.",
        "{name} has {twice} as many {things} as {friend}, who has {a}.",
        "{friend} [has|owns] {a} {things}. {name} owns {twice} as many as that.",
        held_out=("{friend} [has|owns] {a} {things} and {name} has {twice} as many {things} as {friend}.",)),
        (("a", 3, 40), ("k", 2, 5)), (_eq(_HAS, "a", "*", "k"),), 1.5, "times"),
    Move("more than times", "things", _say(
        "{friend} [has|owns] {a} {things}. {name} [has|owns|holds] {b} more than {twice} as many {things} as {friend}.",
        "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} more than {twice} as many.",
        "{name} [has|owns|holds] {b} more than {twice} as many {things} as {friend}, who has {a}.",
        held_out=("{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} more than {twice} as many {things} as {friend}.",)),
        (("a", 3, 30), ("k", 2, 4), ("b", 2, 20)),
        (_eq("{twice^} as many is {eq} {things}.", "a", "*", "k"), _eq(_HAS, "t1", "+", "b")), 1.0, "times"),
    Move("fewer than times", "things", _say(
        "{friend} [has|owns] {a} {things}. {name} [has|owns|holds] {b} fewer than {twice} as many {things} as {friend}.",
        "{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} fewer than {twice} as many.",
        "{name} [has|owns|holds] {b} fewer than {twice} as many {things} as {friend}, who has {a}.",
        held_out=("{friend} [has|owns] {a} {things} and {name} [has|owns|holds] {b} fewer than {twice} as many {things} as {friend}.",)),
        (("a", 5, 30), ("k", 2, 4), ("b", 2, 20)),
        (_eq("{twice^} as many is {eq} {things}.", "a", "*", "k"), _eq(_HAS, "t1", "-", "b")), 1.0, "times"),
    Move("rate", "things", _say(
        "{name} [makes|bakes|builds] {k} {things} every hour for {a} hours.", "{name} [collects|gathers|picks] {k} {things} a day for {a} days.",
        "For {a} days, {name} [finds|collects|discovers] {k} {things} each day.", "{name} gets {k} {things} every week for {a} weeks.",
        "{name} [makes|bakes|builds] {k} {things} an hour and [works for|stays for] {a} hours.",
        held_out=("For {a} weeks, {name} [collects|gathers|picks] {k} {things} every week.",)),
        (("a", 2, 10), ("k", 2, 15)), (_eq(_HAS, "k", "*", "a"),), 1.5),
)

THINGS_EVENTS = (
    Move("gain", "things", _say(
        "{Subj} [buys|orders] {b} more.", "Then {subj} gets {b} more {things}.", "{friend} [gives|hands|sends] {him} {b} {things}.",
        "Later {subj} [finds|collects|discovers] {b} more.", "{His} mother [gives|hands|sends] {him} {b} more {things}.", "{Subj} then [finds|collects|discovers] another {b} {things}.",
        "After lunch {subj} [buys|orders] {b} {things}.", "A friend [brings|delivers] {b} more {things}.", "{Subj} gets {b} {things} from {friend}.",
        "The next day {subj} [buys|orders] another {b}.",
        held_out=("Later {friend} [brings|delivers] {him} {b} more {things}.", "After lunch {subj} gets another {b} {things}.")),
        (("b", 2, 80),), (_eq(_HAS, "x", "+", "b"),), 2.0),
    Move("loss", "things", _say(
        "{Subj} [gives|hands|sends] {b} to {friend}.", "Then {subj} [loses|drops|forgets] {b} of them.", "{Subj} [sells|trades away] {b} {things}.",
        "Later {subj} [gives away|hands out|donates] {b} {things}.", "{b^} of them break.", "{Subj} [gives|hands|sends] {b} of the {things} to a friend.",
        "The next day {subj} [loses|drops|forgets] {b} {things}.", "{friend} [takes|borrows] {b} of the {things}.", "After that {subj} [throws away|throws out] {b}.",
        "{Subj} uses {b} {things}.",
        held_out=("Then {subj} [sells|trades away] {b} of the {things} to {friend}.", "The next day {subj} [gives away|hands out|donates] {b} of them.")),
        (("b", 2, 90),), (_eq(_LEFT, "x", "-", "b"),), 2.0),
    Move("grow", "things", _say(
        "Then the number of {things} becomes {twice} as large.", "A week later {subj} has {twice} as many {things}.",
        "Then {subj} gets so many that {subj} has {twice} as many as before.", "By the evening {subj} has {twice} as many.",
        held_out=("By the evening the number of {things} becomes {twice} as large.",)),
        (("k", 2, 4),), (_eq("{name} now has {eq} {things}.", "x", "*", "k"),), 1.2, "times"),
    Move("keep fraction", "things", _say(
        "{Subj} keeps only {third} of the {things}.", "Then {subj} keeps {third} of them and [sells|trades away] [the rest|the others].",
        "{Subj} keeps {third} of them and [gives|hands|sends] [the rest|the others] to {friend}.",
        held_out=("Then {subj} keeps only {third} of the {things} and [gives away|hands out|donates] [the rest|the others].",)),
        (("k", 2, 10),), (_eq("{name} keeps {eq} {things}.", "x", "/", "k"),), 1.5, "fraction"),
    Move("give fraction", "things", _say(
        "{Subj} [gives|hands|sends] {third} of the {things} to {friend}.", "Then {subj} [loses|drops|forgets] {third} of them.",
        "{Subj} [sells|trades away] {third} of the {things}.", "Later {subj} [gives away|hands out|donates] {third} of them.",
        held_out=("Then {subj} [sells|trades away] {third} of them to {friend}.",)),
        (("k", 2, 10),), (_eq("{third^} of the {things} is {eq}.", "x", "/", "k"), _eq(_LEFT, "x", "-", "t1")), 1.5, "fraction"),
    Move("give percent", "things", _say(
        "{Subj} [gives|hands|sends] {pct}% of the {things} to {friend}.", "Then {subj} [loses|drops|forgets] {pct}% of them.",
        "{Subj} [sells|trades away] {pct}% of the {things}.", "Later {subj} [gives away|hands out|donates] {pct}% of them.",
        held_out=("Then {subj} [sells|trades away] {pct}% of them to {friend}.",)),
        (("k", 2, 10),), (_eq("{pct}% of the {things} is {eq}.", "x", "/", "k"), _eq(_LEFT, "x", "-", "t1")), 1.5, "percent"),
    Move("gain containers", "things", _say(
        "{Subj} [buys|orders] {a} {boxes} of {k} {things} each.", "Then {friend} [brings|delivers] {a} {boxes} with {k} {things} in each.",
        "Later {subj} [finds|collects|discovers] {a} {boxes} with {k} {things} in each.", "{Subj} gets {a} more {boxes} of {k} {things} each.",
        held_out=("Later {friend} [brings|delivers] {a} more {boxes} of {k} {things} each.",)),
        (("a", 2, 9), ("k", 2, 12)),
        (_eq("The {boxes} hold {eq} {things}.", "a", "*", "k"), _eq(_HAS, "x", "+", "t1"))),
    Move("loss each day", "things", _say(
        "{Subj} uses {k} {things} a day for {a} days.", "For {a} days {subj} [gives away|hands out|donates] {k} {things} each day.",
        "Every day {subj} sells {k} of them, for {a} days.", "{Subj} [gives|hands|sends] {k} {things} to each of {a} friends.",
        held_out=("For {a} days {subj} sells {k} of the {things} every day.",)),
        (("a", 2, 7), ("k", 2, 9)),
        (_eq("That is {eq} {things}.", "k", "*", "a"), _eq(_LEFT, "x", "-", "t1"))),
)

THINGS_ENDINGS = (
    Move("ask", "things", _say(
        "How many {things} does {name} have [now|now|today]?", "How many {things} does {name} have?", "How many {things} does {he} have [in the end|after that]?",
        "How many {things} are there now?", "How many does {he} have at the end?",
        held_out=("How many {things} does {he} have at the end?", "How many {things} are there [in the end|after that]?")), weight=4.0),
    Move("share", "things", _say(
        "{Subj} [shares|splits] them [equally|evenly] among {k} friends. How many {things} does each friend get?",
        "{Subj} divides them [equally|evenly] among {k} children. How many {things} does each child get?",
        "Then {k} friends share the {things} equally. How many does each get?",
        held_out=("{Subj} divides the {things} [equally|evenly] among {k} friends. How many does each friend get?",)),
        (("k", 2, 10),), (_eq("Each gets {eq} {things}.", "x", "/", "k"),), 2.5),
    Move("pack", "things", _say(
        "{Subj} [packs|sorts] them into bags of {k}. How many bags does {he} fill?",
        "{Subj} [puts|places] {k} {things} into each bag. How many bags does {he} need?",
        "How many bags does {he} need, if each bag holds {k} {things}?",
        held_out=("{Subj} [packs|sorts] {k} {things} into each bag. How many bags does {he} fill?",)),
        (("k", 2, 10),), (_eq("{name} needs {eq} bags.", "x", "/", "k"),), 2.5),
    Move("sell all", "things", _say(
        "{Subj} sells them for {k} dollars each. How much money does {he} get?",
        "Each of the {things} is sold for ${k}. How many dollars does {he} get?",
        "{Subj} sells all of them at ${k} each. How much money does {he} make?",
        held_out=("{Subj} sells all the {things} for {k} dollars each. How many dollars does {he} make?",)),
        (("k", 2, 9),), (_eq("{name} gets {eq} dollars.", "x", "*", "k"),), 1.2),
    Move("other has more", "things", _say(
        "{friend} [has|owns] {b} more {things} than {name}. How many {things} does {friend} have?",
        "How many {things} does {friend} have, if {friend} [has|owns] {b} more than {name}?",
        held_out=("{friend} [has|owns] {b} more than {name}. How many {things} does {friend} have [now|now|today]?",)),
        (("b", 2, 60),), (_eq("{friend} has {eq} {things}.", "x", "+", "b"),)),
    Move("other has fewer", "things", _say(
        "{friend} [has|owns] {b} fewer {things} than {name}. How many {things} does {friend} have?",
        "How many {things} does {friend} have, if {friend} [has|owns] {b} fewer than {name}?",
        held_out=("{friend} [has|owns] {b} fewer than {name}. How many {things} does {friend} have [now|now|today]?",)),
        (("b", 2, 60),), (_eq("{friend} has {eq} {things}.", "x", "-", "b"),)),
    Move("missing", "things", _say(
        "{Subj} [wants to have|would like|hopes to have] {b} {things}. How many more does {he} need?",
        "How many more {things} does {he} need to have {b}?", "How many {things} are missing, if {name} needs {b}?",
        held_out=("{Subj} needs {b} {things}. How many are missing?",)),
        (("b", 20, 120),), (_eq("{name} needs {eq} more {things}.", "b", "-", "x"),)),
    Move("together after times", "things", _say(
        "{friend} [has|owns] {twice} as many {things} as {name}. How many do they have together?",
        "If {friend} [has|owns] {twice} as many {things}, how many {things} do they have together?",
        held_out=("{friend} [has|owns] {twice} as many as {name}. How many {things} do they have together?",)),
        (("k", 2, 4),),
        (_eq("{friend} has {eq} {things}.", "x", "*", "k"), _eq("Together they have {eq} {things}.", "x", "+", "t1")), 1.0, "times"),
    Move("together after more", "things", _say(
        "{friend} [has|owns] {b} more {things} than {name}. How many do they have together?",
        "If {friend} [has|owns] {b} more {things}, how many {things} do they have together?",
        held_out=("{friend} [has|owns] {b} more than {name}. How many {things} do they have together?",)),
        (("b", 2, 40),),
        (_eq("{friend} has {eq} {things}.", "x", "+", "b"), _eq("Together they have {eq} {things}.", "x", "+", "t1"))),
)

MONEY_OPENINGS = (
    Move("own money", "money", _say(
        "{name} [has|owns|holds] {a} dollars.", "{name} has ${a}.", "{name} gets {a} dollars for {his} birthday.",
        "{name} [starts with|begins with] ${a}.", "There are {a} dollars in {name}'s bag.",
        held_out=("{name} starts the week with {a} dollars.",)),
        (("a", 10, 99),)),
    Move("wage", "money", _say(
        "{name} [earns|makes] {k} dollars an hour and [works for|stays for] {a} hours.", "{name} works {a} hours for ${k} an hour.",
        "For each hour of work {name} gets {k} dollars. {name} works {a} hours.",
        "{name} [works for|stays for] {a} hours and [earns|makes] ${k} every hour.",
        held_out=("{name} [works for|stays for] {a} hours and gets {k} dollars an hour.",)),
        (("a", 2, 10), ("k", 3, 15)), (_eq("{name} earns {eq} dollars.", "k", "*", "a"),)),
    Move("saving", "money", _say(
        "{name} [saves|puts aside] {k} dollars every week for {a} weeks.", "For {a} days {name} [saves|puts aside] ${k} a day.",
        "Each month {name} [saves|puts aside] {k} dollars, for {a} months.", "{name} puts ${k} into a box each week for {a} weeks.",
        held_out=("For {a} months {name} [saves|puts aside] {k} dollars every month.",)),
        (("a", 2, 12), ("k", 2, 15)), (_eq("{name} saves {eq} dollars.", "k", "*", "a"),)),
    Move("sales", "money", _say(
        "{name} sells {a} {things} for {k} dollars each.", "{name} sells {a} {things} at ${k} each.",
        "At the market {name} sells {a} {things}, each for {k} dollars.",
        held_out=("At the market {name} sells {a} {things} at {k} dollars each.",)),
        (("a", 2, 15), ("k", 2, 10)), (_eq("{name} gets {eq} dollars.", "a", "*", "k"),)),
)

MONEY_EVENTS = (
    Move("income", "money", _say(
        "{friend} [gives|hands|sends] {him} {b} dollars.", "Then {subj} [finds|collects|discovers] {b} dollars.", "{Subj} gets ${b} from {friend}.",
        "{His} aunt [gives|hands|sends] {him} {b} dollars more.", "Later {subj} earns another {b} dollars.",
        held_out=("Later {subj} gets another {b} dollars from {friend}.",)),
        (("b", 2, 70),), (_eq(_DOLLARS, "x", "+", "b"),), 2.0),
    Move("expense", "money", _say(
        "{Subj} [spends|uses up] {b} dollars.", "{Subj} [buys|orders] a {treat} for {b} dollars.", "Then {subj} [loses|drops|forgets] {b} dollars.",
        "{Subj} [pays|gives] ${b} for a {treat}.", "Later {subj} [gives|hands|sends] {b} dollars to {friend}.", "A {treat} costs {him} {b} dollars.",
        held_out=("Then {subj} [spends|uses up] {b} dollars on a {treat}.", "Later {subj} [pays|gives] {b} dollars for a {treat}.")),
        (("b", 2, 80),), (_eq(_DOLLARS_LEFT, "x", "-", "b"),), 2.0),
    Move("purchase", "money", _say(
        "{Subj} [buys|orders] {a} {things} for {k} dollars each.", "Then {subj} [buys|orders] {a} {things} at ${k} each.",
        "{Subj} pays {k} dollars for each of {a} {things}.",
        held_out=("{Subj} orders {a} {things} and pays {k} dollars for each of them.",)),
        (("a", 2, 9), ("k", 2, 9)),
        (_eq("The {things} cost {eq} dollars.", "a", "*", "k"), _eq(_DOLLARS_LEFT, "x", "-", "t1")), 1.5),
    Move("spend fraction", "money", _say(
        "{Subj} [spends|uses up] {third} of the money.", "Then {subj} [gives|hands|sends] {third} of the money to {friend}.",
        "{Subj} pays {third} of it for a {treat}.",
        held_out=("Then {subj} [spends|uses up] {third} of it.",)),
        (("k", 2, 10),), (_eq("{third^} of the money is {eq} dollars.", "x", "/", "k"), _eq(_DOLLARS_LEFT, "x", "-", "t1")), 1.2, "fraction"),
    Move("spend percent", "money", _say(
        "{Subj} [spends|uses up] {pct}% of the money.", "Then {subj} [gives|hands|sends] {pct}% of the money to {friend}.",
        "{Subj} pays {pct}% of it for a {treat}.",
        held_out=("Then {subj} [spends|uses up] {pct}% of it.",)),
        (("k", 2, 10),), (_eq("{pct}% of the money is {eq} dollars.", "x", "/", "k"), _eq(_DOLLARS_LEFT, "x", "-", "t1")), 1.2, "percent"),
)

MONEY_ENDINGS = (
    Move("ask money", "money", _say(
        "How much money does {name} have [now|now|today]?", "How many dollars does {he} have?", "How many dollars does {name} have [in the end|after that]?",
        held_out=("How much money does {he} have [in the end|after that]?",)), weight=3.0),
    Move("afford", "money", _say(
        "How many {things} can {he} buy, if each costs {k} dollars?", "One of the {things} costs ${k}. How many can {he} buy?",
        "For all the money {subj} [buys|orders] {things} at {k} dollars each. How many {things} does {he} get?",
        held_out=("For all the money {subj} [buys|orders] {things}. Each costs {k} dollars. How many can {he} buy?",)),
        (("k", 2, 10),), (_eq("{name} can buy {eq} {things}.", "x", "/", "k"),), 2.0),
    Move("short of", "money", _say(
        "A {treat} costs {b} dollars. How much more does {he} need?", "How many more dollars does {he} need for a {treat} that costs ${b}?",
        held_out=("{Subj} wants a {treat} that costs {b} dollars. How many more dollars does {he} need?",)),
        (("b", 20, 120),), (_eq("{name} needs {eq} more dollars.", "b", "-", "x"),)),
    Move("split money", "money", _say(
        "{Subj} [shares|splits] the money [equally|evenly] among {k} friends. How many dollars does each friend get?",
        "Then {k} children share the money equally. How much does each get?",
        held_out=("Then {subj} [shares|splits] the money [equally|evenly] among {k} children. How much does each child get?",)),
        (("k", 2, 10),), (_eq("Each gets {eq} dollars.", "x", "/", "k"),), 2.0),
)

COST_OPENINGS = (
    Move("basket", "cost", _say(
        "{name} [buys|orders] {a} {things} for {k} dollars each.", "{name} [buys|orders] {a} {things} at ${k} each.",
        "In a shop {name} takes {a} {things}. Each costs {k} dollars.", "One of the {things} costs ${k}. {name} [buys|orders] {a}.",
        held_out=("In a shop {name} [buys|orders] {a} {things}, each for {k} dollars.",)),
        (("a", 2, 12), ("k", 2, 12)), (_eq("The {things} cost {eq} dollars.", "a", "*", "k"),)),
    Move("two baskets", "cost", _say(
        "{name} [buys|orders] {a} {things} for {k} dollars each and {b} {others} for {m} dollars each.",
        "{name} [buys|orders] {a} {things} at ${k} each and {b} {others} at ${m} each.",
        "In a shop {name} takes {a} {things} for {k} dollars each. {Subj} also takes {b} {others} for {m} dollars each.",
        held_out=("In a shop {name} [buys|orders] {a} {things} for {k} dollars each. {Subj} also [buys|orders] {b} {others} for {m} dollars each.",)),
        (("a", 2, 9), ("k", 2, 9), ("b", 2, 9), ("m", 2, 9)),
        (_eq("The {things} cost {eq} dollars.", "a", "*", "k"), _eq("The {others} cost {eq} dollars.", "b", "*", "m"),
         _eq("The total is {eq} dollars.", "t1", "+", "t2")), 1.5),
)

COST_EVENTS = (
    Move("one more", "cost", _say(
        "{Subj} also [buys|orders] a {treat} for {b} dollars.", "{Subj} [adds|picks] a {treat} for ${b}.", "A {treat} for {b} dollars comes on top.",
        "Then {subj} takes a {treat} that costs {b} dollars.",
        held_out=("Then {subj} [adds|picks] a {treat} that costs {b} dollars.",)),
        (("b", 2, 60),), (_eq("The total is {eq} dollars.", "x", "+", "b"),), 2.0),
    Move("coupon", "cost", _say(
        "{Subj} [has|uses] a coupon for {b} dollars off.", "With a coupon {subj} [pays|gives] ${b} less.", "[The shop|The seller] takes {b} dollars off.",
        held_out=("With a coupon {subj} gets {b} dollars off.",)),
        (("b", 2, 40),), (_eq("The price is {eq} dollars.", "x", "-", "b"),), 1.5),
    Move("discount", "cost", _say(
        "[The shop|The seller] takes {pct}% off.", "{Subj} gets {pct}% off with a coupon.", "There is a discount of {pct}%.",
        held_out=("With a coupon {subj} gets a discount of {pct}%.",)),
        (("k", 2, 10),), (_eq("{pct}% of the price is {eq} dollars.", "x", "/", "k"), _eq("The price is {eq} dollars.", "x", "-", "t1")),
        1.5, "percent"),
)

COST_ENDINGS = (
    Move("ask cost", "cost", _say(
        "How much does {he} pay?", "How many dollars does {name} pay?", "What is the total cost in dollars?",
        held_out=("How many dollars does {he} pay in total?",)), weight=2.0),
    Move("change", "cost", _say(
        "{Subj} pays with {b} dollars. How much change does {he} get?", "How much money is left of {b} dollars?",
        "{name} had ${b}. How many dollars are left?",
        held_out=("{Subj} had {b} dollars. How much money is left?",)),
        (("b", 20, 120),), (_eq("{name} has {eq} dollars left.", "b", "-", "x"),), 2.0),
    Move("split cost", "cost", _say(
        "{k^} friends share [the cost|the bill] equally. How much does each pay?",
        "{Subj} splits [the cost|the bill] equally with friends, {k} people [in all|altogether]. How many dollars does each pay?",
        held_out=("{Subj} and {his} friends, {k} people [in all|altogether], share [the cost|the bill] equally. How much does each pay?",)),
        (("k", 2, 10),), (_eq("Each pays {eq} dollars.", "x", "/", "k"),), 2.5),
)

PAGES_OPENINGS = (
    Move("book", "pages", _say(
        "{name} reads a book with {a} pages.", "A book has {a} pages. {name} [wants to read|must read|plans to read] it.", "{name} has a book of {a} pages.",
        held_out=("{name} [wants to read|must read|plans to read] a book of {a} pages.",)),
        (("a", 40, 150),)),
    Move("two books", "pages", _say(
        "{name} has to read two books, one of {a} pages and one of {b} pages.", "{name} [wants to read|must read|plans to read] {a} pages for school and {b} pages for fun.",
        held_out=("For school {name} has to read one book of {a} pages and one of {b} pages.",)),
        (("a", 20, 90), ("b", 20, 90)), (_eq("{name} has to read {eq} pages.", "a", "+", "b"),)),
)
PAGES_EVENTS = (
    Move("read some", "pages", _say(
        "On Monday {subj} [reads|finishes] {b} pages.", "{Subj} [reads|finishes] {b} pages in the evening.", "The next day {subj} [reads|finishes] {b} pages.",
        "After lunch {subj} [reads|finishes] {b} pages.",
        held_out=("On Monday {subj} [reads|finishes] {b} pages in the evening.",)),
        (("b", 5, 60),), (_eq("There are {eq} pages left.", "x", "-", "b"),), 2.0),
    Move("read daily", "pages", _say(
        "Then {subj} [reads|finishes] {k} pages a day for {a} days.", "For {a} days {subj} [reads|finishes] {k} pages each day.", "{Subj} [reads|finishes] {k} pages an hour for {a} hours.",
        held_out=("Then, for {a} hours, {subj} [reads|finishes] {k} pages an hour.",)),
        (("a", 2, 8), ("k", 3, 12)), (_eq("{name} reads {eq} pages.", "k", "*", "a"), _eq("There are {eq} pages left.", "x", "-", "t1")), 1.5),
    Move("read fraction", "pages", _say(
        "Then {subj} [reads|finishes] {third} of the pages that are left.", "On Sunday {subj} [reads|finishes] {third} of what is left.",
        held_out=("On Sunday {subj} [reads|finishes] {third} of the pages that are left.",)),
        (("k", 2, 10),), (_eq("{third^} of the pages is {eq}.", "x", "/", "k"), _eq("There are {eq} pages left.", "x", "-", "t1")), 1.2, "fraction"),
)
PAGES_ENDINGS = (
    Move("ask pages", "pages", _say(
        "How many pages are left?", "How many pages does {he} still have to read?", "How many pages remain?",
        held_out=("How many pages does {name} still have?",)), weight=2.0),
    Move("days to finish", "pages", _say(
        "{Subj} reads [the rest|the others] at {k} pages a day. How many days does {he} need?", "How many days does {he} need, if {subj} now [reads|finishes] {k} pages a day?",
        held_out=("How many days does {he} need for [the rest|the others] at {k} pages a day?",)),
        (("k", 2, 10),), (_eq("{name} needs {eq} days.", "x", "/", "k"),), 2.5),
)

ROAD_OPENINGS = (
    Move("drive", "road", _say(
        "{name} [drives|rides] {k} miles an hour for {a} hours.", "{name} rides a bike for {a} hours at {k} miles an hour.",
        "For {a} hours {name} [travels|goes|moves] at {k} miles an hour.", "{name} [walks|hikes|runs] {k} miles a day for {a} days.",
        held_out=("{name} [travels|goes|moves] for {a} hours at {k} miles an hour.", "For {a} days {name} [walks|hikes|runs] {k} miles a day.")),
        (("a", 2, 8), ("k", 3, 30)), (_eq("{name} travels {eq} miles.", "k", "*", "a"),), 2.0),
    Move("first leg", "road", _say(
        "{name} [travels|goes|moves] {a} miles by bus and {b} miles by train.", "{name} [drives|rides] {a} miles in the morning and {b} miles in the evening.",
        held_out=("{name} [travels|goes|moves] {a} miles in the morning and {b} miles by train.",)),
        (("a", 5, 90), ("b", 5, 90)), (_eq("{name} travels {eq} miles.", "a", "+", "b"),)),
)
ROAD_EVENTS = (
    Move("go on", "road", _say(
        "Then {subj} goes {b} miles more.", "After a break {subj} [travels|goes|moves] another {b} miles.", "{Subj} then [walks|hikes|runs] {b} miles.",
        held_out=("After a break {subj} goes {b} miles more.",)),
        (("b", 2, 70),), (_eq("So far this makes {eq} miles.", "x", "+", "b"),), 1.5),
    Move("go on by hours", "road", _say(
        "Then {subj} goes on for {a} hours at {k} miles an hour.", "After a break {subj} [travels|goes|moves] {a} hours at {k} miles an hour.",
        held_out=("Then, after a break, {subj} goes on at {k} miles an hour for {a} hours.",)),
        (("a", 2, 8), ("k", 2, 15)), (_eq("Then {name} travels {eq} miles.", "k", "*", "a"), _eq("So far this makes {eq} miles.", "x", "+", "t1")), 1.5),
)
ROAD_ENDINGS = (
    Move("ask road", "road", _say(
        "How many miles is this in all?", "How many miles does {name} end up with?", "How many miles is it in total?",
        held_out=("How many miles is this in total?",))),
    Move("distance left", "road", _say(
        "The whole way is {b} miles. How many miles are left?", "How many miles are left, if the way is {b} miles long?",
        held_out=("The way is {b} miles long. How many miles are left?",)),
        (("b", 30, 150),), (_eq("There are {eq} miles left.", "b", "-", "x"),), 2.0),
    Move("split road", "road", _say(
        "{Subj} goes the same distance again in {k} equal parts. How many miles is each part?",
        "How many miles is one part, if the distance is split into {k} equal parts?",
        held_out=("The distance is split into {k} equal parts. How many miles is each part?",)),
        (("k", 2, 10),), (_eq("Each part is {eq} miles.", "x", "/", "k"),), 2.0),
)

DISTRACTIONS = _say(
    "{name} is {b} years old.", "{friend} is {b} years old.", "The trip to the shop takes {b} minutes.", "{name} lives in house number {b}.",
    "The room has {b} windows.", "There are {b} children in {his} class.", "It is {b} degrees outside.", "A {treat} weighs {b} pounds.",
    held_out=("The shop is {b} years old.", "There are {b} windows in the room."))


@dataclass(frozen=True, slots=True)
class Scene:
    """The moves that fit together, because they are about the same kind of amount."""

    openings: tuple[Move, ...]
    events: tuple[Move, ...]
    endings: tuple[Move, ...]
    weight: float

    def moves(self) -> tuple[Move, ...]:
        """All moves of the scene."""
        return self.openings + self.events + self.endings


SCENES = (
    Scene(THINGS_OPENINGS, THINGS_EVENTS, THINGS_ENDINGS, 5.0),
    Scene(MONEY_OPENINGS, MONEY_EVENTS, MONEY_ENDINGS, 2.5),
    Scene(COST_OPENINGS, COST_EVENTS, COST_ENDINGS, 1.5),
    Scene(PAGES_OPENINGS, PAGES_EVENTS, PAGES_ENDINGS, 0.8),
    Scene(ROAD_OPENINGS, ROAD_EVENTS, ROAD_ENDINGS, 1.0),
)
