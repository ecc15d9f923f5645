"""Who and what a story is about: names with their pronouns, and nouns, in training mostly invented ones.

A name never seen before has to be copied letter by letter; this teaches that, and held-out words test it.
"""

from random import Random

from demo_models.lexicon import BOYS, CONTAINERS, GIRLS, THINGS, TREATS, Pool, Split, invented_name, invented_noun

INVENTED_NAMES, INVENTED_NOUNS = 0.8, 0.7


def cast(rng: Random, split: Split) -> dict[str, str]:
    """A word for each slot of people and things: `name`, its pronouns, `friend`, `things`, `others`, ..."""
    girl = rng.random() < 0.5
    name = _name(rng, split, girl=girl)
    he, him, his = ("she", "her", "her") if girl else ("he", "him", "his")
    words = {
        "name": name,
        "he": he,
        "him": him,
        "his": his,
        "His": his.capitalize(),
        "things": _noun(rng, split, THINGS),
        "boxes": _noun(rng, split, CONTAINERS),
        "treat": _noun(rng, split, TREATS),
    }
    while (others := _noun(rng, split, THINGS)) == words["things"]:
        pass
    words["others"] = others
    words["friend"] = another_name(rng, split, words)
    return words


def another_name(rng: Random, split: Split, words: dict[str, str]) -> str:
    """Somebody who is neither the hero of the story nor the friend there is by now."""
    taken = {words["name"], words.get("friend", "")}
    while (name := _name(rng, split, girl=rng.random() < 0.5)) in taken:
        pass
    return name


def _name(rng: Random, split: Split, *, girl: bool) -> str:
    if split == "train" and rng.random() < INVENTED_NAMES:
        return invented_name(rng)
    return rng.choice((GIRLS if girl else BOYS).of(split))


def _noun(rng: Random, split: Split, pool: Pool) -> str:
    if split == "train" and rng.random() < INVENTED_NOUNS:
        return invented_noun(rng).removesuffix("s" if pool is TREATS else "")
    return rng.choice(pool.of(split))
