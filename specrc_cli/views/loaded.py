"""What was loaded, in one line a model."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from specrc_cli.backends.base import ModelInfo
from specrc_cli.views.text import one_line
from specrc_cli.views.theme import Symbols
from specrc_cli.views.units import amount, plural, size


def model_line(info: ModelInfo, symbols: Symbols) -> str:
    """E.g. `demo-target 9.8M Q8_0 · CPU, 2 threads · ctx 2048 · 11 MiB + KV 6.0 MiB`."""
    name = " ".join(filter(None, (info.name, amount(info.parameters) if info.parameters else "", info.quantization)))
    where = ", ".join(filter(None, (info.backend, info.device if info.device != info.backend else "", _hold(info))))
    memory = size(info.model_bytes) + (f" + KV {size(info.kv_bytes)}" if info.kv_bytes else "")
    pieces = [name, where, f"ctx {info.context}" if info.context else "", memory if info.model_bytes else ""]
    return one_line(f" {symbols.dot} ".join(filter(None, pieces)))


def model_row(part: str, info: ModelInfo, symbols: Symbols) -> Table:
    """`model_line` behind the part the model plays, with a hanging indent."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=6, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(part, style="quiet"), Text(model_line(info, symbols), style="quiet"))
    return grid


def _hold(info: ModelInfo) -> str:
    """Who does the work: layers on the device, threads on the processor."""
    if info.layers_offloaded:
        return f"{info.layers_offloaded}/{info.layers} layers"
    return plural(info.threads, "thread") if info.threads else ""
