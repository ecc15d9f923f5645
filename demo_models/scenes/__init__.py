"""The five scenes a problem can play in, and the sentences that only distract."""

from demo_models.moves import Scene, say
from demo_models.scenes import money, reading, shopping, things, things_openings, travel

DISTRACTIONS = say(
    "{name} is {b} years old.",
    "{friend} is {b} years old.",
    "The trip to the shop takes {b} minutes.",
    "{name} lives in house number {b}.",
    "The room has {b} windows.",
    "There are {b} children in {his} class.",
    "It is {b} degrees outside.",
    "A {treat} weighs {b} pounds.",
    held_out=("The shop is {b} years old.", "There are {b} windows in the room."),
)

SCENES = (
    Scene(things_openings.OPENINGS, things.EVENTS, things.ENDINGS, 5.0),
    Scene(money.OPENINGS, money.EVENTS, money.ENDINGS, 2.5),
    Scene(shopping.OPENINGS, shopping.EVENTS, shopping.ENDINGS, 1.5),
    Scene(reading.OPENINGS, reading.EVENTS, reading.ENDINGS, 0.8),
    Scene(travel.OPENINGS, travel.EVENTS, travel.ENDINGS, 1.0),
)
