"""Verdicts held against the generator's own chain."""

from __future__ import annotations

from random import Random

from benchmarks.ground_truth import errors
from demo_models.corruptions import wrong_arithmetic
from demo_models.generator import problem
from demo_models.problems import DELIMITER
from specrc_cli.backends.scripted import ScriptedModel
from tests.play import Played, play

PROBLEM = problem(7, "test", steps=3)
GOLD = tuple(step + DELIMITER for step in PROBLEM.chain())


def wrong(place: int) -> str:
    return f"{wrong_arithmetic(Random(1), PROBLEM, place)}{DELIMITER}"


async def played(*drafts: str, ratings: dict[str, int], writes: tuple[str, ...] = ()) -> Played:
    draft = ScriptedModel("draft", writes=drafts)
    return await play(draft=draft, target=ScriptedModel("target", writes=writes, ratings=ratings))


async def test_right_steps_accepted_are_no_errors() -> None:
    found = errors((await played(*GOLD, ratings=dict.fromkeys(GOLD, 9))).record, PROBLEM)
    assert (found.false_rejects.hits, found.false_rejects.of) == (0, len(GOLD))
    assert found.false_accepts.of == 0


async def test_a_wrong_step_that_stood_is_a_false_accept_and_what_follows_is_not_known() -> None:
    drafts = (GOLD[0], wrong(1), GOLD[2], GOLD[3])
    found = errors((await played(*drafts, ratings=dict.fromkeys(drafts, 9))).record, PROBLEM)
    assert (found.false_accepts.hits, found.false_accepts.of) == (1, 1)
    assert found.unknown == 2


async def test_a_wrong_step_that_was_rewritten_leaves_what_follows_known() -> None:
    drafts, ratings = (GOLD[0], wrong(1), GOLD[2], GOLD[3]), dict.fromkeys(GOLD, 9) | {wrong(1): 0}
    found = errors((await played(*drafts, ratings=ratings, writes=(GOLD[1],))).record, PROBLEM)
    assert (found.false_accepts.hits, found.false_accepts.of) == (0, 1)
    assert (found.false_rejects.hits, found.false_rejects.of) == (0, 3)
    assert found.unknown == 0


async def test_a_right_step_that_was_rewritten_is_a_false_reject() -> None:
    ratings = dict.fromkeys(GOLD, 9) | {GOLD[1]: 2}
    found = errors((await played(*GOLD, ratings=ratings, writes=(GOLD[1],))).record, PROBLEM)
    assert (found.false_rejects.hits, found.false_rejects.of) == (1, 4)
