"""The program `specrc`: its commands, each loaded only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from specrc_cli import __version__
from specrc_cli.cli.grouped import command_line

COMMANDS = {
    "solve": "Reason through one question and watch it happen.",
    "batch": "Run a whole file of questions, and go on where it was left.",
    "inspect": "See why: every run of a trace file, step by step.",
    "report": "Say what came of one run or several: a page, Markdown, JSON or CSV.",
    "models": "List, show and fetch models and pairs.",
    "doctor": "Look at this machine: llama.cpp, devices, memory, speed.",
}
"""Name and one line of every command. Module `specrc_cli.cli.NAME` holds it, as a Typer named `app`."""


class LazyGroup(TyperGroup):
    """Knows its commands by name; imports the one that is called."""

    def __init__(self, **settings: Any) -> None:
        listed = {name: TyperCommand(name, short_help=line) for name, line in COMMANDS.items()}
        super().__init__(**{**settings, "commands": listed})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed and get_command(import_module(f"specrc_cli.cli.{listed.name}").app), rest


app = command_line(cls=LazyGroup)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"specrc {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def specrc(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Speculative reasoning on your own machine.

    A small draft model writes the steps of a solution, a large target model judges them and mends the wrong ones.

    [dim]Try:[/dim]  specrc solve "A box holds 12 eggs. How many eggs are in 7 boxes?"
    """
    if context.invoked_subcommand is None:
        print(context.get_help(), end="")


def settings() -> set[str]:
    """The environment variables that stand in for options, of all commands. Loads every one of them."""
    open_ends = [get_command(import_module(f"specrc_cli.cli.{name}").app) for name in COMMANDS]
    found: set[str] = set()
    while open_ends:
        command = open_ends.pop()
        open_ends += getattr(command, "commands", {}).values()
        found |= {str(parameter.envvar) for parameter in command.params if parameter.envvar}
    return found


def run() -> int | None:
    """Parse the command line and do what it says."""
    code: int | None = app(args=sys.argv[1:], prog_name="specrc", standalone_mode=False)
    return code
