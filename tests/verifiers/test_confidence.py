"""confidence: the draft's own certainty, and handing on what it is unsure of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.errors import UsageError
from specrc_cli.verifiers.base import Proposal
from tests.verifiers.proposals import drafted, kinds, named, propose


async def unsure(target: ScriptedModel, *entropies: float, scored: bool = False) -> Proposal:
    [proposal] = await propose(target, "a step\n\n", scored=scored)
    proposal.draft = replace(drafted("a step\n\n"), logprobs=(-1.0,) * len(entropies), entropies=entropies)
    return proposal


@pytest.mark.parametrize(("entropies", "accepted"), [((0.1, 0.2), True), ((0.5, 0.5), True), ((0.1, 2.0), False)])
async def test_a_step_is_accepted_where_the_draft_was_certain(entropies: tuple[float, ...], accepted: bool) -> None:
    target = ScriptedModel()
    verdict = await named("confidence").judge(await unsure(target, *entropies))
    assert verdict.score == pytest.approx(-sum(entropies) / len(entropies))
    assert verdict.accepted is accepted
    assert list(kinds(target)) == []


@pytest.mark.parametrize("entropies", [(), (float("nan"),)])
async def test_without_figures_it_abstains(entropies: tuple[float, ...]) -> None:
    verdict = await named("confidence").judge(await unsure(ScriptedModel(), *entropies))
    assert verdict.abstained


async def test_a_certain_step_spares_the_target_the_question() -> None:
    target = ScriptedModel()
    verdict = await named("confidence/utility").judge(await unsure(target, 0.1))
    assert (verdict.verifier, verdict.accepted) == ("confidence", True)
    assert list(kinds(target)) == []


@pytest.mark.parametrize(("rating", "accepted"), [(9, True), (3, False)])
async def test_a_doubtful_step_is_for_the_next_to_judge(rating: int, accepted: bool) -> None:
    target = ScriptedModel(ratings={"a step\n\n": rating})
    verdict = await named("confidence/utility").judge(await unsure(target, 3.0))
    assert (verdict.verifier, verdict.accepted, verdict.score) == ("utility", accepted, rating)
    assert verdict.cost.prefilled > 0


async def test_what_hands_on_can_be_one_of_several_that_must_accept() -> None:
    target = ScriptedModel(ratings={"a step\n\n": 3})
    verifier = named("arithmetic+confidence:-1/utility:5")
    assert verifier.name == "arithmetic+confidence/utility"
    verdict = await verifier.judge(await unsure(target, 3.0))
    assert [member.verifier for member in verdict.members] == ["arithmetic", "utility"]
    assert not verdict.accepted


async def test_what_hands_on_reads_tokens_if_the_next_does() -> None:
    verifier = named("confidence/likelihood")
    assert (verifier.reads_tokens, verifier.asks_target) == (True, True)
    target = ScriptedModel(logprobs={"a step\n\n": -0.1})
    assert (await verifier.judge(await unsure(target, 3.0, scored=True))).accepted


def test_a_verifier_that_asks_the_target_cannot_hand_on() -> None:
    with pytest.raises(UsageError, match="utility asks the target itself"):
        named("utility/yesno")
