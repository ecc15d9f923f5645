"""What the tests of the command line stand on: stand-ins for model files, and the program with scripted models."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("program.py")
Specrc = Callable[..., "subprocess.CompletedProcess[str]"]


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


@pytest.fixture
def specrc(environment: dict[str, str], tmp_path: Path) -> Specrc:
    """Run the program with scripted models to its end, without a terminal."""

    def run(*arguments: str, stdin: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(PROGRAM), *arguments],
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment | variables,
            cwd=tmp_path,
            timeout=30,
            check=False,
        )

    return run
