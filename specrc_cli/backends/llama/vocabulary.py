"""Text to tokens and back, for one model. Bytes inside, so that a character split over tokens stays whole outside."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from specrc_cli.errors import ModelError

_SPM = 1
_KINDS = {0: "none", 1: "SentencePiece", 2: "byte-pair", 3: "WordPiece", 4: "Unigram", 5: "RWKV", 6: "PLaMo-2"}
_MARKS = {"bos": "beginning", "eos": "end"}
MOST_MORE = 128
"""Tokens by which two vocabularies may differ in size: padding, by llama.cpp's rule."""
_FIRST_COMPARED = 5
"""The first tokens are control tokens, named differently by everyone."""
_ANCHOR = b"\x01"
"""A control character: it is a token of its own in every SentencePiece vocabulary and fuses with nothing."""


class Vocabulary:
    """One model's vocabulary. Safe to use from any thread, as what is looked up twice is the same."""

    def __init__(self, api: Any, model: Any) -> None:
        self._api = api
        self._handle = api.llama_model_get_vocab(model)
        self.size: int = api.llama_vocab_n_tokens(self._handle)
        self.type: int = api.llama_vocab_type(self._handle)
        self._anchor_length = len(self.tokens(_ANCHOR, special=False))
        self._pieces: dict[int, bytes] = {}
        self._options: dict[tuple[str, tuple[str, ...]], tuple[list[int], list[int]]] = {}
        self._ends = {t for t in range(self.size) if api.llama_vocab_is_eog(self._handle, t)}

    def tokens(self, text: str | bytes, *, special: bool) -> list[int]:
        """Tokens of `text`. `special` reads control tokens in it, which only the tool's own text may contain."""
        data = text if isinstance(text, bytes) else text.encode("utf-8", errors="replace")
        room = len(data) + 8
        buffer = (ctypes.c_int32 * room)()
        count = self._api.llama_tokenize(self._handle, data, len(data), buffer, room, False, special)
        if count < 0:
            buffer = (ctypes.c_int32 * -count)()
            count = self._api.llama_tokenize(self._handle, data, len(data), buffer, -count, False, special)
        return list(buffer[:count])

    def continuation(self, text: str | bytes, *, special: bool = False) -> list[int]:
        """Tokens of `text` as it stands *behind* other text.

        SentencePiece vocabularies put a space before whatever they are given; an anchor in front takes it.
        """
        if self.type != _SPM:
            return self.tokens(text, special=special)
        data = text if isinstance(text, bytes) else text.encode("utf-8", errors="replace")
        return self.tokens(_ANCHOR + data, special=special)[self._anchor_length :]

    def ends_turn(self, token: int) -> bool:
        """Whether the token ends the model's turn."""
        return token in self._ends

    def unlike(self, other: Vocabulary) -> str:
        """In what `other` differs, in words; empty where a token means the same in both, by llama.cpp's own rule."""
        if self.type != other.type:
            return f"its vocabulary is {_KINDS.get(other.type, other.type)}, not {_KINDS.get(self.type, self.type)}"
        for mark in _MARKS:
            if self._added(mark) != other._added(mark):
                return f"it marks the {_MARKS[mark]} of a text in another way"
        if abs(self.size - other.size) > MOST_MORE:
            return f"its vocabulary has {other.size} tokens, not {self.size}"
        for token in range(_FIRST_COMPARED, min(self.size, other.size)):
            theirs, ours = other.text(token), self.text(token)
            if theirs != ours:
                return f"its token {token} is {_shown(theirs)}, not {_shown(ours)}"
        return ""

    def text(self, token: int) -> bytes:
        """A token as it is written in the vocabulary itself."""
        text: bytes = self._api.llama_vocab_get_text(self._handle, token)
        return text

    def _added(self, mark: str) -> int | None:
        """The token that marks the beginning (`bos`) or the end (`eos`) of a text unasked, if one does."""
        added = getattr(self._api, f"llama_vocab_get_add_{mark}")(self._handle)
        return int(getattr(self._api, f"llama_vocab_{mark}")(self._handle)) if added else None

    def special_text(self, name: str) -> str:
        """The text of the `bos` or `eos` token, for chat templates; empty if there is none."""
        token: int = getattr(self._api, f"llama_vocab_{name}")(self._handle)
        return self.text(token).decode(errors="replace") if token >= 0 else ""

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for; none for a control token."""
        if token not in self._pieces:
            self._pieces[token] = self._read_piece(token)
        return self._pieces[token]

    def _read_piece(self, token: int) -> bytes:
        room = 64
        buffer = ctypes.create_string_buffer(room)
        count = self._api.llama_token_to_piece(self._handle, token, buffer, room, 0, False)
        if count < 0:
            buffer = ctypes.create_string_buffer(-count)
            count = self._api.llama_token_to_piece(self._handle, token, buffer, -count, 0, False)
        return buffer.raw[:count]

    def options(self, suffix: str, options: tuple[str, ...]) -> tuple[list[int], list[int]]:
        """The tokens of `suffix`, and the one token each option is behind it.

        An option may fuse with the end of the suffix (`: ` and `7` are `:` and ` 7` in many vocabularies), so each is
        tokenised with the suffix and the common beginning is what all of them share. Raises `ModelError` where an
        option takes more than one token.
        """
        if (suffix, options) not in self._options:
            self._options[suffix, options] = self._find_options(suffix, options)
        return self._options[suffix, options]

    def _find_options(self, suffix: str, options: tuple[str, ...]) -> tuple[list[int], list[int]]:
        whole = [self.continuation(suffix + option, special=True) for option in options]
        shared = _common_prefix(whole)
        last = [tokens[shared:] for tokens in whole]
        if any(len(tokens) != 1 for tokens in last) or len({tokens[0] for tokens in last}) != len(options):
            raise ModelError(
                f"the options {', '.join(options)} are not one token each in this model's vocabulary",
                "choose a verifier or a method that does not ask for them",
            )
        return whole[0][:shared], [tokens[0] for tokens in last]


def _shown(text: bytes) -> str:
    return repr(text.decode(errors="replace"))


def _common_prefix(lists: Sequence[Sequence[int]]) -> int:
    shortest = min(len(items) for items in lists)
    for i in range(shortest):
        if len({items[i] for items in lists}) > 1:
            return i
    return shortest


class TextStream:
    """Token bytes in, whole characters out."""

    def __init__(self) -> None:
        self._pending = b""

    def push(self, piece: bytes) -> str:
        """The characters completed by `piece`; bytes that can never become one are replaced."""
        data = self._pending + piece
        keep = _incomplete_tail(data)
        self._pending = data[len(data) - keep :]
        return data[: len(data) - keep].decode("utf-8", errors="replace")

    def flush(self) -> str:
        """What is left, with an unfinished character replaced."""
        data, self._pending = self._pending, b""
        return data.decode("utf-8", errors="replace")


def _incomplete_tail(data: bytes) -> int:
    """How many bytes at the end begin a UTF-8 character that is not complete yet (0 to 3)."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 == 0x80:
            continue
        wanted = 2 if byte & 0xE0 == 0xC0 else 3 if byte & 0xF0 == 0xE0 else 4 if byte & 0xF8 == 0xF0 else 1
        return back if wanted > back else 0
    return 0
