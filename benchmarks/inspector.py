"""How soon a large run can be inspected: 10,000 records of 5 KB each, on a screen that nobody sees.

    python -m benchmarks.inspector [--quick] [--json] [--run FILE]

Measured, each in a process of its own: from starting the program to the first screen (bar: at most 2 s), until every
row is known, a step down the list, a threshold moved over the whole file, and sorting it. The records are those of a
real run (`--run`, or a few questions put to the bundled pair), repeated under other ids. `--quick` takes 2,000.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from textual.pilot import Pilot

from benchmarks.harness import Bar, Section, Sense, Series, command_line, in_turn, machine, show
from specrc_cli.trace.index import TraceIndex
from specrc_cli.trace.record import read_records
from specrc_cli.views.inspector.catalogue import Catalogue
from specrc_cli.views.inspector.glyphs import FINE
from specrc_cli.views.inspector.screen import Inspector

RECORDS, QUICK_RECORDS = 10_000, 2_000
ROUNDS, QUICK_ROUNDS = 5, 3
MOST_SECONDS = 2.0
SIZE = (160, 48)
QUESTIONS = (
    "Ann has 3 boxes of 4 pens. She gives 2 pens away. How many pens does she have?",
    "Tom walks 5 miles a day for 7 days. Then he walks 9 miles more. How many miles does he walk?",
    "A book has 120 pages. Mia reads 35 pages on Monday and 40 on Tuesday. How many pages are left?",
)
OPEN = "import sys; from benchmarks.inspector import open_once; open_once(sys.argv[1])"


def real_records(folder: Path) -> Path:
    """A trace of the bundled pair's own answers."""
    path = folder / "real.jsonl"
    for question in QUESTIONS:
        command = [sys.executable, "-m", "specrc_cli", "solve", "-q", "--trace", str(path), question]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return path


def multiplied(path: Path, folder: Path, count: int) -> Path:
    """So many records made of those in a file, each under an id of its own."""
    made = folder / "many.jsonl"
    with made.open("w") as file:
        for number, record in enumerate(islice(cycle(list(read_records(path))), count)):
            file.write(record.model_copy(update={"id": f"q{number:05}"}).to_json() + "\n")
    return made


def open_once(path: str) -> None:
    """Begin, draw the first screen, and leave."""

    async def leave(pilot: Pilot[object]) -> None:
        await pilot.pause()
        pilot.app.exit()

    with TraceIndex(Path(path)) as index:
        screen = Inspector(Catalogue(index), FINE, place=0)
        asyncio.run(screen.run_async(headless=True, size=SIZE, auto_pilot=leave))


async def first_screen(path: Path) -> float:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", OPEN, str(path))
    await process.wait()
    return time.perf_counter() - began


async def all_rows(path: Path) -> float:
    """Until every record was read once."""
    began = time.perf_counter()
    with TraceIndex(path) as index:
        Catalogue(index).summarise(len(index))
    return time.perf_counter() - began


async def key(path: Path, name: str) -> float:
    """One key, on a screen where every row is known, until it is drawn."""
    with TraceIndex(path) as index:
        catalogue = Catalogue(index)
        catalogue.summarise(len(catalogue))
        async with Inspector(catalogue, FINE, place=0).run_test(size=SIZE) as pilot:
            await pilot.pause()
            began = time.perf_counter()
            await pilot.press(name)
            return time.perf_counter() - began


async def measured(path: Path, rounds: int, *, title: str) -> Section:
    values = await in_turn(
        {
            "first screen": lambda: first_screen(path),
            "all rows": lambda: all_rows(path),
            "one down": lambda: key(path, "j"),
            "threshold moved": lambda: key(path, "right_square_bracket"),
            "sorted": lambda: key(path, "s"),
        },
        rounds=rounds,
    )
    series = tuple(Series(name, "s", taken) for name, taken in values.items())
    share = Series("first screen / 2 s", "x", tuple(value / MOST_SECONDS for value in series[0].values))
    return Section(title=title, series=series, bars=(Bar(share, Sense.AT_MOST, 1.0),))


def main() -> None:
    parser = command_line("inspector", __doc__, quick=f"{QUICK_RECORDS} records, fewer repeats")
    parser.add_argument("--run", type=Path, help="multiply the records of this file instead")
    chosen = parser.parse_args()
    count, rounds = (QUICK_RECORDS, QUICK_ROUNDS) if chosen.quick else (RECORDS, ROUNDS)
    before = machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = multiplied(chosen.run or real_records(folder), folder, count)
        title = f"{count} records, {path.stat().st_size / 1e6:.0f} MB"
        section = asyncio.run(measured(path, rounds, title=title))
    show("inspector", [section], machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
