"""What this machine has to give: main memory, as far as this process may use it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

CONTROL_GROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Main memory, in bytes."""

    total: int
    free: int


def memory(control_group: Path = CONTROL_GROUP) -> Memory:
    """Main memory, within the limit of the container this process runs in, where there is one (Linux, cgroup 2)."""
    machine = psutil.virtual_memory()
    limit = _number(control_group / "memory.max")
    if limit is None or limit >= machine.total:
        return Memory(total=machine.total, free=machine.available)
    used = (_number(control_group / "memory.current") or 0) - _reclaimable(control_group / "memory.stat")
    return Memory(total=limit, free=max(0, min(machine.available, limit - used)))


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
