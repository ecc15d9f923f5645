"""The program begins quickly and loads nothing it does not need."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT

HEAVY = ("llama_cpp", "numpy", "textual", "huggingface_hub", "yaml", "jinja2", "pygal")
PROBE = """
import json, sys
sys.argv = {arguments!r}
try:
    from specrc_cli.__main__ import main
    main()
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps(sorted(set(name.partition('.')[0] for name in sys.modules))), file=sys.stderr)
"""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    probe = PROBE.format(arguments=["specrc", *arguments])
    return subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True)


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("solve", "--help")])
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    loaded = set(json.loads(_run(*arguments).stderr.splitlines()[-1]))
    assert not loaded & set(HEAVY)


def test_help_costs_less_than_four_tenths_of_a_second_of_processor_time() -> None:
    """Not of the clock's, which on a busy machine measures the others."""

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(3)) < 0.4


def test_no_command_shows_the_help() -> None:
    assert "Usage: specrc" in _run().stdout


def test_every_listed_command_can_be_loaded() -> None:
    from importlib import import_module

    from specrc_cli.cli.app import COMMANDS

    for name in COMMANDS:
        assert import_module(f"specrc_cli.cli.{name}").app
