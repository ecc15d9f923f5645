"""Tells moves as one word problem: draws their numbers, works their steps out and puts it all into sentences.

Deterministic from the random numbers it is given. Knows nothing of which move follows which.
"""

import re
from collections.abc import Mapping
from random import Random

from demo_models.arithmetic import LARGE_NUMBERS, SMALL_NUMBERS
from demo_models.casting import another_name, cast
from demo_models.lexicon import (
    FRACTION_WORDS,
    LEAD_INS,
    NUMBER_WORDS,
    OPENING_LEAD_INS,
    PERCENTS,
    SPOKEN,
    TIMES_WORDS,
    Split,
)
from demo_models.moves import Frames, Move, worked_out
from demo_models.problems import Problem, Step

LED_IN, JOINED, IN_WORDS, BY_NAME, PERCENT_SPELT = 0.3, 0.15, 0.15, 0.3, 0.3
LARGE_FACTOR = 4
"""By how much numbers other than factors may be larger in a problem with large numbers."""
TRIES = 12
_JOINTS = (" and ", ", and ", " and then ", ", and then ", ", but ", ". Then ", ". After that, ")
_SLOT = re.compile(r"\{(\w+)(\^?)\}")
_CHOICE = re.compile(r"\[([^\]]*)\]")
_UNIT_TABLES: dict[str, Mapping[int, object]] = {"times": TIMES_WORDS, "fraction": FRACTION_WORDS, "percent": PERCENTS}


class Telling:
    """A problem being told about one cast of people and things."""

    def __init__(self, rng: Random, split: Split, *, large: bool) -> None:
        self.rng, self.split = rng, split
        self.words = cast(rng, split)
        self.limits = LARGE_NUMBERS if large else SMALL_NUMBERS
        self.sentences: list[str] = []
        self._amount = 0
        self._steps: list[Step] = []
        self._moves: list[str] = []
        self._numbers: list[int] = []

    def add(self, move: Move) -> bool:
        """Tells the move; False where no numbers were found that keep every result whole and within the limits."""
        fitting = self._fitting(move)
        if fitting is None:
            return False
        values, steps = fitting
        self._speak(move, values)
        self._moves.append(move.name)
        self._numbers += values.values()
        self._steps += steps
        self._amount = steps[-1].result if steps else values.get("a", self._amount)
        return True

    def distract(self, sentences: Frames) -> None:
        """Tells a number that the solution does not need."""
        number = self.rng.randint(2, 60)
        frame = self.rng.choice(sentences.of(self.split))
        self.sentences.append(_fill(frame, self.words | {"b": str(number)}))
        self._numbers.append(number)

    def meet(self) -> None:
        """Somebody else is the friend from now on."""
        self.words["friend"] = another_name(self.rng, self.split, self.words)

    def problem(self, question: str) -> Problem:
        """What was told by now, asked in these words."""
        return Problem(question, tuple(self._steps), self._steps[-1].result, tuple(self._moves), tuple(self._numbers))

    def _fitting(self, move: Move) -> tuple[dict[str, int], list[Step]] | None:
        for _ in range(TRIES):
            values = self._draw(move)
            if values is not None and (steps := self._solve(move, values)) is not None:
                return values, steps
        return None

    def _draw(self, move: Move) -> dict[str, int] | None:
        if move.together:
            return dict(zip((name for name, _, _ in move.draws), self.rng.choice(move.together), strict=True))
        factors = {name for one in move.equations if one.op == "*" for name in (one.left, one.right)}
        stretch = LARGE_FACTOR if self.limits is LARGE_NUMBERS else 1
        values = {
            name: self.rng.randint(low, high if name in factors or name == "k" else high * stretch)
            for name, low, high in move.draws
        }
        if move.unit_words != "none" and values["k"] not in _UNIT_TABLES[move.unit_words]:
            return None
        return values

    def _solve(self, move: Move, values: dict[str, int]) -> list[Step] | None:
        found = worked_out(move.equations, {"x": self._amount, **values}, self.limits)
        if found is None:
            return None
        words = self.words | _number_slots(values, as_words=False) | {"eq": "{eq}"}
        return [
            Step(_fill(one.sentence, words), left, one.op, right, result)
            for one, (left, right, result) in zip(move.equations, found, strict=True)
        ]

    def _speak(self, move: Move, values: dict[str, int]) -> None:
        rng, frame = self.rng, self.rng.choice(move.frames.of(self.split))
        joined = self.sentences and frame.startswith("{Subj}") and "?" not in frame and rng.random() < JOINED
        frame = self._spelt_out(frame) if joined else self._led_in(self._spelt_out(frame))
        as_words = "$" not in frame and rng.random() < IN_WORDS
        subject = self.words["name"] if rng.random() < BY_NAME else self.words["he"]
        words = self.words | {"Subj": subject.capitalize(), "subj": subject} | _number_slots(values, as_words=as_words)
        for slot in ("twice", "third"):
            words[slot] = rng.choice(SPOKEN.get(words[slot], (words[slot],)))
        if rng.random() < PERCENT_SPELT:
            frame = frame.replace("{pct}%", "{pct} percent")
        if joined:
            before = self.sentences.pop().removesuffix(".")
            self.sentences.append(before + rng.choice(_JOINTS) + _fill(frame.replace("{Subj}", "{subj}", 1), words))
        else:
            told = _fill(frame, words)
            self.sentences.append(told[:1].upper() + told[1:])

    def _spelt_out(self, frame: str) -> str:
        """The sentence with one of each `[one|another]` wording."""
        return _CHOICE.sub(lambda found: self.rng.choice(found.group(1).split("|")), frame)

    def _led_in(self, frame: str) -> str:
        """The sentence, sometimes with a time or place before it."""
        if self.rng.random() >= LED_IN:
            return frame
        if not self.sentences:
            opening = OPENING_LEAD_INS.of(self.split)
            return f"{self.rng.choice(opening)} {frame}" if frame.startswith("{name}") else frame
        if frame.startswith(("{Subj}", "{friend}")):
            return f"{self.rng.choice(LEAD_INS.of(self.split))} {frame.replace('{Subj}', '{subj}', 1)}"
        return frame


def _number_slots(values: dict[str, int], *, as_words: bool) -> dict[str, str]:
    slots = {name: NUMBER_WORDS.get(value, str(value)) if as_words else str(value) for name, value in values.items()}
    k = values.get("k", 0)
    slots["twice"], slots["third"] = TIMES_WORDS.get(k, ""), FRACTION_WORDS.get(k, "")
    slots["pct"] = str(PERCENTS.get(k, ""))
    return slots


def _fill(frame: str, words: dict[str, str]) -> str:
    def slot(match: re.Match[str]) -> str:
        word = words[match.group(1)]
        return word[:1].upper() + word[1:] if match.group(2) else word

    return _SLOT.sub(slot, frame)
