"""What the target says of real draft steps, asked in every way the tool can ask.

A draft step is judged behind a right chain, as in the tool, where a wrong step is rewritten before the draft goes on.
It counts as right when it states what the next gold step states, of people and things that the question knows.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demo_models.problems import DELIMITER, Problem, same_step
from demo_models.prompts import PROMPTS, RIGHT
from demo_models.rating import Grades, grade, rate
from demo_models.trials import Pair, in_groups
from specrc_cli.backends.base import GREEDY, Branch, Model, Until
from specrc_cli.verifiers.criteria import CRITERIA
from specrc_cli.verifiers.equivalence import spelt_alike
from specrc_cli.verifiers.utility import DIGITS, Rating, read_digit
from specrc_cli.verifiers.yesno import YES_NO

STEP = Until(texts=(DELIMITER,), max_tokens=64)


@dataclass(frozen=True, slots=True)
class Judged:
    """One draft step and its scores by name.

    `right` as a whole; `equation` only looks at its equation (or answer), so that a misspelled name is forgiven.
    `same` is P(the same as the gold step), None where both are spelt alike and nobody would ask.
    """

    right: bool
    equation: bool
    grades: Grades
    scores: Mapping[str, float]
    same: float | None


async def judge_all(problems: Sequence[Problem], pair: Pair) -> list[Judged]:
    """Has the draft write each step of each problem once, and the target score it."""
    return [judged for found in await in_groups(problems, lambda one: _judge(one, pair)) for judged in found]


async def _judge(one: Problem, pair: Pair) -> list[Judged]:
    messages = PROMPTS.messages(one.question)
    draft, target = await pair.draft.open(messages), await pair.target.open(messages)
    found = []
    try:
        for place, gold in enumerate(one.chain()):
            found.append(await _judge_step(one, place, draft, target, pair.target))
            for branch in (draft, target):
                branch.extend(gold + DELIMITER)
    finally:
        draft.close()
        target.close()
    return found


async def _judge_step(one: Problem, place: int, draft: Branch, target: Branch, model: Model) -> Judged:
    before, target_before = draft.mark(), target.mark()
    step = await draft.generate(until=STEP, sampling=GREEDY)
    draft.rewind(before)
    text, gold = step.text.strip(), one.chain()[place]
    rating, equation = rate(one, place, text), same_step(text, gold)
    scores = await _scores(step.text, target, model)
    target.rewind(target_before)
    same = None
    if spelt_alike(text) != spelt_alike(gold):
        target.extend(gold + DELIMITER)
        target.extend(step.text)
        said = await target.choose(model.turn(PROMPTS.equivalence, reply=PROMPTS.yesno_reply), YES_NO)
        same = said.probabilities[0]
        target.rewind(target_before)
    return Judged(rating == RIGHT, equation, grade(one, place, text, rating), scores, same)


async def _scores(text: str, target: Branch, model: Model) -> dict[str, float]:
    reading = target.read(text)
    requests = (PROMPTS.utility, *(getattr(PROMPTS, name) for name in CRITERIA))
    asked = [target.choose(model.turn(request), DIGITS) for request in requests]
    yesno = target.choose(model.turn(PROMPTS.yesno), YES_NO)
    utility, *criteria = await asyncio.gather(*asked)
    logprobs = (await reading).logprobs or (-100.0,)
    expected = {name: read_digit(choice, Rating.EXPECTED) for name, choice in zip(CRITERIA, criteria, strict=True)}
    return {
        "likelihood minimum": min(logprobs),
        "likelihood mean": sum(logprobs) / len(logprobs),
        "utility greedy": read_digit(utility, Rating.GREEDY),
        "utility expected": read_digit(utility, Rating.EXPECTED),
        "criteria greedy": min(read_digit(choice, Rating.GREEDY) for choice in criteria),
        "criteria expected": min(expected.values()),
        "yesno": (await yesno).probabilities[0],
        **expected,
    }
