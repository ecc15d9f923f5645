"""Writer: one model at its place in a run, writing steps and telling of them."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

from specrc_cli.backends.base import Branch, Generation, Guesses, Model, Sampling, StopCause, Thinking, Until
from specrc_cli.errors import ContextFull
from specrc_cli.methods.base import Run
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.opening import OpenedBranch, Prompt
from specrc_cli.paragraph import paragraph, step_ends
from specrc_cli.seeds import derive_seed
from specrc_cli.trace.events import (
    Author,
    Fate,
    PromptRead,
    StepBegan,
    StepSettled,
    StepWritten,
    StopReason,
    TextWritten,
)


class DraftFull(ContextFull):
    """It is the draft's context that is full: the target can go on alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leash:
    """How far a writer may go in one step: at most so many tokens, and no further once `unless` comes true."""

    tokens: int = sys.maxsize
    unless: Callable[[], bool] | None = None


FREE = Leash()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A model, its branch of the chain, and the name under which it writes."""

    run: Run
    author: Author
    model: Model
    branch: Branch
    sampling: Sampling
    number: int = 0
    """Of the branch, in events and in seeds; 0 is the chain itself."""

    def take_in(self, text: str) -> None:
        """Put what another wrote behind the branch. Raises `ContextFull`, and `DraftFull` if it is the draft's."""
        try:
            self.branch.extend(text)
        except ContextFull as error:
            raise _whose(self.author, error) from error

    async def step(self, chain: Chain, leash: Leash = FREE, *, rejected: str = "") -> Generation:
        """Write the chain's next step, up to its delimiter or the end of the thinking; the text is the writer's own.

        `rejected` is the step in whose place it is written, if there was one: what is like it comes sooner.
        """
        index = len(chain.steps)
        self.run.emit(StepBegan(index=index, author=self.author, branch=self.number))
        leash = replace(leash, tokens=min(leash.tokens, chain.step_tokens))
        written = await self._paragraph(index, leash, rejected)
        chain.spend(written.tokens)
        self.run.emit(
            StepWritten(
                index=index,
                author=self.author,
                text=written.text,
                tokens=written.tokens,
                stop=written.stop,
                mean_logprob=mean(written.logprobs),
                cost=written.cost,
                guessed=written.guessed,
                branch=self.number,
            )
        )
        return written

    async def write(self, index: int, place: str, until: Until, *, rejected: str = "") -> Generation:
        """Write on, telling of every piece. `place` names the writing among those of step `index`, for its seed."""
        place = f"branch {self.number}, {place}" if self.number else place
        sampling = replace(self.sampling, seed=derive_seed(self.run.seed, self.author, index, place))
        return await self.branch.generate(
            until=until,
            sampling=sampling,
            on_text=lambda text: self.run.emit(
                TextWritten(index=index, author=self.author, text=text, branch=self.number)
            ),
            guesses=self._guesses(rejected),
        )

    @contextmanager
    def forks(self, numbers: Iterable[int]) -> Iterator[list[Writer]]:
        """Writers that stand where this one stands, on branches of these numbers, given back at the end."""
        children: list[Writer] = []
        try:
            for number in numbers:
                children.append(replace(self, branch=self.branch.fork(), number=number))
            yield children
        finally:
            for child in children:
                child.branch.close()

    def takes(self, text: str, other: Writer) -> str:
        """A step that `other` wrote, as this writer would have it: each model closes its thinking in its own way."""
        return carried(text, of=other.model.thinking, to=self.model.thinking, delimiter=self.run.delimiter)

    def _guesses(self, rejected: str) -> Guesses | None:
        """Only what the target writes is guessed at: the draft is the one that guesses."""
        if self.author is not Author.TARGET:
            return None
        return self.run.speculation.guesses(rejected=rejected, draft=self.run.draft)

    async def _paragraph(self, index: int, leash: Leash, rejected: str) -> Generation:
        def write(until: Until, before: Generation) -> Awaitable[Generation]:
            place = f"step+{before.tokens}" if before.tokens else "step"
            return self.write(index, place, until, rejected=rejected.removeprefix(before.text))

        ends = step_ends(self.run.delimiter, self.model.thinking)
        return await paragraph(write, Until(texts=ends, max_tokens=leash.tokens, unless=leash.unless))


@asynccontextmanager
async def writer(run: Run, author: Author) -> AsyncIterator[Writer]:
    """The question opened with one of the run's models; its branch is given back at the end, however the run ends.

    Raises `ContextFull` if the question does not fit, and `DraftFull` if it is the draft's.
    """
    model = run.draft if author is Author.DRAFT else run.target
    sampling = run.draft_sampling if author is Author.DRAFT else run.target_sampling
    assert model is not None, f"the run has no {author} model"
    try:
        opened = await model.open(run.prompts.messages(run.question))
    except ContextFull as error:
        raise _whose(author, error) from error
    branch = OpenedBranch(opened, Prompt(opened.position, lambda cost: run.emit(PromptRead(author=author, cost=cost))))
    try:
        yield Writer(run=run, author=author, model=model, branch=branch, sampling=sampling)
    finally:
        branch.close()


async def write_step(chain: Chain, writer: Writer, fate: Fate, *, version: int = 0, rejected: str = "") -> None:
    """Have the model whose chain it is write the next step, and let it stand. Saying nothing ends the chain.

    `rejected` is the draft in whose place it stands, and `version` that draft's branch, if not the chain's own.
    """
    written = await writer.step(chain, rejected=rejected)
    if not written.text.strip() and written.stop is StopCause.EOG:
        chain.ends(StopReason.EOS)
        return
    let_stand(writer.run, chain, writer.author, fate, written.text, written.stop, version=version)


def let_stand(
    run: Run, chain: Chain, author: Author, fate: Fate, text: str, stop: StopCause, *, version: int = 0
) -> None:
    """A step comes to stand in the chain as it is."""
    run.emit(StepSettled(index=len(chain.steps), author=author, fate=fate, text=text, version=version))
    chain.settle(text, stop)


async def target_step(
    chain: Chain, draft: Writer, target: Writer, fate: Fate, *, version: int = 0, rejected: str = ""
) -> None:
    """The target writes a step, if the budget allows one, and the draft takes it in to go on from there."""
    chain.check_budget()
    if chain.open:
        await write_step(chain, target, fate, version=version, rejected=rejected)
    if chain.open:
        draft.take_in(draft.takes(chain.steps[-1], target))


def _whose(author: Author, error: ContextFull) -> ContextFull:
    return DraftFull(error.message, error.hint) if author is Author.DRAFT else error


def context_full(model: Model) -> ContextFull:
    """A model ended a step for want of room."""
    return ContextFull(f"{model.info.name}: the context of {model.info.context} tokens is full", "give it more with -c")


def carried(text: str, *, of: Thinking | None, to: Thinking | None, delimiter: str) -> str:
    """A step of one model as another would write it: what closes one's thinking closes the other's, if it thinks."""
    if of is None or of.close not in text:
        return text
    thought = text.replace(of.close, "").rstrip()
    if not thought:
        return ""
    return thought + (f"\n{to.close}" if to else delimiter)


def mean(values: tuple[float, ...]) -> float | None:
    return sum(values) / len(values) if values else None
