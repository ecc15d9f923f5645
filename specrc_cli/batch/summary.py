"""The end of a batch: what came of it, as data for programs (`run.summary.json`) and for the screen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from specrc_cli import __version__
from specrc_cli.batch.earlier import FAILED
from specrc_cli.batch.runner import Ending
from specrc_cli.errors import SpecrcError
from specrc_cli.trace.identity import Configuration, config_hash
from specrc_cli.trace.run_metrics import RunFigures, as_data


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
        """Where the summary is written: `run.summary.json` beside `run.jsonl`."""
        return self.output.with_name(f"{self.output.stem}.summary.json")

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
        part = self.path.with_name(f".{self.path.name}.part")
        try:
            part.write_text(self.to_json() + "\n", encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise SpecrcError(
                f"cannot write the summary {self.path}: {error.strerror or error}", "the records are safe; make room"
            ) from error
