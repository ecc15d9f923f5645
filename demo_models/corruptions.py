"""Wrong and useless steps made from right ones, so that a verifier has something to reject.

Every corruption of a step differs from the gold step in what it states: another result, a step that was already
made, or an answer given too early.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from demo_models.arithmetic import compute
from demo_models.problems import DELIMITER, Problem, Step, closing, equation_of, same_step
from demo_models.prompts import PREMATURE, USELESS, WRONG


@dataclass(frozen=True, slots=True)
class Corruption:
    """A bad step in the place of gold step `place`."""

    kind: str
    place: int
    text: str
    rating: int


def wrong_arithmetic(rng: Random, problem: Problem, place: int) -> str | None:
    """The right equation with a wrong result: off by a little, by ten, or with its digits swapped."""
    step = problem.steps[place]
    digits = str(step.result)
    near = [step.result + shift for shift in (-10, -2, -1, 1, 2, 10)] + [int(digits[::-1])]
    return replace(step, result=rng.choice([value for value in near if value >= 0 and value != step.result])).text


def wrong_operand(rng: Random, problem: Problem, place: int) -> str | None:
    """A true equation in which one number is another of the problem's, or off by a little."""
    step = problem.steps[place]
    known = [*problem.numbers, *(earlier.result for earlier in problem.steps[:place])]
    shifted = [step.right + shift for shift in (-2, -1, 1, 2, 10)]
    candidates = [(step.left, right) for right in (*known, *shifted)] + [(left, step.right) for left in known]
    return _true_variant(rng, step, [(left, step.op, right) for left, right in candidates])


def wrong_operation(rng: Random, problem: Problem, place: int) -> str | None:
    """A true equation of the same numbers with another operation."""
    step = problem.steps[place]
    return _true_variant(rng, step, [(step.left, op, step.right) for op in "+-*/" if op != step.op])


def irrelevant(rng: Random, problem: Problem, place: int) -> str | None:
    """A true equation about the problem's numbers that the solution does not need here."""
    known = [*problem.numbers, *(earlier.result for earlier in problem.steps[:place])]
    step = problem.steps[place]
    other = rng.choice(problem.steps) if place < len(problem.steps) - 1 else step
    pairs = [(rng.choice(known), rng.choice("+-"), rng.choice(known)) for _ in range(6)]
    needed = {gold.result for gold in problem.steps}
    return _true_variant(rng, replace(other, result=step.result), pairs, needed)


def repeated(rng: Random, problem: Problem, place: int) -> str | None:
    """A step that was already made."""
    return problem.steps[rng.randrange(place)].text if place else None


def premature(_: Random, problem: Problem, place: int) -> str | None:
    """The amount so far, given as the answer before the chain is done."""
    return closing(problem.steps[place - 1].result) if place else None


KINDS: dict[str, tuple[Callable[[Random, Problem, int], str | None], int, float]] = {
    "wrong arithmetic": (wrong_arithmetic, WRONG, 3.0),
    "wrong operand": (wrong_operand, WRONG, 3.0),
    "wrong operation": (wrong_operation, WRONG, 2.0),
    "irrelevant": (irrelevant, USELESS, 0.7),
    "repeated": (repeated, USELESS, 0.7),
    "premature": (premature, PREMATURE, 1.0),
}
WRONG_ANSWER = "wrong answer"


def corrupt(rng: Random, problem: Problem, place: int) -> Corruption | None:
    """A bad step for this place, of a kind drawn by weight; None where the drawn kind has none to offer."""
    chain = problem.chain()
    if place == len(chain) - 1:
        return _wrong_answer(rng, problem, place)
    kind = rng.choices(list(KINDS), [weight for _, _, weight in KINDS.values()])[0]
    make, rating, _ = KINDS[kind]
    text = make(rng, problem, place)
    if text is None or same_step(text, chain[place]):
        return None
    return Corruption(kind, place, text, rating)


def _wrong_answer(rng: Random, problem: Problem, place: int) -> Corruption:
    if rng.random() < 0.3:
        return Corruption("repeated", place, problem.steps[rng.randrange(place)].text, USELESS)
    values = [*problem.numbers, *(step.result for step in problem.steps), problem.answer + 1, problem.answer + 10]
    wrong = rng.choice([value for value in values if value != problem.answer])
    return Corruption(WRONG_ANSWER, place, closing(wrong), WRONG)


def _true_variant(
    rng: Random, step: Step, candidates: list[tuple[int, str, int]], taken: set[int] | None = None
) -> str | None:
    avoid = (taken or set()) | {step.result}
    variants = []
    for left, op, right in candidates:
        result = compute(left, op, right)  # type: ignore[arg-type]
        if right > 0 and result is not None and 0 < result < 1000 and result not in avoid:
            variants.append(replace(step, left=left, op=op, right=right, result=result))  # type: ignore[arg-type]
    return rng.choice(variants).text if variants else None


def wrong_chain(rng: Random, problem: Problem) -> str:
    """A whole chain with a mistake in one step that the later steps carry on, to another answer than the right one."""
    for _ in range(20):
        place = rng.randrange(len(problem.steps))
        bad = corrupt(rng, problem, place)
        found = equation_of(bad.text) if bad is not None else None
        if bad is None or found is None or found[3] == problem.steps[place].result:
            continue
        texts, answer = _carried_on(problem, place, found[3])
        if answer not in (None, problem.answer):
            return DELIMITER.join((*problem.chain()[:place], bad.text, *texts, closing(answer)))
    return DELIMITER.join((*problem.chain()[:-1], closing(problem.answer + rng.choice((1, 2, 10)))))


def _carried_on(problem: Problem, place: int, result: int) -> tuple[list[str], int | None]:
    """The steps behind `place` with its wrong result in them, and what they come to; None where one has no result."""
    moved, texts = {problem.steps[place].result: result}, []
    for step in problem.steps[place + 1 :]:
        left, right = moved.get(step.left, step.left), moved.get(step.right, step.right)
        result_now = compute(left, step.op, right)
        if result_now is None or result_now < 1:
            return [], None
        moved[step.result] = result_now
        texts.append(replace(step, left=left, right=right, result=result_now).text)
        result = result_now
    return texts, result
