"""Strings moves together into word problems, deterministically from a seed.

Knows the limits that keep the arithmetic small enough to be learned in an hour on two CPU cores; nothing of
tokens or models. A problem is drawn by picking a scene, an opening, events and an ending whose equations add up to
the wanted number of steps.
"""

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from typing import get_args

from demo_models.lexicon import (
    BOYS,
    CONTAINERS,
    FRACTION_WORDS,
    GIRLS,
    LEAD_INS,
    NUMBER_WORDS,
    OPENING_LEAD_INS,
    PERCENTS,
    SPOKEN,
    THINGS,
    TIMES_WORDS,
    TREATS,
    Pool,
    Split,
    invented_name,
    invented_noun,
)
from demo_models.moves import Equation, Move, Scene, value_of
from demo_models.problems import Problem, Step, compute
from demo_models.scenes import DISTRACTIONS, SCENES
from demo_models.stories import RETOLD, TALES

MIN_STEPS, MAX_STEPS = 1, 6
LARGE, DISTRACTED, INVENTED_NAMES, INVENTED_NOUNS, LED_IN = 0.25, 0.12, 0.8, 0.7, 0.3
JOINED, ASKED_FIRST, IN_WORDS = 0.15, 0.12, 0.15
SHORT_EVERY = 3
"""Among the problems that the draft is sampled on."""
SHARES = (0.6, 0.4)
"""Of the short stories: tales, retold problems."""
_JOINTS = (" and ", ", and ", " and then ", ", and then ", ", but ", ". Then ", ". After that, ")
LARGE_FACTOR = 4
_SLOT = re.compile(r"\{(\w+)(\^?)\}")
_CHOICE = re.compile(r"\[([^\]]*)\]")
_UNIT_TABLES: dict[str, Mapping[int, object]] = {"times": TIMES_WORDS, "fraction": FRACTION_WORDS, "percent": PERCENTS}


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest results a problem may have."""

    result: int
    product: int


SMALL_NUMBERS, LARGE_NUMBERS = Limits(200, 150), Limits(600, 400)


@dataclass(slots=True)
class _Story:
    """A problem being told."""

    rng: Random
    split: Split
    words: dict[str, str]
    limits: Limits
    amount: int = 0
    sentences: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


def problem(seed: int, split: Split = "train", *, steps: int | None = None) -> Problem:
    """The problem of this seed; `steps` fixes how many equations solve it (1 to 6), else that is drawn too."""
    rng = Random(f"{split}-{seed}")
    wanted = steps or rng.choices(range(MIN_STEPS, MAX_STEPS + 1), (2, 4, 5, 5, 4, 3))[0]
    while True:
        made = _attempt(rng, split, wanted)
        if made is not None:
            return made


def short_story(seed: int, split: Split = "train") -> Problem:
    """The problem of this seed that is one story told whole."""
    rng = Random(f"story-{split}-{seed}")
    while True:
        told = tell(rng, _pick(rng, rng.choices((TALES, RETOLD), SHARES)[0]), split)
        if told is not None:
            return told


def training_problem(seed: int) -> Problem:
    """The training problem of this seed: one in scenes, or for every third seed a short story."""
    return problem(seed) if seed % SHORT_EVERY else short_story(seed)


def tell(rng: Random, story: Move, split: Split = "train") -> Problem | None:
    """The problem that a story makes with some numbers and names, if numbers were found that fit."""
    large = rng.random() < LARGE or story.together
    told = _Story(rng, split, _cast(rng, split), LARGE_NUMBERS if large else SMALL_NUMBERS)
    if not _tell(told, story):
        return None
    return Problem(told.sentences[0], tuple(told.steps), told.amount, (story.name,), split, tuple(told.numbers))


def problems(seed: int, split: Split = "train") -> Iterator[Problem]:
    """An endless stream of problems; two seeds give streams without a common problem seed."""
    number = seed * 1_000_000_000
    while True:
        yield problem(number, split)
        number += 1


def _attempt(rng: Random, split: Split, wanted: int) -> Problem | None:
    scene = rng.choices(SCENES, [scene.weight for scene in SCENES])[0]
    plan = _plan(rng, scene, wanted)
    if plan is None:
        return None
    limits = LARGE_NUMBERS if rng.random() < LARGE else SMALL_NUMBERS
    story = _Story(rng, split, _cast(rng, split), limits)
    distraction = rng.randrange(1, len(plan)) if rng.random() < DISTRACTED else -1
    for place, move in enumerate(plan):
        if place in (1, len(plan) - 1):
            story.words["friend"] = _another_name(rng, split, story.words)
        if place == distraction:
            _distract(story)
        if not _tell(story, move):
            return None
    question = _told(story, plan[-1])
    numbers = tuple(story.numbers)
    return Problem(question, tuple(story.steps), story.steps[-1].result, tuple(story.moves), split, numbers)


def _told(story: _Story, ending: Move) -> str:
    """The whole question; a plain question for the amount may come first."""
    asked = story.sentences[-1]
    if ending.equations or story.words["name"] not in asked or story.rng.random() >= ASKED_FIRST:
        return " ".join(story.sentences)
    return " ".join((asked, *story.sentences[:-1]))


def _plan(rng: Random, scene: Scene, wanted: int) -> list[Move] | None:
    opening, ending = _pick(rng, scene.openings), _pick(rng, scene.endings)
    room = wanted - len(opening.equations) - len(ending.equations)
    events: list[Move] = []
    while room > 0:
        fitting = tuple(event for event in scene.events if len(event.equations) <= room and event not in events[-1:])
        if not fitting:
            return None
        events.append(_pick(rng, fitting))
        room -= len(events[-1].equations)
    return [opening, *events, ending] if room == 0 else None


def _pick(rng: Random, moves: tuple[Move, ...]) -> Move:
    return rng.choices(moves, [move.weight for move in moves])[0]


def _cast(rng: Random, split: Split) -> dict[str, str]:
    girl = rng.random() < 0.5
    name = _name(rng, split, girl=girl)
    he, him, his = ("she", "her", "her") if girl else ("he", "him", "his")
    words = {
        "name": name,
        "he": he,
        "him": him,
        "his": his,
        "His": his.capitalize(),
        "things": _things(rng, split),
        "boxes": _noun(rng, split, CONTAINERS),
        "treat": _noun(rng, split, TREATS),
    }
    while (others := _things(rng, split)) == words["things"]:
        pass
    words["others"] = others
    words["friend"] = _another_name(rng, split, words)
    return words


def _things(rng: Random, split: Split) -> str:
    return _noun(rng, split, THINGS)


def _noun(rng: Random, split: Split, pool: Pool) -> str:
    if split == "train" and rng.random() < INVENTED_NOUNS:
        return invented_noun(rng).removesuffix("s" if pool is TREATS else "")
    return rng.choice(pool.of(split))


def _name(rng: Random, split: Split, *, girl: bool) -> str:
    if split == "train" and rng.random() < INVENTED_NAMES:
        return invented_name(rng)
    return rng.choice((GIRLS if girl else BOYS).of(split))


def _another_name(rng: Random, split: Split, words: dict[str, str]) -> str:
    taken = {words["name"], words.get("friend", "")}
    while (name := _name(rng, split, girl=rng.random() < 0.5)) in taken:
        pass
    return name


def _tell(story: _Story, move: Move) -> bool:
    """Adds the move to the story; False where no numbers were found that keep every result whole and small."""
    for _ in range(12):
        values = _draw(story, move)
        steps = _solve(story, move, values) if values is not None else None
        if steps is not None:
            break
    else:
        return False
    _speak(story, move, values or {})
    story.steps += steps
    story.moves.append(move.name)
    story.numbers += [value for name, value in (values or {}).items() if name != "pct"]
    if steps:
        story.amount = steps[-1].result
    elif "a" in (values or {}):
        story.amount = (values or {})["a"]
    return True


def _distract(story: _Story) -> None:
    """Tells a number that the solution does not need."""
    number = story.rng.randint(2, 60)
    frame = story.rng.choice(DISTRACTIONS.of(story.split))
    story.sentences.append(_fill(frame, story.words | {"b": str(number)}))
    story.numbers.append(number)


def _draw(story: _Story, move: Move) -> dict[str, int] | None:
    rng = story.rng
    if move.together:
        return dict(zip((name for name, _, _ in move.draws), rng.choice(move.together), strict=True))
    factors = {name for one in move.equations if one.op == "*" for name in (one.left, one.right)}
    stretch = LARGE_FACTOR if story.limits is LARGE_NUMBERS else 1
    values = {
        name: rng.randint(low, high if name in factors or name == "k" else high * stretch)
        for name, low, high in move.draws
    }
    if move.unit_words != "none" and values["k"] not in _UNIT_TABLES[move.unit_words]:
        return None
    return values


def worked_out(
    equations: Sequence[Equation], numbers: Mapping[str, int], limits: Limits
) -> list[tuple[int, int, int]] | None:
    """What stands left and right of each operator, and the result; None where one is not whole or beyond the limits."""
    known, found = dict(numbers), []
    for place, one in enumerate(equations, start=1):
        left, right = value_of(one.left, known), value_of(one.right, known)
        result = compute(left, one.op, right)
        if result is None or not 1 <= result <= (limits.product if one.op == "*" else limits.result):
            return None
        known[f"t{place}"] = result
        found.append((left, right, result))
    return found


def _solve(story: _Story, move: Move, values: dict[str, int]) -> list[Step] | None:
    found = worked_out(move.equations, {"x": story.amount, **values}, story.limits)
    if found is None:
        return None
    words = story.words | _number_slots(values, as_words=False)
    steps = []
    for one, (left, right, result) in zip(move.equations, found, strict=True):
        sentence = _fill(one.sentence.replace("{eq}", "\0"), words).replace("\0", "{eq}")
        steps.append(Step(sentence, left, one.op, right, result))
    return steps


def _speak(story: _Story, move: Move, values: dict[str, int]) -> None:
    rng, frame = story.rng, story.rng.choice(move.frames.of(story.split))
    joined = story.sentences and frame.startswith("{Subj}") and "?" not in frame and rng.random() < JOINED
    frame = _spelt_out(rng, frame) if joined else _worded(story, frame)
    as_words = "$" not in frame and rng.random() < IN_WORDS
    subject = story.words["name"] if rng.random() < 0.3 else story.words["he"]
    words = story.words | {"Subj": subject.capitalize(), "subj": subject} | _number_slots(values, as_words=as_words)
    for slot in ("twice", "third"):
        words[slot] = rng.choice(SPOKEN.get(words[slot], (words[slot],)))
    if rng.random() < 0.3:
        frame = frame.replace("{pct}%", "{pct} percent")
    if joined:
        before = story.sentences.pop().removesuffix(".")
        story.sentences.append(before + rng.choice(_JOINTS) + _fill(frame.replace("{Subj}", "{subj}", 1), words))
    else:
        told = _fill(frame, words)
        story.sentences.append(told[:1].upper() + told[1:])


def _spelt_out(rng: Random, frame: str) -> str:
    """The sentence with one of each `[one|another]` wording."""
    return _CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), frame)


def _worded(story: _Story, frame: str) -> str:
    """The sentence with one of each `[one|another]` wording, and sometimes a time or place before it."""
    frame = _spelt_out(story.rng, frame)
    if story.rng.random() >= LED_IN:
        return frame
    if not story.sentences:
        return f"{story.rng.choice(OPENING_LEAD_INS.of(story.split))} {frame}" if frame.startswith("{name}") else frame
    if frame.startswith(("{Subj}", "{friend}")):
        return f"{story.rng.choice(LEAD_INS.of(story.split))} {frame.replace('{Subj}', '{subj}', 1)}"
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


def main() -> None:
    """Print fresh problems as JSON lines, as `specrc batch` reads them."""
    parser = argparse.ArgumentParser(prog="python -m demo_models.generator", description=main.__doc__)
    parser.add_argument("--count", type=int, default=100, help="how many (100)")
    parser.add_argument("--split", choices=get_args(Split), default="test", help="whose words and sentences (test)")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other problems (0)")
    asked = parser.parse_args()
    for number, made in enumerate(islice(problems(asked.seed, asked.split), asked.count)):
        named = {"id": f"{asked.split}-{asked.seed}-{number}", "question": made.question, "answer": str(made.answer)}
        print(json.dumps(named | {"metadata": {"steps": len(made.steps)}}))


if __name__ == "__main__":
    main()
