"""The names, things and containers that problems are told about, split into training and held-out words.

Knows nothing of arithmetic. A held-out word never occurs in a training problem, so that a test problem asks
the models to copy words they have not seen.
"""

import re
from dataclasses import dataclass
from random import Random
from typing import Literal

from demo_models import rare_words

Split = Literal["train", "test"]


@dataclass(frozen=True, slots=True)
class Pool:
    """Words for one purpose: those that training may use and those kept for testing."""

    train: tuple[str, ...]
    held_out: tuple[str, ...]

    def of(self, split: Split) -> tuple[str, ...]:
        """The words a problem of this split draws from."""
        return self.train if split == "train" else self.held_out


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pool(train: str, held_out: str) -> Pool:
    return Pool(_words(train), _words(held_out))


GIRLS = _pool(
    "Ana Mia Emma Olivia Sophie Lena Maria Julia Sara Nora Ella Zoe Lucy Grace Ruby Alice Clara Eva Ida Jane Kate "
    "Laura Lily Maya Nina Rosa Tina Vera Amy Beth Carla Diana Fiona Gina Hana Iris Joan Kira Leila Mona Nadia "
    "Paula Priya Rita Sonia Tara Uma Wendy Yuki Aisha Bella Cora Dora Edith Freya Greta Helen Ines Jasmine Karen "
    "Linda Molly Naomi Petra Robin Stella Tessa Violet Abby Brenda Celia Daisy Elsa Flora Hazel Irma Jenny",
    "Martha Olga Heidi Zara Camila Ingrid Luna Penny Selma Thea",
)
BOYS = _pool(
    "Tom Ben Sam Max Leo Paul Mark Jack Noah Liam Adam Alan Carl Dan David Eric Felix Frank George Hugo Ivan Jake "
    "James John Karl Kevin Luis Marco Nick Oscar Peter Ravi Rob Simon Steve Tim Victor Will Yusuf Ahmed Bruno Chris "
    "Diego Emil Finn Glen Hans Isaac Jonas Kurt Logan Mateo Nils Omar Pablo Quinn Ryan Scott Theo Ugo Vince Walter "
    "Xavier Zack Andre Boris Cody Derek Elias Fred Gary Henry Igor Joel Ken Lars Milo Neil Otto Phil Ralph",
    "Aaron Dylan Rashid Sven Tobias Martin Oliver Kenji Pedro Conrad",
)
THINGS = _pool(
    "apples pears plums lemons oranges cookies candies muffins sweets nuts carrots eggs rolls cakes pens pencils "
    "books coins stamps cards shells stones marbles beads buttons stickers toys balls cars dolls blocks kites hats "
    "shirts socks cups plates spoons bottles boxes candles flowers roses tulips seeds leaves pictures photos postcards "
    "magnets keys rings bricks planks nails screws ropes lamps tickets badges chips crayons erasers rulers notebooks",
    "peaches pretzels brushes mirrors puzzles bracelets acorns ribbons",
)
CONTAINERS = _pool("bags boxes baskets packs jars bowls trays crates drawers", "buckets sacks")
TREATS = _pool("hat book ball cake ticket shirt lamp game bag pen toy map belt scarf cup kite mug", "vase jacket clock")

_ONSETS = _words("b br c cl d dr f fr g gr h j k kl l m n p pr r s st t tr v w y z")
_VOWELS = _words("a e i o u ai ee ia io")
_CODAS = ("", "", *_words("n l r s k m na la ra lo mi ta do"))
_NOUN_ONSETS = (*_ONSETS, "ck", "tt", "zz")
_RUDE = re.compile(
    "anus|arse|ass|coc|cum|cunt|dic|fag|fuc|fuk|gay|hor|jap|jiz|kik|kkk|nazi|nig|pen|pis|poo|porn|rap|ret|sex|shi|slu|"
    "spic|tit|turd|twat|wank"
)
"""What no made-up word may hold."""
_LETTERS = "aaaabbccddeeeeeeffgghhiiiijkkllllmmnnnnooooppqrrrrssttttuuvwxyz"
_NOUN_ENDS = _words("le er o et in e ing a")

LEAD_INS = Pool(
    (
        "Then",
        "Later",
        "After lunch,",
        "The next day",
        "In the evening,",
        "A week later,",
        "On Tuesday,",
        "At school",
        "Soon",
        "In the afternoon,",
        "On Friday",
        "At home",
        "Before dinner,",
        "After that,",
        "At last",
        "Next,",
        "Now",
        "In May",
        "After a while,",
        "A bit later",
        "On Wednesday",
        "The same day,",
    ),
    ("After dinner,", "On Thursday", "The next week"),
)
OPENING_LEAD_INS = Pool(
    (
        "One day",
        "In spring,",
        "On Monday",
        "At the market,",
        "In the morning,",
        "This week,",
        "In summer",
        "At first,",
        "On Sunday",
    ),
    ("On Thursday", "In autumn,"),
)


def invented_name(rng: Random) -> str:
    """A rare or made-up name, so that training meets more spellings than a list holds and learns to copy them."""
    if rng.random() < 0.6:
        return rng.choice(rare_words.NAMES)
    while True:
        name = "".join(rng.choice(part) for part in (_ONSETS, _VOWELS, _ONSETS, _VOWELS, _CODAS)).capitalize()
        if not _RUDE.search(name.lower()) and name not in GIRLS.held_out and name not in BOYS.held_out:
            return name


def invented_noun(rng: Random) -> str:
    """A rare or made-up noun in the plural, for the same reason."""
    if rng.random() < 0.5:
        return rng.choice(rare_words.THINGS)
    while True:
        noun = "".join(rng.choice(part) for part in (_ONSETS, _VOWELS, _NOUN_ONSETS, _NOUN_ENDS))
        if rng.random() < 0.3:
            noun = "".join(rng.choice(_LETTERS) for _ in range(rng.randint(3, 7)))
        kept = noun in TREATS.held_out or f"{noun}s" in (*THINGS.held_out, *CONTAINERS.held_out)
        if not kept and not _RUDE.search(f"{noun}s"):
            return f"{noun}s"


_TEENS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
NUMBER_WORDS = dict(enumerate(_TEENS)) | {
    10 * tens + ones: word + (f"-{_TEENS[ones]}" if ones else "")
    for tens, word in enumerate(_TENS, 2)
    for ones in range(10)
}
TIMES_WORDS = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}
FRACTION_WORDS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 10: "a tenth"}
SPOKEN = {
    "half": ("half", "half", "1/2", "one half"),
    "a third": ("a third", "one third", "1/3"),
    "a quarter": ("a quarter", "one quarter", "1/4", "one fourth", "a fourth"),
    "a fifth": ("a fifth", "one fifth", "1/5"),
    "a tenth": ("a tenth", "one tenth", "1/10"),
    "twice": ("twice", "twice", "two times", "2 times"),
    "three times": ("three times", "3 times"),
    "four times": ("four times", "4 times"),
    "five times": ("five times", "5 times"),
}
"""How a question may spell what the steps spell in one way."""
PERCENTS = {2: 50, 4: 25, 5: 20, 10: 10}
