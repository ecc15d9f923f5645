"""The three ways to name a model: a path, a name from models.yaml, or `hf:owner/repo:QUANT`."""

from __future__ import annotations

import re
from pathlib import Path

from specrc_cli.errors import UsageError
from specrc_cli.registry.specs import HubFile

HUB = "hf:"
_OWNER_REPO = r"(?P<repo>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)"
_BY_QUANT = re.compile(rf"{_OWNER_REPO}:(?P<quant>[A-Za-z0-9][\w.-]*)")
_BY_FILE = re.compile(rf"{_OWNER_REPO}/(?P<file>[^:]+\.gguf)", re.IGNORECASE)
FORM = "write hf:owner/repo:QUANT, for example hf:Qwen/Qwen3-8B-GGUF:Q4_K_M, or hf:owner/repo/file.gguf"


def parse_hub(text: str) -> HubFile:
    """Read `owner/repo:QUANT` or `owner/repo/file.gguf`, with or without `hf:` before it. Raises `UsageError`."""
    plain = text.removeprefix(HUB)
    if match := _BY_FILE.fullmatch(plain):
        return HubFile(match["repo"], file=match["file"])
    if match := _BY_QUANT.fullmatch(plain):
        return HubFile(match["repo"], quant=match["quant"])
    raise UsageError(f"'{text}' does not name a model on the Hub", FORM)


def is_path(text: str) -> bool:
    """Whether a reference is meant as a file rather than as a name."""
    return text.lower().endswith(".gguf") or "/" in text or "\\" in text or text.startswith(("~", "."))


def is_reference(text: str) -> bool:
    """Whether a reference says where the model is, rather than what it is called."""
    return text.startswith(HUB) or is_path(text)


def expand(text: str, *, folder: Path) -> Path:
    """A path as a person writes it: `~` is their home, a relative one starts from `folder`. Raises `UsageError`."""
    if "\0" in text:
        raise UsageError(f"{text!r} is no path: there is a null character in it", "write the path anew")
    try:
        return folder / Path(text).expanduser()
    except RuntimeError:
        raise UsageError(f"{text} names a home folder that is not known", "write the whole path") from None
