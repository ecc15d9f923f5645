"""equivalence: the target's own step beside the draft's."""

from __future__ import annotations

import pytest

from specrc_cli.backends.base import Thinking
from specrc_cli.backends.scripted import ScriptedModel, following
from specrc_cli.verifiers.prompts import Prompts
from tests.play import play
from tests.verifiers.proposals import kinds, named, propose

OWN, SAME, OTHER = "2 and 3 make 5.\n\n", "2 and 3  make 5\n\n", "So there are 5 in all.\n\n"


def writing(yes: float, **options: object) -> ScriptedModel:
    ratings = {OWN + OTHER: {"yes": yes, "no": 1 - yes}}
    return ScriptedModel(writes=[OWN], ratings=ratings, **options)  # type: ignore[arg-type]


async def test_the_same_words_need_no_question() -> None:
    target = writing(0)
    [proposal] = await propose(target, SAME)
    verdict = await named("equivalence").judge(proposal)
    assert (verdict.accepted, verdict.score) == (True, 1)
    assert list(kinds(target)) == ["generate"]
    assert target.open_branches == 1


@pytest.mark.parametrize(("yes", "accepted"), [(0.9, True), (0.5, True), (0.2, False)])
async def test_other_words_are_the_targets_to_compare(yes: float, accepted: bool) -> None:
    target = writing(yes)
    [proposal] = await propose(target, OTHER)
    verdict = await named("equivalence").judge(proposal)
    assert verdict.score == pytest.approx(yes)
    assert verdict.accepted is accepted
    assert verdict.reason == ("" if accepted else "it wrote: 2 and 3 make 5.")
    assert Prompts().equivalence in target.calls[-1].text
    assert verdict.cost.written == target.count(OWN)
    assert target.open_branches == 1


async def test_the_target_writes_before_the_step_even_where_another_put_it_there() -> None:
    target = ScriptedModel(writes=following(OWN), ratings={OWN + OTHER: {"yes": 0.9}, OTHER: {"yes": 1.0}})
    [proposal] = await propose(target, OTHER)
    assert (await named("yesno+equivalence").judge(proposal)).accepted


async def test_blank_lines_before_the_targets_step_are_no_step() -> None:
    target = ScriptedModel(writes=["\n\n", OWN])
    [proposal] = await propose(target, SAME)
    assert (await named("equivalence").judge(proposal)).accepted


async def test_the_end_of_the_thinking_ends_the_targets_step_too() -> None:
    target = ScriptedModel(writes=["Five.</think>So 5.\n\n"], thinking=Thinking())
    [proposal] = await propose(target, "five.</think>")
    assert (await named("equivalence").judge(proposal)).accepted


async def test_a_run_can_be_judged_so_and_counts_what_was_written_to_judge() -> None:
    draft = ScriptedModel("draft", writes=[OTHER, "So \\boxed{5}."])
    target = ScriptedModel("target", writes=[OWN, "So \\boxed{5}"], ratings={OWN + OTHER: {"yes": 0.9}})
    played = await play(draft=draft, target=target, verifier="equivalence")
    assert played.fates == ["accepted", "accepted"]
    assert played.record.totals.tokens.judge > target.count(OWN)
