"""Whether two runs of one text may differ at a token: only where the draw hangs on how a logit was rounded.

A pass of several tokens rounds otherwise than a pass of one, by some hundredths of a nat in half precision. Greedy
decoding feels that where two tokens are as likely as each other, seeded sampling where a token's share begins or ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from specrc_cli.backends.base import Sampling
from specrc_cli.backends.llama.library import load
from specrc_cli.backends.llama.sampler import Sampler
from tests.engine.play import TOLERANCE
from tests.engine.reference import Reference

TRIES = 60


def first_difference(ours: Sequence[int], theirs: Sequence[int]) -> int | None:
    """Where two texts part; None where they are the same."""
    for place, (our, their) in enumerate(zip(ours, theirs, strict=False)):
        if our != their:
            return place
    return min(len(ours), len(theirs)) if len(ours) != len(theirs) else None


def hangs_on_rounding(reference: Reference, tokens: Sequence[int], start: int, sampling: Sampling) -> bool:
    """Whether the draw behind `tokens`, the text of which begins at `start`, may come out in two ways."""
    rows = np.asarray(reference.rows(tuple(tokens)), dtype=np.float32)[start - 1 :]
    dice = np.random.default_rng(0)
    drawn: set[int] = set()
    for _ in range(TRIES):
        sampler = Sampler(load().api, sampling)
        for row in rows[:-1]:
            sampler.draw_from(row)
        noise = np.asarray(dice.uniform(-TOLERANCE, TOLERANCE, rows.shape[1]), dtype=np.float32)
        drawn.add(sampler.draw_from(rows[-1] + noise).token)
        sampler.free()
    return len(drawn) > 1
