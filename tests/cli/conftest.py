"""What the tests of the command line stand on: stand-ins for model files, and the program with scripted models."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from specrc_cli.cli import app, diagnostics, opening
from tests.cli import program

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("program.py")
Specrc = Callable[..., "Ended"]


@pytest.fixture
def pair(tmp_path: Path) -> list[str]:
    """Options that name two files; `program.py` opens them as scripted models."""
    for name in ("small", "large"):
        (tmp_path / f"{name}.gguf").touch()
    return ["-m", str(tmp_path / "large.gguf"), "-md", str(tmp_path / "small.gguf")]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A plain environment, without the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPECRC_", "PYTHON", "LC_"))}
    kept |= {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path / "config"), "LC_ALL": "C.UTF-8"}
    for name in ("NO_COLOR", "FORCE_COLOR", "EDITOR", "VISUAL", "COLUMNS", "TMUX"):
        kept.pop(name, None)
    return kept


@dataclass(frozen=True)
class Ended:
    """What a run of the program left behind."""

    stdout: str
    stderr: str
    returncode: int


@pytest.fixture
def specrc(specrc_with_llama: Specrc, monkeypatch: pytest.MonkeyPatch) -> Specrc:
    """Run the program with scripted models to its end, here in this process and without a terminal."""
    monkeypatch.setattr(opening, "open_model", program.open_scripted)
    monkeypatch.setattr(opening, "check_models", program.check_nothing)
    monkeypatch.setattr(opening, "most_chains", program.most_scripted_chains)
    return specrc_with_llama


@pytest.fixture
def specrc_with_llama(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Specrc:
    """The same with the models it is given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def run(*arguments: str, stdin: str = "", **variables: str) -> Ended:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["specrc", *arguments])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            for name, value in variables.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as end:
                diagnostics.leave(app.run)
        out, err = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Ended(out, err, end.value.code)

    return run
