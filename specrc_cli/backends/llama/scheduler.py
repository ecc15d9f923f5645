"""One model's work, a forward pass at a time: what waits across all branches goes into one batch.

A pass is: run the operations that are due, gather the rows somebody waits for, decode, hand the logits out. Nothing is
evaluated before somebody waits for what follows it, so that text put behind a branch shares the pass of the next
question asked of it. Runs on the lane's thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from specrc_cli.backends.base import Mark
from specrc_cli.backends.llama.context import Context, Decoded, Logits
from specrc_cli.backends.llama.jobs import Choosing, Job, Judging, Next, Writing
from specrc_cli.backends.llama.memory import Memory
from specrc_cli.backends.llama.sequence import Segment, Sequence
from specrc_cli.errors import ContextFull, ModelError

Delivery = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Run:
    """Rows of the batch: `count` tokens of a segment from its `done`-th on, the first of them at `row`."""

    segment: Segment
    begin: int
    count: int
    row: int
    payer: Job | None


class Scheduler:
    """The branches of one model, and the batch they share."""

    def __init__(self, context: Context, memory: Memory, *, limit: int) -> None:
        self._context = context
        self._memory = memory
        self._limit = limit
        self._branches: dict[int, Sequence] = {}
        self._probes: dict[int, tuple[Sequence, Job]] = {}
        self._finished: list[Job] = []
        self._outbox: list[Delivery] = []
        self.in_flight: list[Job] = []

    # Operations. Each answers whether it is done; one that is not is tried again after the next pass.

    def open(self, id: int) -> Sequence:
        self._branches[id] = Sequence(id)
        return self._branches[id]

    def sequence(self, id: int) -> Sequence:
        return self._branches[id]

    def extend(self, sequence: Sequence, tokens: list[int]) -> bool:
        sequence.append(tokens, None)
        return True

    def fork(self, sequence: Sequence, id: int) -> bool:
        child = self._branches.get(id) or self.open(id)
        return self._fork_into(sequence, child)

    def remember(self, sequence: Sequence, position: int) -> bool:
        """Keep what a memory that cannot be trimmed needs to come back here."""
        if not self._flushed(sequence):
            return False
        self._memory.snapshot(sequence, position)
        return True

    def rewind(self, sequence: Sequence, position: int) -> bool:
        if sequence.cut(position):
            self._memory.rewind(sequence, position)
        return True

    def close(self, sequence: Sequence) -> bool:
        sequence.leave()
        self._memory.forget(sequence)
        sequence.queue.clear()
        del self._branches[sequence.id]
        return True

    def write(self, sequence: Sequence, job: Writing) -> bool:
        job.start = len(sequence.tokens)
        sequence.writing = job
        if job.start >= self._limit:
            job.end_for_room()
            self._end_writing(sequence, job)
            return True
        self._charge(sequence, job)
        self._ask(sequence, partial(self._written, sequence, job))
        return True

    def read(self, sequence: Sequence, job: Judging) -> bool:
        if job.tokens:
            self._judge(sequence, job)
        else:
            self._finished.append(job)
        return True

    def probe(self, sequence: Sequence, job: Choosing | Judging, tokens: list[int]) -> bool:
        """Ask something behind a hidden fork, which goes away with the answer."""
        id = self._memory.free_probe()
        if id is None:
            return False
        fork = Sequence(id)
        if not self._fork_into(sequence, fork):
            self._memory.release_probe(id)
            return False
        self._probes[id] = (fork, job)
        if isinstance(job, Judging):
            self._judge(fork, job)
            return True
        fork.append(tokens, job)
        self._charge(fork, job)
        fork.want(len(fork.tokens), partial(self._chosen, job))
        return True

    # The pass.

    def step(self) -> list[Delivery]:
        """Do one pass if anything waits. Returns what is to be told to the event loop."""
        self._reap()
        self._run_operations()
        runs = self._gather()
        if runs:
            self._evaluate(runs)
        return self._take_outbox()

    @property
    def busy(self) -> bool:
        """Whether another pass is due."""
        return bool(self._probes) or any(
            sequence.writing or sequence.queue or sequence.flushing or self._needed(sequence)
            for sequence in self._branches.values()
        )

    def fail(self, error: BaseException) -> list[Delivery]:
        """Give up on everything under way."""
        jobs = {id(job): job for job in self._jobs()}
        for sequence in list(self._branches.values()):
            sequence.queue.clear()
            sequence.writing = None
            self.close(sequence)
        for fork, _ in list(self._probes.values()):
            self._end_probe(fork)
        self._outbox.extend(partial(job.fail, error) for job in jobs.values())
        return self._take_outbox()

    def _jobs(self) -> list[Job]:
        waiting = [s.writing for s in self._branches.values() if s.writing]
        payers = [seg.payer for s in self._branches.values() for seg in s.waiting if seg.payer]
        return [*waiting, *payers, *(job for _, job in self._probes.values())]

    def _take_outbox(self) -> list[Delivery]:
        for job in self._finished:
            self._outbox.append(job.settle)
        self._finished.clear()
        outbox, self._outbox = self._outbox, []
        return outbox

    def _reap(self) -> None:
        """Let go of what nobody waits for any more."""
        for sequence in list(self._branches.values()):
            job = sequence.writing
            if job is not None and job.abandoned:
                assert isinstance(job, Writing)
                self._end_writing(sequence, job)
                self.rewind(sequence, job.start)
        for fork, job in list(self._probes.values()):
            if job.abandoned:
                self._end_probe(fork)

    def _run_operations(self) -> None:
        moved = True
        while moved:
            moved = False
            for sequence in list(self._branches.values()):
                while sequence.queue and not sequence.writing and sequence.queue[0]():
                    moved = True
                    if sequence.queue:
                        sequence.queue.popleft()

    def _gather(self) -> list[Run]:
        """Fill the batch with rows somebody waits for, short runs first, each shared segment once."""
        batch = self._context.batch
        batch.clear()
        runs: list[Run] = []
        seen: set[int] = set()
        waiting = [(s, needed) for s in self._live() if (needed := self._needed(s))]
        waiting.sort(key=lambda pair: sum(len(segment.tokens) for segment in pair[1]))
        for sequence, needed in waiting:
            self._keep_head_if_due(sequence, needed)
            for segment in needed:
                if id(segment) in seen:
                    continue
                seen.add(id(segment))
                run = self._add(segment)
                if run is not None:
                    runs.append(run)
                if run is None or segment.done + run.count < len(segment.tokens):
                    return runs
        return runs

    def _live(self) -> list[Sequence]:
        return [*self._branches.values(), *(fork for fork, _ in self._probes.values())]

    @staticmethod
    def _needed(sequence: Sequence) -> list[Segment]:
        """The waiting segments up to the last that somebody wants logits of."""
        if sequence.flushing:
            return sequence.waiting
        for last in range(len(sequence.waiting), 0, -1):
            if sequence.waiting[last - 1].takers:
                return sequence.waiting[:last]
        return []

    def _add(self, segment: Segment) -> Run | None:
        """Put as much of a segment into the batch as fits, in tokens and in outputs."""
        batch = self._context.batch
        begin = segment.done
        count = min(batch.room, len(segment.tokens) - begin)
        wanted = sorted(offset - begin for offset in segment.takers if offset >= begin)
        outputs = self._context.n_outputs - batch.outputs
        if len(wanted) > outputs:
            count = min(count, wanted[outputs])
        if count <= 0:
            return None
        row = batch.add(
            segment.tokens[begin : begin + count],
            position=segment.start + begin,
            sequences=[user.id for user in segment.users],
            wanted=[offset for offset in wanted if offset < count],
        )
        return Run(segment, begin, count, row, segment.payer)

    def _evaluate(self, runs: list[Run]) -> None:
        began = perf_counter()
        self.in_flight = [run.payer for run in runs if run.payer]
        self._context.abort.clear()
        code = self._context.decode()
        self.in_flight = []
        if code != Decoded.OK:
            self._recover(code, runs)
            return
        for run in runs:
            self._advance(run)
        for run in runs:
            self._hand_out(run)
        share = (perf_counter() - began) / self._context.batch.size
        for run in runs:
            if run.payer:
                run.payer.seconds += share * run.count

    def _advance(self, run: Run) -> None:
        run.segment.done += run.count
        if run.segment.done == len(run.segment.tokens):
            for user in run.segment.users:
                user.waiting.remove(run.segment)
                user.flushing = user.flushing and bool(user.waiting)

    def _hand_out(self, run: Run) -> None:
        takers = run.segment.takers
        for offset in [at for at in takers if at < run.begin + run.count]:
            row = run.row + offset - run.begin
            logits = self._context.logits(row)
            for taker in takers.pop(offset):
                taker(logits, row)

    def _recover(self, code: int, runs: list[Run]) -> None:
        """Nothing of the pass was kept. Aborted: try again with who is left. No room: the longest sequence yields."""
        users = {user.id: user for run in runs for user in run.segment.users}
        for user in users.values():
            self._memory.settle(user)
        if code == Decoded.ABORTED:
            return
        if code != Decoded.NO_ROOM:
            lines = self._context.api_errors()
            error: ModelError = ModelError(f"llama.cpp could not evaluate a batch (code {code})", lines)
            self._outbox.extend(self.fail(error))
            return
        self._yield_room(list(users.values()))

    def _yield_room(self, users: list[Sequence]) -> None:
        """End the job of the sequence that takes the most, so that the others go on."""
        longest = max(users, key=lambda user: len(user.tokens))
        job = longest.writing
        if isinstance(job, Writing):
            job.end_for_room()
            self.rewind(longest, longest.evaluated)
            self._end_writing(longest, job)
            return
        error = ContextFull("the models' contexts have no room for all branches", "give them more with -c")
        for user in users:
            for segment in user.waiting:
                segment.takers.clear()
                if segment.payer:
                    self._outbox.append(partial(segment.payer.fail, error))
        for fork, _ in [self._probes[user.id] for user in users if user.id in self._probes]:
            self._end_probe(fork)

    # Between passes.

    def _fork_into(self, sequence: Sequence, child: Sequence) -> bool:
        if not self._memory.shares_rows and not self._flushed(sequence):
            return False
        self._memory.copy(sequence, child)
        child.stand_where(sequence)
        return True

    def _flushed(self, sequence: Sequence) -> bool:
        sequence.flushing = bool(sequence.waiting)
        return not sequence.flushing

    def _keep_head_if_due(self, sequence: Sequence, needed: list[Segment]) -> None:
        """Where the last token cannot be evaluated again, the logits behind it must be kept the first time."""
        end = len(sequence.tokens)
        if self._memory.can_trim or len(needed) < len(sequence.waiting):
            return
        if (end - 1 - needed[-1].start) not in needed[-1].takers:
            sequence.want(end, lambda logits, _row: sequence.keep_head(end, logits))

    def _charge(self, sequence: Sequence, job: Job) -> None:
        """Whoever first wants waiting tokens pays for them."""
        for segment in sequence.waiting:
            if segment.payer is None or segment.payer is job:
                segment.payer = job
                job.prefilled += len(segment.tokens)

    def _ask(self, sequence: Sequence, taker: Callable[[Logits, int | None], None]) -> None:
        """Want the logits behind the last token, evaluated or not."""
        head = sequence.head
        if head is not None:
            taker(head, None)
            return
        if not sequence.waiting:
            self._memory.reopen(sequence)
        sequence.want(len(sequence.tokens), taker)

    def _judge(self, sequence: Sequence, job: Judging) -> None:
        """Put the job's tokens behind the sequence, a row before each; keep the last row to go on from."""
        before = len(sequence.tokens)
        self._ask(sequence, partial(self._judged, job, 0))
        sequence.append(list(job.tokens), job)
        self._charge(sequence, job)
        for index in range(1, len(job.tokens)):
            sequence.want(before + index, partial(self._judged, job, index))
        end = len(sequence.tokens)
        if sequence.id in self._branches:
            sequence.want(end, lambda logits, _row: sequence.keep_head(end, logits))

    def _judged(self, job: Judging, index: int, logits: Logits, _row: int | None) -> None:
        if job.take(index, logits):
            self._end_job(job)

    def _chosen(self, job: Choosing, logits: Logits, _row: int | None) -> None:
        job.take(logits)
        self._end_job(job)

    def _written(self, sequence: Sequence, job: Writing, logits: Logits, row: int | None) -> None:
        if sequence.writing is not job:
            return
        step = job.take(self._context, logits, row)
        if step.tokens:
            sequence.append(step.tokens, job)
        if step.next is Next.END:
            self._end_writing(sequence, job)
        elif len(sequence.tokens) >= self._limit:
            job.end_for_room()
            self._end_writing(sequence, job)
        else:
            sequence.want(len(sequence.tokens), partial(self._written, sequence, job))
            if text := job.due_text():
                self._outbox.append(partial(job.tell, text))

    def _end_writing(self, sequence: Sequence, job: Writing) -> None:
        sequence.writing = None
        for segment in sequence.waiting:
            if segment.payer is job:
                segment.payer = None
        job.free()
        if not job.abandoned:
            self._finished.append(job)

    def _end_job(self, job: Job) -> None:
        self._finished.append(job)
        for fork, owner in list(self._probes.values()):
            if owner is job:
                self._end_probe(fork)

    def _end_probe(self, fork: Sequence) -> None:
        fork.leave()
        self._memory.forget(fork)
        self._memory.release_probe(fork.id)
        del self._probes[fork.id]


__all__ = ["Delivery", "Mark", "Scheduler"]
