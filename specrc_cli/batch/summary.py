"""The end of a batch: what came of it, as data for programs (`run.summary.json`) and for the screen."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from specrc_cli import __version__
from specrc_cli.batch.earlier import FAILED
from specrc_cli.batch.output import unfinished
from specrc_cli.batch.runner import Ending
from specrc_cli.errors import SpecrcError, UsageError
from specrc_cli.trace.identity import Configuration, config_hash
from specrc_cli.trace.run_metrics import RunFigures, as_data

_LONGEST = 1 << 20


def summary_path(output: Path) -> Path:
    """`run.summary.json` beside `run.jsonl`."""
    return output.with_name(f"{output.stem}.summary.json")


def check_summary_path(output: Path) -> None:
    """Raises `UsageError` if something else than this output's summary stands in its place."""
    path = summary_path(output)
    try:
        with suppress(FileNotFoundError, NotADirectoryError):
            unfinished(path).lstat()  # a name too long is found here
        if not os.path.lexists(path):
            return
        if not path.is_file():
            raise UsageError(f"the summary cannot be written: {path} is not a file", "choose another output with -o")
        with path.open("rb") as file:
            found = file.read(_LONGEST)
    except OSError as error:
        message = f"cannot write the summary {path}: {error.strerror or error}"
        raise UsageError(message, "choose another output with -o") from error
    if found.strip() and (of := _output_of(found)) != output.name:
        what = f"is the summary of {of}" if of else "is no summary of a batch"
        raise UsageError(f"{path} is there already and {what}", "move it away, or choose another output with -o")


def _output_of(summary: bytes) -> str | None:
    """The name of the output that a summary is of; None if it is none."""
    try:
        data = json.loads(summary)
    except (ValueError, RecursionError):
        return None
    is_one = isinstance(data, dict) and {"schema", "ending", "output", "figures"} <= data.keys()
    return data["output"] if is_one else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`figures` are of all records in the output; the counts say what became of the questions that were chosen.

    `done` are those of this session, as are its `seconds`; `earlier` had a record before it, and `left` have none
    behind it. `failed` are the records of runs that broke down, `flawed` the lines of the input that were no question.
    """

    input: str
    output: Path
    ending: Ending
    questions: int
    earlier: int
    done: int
    flawed: int
    parallel: int
    seconds: float
    configuration: Configuration
    figures: RunFigures

    @property
    def failed(self) -> int:
        return sum(self.figures.stops.get(stop, 0) for stop in FAILED)

    @property
    def left(self) -> int:
        return self.questions - self.earlier - self.done

    @property
    def path(self) -> Path:
        """Where the summary is written."""
        return summary_path(self.output)

    def to_json(self) -> str:
        """One line of ASCII."""
        return json.dumps(
            {
                "schema": 1,
                "version": __version__,
                "created": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "input": self.input,
                "output": self.output.name,
                "ending": self.ending,
                "questions": self.questions,
                "earlier": self.earlier,
                "done": self.done,
                "failed": self.failed,
                "left": self.left,
                "flawed": self.flawed,
                "parallel": self.parallel,
                "seconds": self.seconds,
                "config_hash": config_hash(self.configuration),
                "configuration": self.configuration,
                "figures": as_data(self.figures),
            }
        )

    def write(self) -> None:
        """Put it in place, whole or not at all. Raises `SpecrcError`."""
        part = unfinished(self.path)
        try:
            part.write_text(self.to_json() + "\n", encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise SpecrcError(
                f"cannot write the summary {self.path}: {error.strerror or error}", "the records are safe; make room"
            ) from error
