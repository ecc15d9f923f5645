"""The scenes a problem can play in, and the sentences that only distract."""

from demo_models.moves import Scene, say
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

SCENES = (
    Scene(things_openings.OPENINGS, things.EVENTS, things.ENDINGS, 5.0),
    Scene(money.OPENINGS, money.EVENTS, money.ENDINGS, 2.5),
    Scene(shopping.OPENINGS, shopping.EVENTS, shopping.ENDINGS, 1.5),
    Scene(reading.OPENINGS, reading.EVENTS, reading.ENDINGS, 0.8),
    Scene(travel.OPENINGS, travel.EVENTS, travel.ENDINGS, 1.0),
    Scene(people.OPENINGS, people.EVENTS, people.ENDINGS, 1.2),
    Scene(measures.OPENINGS, measures.EVENTS, measures.ENDINGS, 0.8),
    Scene(ages.OPENINGS, ages.EVENTS, ages.ENDINGS, 0.5),
    Scene(points.OPENINGS, points.EVENTS, points.ENDINGS, 0.8),
    Scene(minutes.OPENINGS, minutes.EVENTS, minutes.ENDINGS, 0.6),
    Scene(numbers.OPENINGS, numbers.EVENTS, numbers.ENDINGS, 0.5),
)
