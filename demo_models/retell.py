"""Makes stories whose numbers can be drawn anew from the human-written problems of GSM8K's training set.

    python -m demo_models.retell train.jsonl > demo_models/retold.jsonl

The set marks every calculation as `<<48/2=24>>`. Where each of its numbers is told in the question, follows from an
earlier calculation or is well known (two for "half", seven for "week"), the question becomes a frame and other numbers
are searched that keep every result whole. A number that might mean two things keeps its value; a problem with a number
from nowhere, or with words kept for testing, is left out.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from random import Random
from string import ascii_lowercase
from typing import cast

from demo_models import lexicon
from demo_models.arithmetic import LARGE_NUMBERS, Operator, compute
from demo_models.moves import Equation, worked_out
from demo_models.problems import MAX_STEPS

MOST_WORDS, MOST_SETS, TRIES = 75, 12, 1500
LEFT_OUT = set(
    map(
        int,
        str.split(
            "161 422 635 645 648 649 670 816 986 1049 1298 1558 1614 1816 1851 1900 2125 2298 2318 2490 2903 2919 "
            "2975 3152 3432 3483 3509 3631 3749 3869 3905 4074 4601 5071 5574 5576 5701 6050 6315 6416 6478 6848 "
            "6869 7336"
        ),
    )
)
"""Problems, counted from 0, that turned out wrong or unfit when read; one holds a sentence kept for testing."""
MOST_UNCOUNTED = 10
"""A small number used twice may be two things, of which only one was told: five books, and five school days."""
_UNFIT = re.compile(
    r"\b(?:wine|beer|gun|poker|casino|bets?|betting|jail|prison|smok|cigar|drown|kill|revenge|alcohol)|[][{}|]", re.I
)
BARE_SENTENCE, LONGEST_SENTENCE = "That makes {eq}.", 14
_MARK = re.compile(r"<<([^=<>]*)=[^<>]*>>")
_CALCULATION = re.compile(r"\d+(?:(\+|-|\*|/)\d+)(?:\1\d+){0,3}")
_IN_FIGURES = re.compile(r"(?<![\w.,/:%-])\$?(\d+)(?![\w%/:-]|[.,]\d| ?percent)")
_SMALL_WORDS = {lexicon.NUMBER_WORDS[value]: value for value in range(2, 13)}
_IN_WORDS = re.compile(rf"(?<![\w-])({'|'.join(_SMALL_WORDS)})(?![\w-])", re.I)
_VALUES = {word: value for value, word in lexicon.NUMBER_WORDS.items()}
_ANY_NUMBER = re.compile(r"\d+|[a-z]+(?:-[a-z]+)?", re.I)
_WORKED = re.compile(
    r"^(?P<before>[^\d$]*)\$?[\d,]+[^\d=<]*\$?[\d,]+[^\d=<]*=\s*(?P<money>\$?)<<[^<>]*>>(?P<dollars>\$?)[\d,]+(?P<behind>.*)$"
)
_NOT_PLAIN = re.compile(rf"[\d$=<>()/*%{{}}]|{_IN_WORDS.pattern}", re.I)
_OPENER = re.compile(
    r"^(?:So|Then|Therefore|Thus|Hence|This means|That means|First|Next|Finally|Now|In total|And)\b,?(?: that)? *", re.I
)
_STARTERS = set(
    str.split(
        "A After All Altogether An And At Before By Combined Each Every For From He Her His I If In It Its Last My On "
        "One Our She That The Their There These They This To Together Total We When With"
    )
)
WELL_KNOWN = {
    2: r"half|halves|twice|doubl|two times|both|couple|pairs?\b|1/2",
    3: r"third|thrice|tripl|three times|1/3",
    4: r"quarter|fourth|four times|quadrupl|1/4",
    5: r"fifth|five times|1/5",
    7: r"week",
    10: r"tenth|dime|decade|1/10",
    12: r"dozen|year|month|foot|feet|annual",
    24: r"\bday|hour",
    30: r"month",
    52: r"year|week|deck",
    60: r"hour|minute|second",
    100: r"cent|penn|percent|%|dollar|meter|century",
}
_KEPT_FOR_TESTING = {
    word.lower()
    for pool in (lexicon.GIRLS, lexicon.BOYS, lexicon.THINGS, lexicon.CONTAINERS, lexicon.TREATS)
    for held_out in pool.held_out
    for word in (held_out, held_out.removesuffix("s"), f"{held_out}s", f"{held_out}es")
}


class Unexplained(Exception):
    """A calculation uses a number that comes from nowhere."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """`left op right = result`, with the sentence around `{eq}`."""

    left: int
    op: Operator
    right: int
    result: int
    sentence: str


class Retelling:
    """One problem, its numbers becoming slots as the calculations use them."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.told = _numbers_told(question)
        self.mentions = Counter(map(_value, _ANY_NUMBER.findall(question)))
        self.used: Counter[int] = Counter()
        self.taken_up: set[int] = set()
        self.slots: dict[int, str] = {}
        self.fixed: set[int] = set()
        self.results: list[int] = []
        self.steps: list[Equation] = []

    def add(self, one: Calculation) -> None:
        """The next step. Raises `Unexplained`."""
        self.steps.append(Equation(one.sentence, self._named(one.left), one.op, self._named(one.right)))
        self.results.append(one.result)

    def _named(self, value: int) -> str:
        """What stands for a number: its slot, the step it came from, or itself where everybody knows it."""
        self.used[value] += 1
        earlier = [place for place, result in enumerate(self.results, 1) if result == value]
        known = re.search(WELL_KNOWN.get(value, "(?!)"), self.question, re.I) is not None
        if value in self.told:
            if earlier or known or self.mentions[value] > 1:
                self.fixed.add(value)
            return self.slots.setdefault(value, ascii_lowercase[len(self.slots)])
        if earlier:
            if known or len(earlier) > 1:
                self.fixed.update(self.told)
            self.taken_up.add(earlier[-1])
            return f"t{earlier[-1]}"
        if known:
            return str(value)
        raise Unexplained(value)

    def _settled(self) -> set[int]:
        """The numbers that keep their value, because they, or a result, might be something else that is as large."""
        forgotten = len(self.taken_up) < len(self.steps) - 1
        if forgotten or set(self.results) & set(self.told):
            return set(self.slots)
        return self.fixed | {value for value, times in self.used.items() if times > 1 and value <= MOST_UNCOUNTED}

    def frame(self) -> str:
        """The question with its slots."""
        text = self.question
        places = sorted(((span, slot) for value, slot in self.slots.items() for span in self.told[value]), reverse=True)
        for (start, end), slot in places:
            capital = "^" if text[start].isupper() else ""
            text = f"{text[:start]}{{{slot}{capital}}}{text[end:]}"
        return re.sub(r" ([.,?!])", r"\1", " ".join(text.split()))

    def numbers(self, rng: Random) -> dict[str, list[int]]:
        """By slot: sets of numbers that give whole results within the limits; the told ones first, if they do."""
        fixed = self._settled()
        fitting = {tuple(self.slots): None} if self._holds(tuple(self.slots)) else {}
        for _ in range(TRIES):
            drawn = tuple(value if value in fixed else _like(rng, value) for value in self.slots)
            if len(set(drawn)) == len(drawn) and self._holds(drawn):
                fitting[drawn] = None
            if len(fitting) == MOST_SETS:
                break
        return {slot: [values[place] for values in fitting] for place, slot in enumerate(self.slots.values())}

    def _holds(self, drawn: tuple[int, ...]) -> bool:
        known = dict(zip(self.slots.values(), drawn, strict=True))
        return max(drawn) <= LARGE_NUMBERS.result and worked_out(self.steps, known, LARGE_NUMBERS) is not None


def retold(question: str, answer: str, rng: Random) -> dict[str, object] | None:
    """The story of a problem as a line of `retold.jsonl`, or None where its numbers cannot be followed."""
    words = re.findall(r"[a-z]+", question.lower())
    if len(words) > MOST_WORDS or _KEPT_FOR_TESTING.intersection(words) or _UNFIT.search(question):
        return None
    calculations = _calculations(question, answer)
    if not 1 <= len(calculations) <= MAX_STEPS:
        return None
    retelling = Retelling(question)
    try:
        for one in calculations:
            retelling.add(one)
    except Unexplained:
        return None
    numbers = retelling.numbers(rng) if retelling.slots else {}
    steps = list(map(astuple, retelling.steps))
    return {"frame": retelling.frame(), "numbers": numbers, "steps": steps} if any(numbers.values()) else None


def _calculations(question: str, answer: str) -> list[Calculation]:
    """The calculations of an answer in their order, a long sum as several; none where one is not of whole numbers."""
    solution, _, final = answer.rpartition("####")
    found: list[Calculation] = []
    for line in solution.strip().split("\n"):
        marks = _MARK.findall(line)
        for written in marks:
            bare = written.replace(" ", "").replace("$", "")
            if not _CALCULATION.fullmatch(bare):
                return []
            op = cast("Operator", next(sign for sign in "+-*/" if sign in bare))
            first, *rest = map(int, bare.split(op))
            for value in rest:
                result = compute(first, op, value)
                if not result:
                    return []
                found.append(Calculation(first, op, value, result, BARE_SENTENCE))
                first = result
        if len(marks) == 1:
            found[-1] = replace(found[-1], sentence=_sentence(question, line))
    return found if found and str(found[-1].result) == final.strip().replace(",", "") else []


def _sentence(question: str, line: str) -> str:
    """The line's own words around its calculation where they are plain, else the result with its unit."""
    worked = _WORKED.match(_OPENER.sub("", line.strip()))
    if worked is None:
        return BARE_SENTENCE
    money = (worked["money"] or worked["dollars"]) and "dollar" not in worked["behind"]
    behind = " ".join(("dollars " * bool(money) + worked["behind"].strip().rstrip(".")).split())
    before = worked["before"].strip()
    whole = f"{before[:1].upper()}{before[1:]} {{eq}} {behind}".rstrip() + "."
    if _plain(before, behind) and _names_in(whole) <= _names_in(question) | _STARTERS:
        return whole
    unit = re.fullmatch(r"[a-z]+(?: [a-z]+)?", behind) or re.match(r"dollars", behind)
    return f"That makes {{eq}} {unit[0]}." if unit else BARE_SENTENCE


def _plain(before: str, behind: str) -> bool:
    """Whether words around a calculation make a sentence without other figures."""
    words = len(before.split()) + len(behind.split())
    return (
        bool(before)
        and before[-1] not in ":=,("
        and words < LONGEST_SENTENCE
        and not _NOT_PLAIN.search(before + behind)
    )


def _names_in(text: str) -> set[str]:
    return set(re.findall(r"\b[A-Z][a-z]+", text))


def _value(word: str) -> int:
    """What a word or figure counts; -1 where it counts nothing."""
    return int(word) if word.isdigit() else _VALUES.get(word.lower(), -1)


def _numbers_told(question: str) -> dict[int, list[tuple[int, int]]]:
    """Where in the question each number from 2 upwards stands, in figures or in words."""
    told: dict[int, list[tuple[int, int]]] = {}
    for found in _IN_FIGURES.finditer(question):
        told.setdefault(int(found[1]), []).append(found.span(1))
    for found in _IN_WORDS.finditer(question):
        told.setdefault(_SMALL_WORDS[found[1].lower()], []).append(found.span())
    return {value: places for value, places in told.items() if value > 1}


def _like(rng: Random, value: int) -> int:
    """A number of about the same size, or a smaller one where it is too large for the pair."""
    top = min(max(2 * value, 12), LARGE_NUMBERS.result // 2)
    return rng.randint(2 if value < 15 else max(4, top // 6), top)


def lines(path: Path) -> Iterator[str]:
    """The stories of a GSM8K file, a JSON line each."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if number in LEFT_OUT:
            continue
        told = json.loads(line)
        story = retold(told["question"], told["answer"], Random(number))
        if story is not None:
            yield json.dumps({"name": f"retold {number}"} | story)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="GSM8K's train.jsonl")
    for line in lines(parser.parse_args().file):
        print(line)


if __name__ == "__main__":
    main()
