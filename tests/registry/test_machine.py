"""What this machine has to give, and how fast a model runs on it."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from specrc_cli.backends.machine import HEADROOM, Memory, cores, memory, processors
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.backends.speed import READ_TOKENS, WRITTEN_TOKENS, measure


def control_group(folder: Path, *, limit: str, used: int, cached: int) -> Path:
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "memory.current").write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 1\ninactive_file {cached}\nactive_file 0\n")
    return folder


def test_without_a_container_the_machines_memory_counts(tmp_path: Path) -> None:
    assert memory(tmp_path).total == psutil.virtual_memory().total
    assert memory(control_group(tmp_path, limit="max", used=1, cached=0)).total == psutil.virtual_memory().total


def test_a_containers_limit_counts_and_cached_files_give_way(tmp_path: Path) -> None:
    found = memory(control_group(tmp_path, limit="1000", used=700, cached=200))
    assert (found.total, found.free) == (1000, 500)


def test_a_container_over_its_limit_has_nothing_free(tmp_path: Path) -> None:
    assert memory(control_group(tmp_path, limit="1000", used=1200, cached=0)).free == 0


@pytest.mark.parametrize(("quota", "threads"), [("150000 100000", 2), ("50000 100000", 1), ("max 100000", 8)])
def test_a_containers_quota_bounds_the_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, threads: int
) -> None:
    monkeypatch.setattr(psutil, "cpu_count", lambda *, logical: 16 if logical else 8)
    monkeypatch.setattr(psutil.Process, "cpu_affinity", lambda _process: list(range(16)), raising=False)
    assert cores(tmp_path) == 8
    assert processors(tmp_path) == 16
    (tmp_path / "cpu.max").write_text(f"{quota}\n")
    assert cores(tmp_path) == threads


def test_a_little_memory_is_to_be_left_over() -> None:
    room = Memory(total=10 * HEADROOM, free=2 * HEADROOM)
    assert room.has_room_for(HEADROOM)
    assert not room.has_room_for(HEADROOM + 1)


async def test_speed_is_tokens_by_the_models_own_seconds_and_leaves_no_branch() -> None:
    model = ScriptedModel(writes=["one ", "two ", "three " * 60])
    speed = await measure(model)
    assert speed.read >= READ_TOKENS * 0.8
    assert speed.written == WRITTEN_TOKENS
    assert speed.writing == pytest.approx(speed.written / speed.written_seconds)
    assert speed.reading == pytest.approx(speed.read / speed.read_seconds)
    assert model.open_branches == 0


async def test_a_model_that_ends_early_is_asked_again() -> None:
    model = ScriptedModel(writes=["one ", "two ", *["a few words "] * 30])
    assert (await measure(model)).written == WRITTEN_TOKENS


async def test_a_model_with_little_room_is_measured_within_it() -> None:
    speed = await measure(ScriptedModel(writes=["one ", "two ", *["three " * 60] * 9], context=100))
    assert 0 < speed.read < 60
    assert speed.written > 0
