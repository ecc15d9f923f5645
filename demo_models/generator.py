"""Word problems from a seed: long ones that string moves of a scene together, and short stories told whole.

A long one is an opening, some events and an ending whose equations add up to the wanted number of steps. How moves
become sentences is the business of `telling`.
"""

import argparse
import json
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import get_args

from demo_models.lexicon import Split
from demo_models.moves import Move, Scene
from demo_models.problems import MAX_STEPS, MIN_STEPS, Problem
from demo_models.scenes import DISTRACTIONS, SCENES
from demo_models.stories import RETOLD, TALES
from demo_models.telling import Telling

STEPS_WEIGHTS = (2, 4, 5, 5, 4, 3)
LARGE, DISTRACTED, ASKED_FIRST = 0.25, 0.12, 0.12
SHORT_EVERY = 3
"""Among the problems that the draft is sampled on."""
SHARES = (0.6, 0.4)
"""Of the short stories: tales, retold problems."""
_A_STREAM = 1_000_000_000


def problem_seed(stream: int, number: int) -> int:
    """The seed of a problem in one of the streams, of which no two share a problem."""
    return stream * _A_STREAM + number


def problem(seed: int, split: Split = "train", *, steps: int | None = None) -> Problem:
    """The problem of this seed; `steps` fixes how many equations solve it (1 to 6), else that is drawn too."""
    rng = Random(f"{split}-{seed}")
    wanted = steps or rng.choices(range(MIN_STEPS, MAX_STEPS + 1), STEPS_WEIGHTS)[0]
    while True:
        made = _in_a_scene(rng, split, wanted)
        if made is not None:
            return made


def short_story(seed: int) -> Problem:
    """The training problem of this seed that is one story told whole."""
    rng = Random(f"story-train-{seed}")
    while True:
        told = tell(rng, _pick(rng, rng.choices((TALES, RETOLD), SHARES)[0]))
        if told is not None:
            return told


def training_problem(seed: int) -> Problem:
    """The training problem of this seed: one in scenes, or for every third seed a short story."""
    return problem(seed) if seed % SHORT_EVERY else short_story(seed)


def tell(rng: Random, story: Move) -> Problem | None:
    """The problem that a story makes with some numbers and names, if numbers were found that fit."""
    telling = Telling(rng, "train", large=rng.random() < LARGE or bool(story.together))
    return telling.problem(telling.sentences[0]) if telling.add(story) else None


def problems(stream: int, split: Split = "train") -> Iterator[Problem]:
    """The problems of a stream, without end."""
    number = 0
    while True:
        yield problem(problem_seed(stream, number), split)
        number += 1


def _in_a_scene(rng: Random, split: Split, wanted: int) -> Problem | None:
    scene = rng.choices(SCENES, [scene.weight for scene in SCENES])[0]
    plan = _plan(rng, scene, wanted)
    if plan is None:
        return None
    telling = Telling(rng, split, large=rng.random() < LARGE)
    distraction = rng.randrange(1, len(plan)) if rng.random() < DISTRACTED else -1
    for place, move in enumerate(plan):
        if place in (1, len(plan) - 1):
            telling.meet()
        if place == distraction:
            telling.distract(DISTRACTIONS)
        if not telling.add(move):
            return None
    return telling.problem(_question(telling, plan[-1]))


def _question(telling: Telling, ending: Move) -> str:
    """All sentences; a plain question for the amount may come first."""
    *told, asked = telling.sentences
    if ending.equations or telling.words["name"] not in asked or telling.rng.random() >= ASKED_FIRST:
        return " ".join((*told, asked))
    return " ".join((asked, *told))


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
