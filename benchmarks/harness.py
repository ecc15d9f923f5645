"""What all benchmarks share: repeats in turn, medians with their spread, bars, the machine, a table or JSON.

A benchmark is one file with a `main` that takes `--quick` (under 40 s) and `--json [FILE]`. Figures that are compared
are measured in the same run and in turn, so that whatever else the machine does falls on both sides. A bar that is
missed is printed as missed; it does not fail the program, which only measures.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

import psutil

Measurement: TypeAlias = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity, measured repeatedly."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def over(self, other: Series, name: str) -> Series:
        """The ratio to another series, round by round."""
        pairs = zip(self.values, other.values, strict=True)
        return Series(name, "x", tuple(own / theirs for own, theirs in pairs))

    def record(self) -> dict[str, Any]:
        return {"name": self.name, "unit": self.unit, "median": self.median, "values": list(self.values)}


class Sense(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Bar:
    """What a ratio has to reach."""

    ratio: Series
    sense: Sense
    limit: float

    @property
    def met(self) -> bool:
        value = self.ratio.median
        return value >= self.limit if self.sense is Sense.AT_LEAST else value <= self.limit

    def record(self) -> dict[str, Any]:
        return self.ratio.record() | {"sense": self.sense.value, "limit": self.limit, "met": self.met}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what a person reads, column by column, and the plain numbers it was made of."""

    cells: Mapping[str, str]
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The figures of one subject: a table, quantities measured repeatedly, bars, remarks."""

    title: str
    rows: tuple[Row, ...] = ()
    series: tuple[Series, ...] = ()
    bars: tuple[Bar, ...] = ()
    notes: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "rows": [dict(row.record) for row in self.rows],
            "series": [series.record() for series in self.series],
            "bars": [bar.record() for bar in self.bars],
            "notes": list(self.notes),
        }


async def in_turn(measurements: Mapping[str, Measurement], *, rounds: int) -> dict[str, tuple[float, ...]]:
    """Every measurement once a round; each second round goes backwards, so that nothing always comes first."""
    values: dict[str, list[float]] = {name: [] for name in measurements}
    began = time.monotonic()
    for index in range(rounds):
        progress(f"{time.monotonic() - began:4.0f} s: round {index + 1} of {rounds}")
        order = list(measurements.items())
        for name, measure in reversed(order) if index % 2 else order:
            values[name].append(await measure())
    return {name: tuple(taken) for name, taken in values.items()}


def machine() -> dict[str, Any]:
    """Where and with what this was measured."""
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(logical=False),
        "threads": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "llama_cpp_python": version("llama-cpp-python"),
        "numpy": version("numpy"),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


BUSY = 0.5
"""A load average above which figures are not to be trusted."""


def command_line(name: str, description: str | None, *, quick: str) -> argparse.ArgumentParser:
    """The options every benchmark has; `quick` says what the quick run leaves out."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{name}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help=f"{quick}: under 40 s")
    parser.add_argument(
        "--json", nargs="?", const="-", metavar="FILE", help="every single value, on stdout or beside the text in FILE"
    )
    return parser


def show(title: str, sections: Iterable[Section], *, machine: Mapping[str, Any], json_to: str | None) -> None:
    """Print everything: as JSON where that goes to `-`, else as text, and as JSON into the file of that name.

    `machine` is as it was before the first measurement.
    """
    measured = list(sections)
    record = {"benchmark": title, "machine": dict(machine), "sections": [section.record() for section in measured]}
    if json_to == "-":
        print(json.dumps(record, indent=2))
        return
    if json_to:
        Path(json_to).write_text(json.dumps(record, indent=2) + "\n")
    print(title)
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    if (machine.get("load") or 0.0) > BUSY:
        print("The machine was busy with something else: these figures compare little.")
    for section in measured:
        print("\n".join(_lines(section)), flush=True)


def _lines(section: Section) -> list[str]:
    lines = ["", section.title, *_table([row.cells for row in section.rows])]
    lines += ["  " + _figures(series) for series in section.series]
    for bar in section.bars:
        verdict = "met" if bar.met else "MISSED"
        lines.append(f"  {_figures(bar.ratio)}   bar {bar.sense} {bar.limit:g}: {verdict}")
    return lines + [f"  {note}" for note in section.notes]


def _table(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Lines under a heading, the first column flush left, the others flush right."""
    if not rows:
        return []
    names = list(rows[0])
    widths = [max(len(name), *(len(row[name]) for row in rows)) for name in names]
    table = [names, *([row[name] for name in names] for row in rows)]
    return ["  " + "  ".join(_padded(line, widths)).rstrip() for line in table]


def _padded(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *rest = zip(cells, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]


def _figures(series: Series) -> str:
    spread = f"{_short(min(series.values))} - {_short(max(series.values))}" if len(series.values) > 1 else ""
    return f"{series.name:<46} {_short(series.median):>8} {series.unit:<9} {spread:<17}"


def _short(value: float) -> str:
    """Three significant figures, never in scientific notation."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
