"""Options in groups: a command takes dataclasses of options, and the parser sees their fields one by one.

A group is declared once and shared by every command that needs it. Knows Typer, and no option in particular.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, get_type_hints

import typer

from specrc_cli.cli.values import a_file, a_number, a_text, a_word

ENV_PREFIX = "SPECRC_"
NO_VALUE = ""
"""The metavar of a flag."""


def command_line(**more: Any) -> typer.Typer:
    """An empty Typer with the settings every command of this program has."""
    help_names = {"help_option_names": ["-h", "--help"]}
    return typer.Typer(add_completion=False, rich_markup_mode="rich", context_settings=help_names, **more)


def option(*names: str, help: str, panel: str, metavar: str | None, **more: Any) -> Any:
    """A Typer option that can also be given in the environment: `--step-tokens` is SPECRC_STEP_TOKENS."""
    long_name = next(name for name in names if name.startswith("--")).partition("/")[0]
    variable = ENV_PREFIX + long_name.removeprefix("--").replace("-", "_").upper()
    return typer.Option(
        *names, help=help, rich_help_panel=panel, metavar=metavar, envvar=variable, show_envvar=False, **more
    )


def number(*names: str, kind: type[int] | type[float] = int, low: float, high: float, help: str, panel: str) -> Any:
    """An `option` that takes a number from `low` to `high`."""
    return option(*names, help=help, panel=panel, metavar="N", parser=a_number(kind, low=low, high=high))


def word(*names: str, words: Iterable[str], help: str, panel: str) -> Any:
    """An `option` that takes one of some words."""
    return option(*names, help=help, panel=panel, metavar="|".join(words), parser=a_word(words))


def text(*names: str, help: str, panel: str, metavar: str) -> Any:
    """An `option` that takes any text but an empty one."""
    return option(*names, help=help, panel=panel, metavar=metavar, parser=a_text)


def file(*names: str, help: str, panel: str) -> Any:
    """An `option` that takes the name of a file."""
    return option(*names, help=help, panel=panel, metavar="FILE", parser=a_file)


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Let `command` be parsed with the fields of its dataclass parameters in their place."""
    hints = get_type_hints(command, include_extras=True)
    flat: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        hint = hints[parameter.name]
        flat += _fields(hint) if dataclasses.is_dataclass(hint) else [_keyword(parameter.name, parameter.default, hint)]

    def parsed(**values: Any) -> None:
        for name, kind in hints.items():
            if dataclasses.is_dataclass(kind):
                values[name] = _filled(kind, values)
        command(**values)

    functools.update_wrapper(parsed, command)
    parsed.__dict__["__signature__"] = inspect.Signature(flat)
    parsed.__annotations__ = {parameter.name: parameter.annotation for parameter in flat}
    return parsed


def _filled(kind: Any, values: dict[str, Any]) -> Any:
    """A group made of its fields among the parsed values, which lose them."""
    return kind(**{field.name: values.pop(field.name) for field in dataclasses.fields(kind)})


def _fields(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [_keyword(field.name, field.default, hints[field.name]) for field in dataclasses.fields(group)]


def _keyword(name: str, default: Any, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
