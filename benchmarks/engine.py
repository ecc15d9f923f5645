"""The engine against llama-bench, on the bundled pair and on a random-weight pair of real shape.

    python -m benchmarks.engine [--quick] [--json] [--models FILE ...]

Measured: prefill and decode of one branch (bar: at least .95 of llama-bench), four verdicts in one pass (bar: at most
1.15 times a raw prefill of as many tokens, and against judging one by one), 1 to 8 branches writing together, what
forking, rewinding and opening cost, and peak memory. `--quick` takes the bundled pair only and fewer repeats.

The first full run builds llama-bench and the random models (about 2 GB) into the user's cache.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

from benchmarks import llama_bench, llama_source
from benchmarks.engine_model import FULL, QUICK, measure
from benchmarks.harness import Section, machine, progress, show
from demo_models.random_gguf import make
from demo_models.vocabularies import borrowed

RANDOM_PAIR = (("0.6b", "Q8_0"), ("1.7b", "Q4_K_M"))


def bundled_pair() -> list[Path]:
    """The GGUF files that ship with the package, the smaller first."""
    folder = Path(str(files("specrc_cli"))) / "demo"
    return sorted(folder.glob("*.gguf"), key=lambda path: path.stat().st_size)


def random_pair() -> list[Path]:
    """Two models of real shape and a real vocabulary, made on first use (a few minutes)."""
    folder = llama_source.cache() / "models"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"random-{preset}-{kind}.gguf" for preset, kind in RANDOM_PAIR]
    missing = [pair for pair, path in zip(RANDOM_PAIR, paths, strict=True) if not path.exists()]
    if missing:
        vocabulary = borrowed(llama_source.fetch() / "models" / "ggml-vocab-qwen2.gguf")
        for preset, kind in missing:
            progress(f"making a random {preset} model, {kind}")
            unfinished = folder / f"random-{preset}-{kind}.part"
            make(unfinished, preset=preset, kind=kind, vocabulary=vocabulary)
            unfinished.rename(folder / f"random-{preset}-{kind}.gguf")
    return paths


def measured(paths: list[Path], *, quick: bool) -> list[Section]:
    """One section a model, each measured in a process of its own."""
    sections = []
    for path in paths:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            sections.append(process.submit(measure, path, QUICK if quick else FULL).result())
    return sections


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the bundled pair only, fewer repeats: under 40 s")
    parser.add_argument("--json", action="store_const", const="json", default="text", dest="form")
    parser.add_argument("--models", nargs="+", type=Path, help="measure these GGUF files instead")
    chosen = parser.parse_args()
    paths = chosen.models or (bundled_pair() if chosen.quick else [*bundled_pair(), *random_pair()])
    if not paths:
        parser.error("this checkout has no bundled pair; name GGUF files with --models")
    llama_bench.build()
    before = machine()
    show("engine", measured(paths, quick=chosen.quick), machine=before, form=chosen.form)


if __name__ == "__main__":
    main()
