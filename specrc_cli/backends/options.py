"""How a model is to be loaded: plain data that the command line fills in and the backend reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from specrc_cli.backends.base import Thinking

DEFAULT_CONTEXT = 8192
"""Tokens of context where nobody asks for another number and the model was trained for as many."""
MOST_BRANCHES = 223
"""Of one model: llama.cpp's 256 sequences without the judges'."""


class CacheType(StrEnum):
    """Number format of the KV cache."""

    F16 = "f16"
    Q8_0 = "q8_0"
    Q4_0 = "q4_0"


class FlashAttention(StrEnum):
    AUTO = "auto"
    ON = "on"
    OFF = "off"


class ThinkingStyle(StrEnum):
    """`auto` looks for thinking tags in the chat template."""

    AUTO = "auto"
    NONE = "none"
    TAGS = "tags"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """One model file and how to hold it.

    `context` is in tokens (0: `DEFAULT_CONTEXT`, bounded by what the model was trained for); `gpu_layers` -1 is
    all; `threads` 0 is one a physical core; a small model gets one alone, and for several `chains` one for each context
    that they are shared out among. `sequences` bounds how many branches can live at once (at most 223); `chains` is how
    many branches at once can be as long as the context; `device` is a llama.cpp device name, empty for the default.
    """

    path: Path
    name: str = ""
    context: int = 0
    gpu_layers: int = -1
    device: str = ""
    threads: int = 0
    sequences: int = 64
    chains: int = 1
    cache_type_k: CacheType = CacheType.F16
    cache_type_v: CacheType = CacheType.F16
    flash_attention: FlashAttention = FlashAttention.AUTO
    chat_template: str = ""
    thinking: ThinkingStyle = ThinkingStyle.AUTO
    thinking_tags: Thinking = Thinking()
