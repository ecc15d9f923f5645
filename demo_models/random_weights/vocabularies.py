"""Vocabularies for models without training: a tiny byte-level one made here, or one borrowed whole from another GGUF.

Knows nothing of weights. A vocabulary is kept as the `tokenizer.*` metadata it is in a GGUF file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from gguf import GGUFReader, GGUFValueType

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
WORDS = """
    the of and to in is that for it as with was on are be by this from at or an not have each has more first then total
    step answer number apples sells buys left how many costs hours half twice gives pays days price so
"""
TRAPS = (".\n\n", "\n\n", "\n\nThe", ":\n\n", " \n\n", "ing.\n", "**", "]0;", "[2J")
"""Pieces that hold a step's delimiter inside one token, half of it, or marks that a terminal obeys."""


class TokenType(IntEnum):
    """`tokenizer.ggml.token_type` of a GGUF file."""

    NORMAL = 1
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5
    BYTE = 6


@dataclass(frozen=True, slots=True)
class Field:
    """One metadata entry of a GGUF file."""

    key: str
    value: Any
    kind: GGUFValueType
    items: GGUFValueType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The `tokenizer.*` metadata of one vocabulary, with the two columns that random weights need to know."""

    fields: tuple[Field, ...]
    tokens: tuple[str, ...]
    types: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.tokens)

    @property
    def unspoken(self) -> list[int]:
        """Tokens that no model should write by chance: control tokens, unused ones, bytes that are not text alone."""
        raw = {symbol for byte, symbol in byte_symbols().items() if not (32 <= byte < 127 or byte == ord("\n"))}
        columns = enumerate(zip(self.tokens, self.types, strict=True))
        return [index for index, (token, kind) in columns if kind != TokenType.NORMAL or token in raw]

    def with_default_template(self, template: str) -> Vocabulary:
        """The same vocabulary, with this chat template if it had none."""
        if any(field.key == "tokenizer.chat_template" for field in self.fields):
            return self
        return replace(self, fields=(*self.fields, Field("tokenizer.chat_template", template, GGUFValueType.STRING)))


def byte_symbols() -> dict[int, str]:
    """The visible character that byte-level BPE writes for each byte: itself if printable, else one from U+0100 on."""
    printable = {*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    hidden = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + rank) for rank, byte in enumerate(hidden)}


def symbols(text: str | bytes) -> str:
    """A text, or bytes that are none by themselves, as byte-level BPE spells them."""
    table = byte_symbols()
    return "".join(table[byte] for byte in (text.encode() if isinstance(text, str) else text))


def byte_level(
    *, words: str = WORDS, traps: Sequence[str | bytes] = TRAPS, size: int = 0, template: str = CHATML
) -> Vocabulary:
    """A byte-level BPE vocabulary with single digits, ChatML marks and, padded to `size`, words that mean nothing.

    Words merge with the space before them. `traps` and padding have no merges: a model writes them, no text is ever
    tokenised into them.
    """
    control = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
    merges: dict[str, None] = {}
    spoken = dict.fromkeys(byte_symbols().values())
    for word in words.split():
        for left, right in _merge_chain(symbols(" " + word)):
            merges[f"{left} {right}"] = None
            spoken[left + right] = None
    spoken |= dict.fromkeys(symbols(trap) for trap in traps)
    padding = (symbols(f" pad{index}") for index in range(max(0, size - len(spoken) - len(control))))
    normal = (*spoken, *padding)
    tokens = (*normal, *control)
    types = (TokenType.NORMAL,) * len(normal) + (TokenType.CONTROL,) * len(control)
    ends = tokens.index("<|im_end|>")
    return _assemble(tokens=tokens, types=types, merges=tuple(merges), end=ends, template=template)


def _merge_chain(word: str) -> Iterable[tuple[str, str]]:
    """The merges that build a word from left to right."""
    prefixes = [word[:length] for length in range(1, len(word) + 1)]
    return [(shorter, longer[-1]) for shorter, longer in pairwise(prefixes)]


def _assemble(
    *, tokens: tuple[str, ...], types: tuple[int, ...], merges: tuple[str, ...], end: int, template: str
) -> Vocabulary:
    text, array, number = GGUFValueType.STRING, GGUFValueType.ARRAY, GGUFValueType.UINT32
    fields = (
        Field("tokenizer.ggml.model", "gpt2", text),
        Field("tokenizer.ggml.pre", "qwen2", text),
        Field("tokenizer.ggml.tokens", tokens, array, text),
        Field("tokenizer.ggml.token_type", types, array, GGUFValueType.INT32),
        Field("tokenizer.ggml.merges", merges, array, text),
        Field("tokenizer.ggml.eos_token_id", end, number),
        Field("tokenizer.ggml.padding_token_id", tokens.index("<|endoftext|>"), number),
        Field("tokenizer.ggml.add_bos_token", False, GGUFValueType.BOOL),
        Field("tokenizer.chat_template", template, text),
    )
    return Vocabulary(fields=fields, tokens=tokens, types=types)


def borrowed(path: Path) -> Vocabulary:
    """The vocabulary of another GGUF file (a vocabulary-only one will do), copied entry by entry."""
    reader = GGUFReader(path)
    fields = tuple(
        Field(key, entry.contents(), entry.types[0], entry.types[-1] if len(entry.types) > 1 else None)
        for key, entry in reader.fields.items()
        if key.startswith("tokenizer.")
    )
    columns = {field.key: field.value for field in fields}
    tokens = tuple(columns["tokenizer.ggml.tokens"])
    types = tuple(columns.get("tokenizer.ggml.token_type", (TokenType.NORMAL,) * len(tokens)))
    return Vocabulary(fields=fields, tokens=tokens, types=types)
