"""Which tokens a sequence consists of, and which of them still wait for evaluation.

Forks share their waiting tokens: a `Segment` not yet evaluated is one run of rows in the next batch, carrying the
sequence ids of everyone who stands behind it. That is what makes K verdicts one forward pass: the steps stand in a
row, each judge's suffix hangs off its own step, and no step is evaluated twice.

Pure bookkeeping: nothing here touches llama.cpp.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from specrc_cli.backends.llama.context import Logits

if TYPE_CHECKING:
    from specrc_cli.backends.llama.drafting import Drafting
    from specrc_cli.backends.llama.jobs import Work, Writing

HEADS_KEPT = 4
UNBORN = -1

Operation = Callable[[], bool]
"""Something to be done with a sequence; answers whether it is done or must be tried again."""


class RowTaker(Protocol):
    """Who wants the logits behind a token. `row` is the output row they were read from, None for kept logits."""

    def __call__(self, logits: Logits, row: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Want:
    """Somebody who wants a row: which sequence it is about, and for which job (None: to keep the logits)."""

    sequence: Sequence
    job: Work | None
    take: RowTaker


@dataclass(eq=False, slots=True)
class Segment:
    """A run of tokens waiting for evaluation, `done` of which are evaluated.

    `payer` is the job its evaluation is charged to, by now for so many as are `counted`. `wants` want the logits behind
    the token at an offset.
    """

    tokens: list[int]
    start: int
    payer: Work | None
    users: list[Sequence] = field(default_factory=list)
    done: int = 0
    counted: int = 0
    wants: dict[int, list[Want]] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.start + len(self.tokens)

    def advance(self, count: int) -> None:
        """`count` more tokens are evaluated; a segment evaluated to its end waits no more."""
        self.done += count
        if self.done == len(self.tokens):
            for user in self.users:
                user.waiting.remove(self)


@dataclass(eq=False, slots=True)
class Sequence:
    """One llama.cpp sequence and the tokens it consists of; `id` is `UNBORN` until the memory has a place for it.

    `heads` keeps the logits behind a few positions, so that going on from there needs no evaluation. `queue` holds the
    operations still to be done, in order. `flushing` wants everything evaluated, asked for or not. `snapshot` is the
    position that the hidden fork holds, for memories that cannot be trimmed. `released` says that the branch is closed,
    `heirs` are forks still queued. `written` is the text that ended last, while nothing has been done behind it.
    `drafting` is the last guess at another model's text, for which alone such a sequence is there.
    """

    id: int = UNBORN
    tokens: list[int] = field(default_factory=list)
    waiting: list[Segment] = field(default_factory=list)
    heads: OrderedDict[int, Logits] = field(default_factory=OrderedDict)
    queue: deque[Operation] = field(default_factory=deque)
    writing: Writing | None = None
    written: Writing | None = None
    drafting: Drafting | None = None
    flushing: bool = False
    snapshot: int | None = None
    released: bool = False
    heirs: list[Sequence] = field(default_factory=list)

    @property
    def wanted_at_all(self) -> bool:
        """Whether somebody still holds this sequence, or a fork that is yet to be made of it."""
        return not self.released or any(heir.wanted_at_all for heir in self.heirs)

    @property
    def evaluated(self) -> int:
        """Tokens the model's memory holds."""
        return self.waiting[0].start + self.waiting[0].done if self.waiting else len(self.tokens)

    @property
    def head(self) -> Logits | None:
        """The logits behind the last token, if they were kept."""
        return None if self.waiting else self.heads.get(len(self.tokens))

    def append(self, tokens: list[int], payer: Work | None) -> None:
        """Put tokens behind the sequence, to be evaluated when somebody wants what follows them."""
        if not tokens:
            return
        last = self.waiting[-1] if self.waiting else None
        if last is not None and not last.done and last.payer is payer and last.users == [self]:
            last.tokens += tokens
        else:
            self.waiting.append(Segment(list(tokens), len(self.tokens), payer, [self]))
        self.tokens += tokens

    def stand_where(self, other: Sequence) -> None:
        """Become a fork of `other`, waiting segments shared. The caller copies the memory."""
        self.tokens = list(other.tokens)
        self.waiting = list(other.waiting)
        self.heads = OrderedDict(other.heads)
        for segment in self.waiting:
            segment.users.append(self)

    def keep_head(self, position: int, logits: Logits) -> None:
        """Keep a copy of the logits behind `position` tokens."""
        self.heads[position] = logits.copy()
        self.heads.move_to_end(position)
        while len(self.heads) > HEADS_KEPT:
            self.heads.popitem(last=False)

    def cut(self, position: int) -> bool:
        """Forget the tokens from `position` on. Returns whether evaluated ones were among them."""
        memory_too = position < self.evaluated
        while self.waiting and self.waiting[-1].end > position:
            self._cut_waiting(self.waiting.pop(), position)
        del self.tokens[position:]
        for kept in [at for at in self.heads if at > position]:
            del self.heads[kept]
        return memory_too

    def _cut_waiting(self, segment: Segment, position: int) -> None:
        segment.users.remove(self)
        begun = segment.start + segment.done
        if begun < position:
            own = Segment(segment.tokens[segment.done : position - segment.start], begun, segment.payer, [self])
            own.counted = max(0, min(segment.counted - segment.done, len(own.tokens)))
            self.waiting.append(own)

    def stand_within(self, other: Sequence, position: int) -> None:
        """Become the first `position` tokens of `other`, which are evaluated there. The caller copies the memory."""
        self.leave()
        self.tokens = other.tokens[:position]

    def leave(self) -> None:
        """Take this sequence out of every segment it waits for."""
        for segment in self.waiting:
            segment.users.remove(self)
        self.waiting.clear()
        self.heads.clear()

    def want(self, position: int, take: RowTaker, *, job: Work | None = None) -> None:
        """Ask for the logits behind the first `position` tokens. The last of those must be waiting."""
        for segment in reversed(self.waiting):
            if segment.start < position:
                segment.wants.setdefault(position - 1 - segment.start, []).append(Want(self, job, take))
                return
        raise AssertionError("the token is evaluated already")

    def wanted(self, position: int) -> bool:
        """Whether somebody wants the logits behind the first `position` tokens already."""
        return any(position - 1 - segment.start in segment.wants for segment in self.waiting)

    def wanted_behind(self, position: int) -> bool:
        """Whether this sequence wants logits of a waiting token that stands at `position` or behind it."""
        return any(
            want.sequence is self and segment.start + offset >= position
            for segment in self.waiting
            for offset, wants in segment.wants.items()
            for want in wants
        )

    def asking(self) -> list[Work]:
        """The jobs that want logits of this sequence's waiting tokens for itself."""
        wants = [want for segment in self.waiting for wants in segment.wants.values() for want in wants]
        return list({id(want.job): want.job for want in wants if want.sequence is self and want.job}.values())

    def stop_asking(self, job: Work | None = None) -> None:
        """Want nothing any more, or nothing for one job; what others want of shared segments stays wanted."""
        for segment in self.waiting:
            for offset, wants in list(segment.wants.items()):
                kept = [want for want in wants if want.sequence is not self or job not in (None, want.job)]
                segment.wants[offset] = kept
                if not kept:
                    del segment.wants[offset]

    def needed(self) -> list[Segment]:
        """The waiting segments up to the last that somebody wants logits of."""
        if self.flushing:
            return self.waiting
        for last in range(len(self.waiting), 0, -1):
            if self.waiting[last - 1].wants:
                return self.waiting[:last]
        return []

    def charge(self, job: Work) -> None:
        """Let `job` pay for what waits: whoever first wants tokens evaluated is charged for them."""
        for segment in self.waiting:
            if segment.payer is None or segment.payer is job:
                segment.payer = job
                job.prefilled += len(segment.tokens) - segment.counted
                segment.counted = len(segment.tokens)

    def bear(self, job: Work) -> None:
        """Let `job` bear the time of what nobody was charged for: tokens of its own that are evaluated again."""
        for segment in self.waiting:
            segment.payer = segment.payer or job

    def uncharge(self, job: Work) -> None:
        """Leave what `job` wrote last, and does not need evaluated, to whoever needs it next."""
        for segment in self.waiting:
            if segment.payer is job:
                segment.payer, segment.counted = None, 0
