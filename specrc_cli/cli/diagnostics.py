"""The one owner of standard error and of exit codes: how a run of the program can end, and what is said about it.

A person is told in one line what went wrong and in one line what to do; the traceback of a fault in the program itself
is shown with `--debug` alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import NoReturn, TextIO

from typer import Abort, Exit
from typer.exceptions import TyperException

from specrc_cli.cli import usage
from specrc_cli.errors import ContextFull, ExitCode, SpecrcError, UsageError
from specrc_cli.views.text import one_line

PIPE_CLOSED = 128 + 13
"""What a shell reports of any program whose reader went away (SIGPIPE); `set -o pipefail` knows it."""
_ADVICE: Mapping[type[SpecrcError], str] = {ContextFull: "ask a shorter question, or give more context with -c"}
"""What to do where whoever raised the error could not know."""
_TRUE = ("1", "true", "yes", "on")


def leave(program: Callable[[], int | None]) -> NoReturn:
    """Run the program and leave the process with its exit code, whatever happens."""
    steady_streams()
    code = _exit_code(program)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = PIPE_CLOSED
    except OSError as failure:
        code = code or report(failure)
    if code == PIPE_CLOSED or not _writable(sys.stdout):
        _swallow(sys.stdout)
    sys.exit(code)


def _exit_code(program: Callable[[], int | None]) -> int:
    try:
        return int(program() or ExitCode.OK)
    except Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, Abort):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        return PIPE_CLOSED
    except SystemExit as end:  # what Typer makes of a closed pipe
        return PIPE_CLOSED if isinstance(end.__context__, BrokenPipeError) else int(end.code or 0)
    except Exception as error:
        return report(error)


def report(error: Exception) -> int:
    """Say what went wrong on standard error and give the exit code that goes with it."""
    if debugging() and not isinstance(error, TyperException):
        raise error
    match error:
        case SpecrcError():
            hint = error.hint or _ADVICE.get(type(error), "")
            _say(error.message, hint + (usage.variables_blamed(error.message) if isinstance(error, UsageError) else ""))
            return error.exit_code
        case TyperException():
            _say(*usage.complaint(error))
            return error.exit_code
        case OSError() if error.filename is None and error.errno is not None:
            return report(_cannot_write(error))
        case _:
            fault = one_line(str(error))
            _say(
                f"{type(error).__name__}: {fault}" if fault else type(error).__name__,
                "this is a fault in specrc; run it again with --debug and report what it prints",
            )
            return ExitCode.FAILED


def warn(message: str) -> None:
    """One line on what a person may not have meant, before the work begins."""
    _line("warning", message, colour="33")


def debugging() -> bool:
    """Whether tracebacks are wanted. Looked up where it is typed, as the command line itself may be at fault."""
    return "--debug" in sys.argv[1:] or os.environ.get("SPECRC_DEBUG", "").lower() in _TRUE


def steady_streams() -> None:
    """Make standard output and error writable whatever the caller did to them: closed, or of a small encoding.

    On a screen a character that cannot be written takes its one place as `?`; elsewhere nothing is lost.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace" if stream.isatty() else "backslashreplace")


def _say(message: str, hint: str) -> None:
    _line("error", message, colour="31")
    if hint:
        _line(" hint", hint, colour="2")


def _line(label: str, text: str, *, colour: str) -> None:
    head = f"\x1b[{colour}m{label}:\x1b[0m" if _in_colour(sys.stderr) else f"{label}:"
    print(head, one_line(text), file=sys.stderr, flush=True)


def _writable(stream: TextIO) -> bool:
    try:
        stream.flush()
    except OSError:
        return False
    return True


def _swallow(stream: TextIO) -> None:
    """Send what is left in a stream that takes nothing more to nowhere, or Python complains of it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())


def _in_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def _cannot_write(failure: OSError) -> SpecrcError:
    return SpecrcError(
        f"cannot write the output: {failure.strerror or failure}", "make room, or send the output elsewhere"
    )
