"""Composition: in the order stated, the first rejection ends it, every verdict is kept."""

from __future__ import annotations

import asyncio

from specrc_cli.backends.scripted import ScriptedModel
from tests.verifiers.proposals import judged, kinds, named, propose

TRUE, FALSE, SILENT = "2 + 3 = 5\n\n", "2 + 3 = 6\n\n", "Let us see.\n\n"


def target() -> ScriptedModel:
    return ScriptedModel(ratings={TRUE: 8, FALSE: 9, SILENT: 3}, logprobs={"\n\n": -0.5, SILENT: -5})


async def test_a_false_equation_is_rejected_before_the_target_is_asked() -> None:
    model = target()
    verdict = await judged(named("arithmetic+utility"), model, FALSE)
    assert not verdict.accepted
    assert [member.verifier for member in verdict.members] == ["arithmetic"]
    assert kinds(model) == []


async def test_what_the_first_lets_pass_the_second_decides() -> None:
    verdict = await judged(named("arithmetic+utility"), target(), TRUE)
    assert (verdict.verifier, verdict.accepted) == ("arithmetic+utility", True)
    assert (verdict.score, verdict.threshold) == (8, 7)
    assert [(member.verifier, member.score) for member in verdict.members] == [("arithmetic", 1), ("utility", 8)]


async def test_a_silent_check_leaves_the_word_to_the_next() -> None:
    verdict = await judged(named("arithmetic+utility"), target(), SILENT)
    assert (verdict.accepted, verdict.score) == (False, 3)
    assert verdict.members[0].accepted
    assert verdict.members[0].score is None


async def test_a_silent_check_at_the_end_leaves_the_score_to_the_one_before() -> None:
    verdict = await judged(named("utility:2+arithmetic"), target(), SILENT)
    assert (verdict.accepted, verdict.score, verdict.threshold) == (True, 3, 2)


async def test_order_is_as_stated_even_where_it_costs() -> None:
    model = target()
    verdict = await judged(named("utility+arithmetic"), model, FALSE)
    assert [(member.verifier, member.accepted) for member in verdict.members] == [
        ("utility", True),
        ("arithmetic", False),
    ]
    assert verdict.score == 0


async def test_members_that_ask_the_target_share_one_pass_and_all_are_kept() -> None:
    model = target()
    verdict = await judged(named("likelihood+utility"), model, SILENT)
    assert [(member.verifier, member.accepted) for member in verdict.members] == [
        ("likelihood", False),
        ("utility", False),
    ]
    assert verdict.score == -5
    assert len({call.turn for call in model.calls[1:]}) == 1


async def test_verdicts_of_a_composition_gathered_are_still_asked_at_their_own_steps() -> None:
    model = target()
    proposals = await propose(model, TRUE, SILENT, FALSE, scored=True)
    verdicts = await asyncio.gather(*map(named("likelihood:-9+utility:0").judge, proposals))
    assert [verdict.score for verdict in verdicts] == [8, 3, 9]
    assert len({call.turn for call in model.calls[1:]}) == 1


async def test_costs_add_up() -> None:
    verdict = await judged(named("arithmetic+utility"), target(), TRUE)
    assert verdict.cost == verdict.members[1].cost
    assert verdict.cost.prefilled > 0


def test_a_composition_speaks_for_its_members() -> None:
    verifier = named("arithmetic+likelihood:-2")
    assert verifier.name == "arithmetic+likelihood"
    assert verifier.asks_target
    assert verifier.reads_tokens
    assert verifier.knobs == {"arithmetic": {}, "likelihood": {"threshold": -2, "pool": "minimum"}}
