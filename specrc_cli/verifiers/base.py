"""Verifier, and the proposal it judges. Knows nothing of methods or of what happens after a verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

from specrc_cli.backends.base import Branch, Generation, Reading
from specrc_cli.trace.verdict import Verdict


class Proposal:
    """A drafted step, and the target's branch that stands before it.

    The step enters the target's context once, whoever asks first: `put` for a verifier that only needs it there,
    `read` for one that needs the target's log-probability of each of its tokens, which come from the same pass.
    `scored` says beforehand that some verifier will `read`.
    """

    def __init__(self, *, index: int, draft: Generation, target: Branch, scored: bool) -> None:
        self.index = index
        self.draft = draft
        self.target = target
        self._scored = scored
        self._reading: asyncio.Future[Reading] | None = None
        self._in_context = False

    @property
    def text(self) -> str:
        return self.draft.text

    def put(self) -> Branch:
        """The target's branch, standing behind the step."""
        if not self._in_context:
            self._in_context = True
            if self._scored:
                self._reading = asyncio.ensure_future(self.target.read(self.text))
            else:
                self.target.extend(self.text)
        return self.target

    async def read(self) -> Reading:
        """The target's log-probabilities of the step's tokens."""
        self.put()
        assert self._reading is not None, "a verifier that reads tokens must say so in `reads_tokens`"
        return await asyncio.shield(self._reading)


class Verifier(Protocol):
    """A way to judge one step.

    `judge` queues all it wants of the target before it first suspends, so that verdicts gathered over several
    proposals share one forward pass, in the order of the proposals.
    """

    @property
    def name(self) -> str: ...

    @property
    def reads_tokens(self) -> bool:
        """Whether `judge` calls `Proposal.read`."""

    @property
    def knobs(self) -> Mapping[str, object]: ...

    async def judge(self, proposal: Proposal) -> Verdict: ...
