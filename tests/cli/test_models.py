"""`specrc models` tells what can be named, what of it is here, and what fits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from specrc_cli.backends.machine import Memory
from specrc_cli.cli.models import app
from specrc_cli.errors import ExitCode, ModelError, SpecrcError, UsageError
from specrc_cli.registry.download import OnBytes
from specrc_cli.registry.hub import HuggingFace


@pytest.fixture
def overlay(tmp_path: Path, dense_gguf: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models.yaml with a pair that is here, and a Hub whose cache is empty and that has one model."""
    monkeypatch.setattr("specrc_cli.registry.registry.user_file", lambda: tmp_path / "none.yaml")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cut.gguf").write_bytes(dense_gguf.read_bytes()[:-1000])
    path = tmp_path / "mine.yaml"
    path.write_text(f"""
models:
  here: {{path: {dense_gguf}, context: 512, about: "[bold]a toy[/bold]"}}
  cut: {{path: cut.gguf}}
  gone: {{path: gone.gguf}}
  far: {{hf: "someone/Far-GGUF:Q8_0", size_gb: 900000}}
pairs:
  toys: {{draft: here, target: cut, knobs: {{utility: {{threshold: 8}}}}}}
  here: {{draft: here, target: here, tried: true}}
""")
    return path


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dense_gguf: Path) -> Path:
    """The Hub has `someone/Far-GGUF`; what is fetched lands at the returned path."""
    landed = tmp_path / "landed.gguf"

    def listing(_self: HuggingFace, _repo: str) -> Mapping[str, int]:
        return {"Far-Q8_0.gguf": 1000}

    def download(_self: HuggingFace, _repo: str, name: str, *, on_bytes: OnBytes) -> Path:
        landed.write_bytes(dense_gguf.read_bytes())
        on_bytes(name, 1000, 1000)
        return landed

    monkeypatch.setattr(HuggingFace, "listing", listing)
    monkeypatch.setattr(HuggingFace, "download", download)
    return landed


def run(*arguments: str, overlay: Path) -> Result:
    command, *rest = arguments
    return CliRunner().invoke(app, [command, *rest, "--models", str(overlay)])


def data(*arguments: str, overlay: Path) -> Any:
    result = run(*arguments, "--json", overlay=overlay)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def error(result: Result) -> SpecrcError:
    assert isinstance(result.exception, SpecrcError), result.output
    return result.exception


def test_the_list_tells_what_is_here_and_what_is_not(overlay: Path) -> None:
    states = {model["name"]: model["state"] for model in data("list", overlay=overlay)["models"]}
    assert [states[name] for name in ("here", "cut", "gone", "far")] == ["on disk", "damaged", "missing", "to fetch"]


def test_the_list_tells_what_fits(overlay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fits = {model["name"]: model["fits"] for model in data("list", overlay=overlay)["models"]}
    assert [fits[name] for name in ("here", "gone", "far")] == ["fits", "unknown", "too large"]
    monkeypatch.setattr("specrc_cli.backends.machine.memory", lambda: Memory(total=10**12, free=1))
    fits = {model["name"]: model["fits"] for model in data("list", overlay=overlay)["models"]}
    assert fits["here"] == "tight"


def test_a_pair_is_as_ready_as_the_worse_of_its_models(overlay: Path) -> None:
    pairs = {pair["name"]: pair for pair in data("list", overlay=overlay)["pairs"]}
    assert pairs["toys"]["state"] == "damaged"
    assert pairs["here"]["state"] == "on disk"
    assert pairs["qwen3-8b"]["state"] == "to fetch"


def test_pairs_nobody_ran_are_marked(overlay: Path) -> None:
    pairs, _, _ = run("list", overlay=overlay).stdout.partition("\nModels\n")
    rows = {line.split()[0]: line.split()[-1] for line in pairs.splitlines()[1:]}
    assert (rows["pair"], rows["demo"], rows["here"], rows["qwen3-14b"]) == ("tried", "yes", "yes", "no")
    assert "not tried here" in run("show", "qwen3-14b", overlay=overlay).stdout


def test_without_a_command_everything_is_listed(overlay: Path) -> None:
    bare = CliRunner().invoke(app, ["--models", str(overlay)])
    assert "demo *" in bare.stdout
    assert bare.stdout == run("list", overlay=overlay).stdout


def test_words_from_files_are_shown_as_they_are(overlay: Path) -> None:
    assert "[bold]a toy[/bold]" in run("list", overlay=overlay).stdout


def test_a_model_on_disk_is_known_from_its_header(overlay: Path, dense_gguf: Path) -> None:
    model = data("show", "gone", overlay=overlay)["model"]
    assert model["architecture"] is None
    model = data("show", str(dense_gguf), overlay=overlay)["model"]
    assert (model["architecture"], model["has_chat_template"]) == ("llama", True)
    assert model["weights_bytes"] < dense_gguf.stat().st_size


def test_what_shares_a_name_is_shown_together(overlay: Path) -> None:
    shown = run("show", "here", overlay=overlay).stdout
    assert "Pair here" in shown
    assert "Model here" in shown
    assert f"{overlay}:3" in shown


def test_a_pairs_knobs_are_shown(overlay: Path) -> None:
    assert "utility (threshold 8)" in run("show", "toys", overlay=overlay).stdout


def test_the_knobs_of_verifiers_that_hand_on_are_shown(overlay: Path) -> None:
    pair = "draft: here, target: here, verifier: arithmetic+confidence/utility, knobs: {utility: {threshold: 8}}"
    overlay.write_text(overlay.read_text() + f"  handing: {{{pair}}}\n")
    assert "arithmetic, confidence/utility (threshold 8)" in run("show", "handing", overlay=overlay).stdout


def test_a_damaged_file_says_what_is_wrong_with_it(overlay: Path) -> None:
    assert "1000 bytes of its tensor data are missing" in run("show", "cut", overlay=overlay).stdout


def test_the_path_of_a_model_is_printed_alone(overlay: Path, dense_gguf: Path) -> None:
    assert run("path", "here", overlay=overlay).stdout == f"{dense_gguf}\n"


def test_the_path_of_a_pair_is_the_drafts_and_then_the_targets(overlay: Path, dense_gguf: Path) -> None:
    assert run("path", "toys", overlay=overlay).stdout == f"{dense_gguf}\n{overlay.with_name('cut.gguf')}\n"


def test_a_model_that_is_not_here_has_no_path(overlay: Path) -> None:
    assert isinstance(error(run("path", "gone", overlay=overlay)), ModelError)
    assert "models pull" in error(run("path", "far", overlay=overlay)).hint


def test_a_model_is_pulled_and_its_place_printed(overlay: Path, hub: Path) -> None:
    result = run("pull", "far", overlay=overlay)
    assert result.stdout == f"{hub}\n"
    assert "Far-Q8_0.gguf" in result.stderr


def test_pulling_what_is_here_fetches_nothing_and_checks_the_file(overlay: Path, hub: Path, dense_gguf: Path) -> None:
    assert run("pull", "here", overlay=overlay).stdout == f"{dense_gguf}\n"
    assert "truncated" in error(run("pull", "toys", overlay=overlay)).message
    assert not hub.exists()


@pytest.mark.parametrize("command", ["show", "pull", "path"])
def test_an_unknown_name_suggests_the_nearest(overlay: Path, command: str) -> None:
    problem = error(run(command, "qwen3-14", overlay=overlay))
    assert isinstance(problem, UsageError)
    assert problem.exit_code is ExitCode.USAGE
    assert "qwen3-14b" in problem.hint


def test_the_schema_is_printed_for_editors() -> None:
    assert json.loads(CliRunner().invoke(app, ["schema"]).stdout)["properties"]["pairs"]
