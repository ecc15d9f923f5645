"""What was loaded and how it is used, in one line each."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from specrc_cli.backends.base import ModelInfo
from specrc_cli.trace.events import RunBegan
from specrc_cli.views.text import one_line
from specrc_cli.views.theme import Symbols
from specrc_cli.views.units import amount, plural, size


def model_line(info: ModelInfo, symbols: Symbols) -> str:
    """E.g. `qwen3-8b 8.2B Q4_K_M · CPU, 8 threads · ctx 8192 · 4.7 GiB + KV about 1.3 GiB`.

    The context's memory is an estimate, and layers are those llama.cpp was asked to offload.
    """
    name = " ".join(filter(None, (info.name, amount(info.parameters) if info.parameters else "", info.quantization)))
    where = ", ".join(filter(None, (info.device, _hold(info))))
    memory = size(info.model_bytes) + (f" + KV about {size(info.kv_bytes)}" if info.kv_bytes else "")
    pieces = [name, where, f"ctx {info.context}" if info.context else "", memory if info.model_bytes else ""]
    return one_line(f" {symbols.dot} ".join(filter(None, pieces)))


def method_line(began: RunBegan, symbols: Symbols) -> str:
    """E.g. `specreason · arithmetic+likelihood ≥ -1.5 · seed 0 · llama.cpp 0.3.36`."""
    backends = dict.fromkeys(info.backend for info in (began.draft, began.target) if info)
    pieces = (began.method, _judging(began, symbols), f"seed {began.seed}", *backends)
    return one_line(f" {symbols.dot} ".join(filter(None, pieces)))


def row(label: str, line: str) -> RenderableType:
    """A dim line behind its label, with a hanging indent."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=6, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(label, style="quiet"), Text(line, style="quiet"))
    return grid


def _judging(began: RunBegan, symbols: Symbols) -> str:
    """The verifiers, each with its threshold."""
    knobs = began.knobs.get("verifier")
    if not isinstance(knobs, Mapping):
        return began.verifier
    return "+".join(_escalating(part, knobs.get(part, knobs), symbols) for part in began.verifier.split("+"))


def _escalating(part: str, knobs: Mapping[str, object], symbols: Symbols) -> str:
    """A part of a composed verifier: one, or several that hand a doubtful step on, each with knobs of its own."""
    return "/".join(_with_number(name, knobs.get(name, knobs), symbols) for name in part.split("/"))


def _with_number(name: str, knobs: object, symbols: Symbols) -> str:
    if isinstance(knobs, Mapping) and "threshold" in knobs:
        return f"{name} {symbols.at_least} {knobs['threshold']:g}"
    return f"{name} {knobs['rate']:g}" if isinstance(knobs, Mapping) and "rate" in knobs else name


def _hold(info: ModelInfo) -> str:
    """Who does the work: layers on the device, threads on the processor."""
    if info.layers_offloaded:
        return f"{info.layers_offloaded}/{info.layers} layers asked"
    return plural(info.threads, "thread") if info.threads else ""
