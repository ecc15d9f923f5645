"""Seeds that depend on a run's seed and a place in it, and on nothing else."""

from __future__ import annotations

import hashlib


def derive_seed(seed: int, *place: str | int) -> int:
    """A 32-bit seed for one place of a run: the same on every machine and in every process."""
    key = "\x1f".join((str(seed), *map(str, place)))
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big")
