"""Verifier, and the proposal it judges. Knows nothing of methods or of what happens after a verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from specrc_cli.backends.base import Branch, Cost, Generation, Mark, Model, Reading
from specrc_cli.trace.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """What a model will be asked through `Branch.choose`: one of `options`, each one token behind `suffix`."""

    suffix: str
    options: tuple[str, ...]


def unanswerable(questions: Sequence[Question], model: Model) -> Question | None:
    """The first of the questions for whose options `model` has not one token each; None if it can answer all."""
    return next((each for each in questions if not model.offers(each.suffix, each.options)), None)


class Proposal:
    """A drafted step, and the target's branch that stands before it.

    `text` is the step as it would stand in the target's chain; `draft` is what the draft wrote. The step enters the
    target's context once, whoever asks first: `put` for a verifier that only needs it there, `read` for one that
    needs the target's log-probability of each of its tokens, which come from the same pass. `scored` says beforehand
    that some verifier will `read`.
    """

    def __init__(self, *, index: int, text: str, draft: Generation, model: Model, target: Branch, scored: bool) -> None:
        self.index = index
        self.text = text
        self.draft = draft
        self.model = model
        self.target = target
        self._scored = scored
        self._reading: asyncio.Future[Reading] | None = None
        self._before: Mark | None = None

    def put(self) -> Branch:
        """The target's branch, standing behind the step."""
        if self._before is None:
            self._before = self.target.mark()
            if self._scored:
                self._reading = asyncio.ensure_future(self.target.read(self.text))
            else:
                self.target.extend(self.text)
        return self.target

    @property
    def room(self) -> int:
        """Tokens that another step may have in this one's place."""
        taken = self.target.position - self._before.position if self._before is not None else 0
        return self.target.room + taken

    def let_stand(self) -> None:
        """The step stays: put it into the context if no verifier did, as what nobody read before need not be read."""
        if self._before is None:
            self._before = self.target.mark()
            self.target.extend(self.text)

    def fork_before(self) -> Branch:
        """A branch of its own that stands before the step; whoever asks for it closes it."""
        fork = self.target.fork()
        if self._before is not None:
            fork.rewind(self._before)
        return fork

    async def read(self) -> Reading:
        """The target's log-probabilities of the step's tokens."""
        self.put()
        assert self._reading is not None, "a verifier that reads tokens must say so in `reads_tokens`"
        return await asyncio.shield(self._reading)

    async def cost(self) -> Cost:
        """What reading the step took. It is nobody's verdict's own, as the chain needs the step there anyway."""
        return (await asyncio.shield(self._reading)).cost if self._reading is not None else Cost()


class Verifier(Protocol):
    """A way to judge one step.

    `judge` queues all it wants of the target before it waits for any of it, so that verdicts gathered over several
    proposals share one forward pass, in the order of the proposals.
    """

    @property
    def name(self) -> str: ...

    @property
    def asks_target(self) -> bool:
        """Whether `judge` needs the step in the target's context."""

    @property
    def reads_tokens(self) -> bool:
        """Whether `judge` calls `Proposal.read`."""

    @property
    def knobs(self) -> Mapping[str, object]: ...

    def questions(self, target: Model) -> Sequence[Question]:
        """All that `judge` asks the target to choose between, whatever the step."""

    async def judge(self, proposal: Proposal) -> Verdict: ...
