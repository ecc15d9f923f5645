"""`specrc doctor` looks at everything, and one broken part does not hide the others."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from specrc_cli.backends.llama import library
from specrc_cli.cli.doctor import app
from specrc_cli.errors import ExitCode, ModelError, SpecrcError, UsageError
from tests.cli.conftest import ROOT

STUCK = """
import sys, time
from specrc_cli.__main__ import main
from specrc_cli.backends import llama
async def stuck(options):
    import asyncio
    print("opening", flush=True)
    await asyncio.to_thread(time.sleep, 20)
llama.open_model = stuck
main()
"""


@pytest.fixture(autouse=True)
def _nothing_of_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specrc_cli.registry.registry.user_file", lambda: tmp_path / "none.yaml")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def data(result: Result) -> Any:
    return json.loads(result.stdout)


def problem(result: Result) -> SpecrcError:
    assert isinstance(result.exception, SpecrcError), result.output
    return result.exception


def test_a_pair_on_disk_is_measured(dense_gguf: Path, hybrid_gguf: Path) -> None:
    result = run("-m", str(dense_gguf), "-md", str(hybrid_gguf), "--json")
    found = data(result)
    assert [(model["role"], model["problem"]) for model in found["models"]] == [("draft", None), ("target", None)]
    assert all(model["read_tokens_per_second"] > model["written_tokens_per_second"] > 0 for model in found["models"])
    assert found["problems"] == []
    assert result.exit_code == 0


def test_a_person_reads_of_the_build_its_devices_and_the_traps_avoided(dense_gguf: Path) -> None:
    shown = run("-m", str(dense_gguf)).stdout
    for words in ("llama-cpp-python", "device CPU", "avoided", "threads", "models.yaml", "writes", "tok/s"):
        assert words in shown


def test_a_setting_in_the_environment_is_shown_and_a_misspelt_one_told(
    dense_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECRC_SEED", "7")
    monkeypatch.setenv("SPECRC_TREHSOLD", "5")
    monkeypatch.setenv("SPECRC_XYZZYX", "5")
    shown = run("-m", str(dense_gguf)).stdout
    assert "SPECRC_SEED=7" in shown
    assert "SPECRC_TREHSOLD sets nothing; is SPECRC_THRESHOLD meant?" in shown
    assert "SPECRC_XYZZYX sets nothing\n" in shown


def test_a_model_still_to_be_fetched_is_named_and_nothing_is_fetched() -> None:
    result = run("--pair", "qwen3-8b")
    assert result.exit_code == 0
    assert "`specrc models pull qwen3-0.6b` fetches it" in result.stdout


def test_a_missing_model_is_told_beside_what_is_well(tmp_path: Path) -> None:
    result = run("-m", str(tmp_path / "none.gguf"))
    assert "llama-cpp-python" in result.stdout
    assert problem(result).exit_code is ExitCode.MODEL


def test_an_engine_that_does_not_load_is_told_beside_the_files_that_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ModelError("llama.cpp could not be loaded: no such library", "reinstall it")

    monkeypatch.setattr(library, "load", broken)
    result = run()
    assert "models.yaml" in result.stdout
    assert problem(result).exit_code is ExitCode.MODEL
    found = data(run("--json"))
    assert found["llama_cpp"] is None
    assert found["problems"][0]["hint"] == "reinstall it"


def test_a_faulty_models_file_is_told_beside_the_engine(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("pairs: {demo: {drft: x}}\n")
    result = run("--models", str(faulty))
    assert "llama-cpp-python" in result.stdout
    assert isinstance(problem(result), UsageError)
    assert f"{faulty}:1" in problem(result).message


def test_ctrl_c_does_not_wait_for_the_model_that_is_measured(
    tmp_path: Path, dense_gguf: Path, environment: dict[str, str]
) -> None:
    stuck = tmp_path / "stuck.py"
    stuck.write_text(STUCK)
    command = [sys.executable, str(stuck), "doctor", "-m", str(dense_gguf)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=ROOT) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"opening\n"
        start = time.monotonic()
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=15)
    assert time.monotonic() - start < 2
    assert (run.returncode, err) == (130, b"")
