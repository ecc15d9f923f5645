"""How a model's memory forks, rewinds and forgets: by trimming where it can be trimmed, else by a hidden fork.

Dense attention (and sliding windows kept whole) can drop a sequence's tail. Recurrent and hybrid memories hold one
state a sequence, which cannot go back: the latest place worth coming back to is kept as a hidden copy, and any other is
reached by evaluating tokens anew, from that copy or from the beginning. The answers are the same, only later.
"""

from __future__ import annotations

from specrc_cli.backends.llama.context import Context
from specrc_cli.backends.llama.sequence import UNBORN, Segment, Sequence

SPARE = 1
"""Places beside the branches' own. A closed branch keeps its place until the forks queued behind it are made; each of
those has a holder and no place yet, so that one place more than there can be holders is enough for all to go on."""


class Memory:
    """Sequence ids: branches from 0, then as many probes, then (where needed) one hidden copy a branch."""

    def __init__(self, context: Context, *, branches: int, probes: int, can_trim: bool) -> None:
        self._context = context
        places = branches + SPARE
        self.branches = branches
        self._hidden = places + probes
        self._free = list(range(places - 1, -1, -1))
        self._free_probes = list(range(places + probes - 1, places - 1, -1))
        self.can_trim = can_trim
        """Whether a tail can be dropped and a row belong to several sequences; a recurrent state can do neither."""

    @staticmethod
    def ids_needed(*, branches: int, probes: int, can_trim: bool) -> int:
        places = branches + SPARE
        return places + probes + (0 if can_trim else places)

    def admit(self, branch: Sequence) -> bool:
        """Give a branch a place, if there is one."""
        if not self._free:
            return False
        branch.id = self._free.pop()
        return True

    def admit_probe(self, probe: Sequence) -> bool:
        if not self._free_probes:
            return False
        probe.id = self._free_probes.pop()
        return True

    def dismiss(self, branch: Sequence) -> None:
        """Take a branch's place back; one that was never born has none."""
        if branch.id == UNBORN:
            return
        self._context.drop(branch.id)
        if branch.snapshot is not None:
            self._context.drop(self._hidden + branch.id)
        self._free.append(branch.id)

    def dismiss_probe(self, probe: Sequence) -> None:
        self._context.drop(probe.id)
        self._free_probes.append(probe.id)

    def copy(self, source: Sequence, to: Sequence) -> None:
        self._context.copy(source.id, to.id)

    def copy_part(self, source: Sequence, to: Sequence, position: int) -> None:
        """Let `to`, whatever it held, share the first `position` tokens of `source`. Only where tails can go."""
        self._context.drop(to.id)
        self._context.copy(source.id, to.id)
        self._context.trim(to.id, position)

    def snapshot(self, sequence: Sequence) -> None:
        """Keep what is evaluated of the sequence now, to come back to."""
        hidden = self._hidden + sequence.id
        self._context.drop(hidden)
        self._context.copy(sequence.id, hidden)
        sequence.snapshot = sequence.evaluated

    def cut(self, sequence: Sequence, position: int) -> None:
        """Forget the tokens from `position` on, evaluated or not."""
        if sequence.cut(position):
            self._rewind(sequence, position)
        else:
            self._forget_behind(sequence, position)

    def make_next_known(self, sequence: Sequence) -> None:
        """Let the last token wait again if it is evaluated and the logits behind it were not kept."""
        if not sequence.waiting and sequence.head is None:
            self._reopen(sequence)

    def settle(self, sequence: Sequence) -> None:
        """After a failed pass: hold exactly what counts as evaluated, or nothing, and evaluate it first of all."""
        evaluated = sequence.evaluated
        if self.can_trim:
            self._context.trim(sequence.id, evaluated)
            return
        self._context.drop(sequence.id)
        if evaluated:
            sequence.waiting.insert(0, Segment(sequence.tokens[:evaluated], 0, None, [sequence]))

    def _rewind(self, sequence: Sequence, position: int) -> None:
        """Go back to `position`; the sequence's own tokens are cut already, and none of them waits."""
        if self.can_trim:
            self._context.trim(sequence.id, position)
            return
        self._context.drop(sequence.id)
        self._forget_behind(sequence, position)
        if sequence.snapshot is not None:
            self._context.copy(self._hidden + sequence.id, sequence.id)
        self._evaluate_anew(sequence, sequence.snapshot or 0)

    def _forget_behind(self, sequence: Sequence, position: int) -> None:
        """Drop the hidden copy if it holds what stood behind `position`, where other tokens may come to stand."""
        if sequence.snapshot is not None and sequence.snapshot > position:
            self._context.drop(self._hidden + sequence.id)
            sequence.snapshot = None

    def _reopen(self, sequence: Sequence) -> None:
        """Make the last token wait again, because the logits behind it were not kept."""
        last = len(sequence.tokens) - 1
        self._rewind(sequence, last)
        if self.can_trim:
            self._evaluate_anew(sequence, last)

    @staticmethod
    def _evaluate_anew(sequence: Sequence, start: int) -> None:
        if start < len(sequence.tokens):
            sequence.waiting.append(Segment(sequence.tokens[start:], start, None, [sequence]))
