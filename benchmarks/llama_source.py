"""The llama.cpp source that the installed llama-cpp-python was built from: for its tools, and its vocabularies.

    python -m benchmarks.llama_source        # fetch it once, print where it is

It is looked for in `$SPECRC_LLAMA_SOURCE`, then in the user's cache. Only `fetch` touches the network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path

PACKAGE = "llama-cpp-python"


def cache() -> Path:
    """Where things built from this version of llama.cpp are kept."""
    return user_cache_path("specrc") / f"{PACKAGE}-{version(PACKAGE)}"


def find() -> Path | None:
    """The source folder, or None if it was never fetched."""
    named = os.environ.get("SPECRC_LLAMA_SOURCE")
    folder = Path(named) if named else cache() / "source"
    return folder if (folder / "include" / "llama.h").is_file() else None


def fetch() -> Path:
    """The source folder; the package's source archive is downloaded with pip if need be (about 75 MB)."""
    found = find()
    if found is not None:
        return found
    folder = cache() / "source"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        wanted = f"{PACKAGE}=={version(PACKAGE)}"
        download = ["download", "--no-deps", "--no-binary", PACKAGE, "--dest", scratch, wanted]
        subprocess.run([sys.executable, "-m", "pip", *download], check=True, stdout=sys.stderr)
        with tarfile.open(next(Path(scratch).glob("*.tar.gz"))) as archive:
            archive.extractall(scratch, filter="data")
        next(Path(scratch).glob("*/vendor/llama.cpp")).rename(folder)
    return folder


if __name__ == "__main__":
    print(fetch())
