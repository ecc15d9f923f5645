"""What is wrong with a command line or with the environment, as one line and a hint. Prints nothing."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from typer import BadParameter
from typer.exceptions import TyperException

from specrc_cli.cli.grouped import ENV_PREFIX
from specrc_cli.cli.values import WrongValue

_NOT_OPTIONS = {"SPECRC_DEBUG", "SPECRC_LLAMA_SOURCE"}
"""Variables of this project that stand in for no option of a command."""


def complaint(error: TyperException) -> tuple[str, str]:
    """The parser's complaint in our form."""
    possible = getattr(error, "possibilities", None)
    match error:
        case WrongValue():
            return f"{_whence(error)} cannot be '{error.value}'", error.takes
        case BadParameter() if _from_environment(error):  # what is left are flags
            variable = _whence(error)
            return f"{variable} cannot be '{os.environ.get(variable)}'", "it takes 1 or 0, true or false, yes or no"
        case _ if possible:
            return _begun_small(error.message), f"did you mean {possible[0]}?"
        case _:
            message = _begun_small(error.format_message())
            return message, (_asks_a_question(error) and _about_questions(message)) or _see_help(error)


def strangers(known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Variables that look like settings and set nothing, each with the setting that may be meant; `known` are all."""
    settings = {*known, *_NOT_OPTIONS}
    names = [setting.removeprefix(ENV_PREFIX) for setting in settings]
    for name in sorted(os.environ):
        if name.startswith(ENV_PREFIX) and name not in settings:
            near = get_close_matches(name.removeprefix(ENV_PREFIX), names, n=1)
            yield name, ENV_PREFIX + near[0] if near else ""


def variables_blamed(message: str) -> str:
    """The settings in the environment that an error speaks of, by value or option, to be put behind its hint."""
    spoken = set(re.split(r"[\s',;:()]+", message))
    blamed = [
        name
        for name, value in os.environ.items()
        if name.startswith(ENV_PREFIX) and spoken & {value, _option_of(name)} - {""}
    ]
    return f" (from the environment: {', '.join(blamed)})" if blamed else ""


def _whence(error: BadParameter) -> str:
    """Where a refused value came from: the option, or the variable that stood in for it."""
    if error.param is None:
        return "an option"
    if _from_environment(error):
        return str(error.param.envvar)
    names = error.param.opts
    return next((name for name in names if _is_typed(name)), names[0])


def _is_typed(name: str) -> bool:
    return any(argument == name or argument.startswith(f"{name}=") for argument in sys.argv[1:])


def _from_environment(error: BadParameter) -> bool:
    if error.ctx is None or error.param is None:
        return False
    source = error.ctx.get_parameter_source(error.param.name)
    return source is not None and source.name == "ENVIRONMENT"


def _begun_small(message: str) -> str:
    return message[:1].lower() + message[1:].rstrip(".")


def _see_help(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"`{context.command_path if context else 'specrc'} --help` explains every option"


def _about_questions(message: str) -> str:
    if "extra argument" in message:
        return "put a text of several words in quotes"
    return "a question that begins with - stands behind --" if re.search(r"option: -[^-]", message) else ""


def _asks_a_question(error: TyperException) -> bool:
    context = getattr(error, "ctx", None)
    return context is not None and any(parameter.name == "question" for parameter in context.command.params)


def _option_of(variable: str) -> str:
    return "--" + variable.removeprefix(ENV_PREFIX).lower().replace("_", "-")
