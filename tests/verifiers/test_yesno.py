"""yesno: one question, two words."""

from __future__ import annotations

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.verifiers.prompts import Prompts
from tests.verifiers.proposals import judged, kinds, named


@pytest.mark.parametrize(("yes", "no", "accepted"), [(0.8, 0.2, True), (0.6, 0.4, False), (0.2, 0.0, True)])
async def test_the_share_of_yes_is_held_against_the_threshold(yes: float, no: float, accepted: bool) -> None:
    target = ScriptedModel(ratings={"a step\n\n": {"yes": yes, "no": no}})
    verdict = await judged(named("yesno"), target)
    assert verdict.score == pytest.approx(yes / (yes + no))
    assert (verdict.accepted, verdict.threshold) == (accepted, 0.7)
    assert list(kinds(target)) == ["extend", "choose"]
    assert Prompts().yesno in target.calls[-1].text


async def test_neither_word_is_an_abstention() -> None:
    verdict = await judged(named("yesno"), ScriptedModel(ratings={"a step\n\n": {"yes": 0.05}}))
    assert (verdict.score, verdict.accepted, verdict.abstained) == (None, False, True)
