"""What the engine must equal: one sequence evaluated from nothing, a fresh memory each time, no forks, no sharing."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from specrc_cli.backends.llama.library import load

LogProbabilities = NDArray[np.float64]
ROWS = 2048


class Reference:
    """A GGUF file evaluated the slow and obvious way."""

    def __init__(self, path: Path) -> None:
        self._api = load().api
        params = self._api.llama_model_default_params()
        params.use_extra_bufts = load().repacking
        self._model = self._api.llama_model_load_from_file(bytes(path), params)
        settings = self._api.llama_context_default_params()
        settings.n_ctx = settings.n_batch = settings.n_outputs_max = settings.n_outputs_max_per_seq = ROWS
        settings.n_seq_max = settings.n_threads = settings.n_threads_batch = 1
        settings.swa_full = True
        self._context = self._api.llama_init_from_model(self._model, settings)
        self._width = self._api.llama_vocab_n_tokens(self._api.llama_model_get_vocab(self._model))
        self.rows = lru_cache(maxsize=4096)(self._rows)

    def _rows(self, tokens: tuple[int, ...]) -> LogProbabilities:
        """Log-probabilities of every token of the vocabulary behind each token of the sequence."""
        assert 0 < len(tokens) <= ROWS
        self._api.llama_memory_clear(self._api.llama_get_memory(self._context), True)
        batch = self._api.llama_batch_init(len(tokens), 0, 1)
        batch.n_tokens = len(tokens)
        for row, token in enumerate(tokens):
            batch.token[row], batch.pos[row], batch.logits[row] = token, row, 1
            batch.n_seq_id[row], batch.seq_id[row][0] = 1, 0
        assert self._api.llama_decode(self._context, batch) == 0
        self._api.llama_batch_free(batch)
        first = self._api.llama_get_logits(self._context)
        address = ctypes.addressof(first.contents)
        flat = np.frombuffer((ctypes.c_float * (len(tokens) * self._width)).from_address(address), dtype=np.float32)
        return log_softmax(flat.reshape(len(tokens), self._width).astype(np.float64))

    def following(self, tokens: Sequence[int]) -> LogProbabilities:
        """Log-probabilities of what follows the sequence."""
        row: LogProbabilities = self.rows(tuple(tokens))[-1]
        return row

    def reading(self, before: Sequence[int], tokens: Sequence[int]) -> list[float]:
        """The log-probability of each of `tokens` behind `before`."""
        rows = self.rows((*before, *tokens))
        return [float(rows[len(before) - 1 + index, token]) for index, token in enumerate(tokens)]

    def choice(self, before: Sequence[int], options: Sequence[int]) -> list[float]:
        """P of each option token behind `before`, renormalised among them."""
        weights = np.exp(self.following(before)[list(options)])
        return [float(share) for share in weights / weights.sum()]

    def close(self) -> None:
        self._api.llama_free(self._context)
        self._api.llama_model_free(self._model)


def log_softmax(logits: LogProbabilities) -> LogProbabilities:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    result: LogProbabilities = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result
