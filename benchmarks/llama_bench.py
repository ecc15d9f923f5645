"""The peer: llama.cpp's own llama-bench, on the very libraries that this Python installation uses.

    python -m benchmarks.llama_bench         # build it once (a few minutes), print where it is

Needs cmake and a C++ compiler. Only the tool and its helpers are compiled; `libllama` and `libggml` are the installed
ones, so that both sides of a comparison run the same kernels.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

from benchmarks import llama_source

WATCH_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Tokens a second of one run of the program, and its peak memory in bytes.

    `prefill` holds one figure for each prompt length asked for.
    """

    prefill: dict[int, float]
    decode: float
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What both sides of a comparison have in common."""

    path: Path
    threads: int
    repack: bool


def libraries() -> Path:
    """Where the installed llama-cpp-python keeps its shared libraries."""
    spec = find_spec("llama_cpp")
    if spec is None or spec.origin is None:
        raise RuntimeError("llama-cpp-python is not installed")
    return Path(spec.origin).parent / "lib"


def build() -> Path:
    """The program, built on first use into the user's cache."""
    folder = llama_source.cache() / "llama-bench"
    program = folder / "bin" / "llama-bench"
    if program.is_file():
        return program
    if shutil.which("cmake") is None:
        raise RuntimeError("llama-bench is built with cmake, which is not on the PATH")
    configure = ["cmake", "-S", str(Path(__file__).parent / "peer"), "-B", str(folder), "-DCMAKE_BUILD_TYPE=Release"]
    where = [f"-DLLAMA_SOURCE={llama_source.fetch()}", f"-DLLAMA_LIBRARIES={libraries()}"]
    subprocess.run([*configure, *where], check=True, stdout=sys.stderr)
    compile_it = ["cmake", "--build", str(folder), "--target", "llama-bench", "--parallel", str(os.cpu_count())]
    subprocess.run(compile_it, check=True, stdout=sys.stderr)
    return program


def run(settings: Settings, *, prompts: Sequence[int], writes: int, depth: int) -> Speed:
    """One timed repeat after a warm-up, behind `depth` tokens already in the context.

    It inherits this process's environment: once the engine is loaded, both sides let idle OpenMP threads sleep.
    """
    command: list[str] = [
        str(build()), "--model", str(settings.path), "--threads", str(settings.threads),
        "--repack", str(int(settings.repack)), "--n-prompt", ",".join(map(str, prompts)), "--n-gen", str(writes),
        "--n-depth", str(depth), "--repetitions", "1", "--output", "json",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as output:
        process = psutil.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        peak = _watch(process)
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise RuntimeError(f"llama-bench ended with {process.returncode}: {' '.join(command)}")
    tests = json.loads(text)
    return Speed(
        prefill={test["n_prompt"]: test["samples_ts"][0] for test in tests if test["n_prompt"]},
        decode=next(test["samples_ts"][0] for test in tests if test["n_gen"]),
        peak_bytes=peak,
    )


def _watch(process: psutil.Popen) -> int:
    """Wait for a process to end; returns the most memory it was seen to hold, in bytes.

    The kernel's own high-water mark of a child counts what its parent held when it was started.
    """
    peak = 0
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            peak = max(peak, process.memory_info().rss)
        time.sleep(WATCH_SECONDS)
    return peak


if __name__ == "__main__":
    print(build())
