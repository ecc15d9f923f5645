"""Numbers with their units, as short as they can be read."""

from __future__ import annotations


def size(count: int) -> str:
    """Bytes, e.g. `640 KiB`, `11 MiB`, `4.7 GiB`."""
    value = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024 or unit == "GiB":
            return f"{value:.1f} {unit}" if value < 10 and unit != "B" else f"{value:.0f} {unit}"
        value /= 1024
    raise AssertionError("unreachable")


def amount(count: int) -> str:
    """A number of parameters, e.g. `850K`, `1.2M`, `8.2B`."""
    for unit, scale in (("B", 1e9), ("M", 1e6), ("K", 1e3)):
        if count >= scale:
            value = count / scale
            return f"{value:.1f}{unit}" if value < 100 else f"{value:.0f}{unit}"
    return str(count)


def duration(seconds: float) -> str:
    """A time of any length, e.g. `3.6 ms`, `48 ms`, `0.42 s`, `12.3 s`; from a minute on `3 min 07 s`."""
    if 0 < seconds < 0.0995:
        return f"{seconds * 1000:.1f} ms" if seconds < 0.00995 else f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def speed(tokens_per_second: float | None) -> str:
    if tokens_per_second is None:
        return "..."
    return f"{tokens_per_second:.0f} tok/s" if tokens_per_second >= 10 else f"{tokens_per_second:.1f} tok/s"


def percent(share: float | None) -> str:
    """`83%`; empty for a share of nothing."""
    return "" if share is None else f"{share:.0%}"


def plural(count: int, noun: str, several: str = "") -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {several or noun + 's'}"
