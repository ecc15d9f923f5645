"""Every benchmark in turn, each in a process of its own.

    python -m benchmarks.all [--quick] [--json FOLDER] [--only NAME ...]

One that breaks down is told of at the end; the others run all the same.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.harness import progress

NAMES = ("engine", "attention", "methods", "replay", "guard", "overlap", "speculation", "batch", "inspector")


def commands(names: list[str], *, quick: bool, folder: Path | None) -> dict[str, list[str]]:
    """What is run, by name."""
    options = ["--quick"] if quick else []
    return {
        name: [sys.executable, "-m", f"benchmarks.{name}", *options]
        + (["--json", str(folder / f"{name}.json")] if folder else [])
        for name in names
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.all", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each under 40 s")
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="keep every single value there, a file each")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES), metavar="NAME", help=", ".join(NAMES))
    chosen = parser.parse_args()
    if chosen.json:
        chosen.json.mkdir(parents=True, exist_ok=True)
    ended = {}
    for name, command in commands(chosen.only, quick=chosen.quick, folder=chosen.json).items():
        progress(f"== {name}")
        ended[name] = subprocess.run(command, check=False).returncode
        print(flush=True)
    failed = [name for name, code in ended.items() if code]
    if failed:
        progress(f"broke down: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
