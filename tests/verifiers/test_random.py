"""random: blind, but the same each time."""

from __future__ import annotations

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options
from tests.verifiers.proposals import kinds, named, propose


async def accepted(spec: str, seed: int, count: int = 400) -> list[bool]:
    proposals = await propose(ScriptedModel(), *["a step"] * count)
    verifier = named(spec, options=Options(prompts=Prompts(), seed=seed))
    return [(await verifier.judge(proposal)).accepted for proposal in proposals]


@pytest.mark.parametrize(("rate", "low", "high"), [(0, 0, 0), (0.3, 80, 160), (0.5, 160, 240), (1, 400, 400)])
async def test_it_accepts_at_its_rate(rate: float, low: int, high: int) -> None:
    assert low <= sum(await accepted(f"random:{rate}", seed=0)) <= high


async def test_it_decides_by_seed_and_step_alone() -> None:
    assert await accepted("random", seed=3) == await accepted("random", seed=3)
    assert await accepted("random", seed=3) != await accepted("random", seed=4)


async def test_it_asks_nobody() -> None:
    target = ScriptedModel()
    [proposal] = await propose(target, "a step")
    verdict = await named("random:1").judge(proposal)
    assert kinds(target) == []
    assert verdict.score is not None
    assert (verdict.threshold, verdict.accepted) == (0, True)
