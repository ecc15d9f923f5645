"""Whole chains written side by side by the draft, to choose one from. Knows nothing of how it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from specrc_cli.backends.base import Generation, StopCause
from specrc_cli.methods.base import Limits
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.writing import Writer, context_full, write_step
from specrc_cli.paragraph import joined
from specrc_cli.together import together
from specrc_cli.trace.events import Author, BranchSettled, Fate, StepSettled, StopReason
from specrc_cli.trace.verdict import Verdict


class Candidate:
    """One chain, in the draft's own words, and the branch it is written on."""

    def __init__(self, writer: Writer, limits: Limits) -> None:
        self.writer = writer
        self.chain = Chain(limits, writer.model.thinking)
        self._written: list[Generation] = []

    @property
    def number(self) -> int:
        return self.writer.number

    @property
    def complete(self) -> bool:
        """Whether it came to an end of its own accord."""
        return self.chain.stop in (StopReason.ANSWER, StopReason.EOS) and bool(self.chain.text.strip())

    @property
    def written(self) -> Generation:
        """All of it as one generation."""
        return reduce(joined, self._written)

    async def write(self) -> None:
        with self.chain.until_context_full():
            while self.chain.open:
                written = await self.writer.step(self.chain)
                self._written.append(written)
                if written.stop is StopCause.CONTEXT:
                    raise context_full(self.writer.model)
                if not written.text.strip() and written.stop is StopCause.EOG:
                    self.chain.ends(StopReason.EOS)
                else:
                    self.chain.settle(written.text, written.stop)

    def settle(self, verdict: Verdict) -> None:
        """Tell what became of it and of each of its steps."""
        emit = self.writer.run.emit
        fate = Fate.ACCEPTED if verdict.accepted else Fate.DISCARDED
        for index, text in enumerate(self.chain.steps):
            emit(StepSettled(index=index, author=Author.DRAFT, fate=fate, text=text, branch=self.number))
        emit(BranchSettled(branch=self.number, verdict=verdict))


async def write_candidates(writers: Sequence[Writer], *, room: int) -> list[Candidate]:
    """A chain by each writer, all at once.

    They share `room` tokens of context evenly, and the budget but for one share, left to whoever goes on from them.
    """
    limits = writers[0].run.limits
    share = replace(limits, token_budget=min(limits.token_budget // (len(writers) + 1), room // len(writers)))
    candidates = [Candidate(writer, share) for writer in writers]
    await together(candidate.write() for candidate in candidates)
    return candidates


def cut_off(candidate: Candidate) -> Verdict:
    """On a chain that never came to its end."""
    return Verdict(verifier="", accepted=False, reason=f"it did not come to its end ({candidate.chain.stop})")


def text_of(candidate: Candidate, draft: Writer, target: Writer) -> str:
    """A chain as the target is shown it: in its words, and without the sign that its thinking is over."""
    text = "".join(target.takes(step, draft) for step in candidate.chain.steps)
    return text.replace(target.model.thinking.close, "") if target.model.thinking else text


def take(chain: Chain, chosen: Candidate, draft: Writer, target: Writer) -> None:
    """The chosen chain becomes the target's own. It is whole, in whatever way its own model ended it."""
    for step in chosen.chain.steps:
        text = target.takes(step, draft)
        target.branch.extend(text)
        chain.settle(text, chosen.written.stop)
    chain.ends(StopReason.EOS)


async def from_scratch(chain: Chain, target: Writer) -> None:
    """The target writes the whole chain, as none that was drafted will do."""
    chain.check_budget()
    while chain.open:
        await write_step(chain, target, Fate.WRITTEN)
