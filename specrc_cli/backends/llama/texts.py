"""Models writing: texts for whoever awaits them, and guesses at the texts of other models.

A text grows by what is drawn from the logits behind its last token. Where there are guesses at what follows, they are
evaluated with that token, and drawn from in turn as long as each is what was drawn before it (see `backends.guessing`).
Runs on the lane's thread.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from specrc_cli.backends.guessing import Round
from specrc_cli.backends.llama.context import Context, Logits
from specrc_cli.backends.llama.deliveries import Outbox
from specrc_cli.backends.llama.drafting import Drafting, agreed
from specrc_cli.backends.llama.jobs import Writing
from specrc_cli.backends.llama.memory import Memory
from specrc_cli.backends.llama.sequence import Sequence

WORTH_SHARING = 16
"""Tokens to be evaluated from which on a draft's branch is looked for that holds them already."""


class Texts:
    """The texts that are written on one model's branches. `limit` bounds a branch's tokens."""

    def __init__(
        self, context: Context, memory: Memory, outbox: Outbox, branches: Collection[Sequence], *, limit: int
    ) -> None:
        self._context = context
        self._memory = memory
        self._outbox = outbox
        self._branches = branches
        self._limit = limit

    def begin(self, sequence: Sequence, job: Writing) -> None:
        """Let the model write behind the sequence."""
        job.start = len(sequence.tokens)
        sequence.writing = job
        if job.start >= self._limit:
            self.end_for_room(sequence, job)
            return
        if job.left <= 0:
            self.end(sequence, job)
            return
        self._memory.make_next_known(sequence)
        sequence.charge(job)
        head = sequence.head
        if head is not None:
            self._write_on(sequence, job, None, 0, head, None)
        else:
            self._want_next(sequence, job)

    def end(self, sequence: Sequence, job: Writing) -> None:
        """The text is over: what stands is what was drawn."""
        sequence.writing, sequence.written = None, job
        sequence.uncharge(job)
        job.length = len(sequence.tokens) - job.start
        job.free()
        if not job.abandoned:
            self._outbox.finish(job)

    def end_for_room(self, sequence: Sequence, job: Writing) -> None:
        """There is no room for another token."""
        job.end_for_room()
        self.end(sequence, job)

    def _want_next(self, sequence: Sequence, job: Writing) -> None:
        """Want what follows the text so far, as soon as it is known what to guess beside it.

        A memory that cannot be trimmed goes back to what is evaluated now if a guess is wrong, so most of it must be.
        """
        most = min(job.left, self._limit - len(sequence.tokens)) - 1
        if not self._memory.can_trim and len(sequence.tokens) - sequence.evaluated > 1:
            most = 0
        job.speculation.guess(sequence.tokens, job.start, most, partial(self._try, sequence, job))

    def _try(self, sequence: Sequence, job: Writing, guesses: list[int]) -> None:
        """Want what follows the text so far and, evaluated in the same go, each of the guesses."""
        if sequence.writing is not job:
            return
        standing = len(sequence.tokens)
        job.round = job.speculation.begin(standing, guesses)
        if job.round is not None:
            if not self._memory.can_trim:
                self._memory.snapshot(sequence)
            sequence.append(guesses, job)
        for ahead in range(len(guesses) + 1):
            sequence.want(standing + ahead, partial(self._write_on, sequence, job, job.round, ahead), job=job)

    def _write_on(
        self, sequence: Sequence, job: Writing, round: Round[int] | None, ahead: int, logits: Logits, row: int | None
    ) -> None:
        """Draw what follows the text and the first `ahead` guesses; nothing if one of those was not drawn."""
        if sequence.writing is not job or job.round is not round:
            return
        tokens, more = job.take(self._context, logits, row)
        if round is not None and tokens == round.guesses[ahead : ahead + 1] and tokens:
            round.right += 1
            if not more:
                self._drop_guesses(sequence, job, round)
                self.end(sequence, job)
        else:
            if round is not None:
                self._drop_guesses(sequence, job, round)
            sequence.append(tokens, job)
            self._go_on(sequence, job, more=more)
        if text := job.due_text():
            self._outbox.tell(partial(job.tell, text))

    def _go_on(self, sequence: Sequence, job: Writing, *, more: bool) -> None:
        if not more:
            self.end(sequence, job)
        elif len(sequence.tokens) >= self._limit:
            self.end_for_room(sequence, job)
        else:
            self._want_next(sequence, job)

    def _drop_guesses(self, sequence: Sequence, job: Writing, round: Round[int]) -> None:
        """End a round: what was guessed and not drawn goes."""
        job.round = None
        if round.end < len(sequence.tokens):
            self._memory.cut(sequence, round.end)
            sequence.bear(job)

    def forgo_guesses(self, sequence: Sequence) -> bool:
        """Give back what only guesses take of the memory, now or for later. Returns whether there was any."""
        if sequence.drafting is not None and sequence.tokens:
            sequence.drafting.gave_way = True
            self.end_drafting(sequence)
            self._memory.cut(sequence, 0)
            return True
        job = sequence.writing
        if job is None or job.round is None:
            return False
        sequence.stop_asking(job)
        self._drop_guesses(sequence, job, job.round)
        job.speculation.rest()
        self._try(sequence, job, [])
        return True

    # Guesses at the texts of other models.

    def draft(self, sequence: Sequence, job: Drafting) -> None:
        """Bring a sequence in step with the text of another model, and guess what comes next."""
        self.end_drafting(sequence)
        sequence.drafting = job
        if len(job.tokens) >= self._limit or not self._bring_in_step(sequence, job):
            self.end_drafting(sequence)
            return
        self._memory.make_next_known(sequence)
        if not self._memory.can_trim:
            self._memory.snapshot(sequence)
        sequence.charge(job)
        sequence.want(len(sequence.tokens), partial(self._draft_on, sequence, job), job=job)

    def end_drafting(self, sequence: Sequence) -> None:
        """Tell what was guessed by now, if somebody waits for it."""
        job = sequence.drafting
        if job is not None and job.open:
            job.open = False
            sequence.stop_asking(job)
            sequence.uncharge(job)
            self._outbox.finish_drafting(job)

    def _draft_on(self, sequence: Sequence, job: Drafting, logits: Logits, _row: int | None) -> None:
        if not job.open:
            return
        if job.take(logits):
            sequence.append(job.guesses[-1:], job)
            if not job.full and len(sequence.tokens) < self._limit:
                sequence.want(len(sequence.tokens), partial(self._draft_on, sequence, job), job=job)
                return
        self.end_drafting(sequence)

    def _bring_in_step(self, sequence: Sequence, job: Drafting) -> bool:
        """Let the sequence be the text, as much of it as possible evaluated; False if this model cannot read it."""
        same = agreed(sequence.tokens, job.tokens)
        if not job.readable(job.tokens[same:]):
            return False
        if self._memory.can_trim and len(job.tokens) - same >= WORTH_SHARING:
            same = self._share(sequence, job.tokens, same)
        self._memory.cut(sequence, same)
        sequence.append(job.tokens[same:], None)
        return True

    def _share(self, sequence: Sequence, text: list[int], same: int) -> int:
        """Stand in the branch that holds most of the text, if that is more than `same` tokens; how many are held."""
        held, holder = same, sequence
        for branch in self._branches:
            common = agreed(branch.tokens[: branch.evaluated], text)
            if common > held:
                held, holder = common, branch
        if holder is not sequence:
            self._memory.copy_part(holder, sequence, held)
            sequence.stand_within(holder, held)
        return held
