"""The audit: accepted steps written by the target as well, off the main path, and held against each other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.methods.audit import Audit, said_alike
from specrc_cli.trace.events import RunEnded, StepAudited
from specrc_cli.trace.statistics import wilson
from tests.play import Played, play

ONE, TWO, THREE = "1 + 1 = 2\n\n", "2 + 2 = 4\n\n", "4 + 4 = 8\n\n"
TWO_SO, TWO_WRONG = "So 2 + 2 = 4 in all.\n\n", "2 + 2 = 5\n\n"
VAGUE = "Twice two is four.\n\n"
END = "So \\boxed{8}."
RATINGS = dict.fromkeys((ONE, TWO, TWO_WRONG, THREE, END), 9)
YES, NO = {"yes": 0.9, "no": 0.1}, {"yes": 0.2, "no": 0.8}


def writing(own: dict[str, str]) -> Any:
    """What the target would write in place of the step behind each beginning, `own` of it other than the draft's."""
    chain = [ONE, TWO, THREE, END]

    def write(context: str) -> str:
        before = next((i + 1 for i in (2, 1, 0) if context.endswith((chain[i], TWO_WRONG)[: 1 + (i == 1)])), 0)
        return own.get(chain[before], chain[before])

    return write


async def run_on(
    own: dict[str, str], *, method: str = "specreason", audit: float = 1.0, second: str = TWO, **options: Any
) -> Played:
    draft = ScriptedModel("draft", writes=[ONE, second, THREE, END])
    ratings: Any = RATINGS | {TWO_WRONG + VAGUE: NO, VAGUE + TWO: YES, **options.pop("ratings", {})}
    target = ScriptedModel("target", writes=writing(own), ratings=ratings, **options)
    return await play(method, draft=draft, target=target, knobs={"audit": audit})


@pytest.mark.parametrize("method", ["specreason", "specrc"])
async def test_every_sampled_step_is_written_by_the_target_too(method: str) -> None:
    played = await run_on({}, method=method)
    assert [step.audit.target.text for step in played.steps if step.audit] == [ONE, TWO, THREE, END]
    assert played.fates == ["accepted"] * 4
    assert played.record.totals.audit is not None
    assert (played.record.totals.audit.unlike.count, played.record.totals.audit.unlike.of) == (0, 4)


async def test_each_question_of_a_batch_has_its_own_sample() -> None:
    async def sample(question: str) -> tuple[int, ...]:
        draft = ScriptedModel("draft", writes=[ONE, TWO, THREE, END])
        target = ScriptedModel("target", writes=writing({}), ratings=RATINGS)
        played = await play("specreason", draft=draft, target=target, knobs={"audit": 0.5}, question=question)
        return tuple(step.index for step in played.steps if step.audit)

    samples = [await sample(f"{number}?") for number in range(8)]
    assert len(set(samples)) > 1
    assert samples == [await sample(f"{number}?") for number in range(8)]


async def test_nothing_is_audited_unasked() -> None:
    played = await run_on({}, audit=0.0)
    assert played.of(StepAudited) == []
    assert played.record.totals.audit is None


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ({TWO: TWO.upper()}, "the same words"),
        ({TWO: TWO_SO}, "the same equations"),
        ({END: "The answer is \\boxed{8.0}."}, "the same answer"),
        ({TWO: VAGUE}, "the target was asked"),
    ],
)
async def test_steps_that_say_the_same_are_found_out_by_the_cheapest_means(own: dict[str, str], reason: str) -> None:
    played = await run_on(own)
    verdicts = [step.audit.verdict for step in played.steps if step.audit]
    assert all(verdict.accepted for verdict in verdicts)
    assert [verdict.reason for verdict in verdicts if verdict.reason != "the same words"] == (
        [] if reason == "the same words" else [reason]
    )


async def test_a_step_that_was_let_through_wrongly_is_an_estimate_with_its_interval() -> None:
    played = await run_on({TWO: VAGUE}, second=TWO_WRONG, ratings={VAGUE + TWO_WRONG: NO})
    audit = played.record.totals.audit
    assert audit is not None
    assert (audit.unlike.count, audit.unlike.of) == (1, 4)
    assert (audit.low, audit.high) == wilson(1, 4)
    second = played.steps[1].audit
    assert second is not None
    assert not second.verdict.accepted
    assert second.verdict.score == pytest.approx(0.2)


async def test_a_target_that_cannot_say_yes_or_no_is_not_asked() -> None:
    played = await run_on({TWO: VAGUE}, wordless=("yes", "no"))
    second = played.steps[1].audit
    assert second is not None
    assert (second.verdict.accepted, second.verdict.reason) == (False, "unlike")


async def test_an_unreadable_comparison_counts_as_unlike_and_says_so() -> None:
    played = await run_on({TWO: VAGUE}, ratings={VAGUE + TWO: {"yes": 0.01}})
    second = played.steps[1].audit
    assert second is not None
    assert second.verdict.abstained
    assert played.record.totals.audit is not None
    assert played.record.totals.audit.unlike.count == 1


async def test_what_it_took_is_in_no_other_figure() -> None:
    plain, audited = await run_on({}, audit=0.0), await run_on({}, audit=1.0)
    assert plain.record.totals.tokens == audited.record.totals.tokens
    assert plain.record.totals.steps == audited.record.totals.steps
    assert audited.record.totals.audit is not None
    assert audited.record.totals.audit.tokens >= sum(ScriptedModel().count(step) for step in (ONE, TWO, THREE, END))
    assert audited.record.totals.audit.seconds > 0


async def test_the_audit_follows_when_the_run_has_its_answer() -> None:
    played = await run_on({})
    order = [name for name in played.order if name in ("StepSettled", "StepAudited", "RunEnded")]
    assert order == ["StepSettled"] * 4 + ["StepAudited"] * 4 + ["RunEnded"]


async def test_its_time_is_not_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    async def take_long(*_: object) -> float:
        await asyncio.sleep(0.5)
        return 0.5

    monkeypatch.setattr(Audit, "carry_out", take_long)
    played = await run_on({})
    [ended] = played.of(RunEnded)
    assert isinstance(ended, RunEnded)
    assert 0 < ended.seconds < 0.5


async def test_the_sample_is_the_seeds() -> None:
    async def audited(seed: int) -> list[int]:
        draft = ScriptedModel("draft", writes=[f"{n} + 1 = {n + 1}\n\n" for n in range(30)] + [END])
        target = ScriptedModel(
            "target", writes=lambda _: "1 + 1 = 2\n\n", ratings={"\n\n": 9, END: 9}, wordless=("yes",)
        )
        played = await play(draft=draft, target=target, knobs={"audit": 0.3}, seed=seed)
        return [step.index for step in played.steps if step.audit]

    first = await audited(1)
    assert first == await audited(1)
    assert first != await audited(2)
    assert 2 < len(first) < 20


async def test_rejected_and_rewritten_steps_are_not_audited() -> None:
    draft = ScriptedModel("draft", writes=[ONE, TWO_WRONG, THREE, END])
    target = ScriptedModel("target", writes=writing({}), ratings=RATINGS | {TWO_WRONG: 1})
    played = await play(draft=draft, target=target, knobs={"audit": 1.0})
    assert [step.index for step in played.steps if step.audit] == [0, 2, 3]


@pytest.mark.parametrize(
    ("own", "other", "by"),
    [
        ("Add: 2 + 2 = 4", "add: 2 + 2  = 4.", "the same words"),
        ("2 + 2 = 4", "Two and two: 2 + 2 = 4 apples", "the same equations"),
        ("2 + 2 = 4", "2 + 2 = 4, and 4 + 4 = 8", None),
        ("2 + 2 = 4", "3 + 3 = 6", None),
        ("So \\boxed{4}", "It is \\boxed{4.0}", "the same answer"),
        ("2 + 2 = \\boxed{4}", "2 + 2 = 4", None),
        ("So \\boxed{4}", "So \\boxed{5}", None),
        ("I think", "He said", None),
    ],
)
def test_what_is_plainly_the_same_is_seen(own: str, other: str, by: str | None) -> None:
    assert said_alike(own, other) == by
