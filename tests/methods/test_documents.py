"""The documents on methods and verifiers, and the help, name what there is, with the defaults it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from typer.main import get_command

from docs.pictures import PICTURES
from specrc_cli.cli.solve import app
from specrc_cli.methods.registry import METHODS, knob_names
from specrc_cli.verifiers.registry import VERIFIERS

DOCS = Path(__file__).parents[2] / "docs"
METHODS_PAGE = (DOCS / "methods.md").read_text(encoding="utf-8")
VERIFIERS_PAGE = (DOCS / "verifiers.md").read_text(encoding="utf-8")
OWN_WORDS = {"guard": "on", "overlap": "two devices"}
"""Defaults that are told in words: the command line's, and one that depends on the machine."""


def first_column(page: str, heading: str) -> list[str]:
    """The names in the first column of the table with this heading."""
    table = page[page.index(f"| {heading} |") :].partition("\n\n")[0].splitlines()[2:]
    return re.findall(r"^\| `([^`]+)`", "\n".join(table), re.MULTILINE)


def help_of(option: str) -> str:
    parameters = get_command(app).params
    return next(str(each.help) for each in parameters if option in each.opts)  # type: ignore[attr-defined]


def as_told(default: object) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)


def section(name: str) -> str:
    return re.split(r"^## ", METHODS_PAGE.partition(f"\n## {name}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def defaults(name: str) -> Iterator[tuple[str, str]]:
    """The knobs in a method's tables, with the default told there."""
    for options, told in re.findall(r"^\| ((?:`--[a-z-]+`(?:, )?)+) \|([^|]*)\|", section(name), re.MULTILINE):
        names = re.findall(r"`--([a-z-]+)`", options)
        values = [value.strip(" `") for value in told.split(",")] if len(names) > 1 else [told.strip(" `")]
        for at, knob in enumerate(names):
            yield knob.replace("-", "_"), values[min(at, len(values) - 1)]


def test_every_method_is_listed_and_has_a_section() -> None:
    assert first_column(METHODS_PAGE, "method") == list(METHODS)
    assert all(section(name) for name in METHODS if name not in ("target", "draft"))


def test_every_verifier_is_listed_and_explained() -> None:
    assert set(first_column(VERIFIERS_PAGE, "name")) == set(VERIFIERS)
    assert all(re.search(rf"^\*\*{name}\b", VERIFIERS_PAGE, re.MULTILINE) for name in VERIFIERS)


@pytest.mark.parametrize("name", [name for name in METHODS if knob_names(name)])
def test_every_knob_is_told_of_with_its_default(name: str) -> None:
    told = dict(defaults(name))
    for field in fields(METHODS[name]):
        assert field.name in told, f"--{field.name} is not in the section on {name}"
        value = told[field.name]
        if value:
            assert value == OWN_WORDS.get(
                field.name, f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
            )


@pytest.mark.parametrize("name", VERIFIERS)
def test_a_verifiers_number_is_told_with_its_default(name: str) -> None:
    [row] = [line for line in VERIFIERS_PAGE.splitlines() if line.startswith(f"| `{name}` |")]
    setting = VERIFIERS[name].setting
    if setting is None:
        assert not re.search(r"\d", row)
    else:
        assert re.search(rf"(?<![\d.]){re.escape(f'{setting.default:g}')}(?![\d.])", row)


def test_the_help_names_every_method_and_every_verifier() -> None:
    assert all(re.search(rf"\b{name}\b", help_of("--method")) for name in METHODS)
    assert all(re.search(rf"\b{name}\b", help_of("--verifier")) for name in VERIFIERS)


def test_every_picture_a_page_asks_for_can_be_made_and_every_one_is_asked_for() -> None:
    asked = re.findall(r"<!-- picture ([\w-]+) -->", METHODS_PAGE + VERIFIERS_PAGE)
    assert sorted(asked) == sorted(PICTURES)


def test_sources_are_named_with_their_numbers() -> None:
    both = METHODS_PAGE + VERIFIERS_PAGE
    for number in re.findall(r"arXiv (\d{4}\.\d{5})", both):
        assert f"https://arxiv.org/abs/{number}" in both
