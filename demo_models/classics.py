"""Problems told whole, as schoolbooks tell them, where the scenes string sentences together.

Each is one move with all its numbers. The classics are written here. `tales.jsonl` has many more, each told in a few
ways: `frames` are whole problems, `draws` the range of each number, `steps` the sentence of each step with what stands
left and right of its operator. `retold.jsonl` are people's own problems with sets of numbers that fit (see `retell`).
"""

import json
from dataclasses import replace
from pathlib import Path

from demo_models.moves import Equation, Kind, Move, eq, say

_TALES, _RETOLD = (Path(__file__).with_name(name) for name in ("tales.jsonl", "retold.jsonl"))

_GETS = "[buys|finds|gets|wins|picks|makes|receives|collects]"
_GOT = "[bought|found|got|won|picked|made|received|collected]"
_GIVES = "[gives away|sells|loses|eats|breaks|throws away|uses|drops|hides]"
_GAVE = "[gave away|sold|lost|ate|broke|threw away|used|dropped|hid]"
_VANISH = "[die|break|melt|burst|fly away|run away|fall down|are eaten|are sold|get lost|are broken|go bad|disappear]"
_VANISHED = "[died|broke|melted|burst|flew away|ran away|fell down|were eaten|were sold|got lost|went bad|disappeared]"
_LEFT = (
    "[How many are left?|How many {things} are left?|How many {things} does {he} have left?|How many does {name} "
    "have left?"
    "|How many {things} are there now?|How many {things} remain?|What number of {things} is left?]"
)
_ALL = (
    "[How many {things} does {name} have in all?|How many {things} does {he} have altogether?|How many {things} "
    "are there "
    "in total?|How many does {name} have now?|How many {things} does {name} have now?|What is the total?|How "
    "many is that?]"
)
_MONEY_LEFT = (
    "[How much money does {name} have left?|How much money is left?|How much does {he} have now?|How many "
    "dollars are left?"
    "|How much is left?|How much money remains?]"
)
_PAY = (
    "[How much does {name} pay?|How much did {he} pay?|What does it cost altogether?|How much is that in "
    "total?|How much does {he} spend?]"
)
_HAS = "{name} has {eq} {things}."
_HAS_LEFT = "{name} has {eq} {things} left."
_ROLES = {
    "farmer": "cows sheep chickens goats pigs melons potatoes pumpkins",
    "baker": "rolls cakes loaves muffins pies",
    "teacher": "pencils books notebooks pens crayons",
    "gardener": "roses tulips trees bushes flowers",
    "shop": "shirts hats bikes lamps toys",
    "school": "desks chairs computers balls",
    "library": "books magazines maps",
    "driver": "boxes parcels crates letters",
    "cook": "eggs onions carrots pancakes",
}


def _story(
    name: str,
    *frames: str,
    draws: tuple[tuple[str, int, int], ...],
    steps: tuple[Equation, ...],
    kind: Kind = "things",
    weight: float = 1.0,
    words: str = "none",
) -> Move:
    return Move(name, kind, say(*frames), draws, steps, weight, words)  # type: ignore[arg-type]


_AB = (("a", 5, 80), ("b", 2, 60))
_ABC = (*_AB, ("c", 2, 40))

_PEOPLE = (
    _story(
        "some go",
        f"{{name}} has {{a}} {{things}}. {{he^}} {_GIVES} {{b}}[ of them| {{things}}|]. {_LEFT}",
        f"{{name}} had {{a}} {{things}} and {_GAVE} {{b}}[ of them|]. {_LEFT}",
        f"{{name}} {_GOT} {{a}} {{things}}, but {{b}} of them {_VANISHED}. {_LEFT}",
        f"There are {{a}} {{things}} [in the garden|on the table|in a box|in the kitchen|on a tree]. {{b^}} [of "
        f"them |]{_VANISH}. "
        "[How many are left?|How many {things} are left?|How many are still there?|How many {things} are there now?]",
        "Of {name}'s {a} {things}, {b} [are red|are broken|are old|are gone|belong to {friend}]. How many [are "
        "not|are the others]?",
        draws=_AB,
        steps=(eq("There are {eq} {things} left.", "a", "-", "b"),),
        weight=2.0,
    ),
    _story(
        "some come",
        f"{{name}} has {{a}} {{things}}. {{he^}} {_GETS} {{b}} more. {_ALL}",
        f"{{name}} had {{a}} {{things}} and {_GOT} {{b}} more. {_ALL}",
        f"{{name}} {_GETS} {{a}} {{things}} [in the morning|on Monday|today|at first] and {{b}} [in the "
        f"afternoon|on Tuesday|tomorrow|later]. {_ALL}",
        "There are {a} {things} on the table and {b} [on the floor|in the box|under it]. How many {things} are there?",
        draws=_AB,
        steps=(eq(_HAS, "a", "+", "b"),),
        weight=2.0,
    ),
    _story(
        "come and go",
        f"{{name}} has {{a}} {{things}}. {{he^}} {_GETS} {{b}} more and {_GIVES} {{c}}. {_LEFT}",
        f"{{name}} had {{a}} {{things}}, {_GOT} {{b}} more and then {_GAVE} {{c}} of them. {_LEFT}",
        f"{{name}} {_GETS} {{a}} {{things}} [in the morning|on Monday|at school] and {{b}} [in the afternoon|on "
        f"Tuesday|at home]. {{he^}} {_GIVES} {{c}} of them. {_LEFT}",
        f"{{name}} {_GOT} {{a}} {{things}} and {{friend}} gave {{him}} {{b}} more. Then {{c}} of them "
        f"{_VANISHED}. {_LEFT}",
        draws=_ABC,
        steps=(eq(_HAS, "a", "+", "b"), eq(_HAS_LEFT, "t1", "-", "c")),
        weight=2.5,
    ),
    _story(
        "go and come",
        f"{{name}} has {{a}} {{things}}. {{he^}} {_GIVES} {{b}} and then {_GETS} {{c}}. {_ALL}",
        f"{{name}} had {{a}} {{things}}. {{he^}} {_GAVE} {{b}} and {_GOT} {{c}}. {_ALL}",
        f"{{name}} {_GAVE} {{b}} of {{his}} {{a}} {{things}}. Then {{he}} {_GOT} {{c}} new ones. {_ALL}",
        draws=_ABC,
        steps=(eq(_HAS_LEFT, "a", "-", "b"), eq(_HAS, "t1", "+", "c")),
        weight=2.0,
    ),
    _story(
        "go twice",
        f"{{name}} has {{a}} {{things}}. {{he^}} {_GIVES} {{b}} and {_GIVES} {{c}}. {_LEFT}",
        f"{{name}} had {{a}} {{things}}. {{he^}} gave {{b}} to {{friend}} and {_GAVE} {{c}}[ more| others|]. {_LEFT}",
        f"{{name}} {_GETS} {{a}} {{things}}. {{b^}} {_VANISH} and {{c}} more {_VANISH}. {_LEFT}",
        draws=_ABC,
        steps=(eq(_HAS_LEFT, "a", "-", "b"), eq(_HAS_LEFT, "t1", "-", "c")),
        weight=1.5,
    ),
    _story(
        "three days",
        "{name} [runs|walks|swims|rides|hikes] {a} miles on [Monday|the first day], {b} miles on [Tuesday|the "
        "second] and {c} miles on [Wednesday|the third]. "
        "[How many miles is that in all?|How many miles does {he} go altogether?|How far does {name} go in total?]",
        "{name} [ran|walked|swam|rode] {a} miles on Monday, {b} on Tuesday and {c} on Friday. How many miles [is "
        "that|did {he} do] in [all|total]?",
        draws=(("a", 2, 40), ("b", 2, 40), ("c", 2, 40)),
        steps=(eq("First there are {eq} miles.", "a", "+", "b"), eq("In all there are {eq} miles.", "t1", "+", "c")),
        kind="road",
    ),
    _story(
        "three heaps",
        f"{{name}} {_GETS} {{a}} {{things}} on Monday, {{b}} on Tuesday and {{c}} on Wednesday. {_ALL}",
        f"{{name}} has {{a}} red, {{b}} blue and {{c}} green {{things}}. {_ALL}",
        "{name}, {friend} and a friend have {a}, {b} and {c} {things}. How many do they have together?",
        draws=(("a", 2, 60), ("b", 2, 60), ("c", 2, 60)),
        steps=(
            eq("First there are {eq} {things}.", "a", "+", "b"),
            eq("In all there are {eq} {things}.", "t1", "+", "c"),
        ),
    ),
    _story(
        "rows and columns",
        "There are {a} [boxes|bags|rows|shelves|plates|baskets|packs|tables|bowls|cars] with {b} {things} "
        "[each|in each|on each]. How many {things} are there[ in all| altogether|]?",
        "{name} [plants|puts|sets|places|arranges|buys|packs] {a} [rows|lines|bags|boxes] of {b} {things}. How "
        "many {things} [is that|are there|does {he} have]?",
        "Each of {a} [children|boys|girls|boxes|shelves|friends] [has|holds|gets|brings] {b} {things}. How many "
        "{things} are [there|that] in all?",
        "[How many {things} are in|What is the number of {things} in] {a} boxes, if each box holds {b}?",
        draws=(("a", 2, 12), ("b", 2, 14)),
        steps=(eq("There are {eq} {things}.", "a", "*", "b"),),
        weight=2.0,
    ),
    _story(
        "rows, some go",
        f"{{name}} [plants|puts|sets|has|buys|packs] {{a}} [rows|lines|bags|boxes|trays|packs] [of|with] {{b}} "
        f"{{things}}. {{c^}} [of them |{{things}} |]{_VANISH}. {_LEFT}",
        f"{{name}} has {{a}} [bags|boxes|jars|packs] [of|with] {{b}} {{things}}[ each|]. {{he^}} {_GIVES} {{c}}[ "
        f"{{things}}| of them|]. {_LEFT}",
        f"There are {{a}} [shelves|tables|boxes] with {{b}} {{things}} each. {{c^}} {{things}} {_VANISHED}. How "
        f"many are left?",
        "[Two|A few] friends [look at|count] {a} [trucks|carts|wagons] that carry {b} {things} each. {c^} "
        "{things} fall off. How many {things} arrive?",
        draws=(("a", 2, 10), ("b", 3, 14), ("c", 2, 20)),
        steps=(eq("There are {eq} {things}.", "a", "*", "b"), eq("There are {eq} {things} left.", "t1", "-", "c")),
        weight=2.5,
    ),
    _story(
        "rows and some more",
        "There are {a} [boxes|tables|bags|rows] with {b} {things} each and {c} [more|other|single] {things}. How "
        "many {things} are there[ in all|]?",
        f"{{name}} has {{a}} [bags|boxes] of {{b}} {{things}} and {_GETS} {{c}} more. {_ALL}",
        "At a [party|show|fair] there are {a} tables with {b} [guests|people|children] each and {c} "
        "[more|others] [are standing|stand]. How many [guests|people|children] are there?",
        draws=(("a", 2, 10), ("b", 3, 14), ("c", 2, 30)),
        steps=(eq("There are {eq}.", "a", "*", "b"), eq("In all there are {eq}.", "t1", "+", "c")),
        weight=1.5,
    ),
    _story(
        "fair shares",
        "{name} has {a} {things} and shares them [equally|evenly|fairly] [among|with|between] {k} "
        "[children|friends|people]. How many does each [get|of them get|one get]?",
        "{k^} [friends|children|sisters|people] share {a} {things} equally. How many {things} does each [get|one "
        "get|of them have]?",
        "A [cake|pizza|pie|ribbon|rope] is cut into {a} pieces. {k^} [friends|children|people] share it "
        "[equally|evenly]. How many pieces does each get?",
        "{a^} {things} are put into {k} [boxes|bags|groups] of the same size. How many are in each?",
        draws=(("a", 6, 120), ("k", 2, 10)),
        steps=(eq("Each gets {eq}.", "a", "/", "k"),),
        weight=1.5,
    ),
    _story(
        "more, then shares",
        "{name} has {a} {things} and gets {b} more. {he^} shares them equally [among|with] {k} "
        "[children|friends]. How many does each get?",
        "{name} bakes {a} {things} and {friend} bakes {b}. They pack them into {k} boxes. How many are in each box?",
        draws=(("a", 4, 60), ("b", 3, 60), ("k", 2, 9)),
        steps=(eq("Together there are {eq} {things}.", "a", "+", "b"), eq("Each gets {eq}.", "t1", "/", "k")),
    ),
    _story(
        "half and the rest",
        "{name} has {a} {things}. {he^} [gives|sells|lends] {third} of them to {friend}. How many {things} does "
        "{he} [keep|have left|still have]?",
        f"There [are|were] {{a}} {{things}} [on a tree|in a pond|in the yard]. {{third^}} of them {_VANISHED}. "
        f"How many are [left|still there]?",
        draws=(("a", 6, 160), ("k", 2, 5)),
        steps=(eq("That is {eq} {things}.", "a", "/", "k"), eq("There are {eq} {things} left.", "a", "-", "t1")),
        words="fraction",
        weight=1.5,
    ),
    _story(
        "the rest of them",
        "There are {a} [children|people|students|animals|players|cars] [in a class|in a club|on a farm|in a "
        "group|in a room]. {b^} of them are [girls|tall|young|new|red|late]. How many are [not|the "
        "others|boys|old]?",
        "{b^} of {a} [children|students|people|{things}] are [girls|here|ready|blue]. How many are not?",
        "A [team|shop|farm] has {a} [players|{things}|animals]. {b^} are [big|small|new]. How many are [not|the "
        "others]?",
        draws=_AB,
        steps=(eq("The others are {eq}.", "a", "-", "b"),),
        weight=1.5,
    ),
)

_MONEY = (
    _story(
        "buys several",
        f"{{name}} has ${{a}}. {{he^}} buys {{b}} {{things}} for ${{c}} each. {_MONEY_LEFT}",
        f"{{name}} had {{a}} dollars. {{he^}} bought {{b}} {{things}} for {{c}} dollars each. {_MONEY_LEFT}",
        f"{{name}} goes to the [market|shop|store] with {{a}} dollars and buys {{b}} {{things}} at {{c}} dollars "
        f"each. {_MONEY_LEFT}",
        "{name} [pays|paid] for {b} {things} that cost {c} dollars each with {a} dollars. [How much "
        "change does {he} get?|What is the change?]",
        draws=(("a", 20, 150), ("b", 2, 9), ("c", 2, 12)),
        steps=(
            eq("The {things} cost {eq} dollars.", "b", "*", "c"),
            eq("{name} has {eq} dollars left.", "a", "-", "t1"),
        ),
        kind="money",
        weight=2.0,
    ),
    _story(
        "several and one",
        f"{{name}} buys {{a}} {{things}} for {{b}} dollars each and a {{treat}} for {{c}} dollars. {_PAY}",
        f"{{name}} bought {{a}} {{things}} for ${{b}} each and a {{treat}} for ${{c}}. {_PAY}",
        f"A {{treat}} costs {{c}} dollars. {{name}} buys it and {{a}} {{things}} at {{b}} dollars each. {_PAY}",
        draws=(("a", 2, 9), ("b", 2, 12), ("c", 2, 60)),
        steps=(eq("The {things} cost {eq} dollars.", "a", "*", "b"), eq("The total is {eq} dollars.", "t1", "+", "c")),
        kind="cost",
        weight=1.5,
    ),
    _story(
        "how many can be bought",
        "{name} has {a} dollars. [One|A] {treat} costs {k} dollars. How many {treat}s can {he} buy?",
        "A {treat} costs {k} dollars. How many can {name} buy with {a} dollars?",
        "How many {treat}s at {k} dollars each can {name} buy for {a} dollars?",
        draws=(("a", 6, 120), ("k", 2, 12)),
        steps=(eq("{name} can buy {eq}.", "a", "/", "k"),),
        kind="money",
    ),
    _story(
        "saving up",
        "{name} saves {k} dollars [every|a|each] [week|day|month]. How many [weeks|days|months] does {he} need "
        "[to buy|for] a {treat} that costs {a} dollars?",
        "A {treat} costs {a} dollars. {name} saves {k} dollars [every|a|each] [week|day|month]. [How long does "
        "it take|How many weeks must {he} save]?",
        draws=(("a", 6, 150), ("k", 2, 12)),
        steps=(eq("It takes {eq}.", "a", "/", "k"),),
        kind="money",
    ),
    _story(
        "price of one",
        "If {k} {things} cost {a} dollars, how much does one [cost|of them cost]?",
        "{k^} {things} cost {a} dollars. [How much does one cost?|What is the price of one?|How much is one?]",
        "{name} pays {a} dollars for {k} {things}. How much does each [one |]cost?",
        draws=(("a", 4, 120), ("k", 2, 12)),
        steps=(eq("One costs {eq} dollars.", "a", "/", "k"),),
        kind="cost",
    ),
    _story(
        "price off",
        "A {treat} costs {a} dollars. It is {pct}% off. [How much does it cost now?|What is the new price?|What "
        "does {name} pay?]",
        "{name} buys a {treat} for {a} dollars and gets {pct}% off. How much does {he} pay?",
        "The price of a {treat} is {a} dollars. [In a sale|Today|This week] it is [reduced by {pct}%|{pct}% "
        "cheaper]. What does it cost?",
        draws=(("a", 10, 200), ("k", 2, 10)),
        steps=(eq("{pct}% of the price is {eq} dollars.", "a", "/", "k"), eq("It costs {eq} dollars.", "a", "-", "t1")),
        kind="cost",
        words="percent",
    ),
    _story(
        "hourly",
        f"{{name}} earns {{a}} dollars an hour. {{he^}} works {{b}} hours and spends {{c}} dollars. {_MONEY_LEFT}",
        f"{{name}} works {{b}} hours for {{a}} dollars an hour and then pays {{c}} dollars for [lunch|a "
        f"{{treat}}|a ticket]. {_MONEY_LEFT}",
        draws=(("a", 4, 14), ("b", 2, 10), ("c", 2, 60)),
        steps=(eq("{name} earns {eq} dollars.", "a", "*", "b"), eq("{name} has {eq} dollars left.", "t1", "-", "c")),
        kind="money",
    ),
    _story(
        "wage of a week",
        "{name} earns {a} dollars [an hour|a day]. How much does {he} earn in {b} [hours|days]?",
        "{name} gets {a} dollars for [each|every] [hour|day|car|dog|lawn]. How much does {he} get for {b}?",
        draws=(("a", 3, 15), ("b", 2, 12)),
        steps=(eq("{name} earns {eq} dollars.", "a", "*", "b"),),
        kind="money",
    ),
)

_MEASURES = (
    _story(
        "every day",
        "{name} [reads {a} pages|walks {a} miles|drinks {a} glasses|writes {a} letters|solves {a} tasks|makes "
        "{a} {things}] [a|every|each] day. "
        "How many [is that|does {he} manage] in {b} days?",
        "{name} reads {a} pages [a|every|each] day. How many pages does {he} read in {b} days?",
        "[A|The] [machine|factory|hen farm|shop] makes {a} {things} [an hour|a day]. How many does it make in "
        "{b} [hours|days]?",
        draws=(("a", 2, 18), ("b", 2, 12)),
        steps=(eq("That is {eq}.", "a", "*", "b"),),
    ),
    _story(
        "speed",
        "A [train|car|bus|plane|ship|bike] [travels|goes|drives|moves] [at |]{a} miles [per|an] hour for {b} "
        "hours. How [far|many miles] does it go?",
        "{name} [drives|rides|goes] {b} hours at {a} miles an hour. How [far does {he} get|many miles is that]?",
        draws=(("a", 5, 60), ("b", 2, 8)),
        steps=(eq("It goes {eq} miles.", "a", "*", "b"),),
        kind="road",
    ),
    _story(
        "what is left to do",
        "A [book|story] has {a} pages. {name} has read {b}[ pages| of them|]. How many pages [are left|does {he} "
        "still have to read|remain]?",
        "A [trip|road|race] is {a} miles long. {name} has gone {b} miles. How many miles are left?",
        "A [tank|barrel|pool] holds {a} liters. {b^} liters are [used|gone|taken out]. How many liters are left?",
        draws=(("a", 20, 200), ("b", 5, 150)),
        steps=(eq("There are {eq} left.", "a", "-", "b"),),
        weight=1.5,
    ),
    _story(
        "seats",
        "A [bus|train|plane|boat|hall] has {a} seats. {b^} people are [on it|in it|there]. {c^} more [get "
        "on|come|come in|arrive]. How many seats are [empty|free|left]?",
        "There are {a} [seats|chairs|places] [in a room|on a bus]. First {b} people come and then {c} more. How "
        "many [seats|chairs|places] [are free|are left|stay empty]?",
        draws=(("a", 30, 200), ("b", 5, 80), ("c", 2, 60)),
        steps=(eq("There are {eq} people.", "b", "+", "c"), eq("There are {eq} free seats.", "a", "-", "t1")),
        kind="people",
        weight=1.5,
    ),
    _story(
        "a bus",
        "{a^} people are on a [bus|train|boat]. {b^} get off and {c} get on. How many people are on it now?",
        "A [bus|train|boat] carries {a} people. At a stop {b} [get off|leave] and {c} [get on|come in]. How many "
        "are [on it|there] now?",
        draws=(("a", 10, 90), ("b", 2, 60), ("c", 2, 40)),
        steps=(eq("There are {eq} people left.", "a", "-", "b"), eq("There are {eq} people.", "t1", "+", "c")),
        kind="people",
    ),
    _story(
        "older by",
        "{name} is {b} years older than {friend}. {friend} is {a}[ years old|]. How old is {name}?",
        "{friend} is {a} years old and {name} is {b} years older. How old is {name}?",
        "How old is {name}, if {friend} is {a} and {name} is {b} years older?",
        draws=(("a", 3, 60), ("b", 2, 30)),
        steps=(eq("{name} is {eq} years old.", "a", "+", "b"),),
        kind="age",
    ),
    _story(
        "a sister",
        "{name} is {a}. {His} [sister|brother|cousin|aunt|uncle|friend] is {twice} as old. How old "
        "will [she|he] be in {b} years?",
        "{friend} is {a}. {name} is {twice} as old. How old will {name} be in {b} years?",
        draws=(("a", 3, 20), ("k", 2, 4), ("b", 2, 30)),
        steps=(eq("Now it is {eq} years.", "a", "*", "k"), eq("Then it is {eq} years.", "t1", "+", "b")),
        kind="age",
        words="times",
    ),
    _story(
        "scores",
        "{name} scores {a} points before the break and {b} after it. {friend} scores {c} "
        "[fewer|less] points. How many points does {friend} score?",
        "{name} scored {a} points and then {b} points more. {friend} scored {c} fewer. "
        "How many points did {friend} score?",
        draws=(("a", 5, 60), ("b", 3, 60), ("c", 2, 40)),
        steps=(eq("{name} has {eq} points.", "a", "+", "b"), eq("{friend} has {eq} points.", "t1", "-", "c")),
        kind="points",
    ),
    _story(
        "two kinds of animal",
        "A [farmer|zoo|farm|girl|man] has {a} [cows|cats|hens|ducks] and {twice} as many "
        "[sheep|dogs|goats|geese]. How many animals [are there|is that] in [all|total]?",
        "{name} has {a} {things} and {twice} as many {others}. How many [things does {he} have|are there|is "
        "that] in all?",
        draws=(("a", 3, 40), ("k", 2, 5)),
        steps=(eq("Of the others there are {eq}.", "a", "*", "k"), eq("In all there are {eq}.", "a", "+", "t1")),
        words="times",
        weight=1.5,
    ),
    _story(
        "bare sum",
        "[What is|How much is|Calculate|Find|Add] {a} [plus|+|and] {b}[?|.|]",
        "What is the sum of {a} and {b}?",
        draws=(("a", 2, 150), ("b", 2, 150)),
        steps=(eq("The result is {eq}.", "a", "+", "b"),),
        kind="number",
        weight=0.5,
    ),
    _story(
        "bare difference",
        "[What is|How much is|Calculate|Find] {a} [minus|-|take away] {b}[?|.|]",
        "What is the difference [between|of] {a} and {b}?",
        draws=(("a", 20, 200), ("b", 2, 150)),
        steps=(eq("The result is {eq}.", "a", "-", "b"),),
        kind="number",
        weight=0.5,
    ),
    _story(
        "bare product",
        "[What is|How much is|Calculate|Find] {a} [times|*|multiplied by|x] {b}[?|.|]",
        "What is the product of {a} and {b}?",
        draws=(("a", 2, 12), ("b", 2, 12)),
        steps=(eq("The result is {eq}.", "a", "*", "b"),),
        kind="number",
        weight=0.5,
    ),
    _story(
        "bare quotient",
        "[What is|How much is|Calculate|Find] {a} [divided by|/|over] {k}[?|.|]",
        draws=(("a", 4, 150), ("k", 2, 12)),
        steps=(eq("The result is {eq}.", "a", "/", "k"),),
        kind="number",
        weight=0.4,
    ),
)


def _of(role: str, things: str) -> tuple[Move, ...]:
    """What people who are only called by their work do."""
    left = (
        f"[How many are left?|How many {things} are left?|How many does the {role} have left?|How many are there now?]"
    )
    return (
        _story(
            f"{role} sells {things}",
            f"[A|The] {role} has {{a}} {things}. {{b^}} [of them |]are [sold|given away|lost|used]. {left}",
            f"[A|The] {role} [gets|buys|has] {{a}} {things} and [sells|loses|uses|gives away] {{b}} of them. {left}",
            draws=_AB,
            steps=(eq("There are {eq} left.", "a", "-", "b"),),
            weight=0.08,
        ),
        _story(
            f"{role} sells {things} from two",
            f"[A|The] {role} [gets|buys|has] {{a}} {things} in the morning and {{b}} in the afternoon. "
            f"{{c^}} [of them |]are [sold|used|lost]. {left}",
            f"[A|The] {role} [gets|buys] {{a}} {things} on Monday and {{b}} on Tuesday and "
            f"[sells|uses|gives away] {{c}} of them. {left}",
            f"[A|The] {role} has {{a}} {things} and gets {{b}} more. [Then|Later] {{c}} [of them |]are "
            f"[sold|used|lost]. {left}",
            draws=_ABC,
            steps=(eq(f"The {role} has {{eq}}.", "a", "+", "b"), eq("There are {eq} left.", "t1", "-", "c")),
            weight=0.08,
        ),
        _story(
            f"{role} has rows of {things}",
            f"[A|The] {role} has {{a}} [boxes|rows|bags|rooms] with {{b}} {things} each. How many {things} are "
            f"there[ in all|]?",
            draws=(("a", 2, 12), ("b", 2, 14)),
            steps=(eq("There are {eq}.", "a", "*", "b"),),
            weight=0.04,
        ),
    )


_AT_WORK = tuple(move for role, named in _ROLES.items() for things in named.split() for move in _of(role, things))


def _tale(line: str) -> Move:
    told = json.loads(line)
    draws = tuple((name, low, high) for name, (low, high) in told["draws"].items())
    steps = tuple(eq(*step) for step in told["steps"])
    return _story(told["name"], *told["frames"], draws=draws, steps=steps, words=told.get("words", "none"))


def _retold(line: str) -> Move:
    told = json.loads(line)
    numbers = told["numbers"]
    draws = tuple((slot, min(values), max(values)) for slot, values in numbers.items())
    story = _story(told["name"], told["frame"], draws=draws, steps=tuple(eq(*step) for step in told["steps"]))
    return replace(story, together=tuple(zip(*numbers.values(), strict=True)))


CLASSICS = (*_PEOPLE, *_MONEY, *_MEASURES, *_AT_WORK)
TALES = tuple(_tale(line) for line in _TALES.read_text(encoding="utf-8").splitlines())
RETOLD = tuple(_retold(line) for line in _RETOLD.read_text(encoding="utf-8").splitlines())
