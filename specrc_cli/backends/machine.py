"""What this machine has to give: main memory and processor cores, as far as this process may use them."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

import psutil

CONTROL_GROUP = Path("/sys/fs/cgroup")
HEADROOM = 256 << 20
"""Bytes to be left over for what no estimate counts: compute buffers and the program itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Main memory, in bytes."""

    total: int
    free: int

    def has_room_for(self, needed: int) -> bool:
        """Whether so many bytes can be taken now, with `HEADROOM` left over."""
        return needed + HEADROOM <= self.free


def memory(control_group: Path = CONTROL_GROUP) -> Memory:
    """Main memory, within the limit of the container this process runs in, where there is one (Linux, cgroup 2)."""
    machine = psutil.virtual_memory()
    limit = _number(control_group / "memory.max")
    if limit is None or limit >= machine.total:
        return Memory(total=machine.total, free=machine.available)
    used = (_number(control_group / "memory.current") or 0) - _reclaimable(control_group / "memory.stat")
    return Memory(total=limit, free=max(0, min(machine.available, limit - used)))


def cores(control_group: Path = CONTROL_GROUP) -> int:
    """Physical cores this process may keep busy: within its affinity and, rounded up, its container's quota."""
    usable = processors(control_group)
    return min(usable, psutil.cpu_count(logical=False) or usable)


def processors(control_group: Path = CONTROL_GROUP) -> int:
    """Threads that can run at once, two a core where the processor has that: as many as this process may use."""
    usable = len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else os.cpu_count() or 1
    return max(1, min(usable, _quota(control_group / "cpu.max") or usable))


def _quota(path: Path) -> int | None:
    """Whole processors in a quota of `microseconds period`; None if there is none or it says `max`."""
    try:
        quota, period = map(int, path.read_text().split())
        return math.ceil(quota / period)
    except (OSError, ValueError, ZeroDivisionError):
        return None


def _number(path: Path) -> int | None:
    """A control file's number; None if there is none or it says `max`."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _reclaimable(path: Path) -> int:
    """Bytes of cached files, which give way to whoever needs memory."""
    try:
        lines = dict(line.split() for line in path.read_text().splitlines())
        return int(lines.get("inactive_file", 0)) + int(lines.get("active_file", 0))
    except (OSError, ValueError):
        return 0
