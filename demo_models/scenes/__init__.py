"""The scenes a problem can play in, and the sentences that only distract.

Every move knows a few sentences; `wordings.jsonl` has more for each of them.
"""

import json
from dataclasses import replace
from pathlib import Path

from demo_models.moves import Frames, Move, Scene, say
from demo_models.scenes import (
    ages,
    measures,
    minutes,
    money,
    numbers,
    people,
    points,
    reading,
    shopping,
    things,
    things_openings,
    travel,
)

DISTRACTIONS = say(
    "{name} is {b} years old.",
    "{friend} is {b} years old.",
    "The trip to the shop takes {b} minutes.",
    "{name} lives in house number {b}.",
    "The room has {b} windows.",
    "There are {b} children in {his} class.",
    "It is {b} degrees outside.",
    "A {treat} weighs {b} pounds.",
    "{friend} lives {b} miles away.",
    "{name} has {b} cousins.",
    "{name} got up at {b} minutes past six.",
    "The shop opened {b} years ago.",
    "{His} school has {b} teachers.",
    "{friend} has {b} pairs of socks.",
    "The book on the table has {b} pages.",
    "{name} is {b} inches tall.",
    "The bus ride took {b} minutes.",
    "There are {b} trees in front of the house.",
    held_out=("The shop is {b} years old.", "There are {b} windows in the room."),
)

_WORDINGS: dict[str, list[str]] = {
    told["move"]: told["frames"]
    for told in map(json.loads, Path(__file__).with_name("wordings.jsonl").read_text(encoding="utf-8").splitlines())
}


def _scene(openings: tuple[Move, ...], events: tuple[Move, ...], endings: tuple[Move, ...], weight: float) -> Scene:
    return Scene(_widened(openings), _widened(events), _widened(endings), weight)


def _widened(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    return tuple(
        replace(move, frames=Frames((*move.frames.train, *_WORDINGS[move.name]), move.frames.held_out))
        for move in moves
    )


SCENES = (
    _scene(things_openings.OPENINGS, things.EVENTS, things.ENDINGS, 5.0),
    _scene(money.OPENINGS, money.EVENTS, money.ENDINGS, 2.5),
    _scene(shopping.OPENINGS, shopping.EVENTS, shopping.ENDINGS, 1.5),
    _scene(reading.OPENINGS, reading.EVENTS, reading.ENDINGS, 0.8),
    _scene(travel.OPENINGS, travel.EVENTS, travel.ENDINGS, 1.0),
    _scene(people.OPENINGS, people.EVENTS, people.ENDINGS, 1.2),
    _scene(measures.OPENINGS, measures.EVENTS, measures.ENDINGS, 0.8),
    _scene(ages.OPENINGS, ages.EVENTS, ages.ENDINGS, 0.5),
    _scene(points.OPENINGS, points.EVENTS, points.ENDINGS, 0.8),
    _scene(minutes.OPENINGS, minutes.EVENTS, minutes.ENDINGS, 0.6),
    _scene(numbers.OPENINGS, numbers.EVENTS, numbers.ENDINGS, 0.5),
)
