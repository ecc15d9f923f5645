"""What can be done with a branch between two passes, and what its jobs do with the logits of one.

An operation is queued behind those of its branch and answers whether it is done; one that is not is tried again after
the next pass. A branch whose model is writing does nothing else until the text has ended. Runs on the lane's thread.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from specrc_cli.backends.llama.context import Context, Logits
from specrc_cli.backends.llama.deliveries import Delivery, Outbox
from specrc_cli.backends.llama.drafting import Drafting
from specrc_cli.backends.llama.jobs import Choosing, Job, Judging, Writing
from specrc_cli.backends.llama.memory import Memory
from specrc_cli.backends.llama.sequence import UNBORN, Operation, RowTaker, Sequence
from specrc_cli.backends.llama.texts import Texts
from specrc_cli.errors import ContextFull


class Operations:
    """The branches of one context, hidden probes, and what they do. `limit` bounds a branch's tokens."""

    def __init__(self, context: Context, memory: Memory, *, limit: int) -> None:
        self._memory = memory
        self._branches: list[Sequence] = []
        self._probes: list[tuple[Sequence, Job[Any]]] = []
        self._outbox = Outbox()
        self._texts = Texts(context, memory, self._outbox, self._branches, limit=limit)

    def post(self, sequence: Sequence, operation: Operation) -> None:
        """Queue an operation behind those already queued for its sequence."""
        if sequence not in self._branches:
            self._branches.append(sequence)
        sequence.queue.append(operation)

    def post_fork(self, sequence: Sequence, child: Sequence) -> None:
        """Queue a fork; what is queued for the child waits until it is born."""
        sequence.heirs.append(child)
        self.post(sequence, partial(self.fork, sequence, child))
        self.post(child, partial(self.await_birth, child))

    def release(self, sequence: Sequence) -> None:
        """Queue the end of a sequence; forks of it that somebody holds are made before."""
        sequence.released = True
        self.post(sequence, partial(self.close, sequence))

    def post_draft(self, sequence: Sequence, job: Drafting) -> None:
        """Queue a guess at another model's text; a sequence released meanwhile guesses no more."""
        if sequence.released:
            job.settle()
        else:
            self.post(sequence, partial(self.draft, sequence, job))

    def run_due(self) -> None:
        """Let go of what nobody awaits any more, then do all that need not wait for a pass."""
        self._reap()
        moved = True
        while moved:
            moved = False
            for sequence in list(self._branches):
                while sequence.queue and not sequence.writing and self._do(sequence, sequence.queue[0]):
                    moved = True
                    if sequence.queue:
                        sequence.queue.popleft()

    def live(self) -> list[Sequence]:
        """All sequences that may have something to evaluate."""
        sequences = [*self._branches, *(fork for fork, _ in self._probes)]
        if not self._memory.can_trim:
            for sequence in sequences:
                self._keep_head_if_due(sequence)
        return sequences

    def settle(self, sequence: Sequence) -> None:
        """A pass failed: see that the memory holds what counts as evaluated."""
        self._memory.settle(sequence)

    def make_room(self, users: list[Sequence]) -> None:
        """Let guesses give way, and then the longest of the sequences that ask for something: a text ends here,
        anything else fails.

        Raises `ContextFull` if nobody asks, so that nobody can give way.
        """
        given_back = [self._texts.forgo_guesses(sequence) for sequence in self._branches]
        if any(given_back):
            return
        error = ContextFull("the model's context has no room for all branches", "give it more with -c")
        asking = [user for user in users if user.asking()]
        if not asking:
            raise error
        longest = max(asking, key=lambda user: len(user.tokens))
        jobs = longest.asking()
        longest.stop_asking()
        for job in jobs:
            longest.uncharge(job)
            if isinstance(job, Writing):
                self._texts.end_for_room(longest, job)
            elif isinstance(job, Job):
                job.give_up()
                self._outbox.tell(partial(job.fail, error))

    def deliveries(self) -> list[Delivery]:
        """What is to be told by now on the event loop's thread, in order. Taken once."""
        return self._outbox.empty()

    # The operations.

    def be_born(self, sequence: Sequence) -> bool:
        if not sequence.wanted_at_all:
            return self.close(sequence)
        return self._memory.admit(sequence)

    def extend(self, sequence: Sequence, tokens: list[int]) -> bool:
        sequence.append(tokens, None)
        return True

    def await_birth(self, child: Sequence) -> bool:
        """Done once the fork that makes the child is; that one stands in its parent's queue."""
        return child.id != UNBORN

    def fork(self, sequence: Sequence, child: Sequence) -> bool:
        if not child.wanted_at_all:
            self.close(child)
        elif not self._may_fork(sequence) or not self._memory.admit(child):
            return False
        else:
            self._fork(sequence, child)
        sequence.heirs.remove(child)
        return True

    def remember(self, sequence: Sequence) -> bool:
        """Keep what a memory that cannot be trimmed needs to come back here."""
        if not self._flushed(sequence):
            return False
        self._memory.snapshot(sequence)
        return True

    def rewind(self, sequence: Sequence, position: int) -> bool:
        """Forget what stands behind `position`, once whoever wants to know something of it does."""
        if sequence.wanted_behind(position):
            return False
        self._memory.cut(sequence, position)
        return True

    def close(self, sequence: Sequence) -> bool:
        for heir in sequence.heirs:
            self.close(heir)
        sequence.leave()
        sequence.queue.clear()
        self._memory.dismiss(sequence)
        self._branches.remove(sequence)
        return True

    def write(self, sequence: Sequence, job: Writing) -> bool:
        """Let the model write; operations queued behind this one wait until the text has ended."""
        if not job.abandoned:
            self._texts.begin(sequence, job)
        return True

    def draft(self, sequence: Sequence, job: Drafting) -> bool:
        """Guess at another model's text, on a sequence that is born with the first guess."""
        if sequence.id == UNBORN and not self._memory.admit(sequence):
            return False
        self._texts.draft(sequence, job)
        return True

    def read(self, sequence: Sequence, job: Judging) -> bool:
        """`extend` with a row before each token; the row behind the last is kept to go on from."""
        if not job.tokens:
            self._outbox.finish(job)
            return True
        self._judge(sequence, job)
        end = len(sequence.tokens)
        sequence.want(end, lambda logits, _row: sequence.keep_head(end, logits))
        return True

    def probe(self, sequence: Sequence, job: Choosing | Judging, tokens: list[int]) -> bool:
        """Ask something behind a hidden fork, which goes away with the answer."""
        if job.abandoned:
            return True
        if isinstance(job, Judging) and not job.tokens:
            self._outbox.finish(job)
            return True
        fork = Sequence()
        if not self._may_fork(sequence):
            sequence.charge(job)
            return False
        if not self._memory.admit_probe(fork):
            return False
        self._fork(sequence, fork)
        self._probes.append((fork, job))
        if isinstance(job, Judging):
            self._judge(fork, job)
            return True
        if tokens:
            fork.append(tokens, job)
        self._memory.make_next_known(fork)
        fork.charge(job)
        self._want_next(fork, job, partial(self._choose, job))
        return True

    # What jobs want, and what they do with it.

    @staticmethod
    def _want_next(sequence: Sequence, job: Job[Any], take: RowTaker) -> None:
        """Want the logits behind the last token: at once if they were kept, else from the next pass."""
        head = sequence.head
        if head is not None:
            take(head, None)
        else:
            sequence.want(len(sequence.tokens), take, job=job)

    def _judge(self, sequence: Sequence, job: Judging) -> None:
        before = len(sequence.tokens)
        self._memory.make_next_known(sequence)
        self._want_next(sequence, job, partial(self._judge_token, job, 0))
        sequence.append(list(job.tokens), job)
        sequence.charge(job)
        for index in range(1, len(job.tokens)):
            sequence.want(before + index, partial(self._judge_token, job, index), job=job)

    def _judge_token(self, job: Judging, index: int, logits: Logits, _row: int | None) -> None:
        if job.take(index, logits):
            self._end_asking(job)

    def _choose(self, job: Choosing, logits: Logits, _row: int | None) -> None:
        job.take(logits)
        self._end_asking(job)

    def _end_asking(self, job: Job[Any]) -> None:
        self._outbox.finish(job)
        for fork, asked in list(self._probes):
            if asked is job:
                self._end_probe(fork, asked)

    def _end_probe(self, fork: Sequence, asked: Job[Any]) -> None:
        fork.leave()
        self._memory.dismiss_probe(fork)
        self._probes.remove((fork, asked))

    def _reap(self) -> None:
        for sequence in self._branches:
            job = sequence.writing
            if job is not None and job.abandoned:
                self._texts.end(sequence, job)
                self._take_back(sequence, job)
        for fork, asked in list(self._probes):
            if asked.abandoned:
                self._end_probe(fork, asked)

    def _do(self, sequence: Sequence, operation: Operation) -> bool:
        """Do an operation, behind a text that was delivered or not at all: one cancelled on its way is taken back."""
        job = sequence.written
        if job is not None and job.abandoned:
            self._take_back(sequence, job)
        done = operation()
        if done and sequence.written is job:
            sequence.written = None
        return done

    def _take_back(self, sequence: Sequence, job: Writing) -> None:
        sequence.written = None
        sequence.stop_asking(job)
        self._memory.cut(sequence, job.start)
        job.length = 0

    # The memory.

    def _keep_head_if_due(self, sequence: Sequence) -> None:
        """Where the last token cannot be evaluated again, the logits behind it must be kept the first time."""
        needed, end = sequence.needed(), len(sequence.tokens)
        if needed and len(needed) == len(sequence.waiting) and not sequence.wanted(end):
            sequence.want(end, lambda logits, _row: sequence.keep_head(end, logits))

    def _may_fork(self, sequence: Sequence) -> bool:
        return self._memory.can_trim or self._flushed(sequence)

    def _fork(self, sequence: Sequence, child: Sequence) -> None:
        self._memory.copy(sequence, child)
        child.stand_where(sequence)

    @staticmethod
    def _flushed(sequence: Sequence) -> bool:
        """Whether everything is evaluated; if not, it will be in the next pass."""
        sequence.flushing = bool(sequence.waiting)
        return not sequence.flushing
