"""A job is carried out to its end, or to whatever ends it, and nothing that was learned is lost."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path
from types import TracebackType

import pytest

from specrc_cli.backends.options import LoadOptions
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.cli import opening
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.opening import Models
from specrc_cli.cli.options import EngineOptions, ModelOptions, ReasoningOptions
from specrc_cli.cli.plan import make_plan
from specrc_cli.cli.running import Job, carry_out, what_to_run
from specrc_cli.errors import ExitCode
from specrc_cli.trace.events import Event, StopReason
from specrc_cli.trace.record import Record, read_records
from specrc_cli.trace.writer import TraceWriter
from specrc_cli.views.base import View
from tests.cli import program


class Watching(View):
    """A view that keeps what it was told, and breaks at a given event."""

    def __init__(self, *, breaks_at: int = -1, breaks_at_the_end: bool = False) -> None:
        self.events: list[Event] = []
        self.finished: list[Record] = []
        self.closed = False
        self._breaks_at, self._breaks_at_the_end = breaks_at, breaks_at_the_end

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if len(self.events) - 1 == self._breaks_at:
            raise BrokenPipeError(errno.EPIPE, "nobody listens")

    def finish(self, record: Record) -> None:
        if self._breaks_at_the_end:
            raise BrokenPipeError(errno.EPIPE, "nobody listens")
        self.finished.append(record)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.closed = True


class House:
    """A job with scripted models, whatever they are asked, and its trace."""

    def __init__(self, folder: Path, pair: list[str]) -> None:
        self.path = folder / "trace.jsonl"
        self.models: list[ScriptedModel] = []
        self._chosen = ModelOptions(target=pair[1], draft=pair[3])

    async def open(self, options: LoadOptions) -> ScriptedModel:
        model = await program.open_scripted(options)
        assert isinstance(model, ScriptedModel)
        self.models.append(model)
        return model

    async def carry_out(self, view: View, *, comparing: bool = False) -> int:
        plan = make_plan(self._chosen, EngineOptions(), ReasoningOptions(), KnobOptions())
        with TraceWriter(self.path) as trace:
            return await carry_out(Job(question="How many?", plan=plan, view=view, trace=trace, comparing=comparing))

    @property
    def traced(self) -> list[StopReason]:
        return [record.stop for record in read_records(self.path)] if self.path.exists() else []

    @property
    def open_branches(self) -> int:
        return sum(model.open_branches for model in self.models)


@pytest.fixture
def house(tmp_path: Path, pair: list[str], monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    built = House(tmp_path, pair)
    monkeypatch.setattr(opening, "open_model", built.open)
    monkeypatch.setattr(opening, "check_models", program.check_nothing)
    return built


async def test_a_job_that_ends_well_is_shown_and_traced(house: House) -> None:
    view = Watching()
    assert await house.carry_out(view) == ExitCode.OK
    assert [record.answer for record in view.finished] == ["75"]
    assert house.traced == [StopReason.ANSWER]
    assert view.closed


async def test_before_runs_are_compared_every_model_has_written_a_token(house: House) -> None:
    await house.carry_out(Watching(), comparing=True)
    assert len(house.models) == 2
    for model in house.models:
        opened, warmed = model.calls[:2]
        assert opening.WARM_UP in opened.text
        assert warmed.kind == "generate"
        assert sum(opening.WARM_UP in call.text for call in model.calls) == 1


async def test_a_view_that_breaks_at_any_event_ends_the_job_with_that_error_and_a_trace(house: House) -> None:
    whole = Watching()
    await house.carry_out(whole)
    house.path.unlink()
    for number in range(len(whole.events)):
        with pytest.raises(BrokenPipeError):
            await house.carry_out(Watching(breaks_at=number))
        assert house.open_branches == 0
    assert len(house.traced) == len(whole.events)
    assert set(house.traced[:-5]) == {StopReason.CANCELLED}


async def test_a_view_that_breaks_at_the_end_costs_no_trace(house: House) -> None:
    with pytest.raises(BrokenPipeError):
        await house.carry_out(Watching(breaks_at_the_end=True))
    assert house.traced == [StopReason.ANSWER]


async def test_a_job_cancelled_at_any_turn_of_the_loop_leaves_a_trace_and_no_open_branch(house: House) -> None:
    for turns in range(0, 120, 3):
        house.path.unlink(missing_ok=True)
        view = Watching()
        task = asyncio.create_task(house.carry_out(view))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert house.open_branches == 0
        assert house.traced == [StopReason.CANCELLED] * bool(view.events)
        assert [record.stop for record in view.finished] == house.traced


async def test_models_are_closed_to_the_end_even_if_told_to_stop_meanwhile(house: House) -> None:
    closing, closed = asyncio.Event(), list[str]()
    opened = house.open

    async def slowly(options: LoadOptions) -> ScriptedModel:
        model = await opened(options)

        async def close() -> None:
            closing.set()
            await asyncio.sleep(0.01)
            closed.append(options.name)

        model.aclose = close  # type: ignore[method-assign]
        return model

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "open_model", slowly)
        task = asyncio.create_task(house.carry_out(Watching()))
        await asyncio.wait_for(closing.wait(), timeout=10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert sorted(closed) == ["large", "small"]


def test_all_questions_put_to_the_same_models_share_what_speculating_costs(pair: list[str]) -> None:
    plan = make_plan(ModelOptions(target=pair[1], draft=pair[3]), EngineOptions(), ReasoningOptions(), KnobOptions())
    models = Models()
    first, second = (what_to_run(question, plan, models, lambda _: None) for question in ("How many?", "And how far?"))
    assert first.economy is second.economy
    assert what_to_run("How many?", plan, Models(), lambda _: None).economy is not first.economy
