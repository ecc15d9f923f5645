"""The contest: who is asked what, which rate the controls take, and what the table says of who could not run."""

from __future__ import annotations

import pytest

from benchmarks.contestants import CONTESTANTS, JUDGES, RANDOM
from benchmarks.method_tables import acceptance, break_evens, costs, results
from benchmarks.methods import bars, controls, measure
from benchmarks.scores import Score, break_even, speedup
from demo_models.generator import problem
from demo_models.problems import DELIMITER
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.trace.record import Record
from tests.play import play

PROBLEM = problem(7, "test", steps=2)
GOLD = tuple(step + DELIMITER for step in PROBLEM.chain())


def timed(record: Record, *, wall: float, draft: float = 0.0, judge: float = 0.0, write: float = 0.0) -> Record:
    seconds = record.totals.seconds.model_copy(update={"wall": wall, "draft": draft, "judge": judge, "write": write})
    return record.model_copy(update={"totals": record.totals.model_copy(update={"seconds": seconds})})


async def target_score() -> Score:
    played = await play("target", target=ScriptedModel("target", writes=GOLD), gold=str(PROBLEM.answer))
    score = Score("target")
    score.add(0, timed(played.record, wall=4.0, write=3.0), PROBLEM)
    return score


async def specreason_score(*, wall: float = 2.0) -> Score:
    ratings = dict.fromkeys(GOLD, 9) | {GOLD[0]: 2}
    target = ScriptedModel("target", writes=GOLD[:1], ratings=ratings)
    played = await play(draft=ScriptedModel("draft", writes=GOLD), target=target, gold=str(PROBLEM.answer))
    score = Score("specreason")
    score.add(0, timed(played.record, wall=wall, draft=0.3, judge=0.6, write=1.0), PROBLEM)
    return score


async def test_break_even_is_in_the_time_the_target_takes_to_write_a_step() -> None:
    figures = break_even(await specreason_score(), await target_score())
    assert figures is not None
    assert (figures.c, figures.v, figures.a) == pytest.approx((0.1, 0.2, 2 / 3))


async def test_speedup_is_the_targets_time_over_ones_own() -> None:
    faster = speedup(await specreason_score(), await target_score())
    assert faster is not None
    assert faster.whole == 2.0


async def test_who_shares_no_question_with_the_target_has_no_speedup() -> None:
    assert speedup(Score("specreason"), await target_score()) is None


async def test_the_control_accepts_at_the_rate_its_method_was_seen_to() -> None:
    [control] = controls({"specreason": await specreason_score()})
    assert control.name == "specreason random"
    assert control.reasoning == {"method": "specreason", "verifier": "random:0.6667"}


async def test_a_method_as_good_as_the_target_meets_its_bar_and_one_no_better_than_chance_misses_the_other() -> None:
    scores = {"target": await target_score(), "specreason": await specreason_score()}
    kept, earned = bars(scores | {"specreason random": await specreason_score()})
    assert kept.met
    assert not earned.met


async def test_who_could_not_run_stands_in_the_table_with_the_count_of_failures() -> None:
    unable = Score("lookahead", failures={0: "no yes", 1: "no yes"})
    target = await target_score()
    [row] = results({"lookahead": unable}, {"lookahead": target})
    assert row.cells["right"] == "-"
    assert row.cells["failed"] == "2"


async def test_a_question_on_which_it_broke_down_counts_as_answered_wrong() -> None:
    score = await specreason_score()
    score.failures[1] = "the context is full"
    assert (score.accuracy.hits, score.accuracy.of) == (1, 2)


async def test_acceptance_goes_with_its_counts() -> None:
    [row] = acceptance({"specreason": await specreason_score()})
    assert row.cells["steps accepted"] == "66.7% 2/3"
    assert row.record["false rejects"] == [1, 3]


async def test_tokens_are_told_by_author_and_purpose() -> None:
    score = await specreason_score()
    [row] = costs({"specreason": score})
    assert row.record["draft"] == sum(map(ScriptedModel().count, GOLD))
    assert row.record["target"] == row.record["discarded"] == ScriptedModel().count(GOLD[0])


async def test_where_a_method_does_not_pay_the_table_says_why() -> None:
    slow, target = await specreason_score(wall=8.0), await target_score()
    section = break_evens({"specreason": slow}, {"specreason": target})
    assert "does not pay, 0.50 times as fast, +0.0 points" in section.notes[-1]


def test_every_contestant_can_be_planned() -> None:
    for contestant in (*CONTESTANTS, *JUDGES.values(), *(control.at(0.5) for control in RANDOM.values())):
        assert contestant.plan().method.name == contestant.reasoning["method"]


def test_no_two_contestants_have_one_name() -> None:
    names = [each.name for each in CONTESTANTS] + [control.name for control in RANDOM.values()]
    assert len(set(names)) == len(names)


async def test_one_problem_with_the_bundled_pair_fills_every_section() -> None:
    sections = await measure(["specreason"], 1, seed=3)
    names = [row.record["method"] for row in sections[0].rows]
    assert names[:2] == ["target", "specreason"]
    assert {section.title.partition(",")[0] for section in sections if section.rows} >= {"Acceptance", "Break-even"}
