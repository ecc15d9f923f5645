"""The baselines: one model alone."""

from __future__ import annotations

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.methods.base import Limits
from specrc_cli.trace.events import StopReason
from tests.play import play

STEPS = ("2 + 3 = 5\n\n", "So \\boxed{5}.")


async def test_the_target_alone_writes_every_step() -> None:
    played = await play("target", target=ScriptedModel(writes=STEPS))
    assert played.fates == ["written", "written"]
    assert {step.author for step in played.steps} == {"target"}
    assert played.outcome.answer == "5"


async def test_the_draft_alone_needs_no_target() -> None:
    played = await play("draft", draft=ScriptedModel(writes=STEPS))
    assert {step.author for step in played.steps} == {"draft"}
    assert played.record.target is None
    assert played.outcome.answer == "5"


async def test_nothing_is_judged_or_discarded() -> None:
    totals = (await play("target", target=ScriptedModel(writes=STEPS))).record.totals
    assert (totals.acceptance.of, totals.acceptance.rate) == (0, None)
    assert (totals.tokens.judge, totals.tokens.discarded) == (0, 0)


async def test_an_empty_step_ends_the_chain() -> None:
    played = await play("target", target=ScriptedModel(writes=[STEPS[0], "", "5}"]))
    assert played.fates == ["written", None]
    assert played.outcome.stop is StopReason.EOS


async def test_a_loop_ends_the_chain() -> None:
    played = await play("target", target=ScriptedModel(writes=[STEPS[0], STEPS[0], "5}"]))
    assert played.outcome.stop is StopReason.LOOP


async def test_a_step_never_outruns_the_budget() -> None:
    target = ScriptedModel(writes=["a b c d e f g\n\n", "h i j k\n\n", "5}"])
    played = await play("target", target=target, limits=Limits(token_budget=18))
    assert played.outcome.stop is StopReason.BUDGET
    assert played.record.totals.tokens.target == 18
    assert [step.truncated for step in played.steps] == [False, True]
