"""Models that write as much as they are told, at the real cost of writing it; and a verifier that says what it is told.

Models of random weights never write a delimiter or an answer, and never judge. What they write is drawn, evaluated and
thrown away; what is said to have been written are words of as many tokens.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.recorded import Cue, Line
from specrc_cli.backends.base import (
    Branch,
    Choice,
    Generation,
    Guesses,
    Mark,
    Message,
    Model,
    ModelInfo,
    OnText,
    Reading,
    Sampling,
    StopCause,
    Thinking,
    Until,
)
from specrc_cli.errors import SpecrcError
from specrc_cli.trace.events import Author
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question, Verifier

WORDS = (" the", " of", " and", " to", " in", " is", " that", " for", " it", " as", " with", " was", " on", " are")
ANSWER = " \\boxed{7}"


class Words:
    """Texts of a given number of tokens, different for different numbers."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._words = [word for word in WORDS if count(word) == 1 and count(word * 3) == 3]
        self._answer = count(ANSWER)

    def text(self, line: Line, number: int) -> str:
        """As many tokens as the line has; the answer takes a few at least."""
        words = len(self._words)
        count = max(0, line.tokens - self._answer) if line.answers else line.tokens
        said = "".join(self._words[number // words**place % words] for place in range(count))
        return said + ANSWER if line.answers else said


class ForcedModel:
    """See `backends.base.Model`; writes as `author` what the cue says."""

    def __init__(self, model: Model, author: Author, cue: Cue) -> None:
        self._model, self._author, self._cue = model, author, cue
        self._words = Words(model.count)

    @property
    def info(self) -> ModelInfo:
        return self._model.info

    @property
    def thinking(self) -> Thinking | None:
        return self._model.thinking

    async def open(self, messages: Sequence[Message]) -> Branch:
        return ForcedBranch(await self._model.open(messages), self.next_line)

    def turn(self, text: str, *, reply: str = "") -> str:
        return self._model.turn(text, reply=reply)

    def count(self, text: str) -> int:
        return self._model.count(text)

    def offers(self, suffix: str, options: Sequence[str]) -> bool:
        return self._model.offers(suffix, options)

    def unlike(self, other: Model) -> str:  # noqa: ARG002
        return "what it writes was written before"

    async def aclose(self) -> None:
        await self._model.aclose()

    def next_line(self) -> tuple[Line, str]:
        """What is written next, and the text it is said to be."""
        line = self._cue.line(self._author)
        return line, self._words.text(line, self._cue.given)


class ForcedBranch:
    """See `backends.base.Branch`."""

    def __init__(self, branch: Branch, next_line: Callable[[], tuple[Line, str]]) -> None:
        self._branch, self._next_line = branch, next_line

    @property
    def position(self) -> int:
        return self._branch.position

    @property
    def room(self) -> int:
        return self._branch.room

    def mark(self) -> Mark:
        return self._branch.mark()

    def rewind(self, mark: Mark) -> None:
        self._branch.rewind(mark)

    def extend(self, text: str) -> None:
        self._branch.extend(text)

    def read(self, text: str) -> Awaitable[Reading]:
        return self._branch.read(text)

    def generate(
        self,
        *,
        until: Until,
        sampling: Sampling,
        on_text: OnText | None = None,
        guesses: Guesses | None = None,  # noqa: ARG002
    ) -> Awaitable[Generation]:
        """Guesses are left out: what is drawn is not what is said."""
        line, text = self._next_line()
        forced = replace(until, texts=(), max_tokens=min(line.tokens, until.max_tokens))
        written = self._branch.generate(until=forced, sampling=sampling, on_text=on_text)
        return _said(written, line, text)

    def choose(self, suffix: str, options: Sequence[str]) -> Awaitable[Choice]:
        return self._branch.choose(suffix, options)

    def logprobs(self, text: str) -> Awaitable[Reading]:
        return self._branch.logprobs(text)

    def fork(self) -> ForcedBranch:
        return ForcedBranch(self._branch.fork(), self._next_line)

    def close(self) -> None:
        self._branch.close()


async def _said(written: Awaitable[Generation], line: Line, text: str) -> Generation:
    """Written as far as the line goes, it counts as a whole step; cut off before, as what it is."""
    generation = await written
    if generation.stop is StopCause.LENGTH and generation.tokens == line.tokens:
        return replace(generation, text=text, stop=StopCause.DELIMITER)
    if generation.stop in (StopCause.LENGTH, StopCause.STOPPED):
        return generation
    raise SpecrcError(
        f"a model was to write {line.tokens} tokens and wrote {generation.tokens} ({generation.stop})",
        "give it a longer context",
    )


class Replayed:
    """A verifier that asks the target as `judge` does, and then says what is in the record.

    `passes` counts the forward passes: what is judged while nothing else is shares no pass with what went before.
    """

    def __init__(self, judge: Verifier, cue: Cue) -> None:
        self._judge, self._cue = judge, cue
        self._under_way = 0
        self.passes = 0

    @property
    def name(self) -> str:
        return self._judge.name

    @property
    def asks_target(self) -> bool:
        return self._judge.asks_target

    @property
    def reads_tokens(self) -> bool:
        return self._judge.reads_tokens

    @property
    def knobs(self) -> Mapping[str, Any]:
        return self._judge.knobs

    def questions(self, target: Model) -> Sequence[Question]:
        return self._judge.questions(target)

    async def judge(self, proposal: Proposal) -> Verdict:
        accepted = self._cue.verdict(proposal.index)
        self.passes += not self._under_way
        self._under_way += 1
        try:
            verdict = await self._judge.judge(proposal)
        finally:
            self._under_way -= 1
        return replace(verdict, accepted=accepted)
