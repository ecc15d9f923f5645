"""The real client of the Hugging Face Hub, against a Hub on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specrc_cli.registry.hub import HuggingFace
from tests.registry.fake_hub import GATED, FakeHub

REPO = "someone/Toy-GGUF"
FILES = {
    "Toy-Q8_0-00001-of-00002.gguf": b"GGUF" + bytes(200_000),
    "Toy-Q8_0-00002-of-00002.gguf": b"GGUF" + bytes(100_000),
    "README.md": b"a toy",
}
FETCH = """
import json, sys
from specrc_cli.errors import ModelError
from specrc_cli.registry import HubFile, ModelSpec, store
repo, quant, offline = sys.argv[1:]
seen = []
try:
    spec = ModelSpec(name="toy", source=HubFile(repo, quant=quant))
    path = store(offline=offline == "offline").locate(spec, on_bytes=lambda *event: seen.append(event))
    print(json.dumps({"path": str(path), "seen": seen}))
except ModelError as error:
    print(json.dumps({"message": error.message, "hint": error.hint}))
"""


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub(REPO, dict(FILES)) as served:
        yield served


def fetch(hub: FakeHub, home: Path, *, repo: str = REPO, quant: str = "Q8_0", mode: str = "online") -> Any:
    """In a process of its own, as the client reads its settings when it is imported."""
    environment = {
        **os.environ,
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(home),
        "HF_HUB_DISABLE_XET": "1",
        "NO_PROXY": "*",
    }
    run = subprocess.run(
        [sys.executable, "-c", FETCH, repo, quant, mode], env=environment, capture_output=True, text=True, timeout=30
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return json.loads(run.stdout)


def test_all_parts_arrive_whole_and_are_found_again_without_a_network(hub: FakeHub, tmp_path: Path) -> None:
    first = Path(fetch(hub, tmp_path)["path"])
    assert {path.name: path.read_bytes() for path in first.parent.iterdir()} == {
        name: data for name, data in FILES.items() if name.endswith(".gguf")
    }
    hub.ranges.clear()
    assert fetch(hub, tmp_path, mode="offline")["path"] == str(first)
    assert hub.ranges == []


def test_the_bytes_of_each_file_are_counted_to_the_end(hub: FakeHub, tmp_path: Path) -> None:
    seen = fetch(hub, tmp_path)["seen"]
    assert {name: (here, whole) for name, here, whole in seen} == {
        name: (len(data), len(data)) for name, data in FILES.items() if name.endswith(".gguf")
    }


def test_a_download_that_breaks_off_goes_on_where_it_stopped(hub: FakeHub, tmp_path: Path) -> None:
    whole = hub.files["Toy-F16.gguf"] = b"GGUF" + bytes(12 << 20)
    hub.cut_at = 11 << 20
    assert Path(fetch(hub, tmp_path, quant="F16")["path"]).read_bytes() == whole
    first, second = hub.ranges
    assert first == ""
    assert int(second.removeprefix("bytes=").removesuffix("-")) >= 10 << 20


def test_a_repository_that_is_not_there_and_one_that_is_gated_are_told_apart(hub: FakeHub, tmp_path: Path) -> None:
    assert "no repository" in fetch(hub, tmp_path, repo="someone/None-GGUF")["message"]
    gated = fetch(hub, tmp_path, repo=GATED)
    assert "is gated" in gated["message"]
    assert "HF_TOKEN" in gated["hint"]


def test_a_quantization_that_is_not_there_is_told_before_anything_is_fetched(hub: FakeHub, tmp_path: Path) -> None:
    assert fetch(hub, tmp_path, quant="Q4_K_M")["hint"] == "it has: Q8_0"
    assert hub.ranges == []


@pytest.mark.parametrize("ref", [b"\xff\xfe", b"../../../..", b"", b"0123abc"])
def test_a_cache_that_does_not_say_which_snapshot_is_one_without_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ref: bytes
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    (tmp_path / "Toy-Q8_0.gguf").touch()
    refs = tmp_path / "models--someone--Toy-GGUF" / "refs"
    refs.mkdir(parents=True)
    (refs / "main").write_bytes(ref)
    assert HuggingFace().cached(REPO) == {}
