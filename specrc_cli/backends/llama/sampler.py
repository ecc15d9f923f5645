"""Drawing the next token: llama.cpp's own samplers, one chain and one random stream a generation."""

from __future__ import annotations

import ctypes
import weakref
from dataclasses import dataclass
from typing import Any

import numpy as np

from specrc_cli.backends.base import Sampling
from specrc_cli.backends.llama.context import Context, Logits

_SEED_SPACE = 2**32


@dataclass(frozen=True, slots=True)
class Drawn:
    """A token, its log-probability and the entropy (nats) of the model's own, untempered distribution."""

    token: int
    logprob: float
    entropy: float


def log_partition(logits: Logits) -> float:
    """log of the sum of exp(logits)."""
    top = float(logits.max())
    return top + float(np.log(np.exp(logits - top).sum(dtype=np.float64)))


def drawn(logits: Logits, token: int) -> Drawn:
    """How likely `token` was under `logits`: log p = z_t - log Z; H = log Z - sum(p z)."""
    top = logits.max()
    shifted = logits - top
    weights = np.exp(shifted)
    total = float(weights.sum())
    log_total = float(np.log(total))
    return Drawn(
        token=token,
        logprob=float(shifted[token]) - log_total,
        entropy=max(0.0, log_total - float(weights @ shifted) / total),
    )


class Sampler:
    """One generation's way to draw. Greedy is an argmax; the rest is a llama.cpp chain, top-k first."""

    def __init__(self, api: Any, sampling: Sampling) -> None:
        self._api = api
        self._chain = None if sampling.greedy else _chain(api, sampling)
        self._finish = weakref.finalize(self, api.llama_sampler_free, self._chain) if self._chain else None
        if self._finish is not None:
            self._finish.atexit = False

    def draw(self, context: Context, row: int, logits: Logits) -> Drawn:
        """Draw from the output row of the last decode."""
        if self._chain is None:
            return drawn(logits, int(logits.argmax()))
        return drawn(logits, int(self._api.llama_sampler_sample(self._chain, context.handle, row)))

    def draw_from(self, logits: Logits) -> Drawn:
        """Draw from logits kept from an earlier decode."""
        if self._chain is None:
            return drawn(logits, int(logits.argmax()))
        entry = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
        candidates = np.zeros(len(logits), entry)
        candidates["id"] = np.arange(len(logits), dtype=np.int32)
        candidates["logit"] = logits
        data = ctypes.cast(candidates.ctypes.data, ctypes.POINTER(self._api.llama_token_data))
        array = self._api.llama_token_data_array(data=data, size=len(logits), selected=-1, sorted=False)
        self._api.llama_sampler_apply(self._chain, ctypes.byref(array))
        token = int(array.data[array.selected].id)
        self._api.llama_sampler_accept(self._chain, token)
        return drawn(logits, token)

    def free(self) -> None:
        """Give llama.cpp's chain back now, and not only when nobody knows this sampler any more."""
        if self._finish is not None:
            self._finish()
            self._chain = None


def _chain(api: Any, sampling: Sampling) -> Any:
    chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
    if sampling.top_k > 0:
        api.llama_sampler_chain_add(chain, api.llama_sampler_init_top_k(sampling.top_k))
    if sampling.top_p < 1.0:
        api.llama_sampler_chain_add(chain, api.llama_sampler_init_top_p(sampling.top_p, 1))
    if sampling.min_p > 0.0:
        api.llama_sampler_chain_add(chain, api.llama_sampler_init_min_p(sampling.min_p, 1))
    api.llama_sampler_chain_add(chain, api.llama_sampler_init_temp(sampling.temperature))
    api.llama_sampler_chain_add(chain, api.llama_sampler_init_dist(sampling.seed % _SEED_SPACE))
    return chain
