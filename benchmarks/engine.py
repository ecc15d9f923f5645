"""The engine against llama-bench, on the bundled pair and on a random-weight pair of real shape.

    python -m benchmarks.engine [--quick] [--json] [--models FILE ...]

Measured: prefill and decode of one branch (bar: at least .95 of llama-bench), four verdicts in one pass (bar: at most
1.15 times a raw prefill of as many tokens, and against judging one by one), 1 to 8 branches writing together, what
forking, rewinding and opening cost, and peak memory. `--quick` takes the bundled pair only and fewer repeats.

The first full run builds llama-bench and the random models (about 2 GB) into the user's cache.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

from benchmarks import llama_bench
from benchmarks.engine_model import FULL, QUICK, measure
from benchmarks.harness import Section, command_line, machine, show
from benchmarks.random_models import random_model

RANDOM_PAIR = (("0.6b", "Q8_0"), ("1.7b", "Q4_K_M"))


def bundled_pair() -> list[Path]:
    """The GGUF files that ship with the package, the smaller first."""
    folder = Path(str(files("specrc_cli"))) / "demo"
    return sorted(folder.glob("*.gguf"), key=lambda path: path.stat().st_size)


def measured(paths: list[Path], *, quick: bool) -> list[Section]:
    """One section a model, each measured in a process of its own."""
    sections = []
    for path in paths:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            sections.append(process.submit(measure, path, QUICK if quick else FULL).result())
    return sections


def main() -> None:
    parser = command_line("engine", __doc__, quick="the bundled pair only, fewer repeats")
    parser.add_argument("--models", nargs="+", type=Path, help="measure these GGUF files instead")
    chosen = parser.parse_args()
    random_pair = [] if chosen.models or chosen.quick else [random_model(*each) for each in RANDOM_PAIR]
    paths = chosen.models or [*bundled_pair(), *random_pair]
    if not paths:
        parser.error("this checkout has no bundled pair; name GGUF files with --models")
    llama_bench.build()
    before = machine()
    show("engine", measured(paths, quick=chosen.quick), machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
