"""Collects the draft's own steps on training problems and rates them: what the target will have to judge.

Each sampled step follows a right prefix, as in the tool, where a wrong step is rewritten before the draft goes on.
"""

import json
from pathlib import Path

from demo_models.documents import Sibling, Writer
from demo_models.generator import problem
from demo_models.mixture import OwnSteps
from demo_models.model import Llama
from demo_models.problems import DELIMITER, Problem
from demo_models.prompts import RIGHT, question_prompt
from demo_models.rating import rate
from demo_models.sampling import next_steps

TEMPERATURE = 0.8
_BATCH = 16
_KEPT = 3


def collect(draft: Llama, writer: Writer, path: Path, *, count: int, seed: int, device: str) -> None:
    """Samples one step at every place of `count` problems and writes those worth rating, a problem a line."""
    seeds = [seed * 1_000_000_000 + number for number in range(count)]
    rights = judged = 0
    lines = []
    for start in range(0, count, _BATCH):
        chosen = {one: problem(one) for one in seeds[start : start + _BATCH]}
        places = [(one, place) for one, made in chosen.items() for place in range(len(made.chain()))]
        prefixes = [prefix(chosen[one], place) for one, place in places]
        texts = next_steps(draft, writer, prefixes, temperature=TEMPERATURE, device=device, seed=start)
        found: dict[int, list[Sibling]] = {one: [] for one in chosen}
        for (one, place), text in zip(places, texts, strict=True):
            rating = rate(chosen[one], place, text)
            rights += rating == RIGHT
            judged += 1
            if text != chosen[one].chain()[place]:
                found[one].append(Sibling(place, text, rating))
        lines += [_line(chosen[one], one, siblings[:_KEPT]) for one, siblings in found.items() if siblings]
    path.write_text("".join(lines))
    print(json.dumps({"own_steps": judged, "right": rights, "problems_with_mistakes": len(lines)}), flush=True)


def prefix(made: Problem, place: int) -> str:
    """The question and the gold steps before `place`, as the tool sends them."""
    return question_prompt(made.question) + "".join(step + DELIMITER for step in made.chain()[:place])


def read_own_steps(path: Path) -> tuple[OwnSteps, ...]:
    """What `collect` wrote; nothing where it has not run. Raises `ValueError` if the generator has changed since."""
    if not path.exists():
        return ()
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    if any(problem(row["seed"]).question != row["question"] for row in rows):
        raise ValueError(f"{path} was collected on problems that the generator no longer makes: delete it")
    return tuple(OwnSteps(row["seed"], tuple(Sibling(*sibling) for sibling in row["siblings"])) for row in rows)


def _line(made: Problem, seed: int, siblings: list[Sibling]) -> str:
    rated = [[one.place, one.text, one.rating] for one in siblings]
    return json.dumps({"seed": seed, "question": made.question, "siblings": rated}) + "\n"
