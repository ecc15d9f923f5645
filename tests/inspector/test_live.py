"""The inspector while a run goes on: what is seen of it, and what a person can do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.errors import ExitCode, ModelError
from specrc_cli.methods.base import Outcome
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.verifiers.person import Person
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier
from specrc_cli.views.inspector.glyphs import FINE
from specrc_cli.views.inspector.growing import GrowingRuns
from specrc_cli.views.inspector.live import LiveInspector
from tests.inspector.conftest import seen
from tests.inspector.runs import LAST, MENDED, RIGHT, WRONG
from tests.play import a_run

Played = tuple[Pilot[None], LiveInspector, "asyncio.Task[Outcome]"]


def a_screen(*, stepwise: bool = True) -> LiveInspector:
    return LiveInspector(GrowingRuns(FINE.symbols), FINE, stepwise=stepwise)


async def solving(app: LiveInspector) -> Outcome:
    draft = ScriptedModel("draft", writes=[RIGHT, WRONG, LAST])
    ratings = {RIGHT: 9, WRONG: 2, "7 pens\n\n": 8, LAST: 8}
    target = ScriptedModel("target", writes=[MENDED, "10}"], ratings=ratings)
    judge = make_verifier("utility", options=Options(prompts=Prompts()))
    run = a_run([], draft=draft, target=target, verifier=Person(judge, app.ask), listener=app.growing)
    return await solve(make_method("specreason"), run)


@asynccontextmanager
async def a_played_run(*, stepwise: bool = True) -> AsyncIterator[Played]:
    app = a_screen(stepwise=stepwise)
    app.let_ask()
    async with app.run_test(size=(150, 40)) as pilot:
        task = asyncio.create_task(solving(app))
        await drawn(pilot, app)
        yield pilot, app, task
        task.cancel()


async def drawn(pilot: Pilot[None], app: LiveInspector) -> str:
    """What is seen once the run has come as far as it comes by itself."""
    for _ in range(30):
        await asyncio.sleep(0)
    app.draw()
    await pilot.pause()
    return seen(pilot)


async def test_a_run_without_a_word_from_anybody_is_followed_to_its_end() -> None:
    async with a_played_run(stepwise=False) as (pilot, app, task):
        assert (await task).answer == "10"
        shown = await drawn(pilot, app)
    assert "2/3  █✎▇" in shown
    assert "answer  10 not graded" in shown
    assert "j k move" in shown


async def test_a_step_waits_with_its_verdict_for_a_persons_word() -> None:
    async with a_played_run() as (pilot, app, _):
        shown = await drawn(pilot, app)
        assert "1 ? 2 + 3 = 5 pens" in shown
        assert "━━━━━━━━━ 9" in shown
        assert "a accept" in shown
        assert "interrupted" not in shown


async def test_a_person_accepts_rejects_and_edits() -> None:
    async with a_played_run() as (pilot, app, task):
        await pilot.press("r")
        assert "✎ 5 * 2 = 10 pens" in await drawn(pilot, app)
        await pilot.press("e")
        await pilot.press("ctrl+u", *"5 + 2 = 7 pens", "enter")
        assert "✎ 5 + 2 = 7 pens" in await drawn(pilot, app)
        await pilot.press("a")
        assert (await task).answer == "10"
        record = app.growing.record(0)
    assert [step.fate for step in record.steps] == ["rewritten", "edited", "accepted"]
    assert [step.verdict.verifier for step in record.steps if step.verdict] == ["person"] * 3


async def test_an_edit_thought_better_of_leaves_the_step_waiting() -> None:
    async with a_played_run() as (pilot, app, _):
        await pilot.press("e", "x", "escape")
        assert "a accept" in await drawn(pilot, app)
        assert app.pane.id == "runs"
        await pilot.press("e", "ctrl+u", "enter")
        assert "1 ? 2 + 3 = 5 pens" in await drawn(pilot, app)


async def test_space_goes_on_alone_and_pauses_again() -> None:
    async with a_played_run() as (pilot, app, task):
        await pilot.press("space")
        assert (await task).answer == "10"
        record = app.growing.record(0)
    assert [step.verdict.verifier for step in record.steps if step.verdict] == ["utility"] * 3


async def test_a_run_that_went_on_alone_can_be_paused() -> None:
    app = a_screen(stepwise=False)
    app.let_ask()
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.press("space")
        task = asyncio.create_task(solving(app))
        assert "a accept" in await drawn(pilot, app)
        task.cancel()


async def test_a_method_that_asks_nobody_can_only_be_watched() -> None:
    app = a_screen(stepwise=False)
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.press("space", "a", "r", "e")
        assert "can be watched, not steered" in seen(pilot)


async def test_before_a_run_begins_its_models_are_named() -> None:
    app = a_screen()
    async with app.run_test(size=(150, 40)) as pilot:
        app.growing.opening("draft", "tiny\x1b[2J")
        app.draw()
        await pilot.pause()
        assert "opening the draft model tiny\\x1b[2J" in seen(pilot)


async def test_an_earlier_step_stays_in_sight_while_the_chain_grows() -> None:
    async with a_played_run() as (pilot, app, _):
        await pilot.press("tab", "g")
        assert app.chain.pointed == 0
        await pilot.press("a")
        await drawn(pilot, app)
        assert app.chain.pointed == 0
        await pilot.press("G", "a")
        await drawn(pilot, app)
        assert app.chain.pointed == app.chain.count - 1


async def test_q_asks_before_it_stops_a_run() -> None:
    async with a_played_run() as (pilot, app, _):
        await pilot.press("q")
        app.draw()
        await pilot.pause()
        assert "q again stops it" in seen(pilot)
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running


class Unseen(LiveInspector):
    """Accompanies work on a screen that nobody sees, and presses keys once it is drawn."""

    keys: tuple[str, ...] = ()

    async def run_async(self, **_: object) -> None:
        async def press(pilot: Pilot[object]) -> None:
            await asyncio.sleep(0.2)
            await pilot.press(*self.keys)

        await super().run_async(headless=True, size=(100, 30), auto_pilot=press)


def unseen(*keys: str) -> Unseen:
    app = Unseen(GrowingRuns(FINE.symbols), FINE, stepwise=True)
    app.keys = keys
    return app


async def a_job(app: LiveInspector) -> int:
    await solving(app)
    return 7


async def test_leaving_behind_the_end_gives_the_works_own_code() -> None:
    app = unseen("space", "q")
    app.let_ask()
    assert await app.accompany(a_job(app)) == 7


@pytest.mark.parametrize("keys", [("q", "q"), ("ctrl+c",)])
async def test_leaving_before_the_end_cancels_the_work(keys: tuple[str, ...]) -> None:
    app = unseen(*keys)
    assert await app.accompany(a_job(app)) == ExitCode.INTERRUPTED
    assert app.growing.record(0).stop == "cancelled"


async def test_what_fails_before_a_run_begins_closes_the_screen() -> None:
    async def no_model() -> int:
        raise ModelError("there is no such model")

    with pytest.raises(ModelError):
        await unseen().accompany(no_model())


async def test_a_signal_closes_the_screen_and_cancels_the_work() -> None:
    app = unseen()
    watching = asyncio.create_task(app.accompany(a_job(app)))
    await asyncio.sleep(0.3)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert app.growing.record(0).stop == "cancelled"
