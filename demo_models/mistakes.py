"""Collects the draft's own steps and chains on training problems and rates them: what the target will have to judge.

Each sampled step follows a right prefix, as in the tool, where a wrong step is rewritten before the draft goes on.
"""

import json
from pathlib import Path

from demo_models.documents import Writer
from demo_models.generator import problem_seed, training_problem
from demo_models.lessons import Sibling
from demo_models.mixture import OwnSteps
from demo_models.model import Llama
from demo_models.problems import DELIMITER, Problem, boxed_of
from demo_models.prompts import RIGHT, question_prompt
from demo_models.rating import rate
from demo_models.sampling import CHAIN, STEP, continuations

TEMPERATURE = 0.7
_BATCH, _KEPT, _CHAINS, _CHAINS_EVERY = 16, 3, 4, 3


def collect(draft: Llama, writer: Writer, path: Path, *, count: int, stream: int, device: str) -> None:
    """Samples one step at every place of `count` problems, and chains for every third, and writes a problem a line.

    `path` is there once all of them are: what a collection that was cut off left beside it is begun again.
    """
    seeds = [problem_seed(stream, number) for number in range(count)]
    rights = judged = 0
    part = path.with_name(f"{path.name}.part")
    with part.open("w") as file:
        for start in range(0, count, _BATCH):
            chosen = {one: training_problem(one) for one in seeds[start : start + _BATCH]}
            steps = _steps(draft, writer, chosen, device, start)
            chains = _chains(draft, writer, list(chosen.items())[::_CHAINS_EVERY], device, start)
            for one, made in chosen.items():
                rights += sum(sibling.rating == RIGHT for sibling in steps[one])
                judged += len(steps[one])
                differing = [sibling for sibling in steps[one] if sibling.text != made.chain()[sibling.place]]
                if differing or one in chains:
                    file.write(_line(made, one, differing[:_KEPT], chains.get(one, [])))
            file.flush()
    part.replace(path)
    print(json.dumps({"own_steps": judged, "right": rights}), flush=True)


def _steps(
    draft: Llama, writer: Writer, chosen: dict[int, Problem], device: str, seed: int
) -> dict[int, list[Sibling]]:
    places = [(one, place) for one, made in chosen.items() for place in range(len(made.chain()))]
    prefixes = [prefix(chosen[one], place) for one, place in places]
    texts = continuations(draft, writer, prefixes, STEP, temperature=TEMPERATURE, device=device, seed=seed)
    found: dict[int, list[Sibling]] = {one: [] for one in chosen}
    for (one, place), text in zip(places, texts, strict=True):
        found[one].append(Sibling(place, text, rate(chosen[one], place, text)))
    return found


def _chains(
    draft: Llama, writer: Writer, chosen: list[tuple[int, Problem]], device: str, seed: int
) -> dict[int, list[str]]:
    """Several whole chains for each problem: those that came to an answer."""
    prefixes = [prefix(made, 0) for _, made in chosen for _ in range(_CHAINS)]
    texts = continuations(draft, writer, prefixes, CHAIN, temperature=TEMPERATURE, device=device, seed=seed)
    numbered = {one: texts[at * _CHAINS : (at + 1) * _CHAINS] for at, (one, _) in enumerate(chosen)}
    return {one: [text for text in found if boxed_of(text) is not None] for one, found in numbered.items()}


def prefix(made: Problem, place: int) -> str:
    """The question and the gold steps before `place`, as the tool sends them."""
    return question_prompt(made.question) + "".join(step + DELIMITER for step in made.chain()[:place])


def read_own_steps(path: Path) -> tuple[OwnSteps, ...]:
    """What `collect` wrote; nothing where it has not run. Raises `ValueError` if the generator has changed since."""
    if not path.exists():
        return ()
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    if any(training_problem(row["seed"]).question != row["question"] for row in rows):
        raise ValueError(f"{path} was collected on problems that the generator no longer makes: delete it")
    return tuple(
        OwnSteps(row["seed"], tuple(Sibling(*sibling) for sibling in row["siblings"]), tuple(row["chains"]))
        for row in rows
    )


def _line(made: Problem, seed: int, siblings: list[Sibling], chains: list[str]) -> str:
    rated = [[one.place, one.text, one.rating] for one in siblings]
    return json.dumps({"seed": seed, "question": made.question, "siblings": rated, "chains": chains}) + "\n"
