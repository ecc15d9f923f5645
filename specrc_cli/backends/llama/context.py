"""One llama_context, synchronous: a batch goes in, rows of logits come out, sequences are copied and trimmed.

Only the lane's thread calls this. Everything that would make llama.cpp abort the process (too many tokens, too many
outputs, a sequence id out of range) is an assertion here, because the scheduler must never ask for it.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]


class Decoded(IntEnum):
    """What llama_decode answers; anything below zero is an error."""

    OK = 0
    NO_ROOM = 1
    ABORTED = 2


class AbortFlag:
    """A switch that llama.cpp looks at between graph nodes.

    The callback is C's own `strlen` over a one-byte string (0: go on, 1: stop), so that looking costs nanoseconds and
    needs no interpreter lock.
    """

    def __init__(self) -> None:
        self._text = ctypes.create_string_buffer(2)
        libc = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
        self.callback = ctypes.cast(libc.strlen, ctypes.c_void_p)
        self.data = ctypes.cast(self._text, ctypes.c_void_p)

    def set(self) -> None:
        self._text[0] = b"!"

    def clear(self) -> None:
        self._text[0] = b"\0"


class Batch:
    """The rows of one llama_decode, in numpy arrays that llama.cpp reads in place."""

    def __init__(self, api: Any, *, capacity: int, sequences: int) -> None:
        self.capacity = capacity
        self.size = 0
        self.outputs = 0
        self._tokens = np.zeros(capacity, np.int32)
        self._positions = np.zeros(capacity, np.int32)
        self._counts = np.zeros(capacity, np.int32)
        self._pointers = np.zeros(capacity + 1, np.uintp)
        self._wanted = np.zeros(capacity, np.int8)
        self._ids = np.zeros(capacity + sequences * sequences, np.int32)
        self._ids_address = self._ids.ctypes.data
        self._ids_used = 0
        self._struct = api.llama_batch()
        for field, array in (
            ("token", self._tokens),
            ("pos", self._positions),
            ("n_seq_id", self._counts),
            ("seq_id", self._pointers),
            ("logits", self._wanted),
        ):
            kind = dict(self._struct._fields_)[field]
            setattr(self._struct, field, ctypes.cast(array.ctypes.data, kind))

    @property
    def room(self) -> int:
        return self.capacity - self.size

    @property
    def ids_room(self) -> int:
        return len(self._ids) - self._ids_used

    def clear(self) -> None:
        self.size = self.outputs = self._ids_used = 0

    def add(self, tokens: Sequence[int], *, position: int, sequences: Collection[int], wanted: Sequence[int]) -> int:
        """Add a run of tokens that stand behind one another from `position` on, in all of `sequences`.

        `wanted` are the offsets in the run whose logits are to come out. Returns the row of the first token.
        """
        first, last = self.size, self.size + len(tokens)
        ids, ids_end = self._ids_used, self._ids_used + len(sequences)
        assert last <= self.capacity
        assert ids_end <= len(self._ids)
        self._ids[ids:ids_end] = list(sequences)
        self._tokens[first:last] = tokens
        self._positions[first:last] = range(position, position + len(tokens))
        self._counts[first:last] = len(sequences)
        self._pointers[first:last] = self._ids_address + ids * self._ids.itemsize
        self._wanted[first:last] = 0
        for offset in wanted:
            self._wanted[first + offset] = 1
        self.size, self._ids_used = last, ids_end
        self.outputs += len(wanted)
        return first

    def struct(self) -> Any:
        self._struct.n_tokens = self.size
        return self._struct


class Context:
    """A llama_context and its memory."""

    def __init__(self, api: Any, handle: Any, *, n_vocab: int, n_batch: int, n_outputs: int, n_seq: int) -> None:
        self.api = api
        self.handle = handle
        self.n_vocab = n_vocab
        self.n_outputs = n_outputs
        self.batch = Batch(api, capacity=n_batch, sequences=n_seq)
        self.abort = AbortFlag()
        self._memory = api.llama_get_memory(handle)
        self._row_type = ctypes.c_float * n_vocab
        kind = api.llama_set_abort_callback.argtypes[1]
        api.llama_set_abort_callback(handle, ctypes.cast(self.abort.callback, kind), self.abort.data)

    def decode(self) -> int:
        """Evaluate the batch. Returns a `Decoded`, or an error below zero; on anything but OK nothing was kept."""
        assert 0 < self.batch.size <= self.batch.capacity
        assert self.batch.outputs <= self.n_outputs
        code: int = self.api.llama_decode(self.handle, self.batch.struct())
        return code

    def logits(self, row: int) -> Logits:
        """The logits of one output row: a view, good until the next `decode`."""
        pointer = self.api.llama_get_logits_ith(self.handle, row)
        row_data: Any = self._row_type.from_address(ctypes.addressof(pointer.contents))
        view: Logits = np.frombuffer(row_data, dtype=np.float32)
        return view

    def copy(self, source: int, to: int) -> None:
        """Let sequence `to` share all that `source` holds."""
        self.api.llama_memory_seq_cp(self._memory, source, to, -1, -1)

    def trim(self, sequence: int, position: int) -> None:
        """Forget what stands at `position` and behind it. Only for memories that can (see `Memory`)."""
        self.api.llama_memory_seq_rm(self._memory, sequence, position, -1)

    def drop(self, sequence: int) -> None:
        """Forget a whole sequence."""
        self.api.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def held(self, sequence: int) -> int:
        """Tokens the memory holds for a sequence."""
        return int(self.api.llama_memory_seq_pos_max(self._memory, sequence)) + 1

    def free(self) -> None:
        self.api.llama_free(self.handle)
