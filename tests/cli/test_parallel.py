"""How many questions at once there is room for: memory and branches decide, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from specrc_cli.backends.options import LoadOptions
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.batch.pace import Fixed, Growing
from specrc_cli.cli import opening
from specrc_cli.cli.knobs import KnobOptions
from specrc_cli.cli.opening import Models
from specrc_cli.cli.options import EngineOptions, ModelOptions, ReasoningOptions
from specrc_cli.cli.parallel import UNASKED, make_room
from specrc_cli.cli.plan import Plan, make_plan
from specrc_cli.errors import UsageError


class Memory:
    """Room for `chains` whole chains of all models."""

    def __init__(self, chains: int) -> None:
        self.chains = chains
        self.asked: list[Path] = []

    def __call__(self, models: Sequence[LoadOptions], *, most: int) -> int:
        self.asked = [options.path for options in models]
        return min(self.chains, most)


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    memory = Memory(1000)
    monkeypatch.setattr(opening, "most_chains", memory)
    return memory


@pytest.fixture
def models(pair: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelOptions:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return ModelOptions(target=pair[1], draft=pair[3])


@pytest.fixture
def plan(models: ModelOptions) -> Plan:
    return make_plan(models, EngineOptions(), ReasoningOptions(), KnobOptions())


@pytest.fixture
def scot(models: ModelOptions) -> Plan:
    return make_plan(models, EngineOptions(), ReasoningOptions(method="scot"), KnobOptions(n_chains=8))


def opened(branches: int = 0) -> Models:
    models = Models()
    models.draft, models.target = ScriptedModel("small"), ScriptedModel("large")
    models.draft.info = replace(models.draft.info, branches=branches)
    return models


def held(plan: Plan) -> tuple[int, int]:
    assert plan.draft is not None
    assert plan.target is not None
    assert plan.draft.chains == plan.target.chains
    return plan.target.chains, plan.target.sequences


def test_so_many_as_were_asked_for_are_made_room_for(plan: Plan, memory: Memory) -> None:
    room = make_room(plan, 8)
    assert held(room.plan) == (8, 64)
    assert len(memory.asked) == 2
    pace = room.pace(opened())
    assert isinstance(pace, Fixed)
    assert pace.level == 8


def test_unasked_it_begins_with_one_and_may_grow(plan: Plan) -> None:
    room = make_room(plan, None)
    assert held(room.plan)[0] == UNASKED == room.most
    pace = room.pace(opened())
    assert isinstance(pace, Growing)
    assert pace.level == 1


def test_unasked_it_takes_what_memory_there_is(plan: Plan, memory: Memory) -> None:
    memory.chains = 3
    assert held(make_room(plan, None).plan)[0] == 3
    memory.chains = 0
    assert held(make_room(plan, None).plan)[0] == 1


def test_more_than_fits_into_memory_is_refused_with_what_does(plan: Plan, memory: Memory) -> None:
    memory.chains = 3
    with pytest.raises(UsageError) as refused:
        make_room(plan, 8)
    assert refused.value.message.startswith("--parallel 8 is too much")
    assert refused.value.hint == "at most --parallel 3, or a smaller context with -c"


def test_more_branches_than_a_model_can_hold_are_refused(scot: Plan) -> None:
    with pytest.raises(UsageError, match="a question takes 9 branches of a model, which holds 223"):
        make_room(scot, 30)
    assert held(make_room(scot, 24).plan)[1] == 216


def test_a_model_that_holds_few_branches_bounds_it_once_it_is_open(plan: Plan) -> None:
    assert isinstance(make_room(plan, 4).pace(opened(branches=4)), Fixed)
    with pytest.raises(UsageError) as refused:
        make_room(plan, 8).pace(opened(branches=4))
    assert refused.value.hint == "at most --parallel 4"


def test_one_model_in_both_parts_holds_both_parts_chains(plan: Plan, memory: Memory) -> None:
    assert plan.target is not None
    twice = replace(plan, draft=plan.target)
    assert held(make_room(twice, 8).plan) == (16, 64)
    assert len(memory.asked) == 1
    memory.chains = 9
    assert held(make_room(twice, None).plan)[0] == 8
