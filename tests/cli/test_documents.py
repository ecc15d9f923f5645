"""What the documents name is there: options, commands, files."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from specrc_cli.cli.app import COMMANDS
from tests.cli.conftest import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OF_OTHERS = {"--help", "--version", "--quick", "--count"}
"""The program's own two, the benchmarks' and the generator's."""
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z]")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def options_of(command: Any) -> set[str]:
    own = {
        name for parameter in command.params for name in (*parameter.opts, *getattr(parameter, "secondary_opts", ()))
    }
    return own.union(*(options_of(each) for each in getattr(command, "commands", {}).values()))


def all_options() -> set[str]:
    commands = (get_command(import_module(f"specrc_cli.cli.{name}").app) for name in COMMANDS)
    return OF_OTHERS.union(*map(options_of, commands))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_option_a_document_names_is_one(document: Path) -> None:
    assert set(OPTION.findall(document.read_text(encoding="utf-8"))) - all_options() == set()


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "benchmarks" / "README.md"], ids=lambda path: path.parent.name)
def test_every_file_a_document_points_to_is_there(document: Path) -> None:
    missing = [
        name for name in LINK.findall(document.read_text(encoding="utf-8")) if not (document.parent / name).exists()
    ]
    assert missing == []


def test_the_readme_shows_every_command_and_points_to_every_document() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"specrc {name}" in readme for name in COMMANDS)
    assert all(f"(docs/{document.name})" in readme for document in DOCUMENTS[1:])
