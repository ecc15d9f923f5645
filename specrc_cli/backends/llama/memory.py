"""How a model's memory forks, rewinds and forgets: by trimming where it can be trimmed, else by a hidden fork.

Dense attention (and sliding windows kept whole) can drop a sequence's tail. Recurrent and hybrid memories hold one
state a sequence, which cannot go back: the place of the latest mark is kept as a hidden copy, and any other place is
reached by evaluating its tokens anew. The answers are the same, only later.
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

    def snapshot(self, sequence: Sequence, position: int) -> None:
        """Keep the sequence as it stands now, at `position`."""
        hidden = self._hidden + sequence.id
        self._context.drop(hidden)
        self._context.copy(sequence.id, hidden)
        sequence.snapshot = position

    def rewind(self, sequence: Sequence, position: int) -> None:
        """Go back to `position`; the sequence's own tokens are cut already, and none of them waits."""
        if self.can_trim:
            self._context.trim(sequence.id, position)
            return
        self._context.drop(sequence.id)
        if sequence.snapshot == position:
            self._context.copy(self._hidden + sequence.id, sequence.id)
        else:
            self._evaluate_anew(sequence, 0)
        if sequence.snapshot is not None and sequence.snapshot > position:
            self._context.drop(self._hidden + sequence.id)
            sequence.snapshot = None

    def reopen(self, sequence: Sequence) -> None:
        """Make the last token wait again, because the logits behind it were not kept."""
        last = len(sequence.tokens) - 1
        if self.can_trim:
            self._context.trim(sequence.id, last)
            self._evaluate_anew(sequence, last)
        else:
            self._context.drop(sequence.id)
            self._evaluate_anew(sequence, 0)

    def settle(self, sequence: Sequence) -> None:
        """After a failed pass: hold exactly what counts as evaluated, or nothing, and evaluate it first of all."""
        evaluated = sequence.evaluated
        if self.can_trim:
            self._context.trim(sequence.id, evaluated)
            return
        self._context.drop(sequence.id)
        if evaluated:
            sequence.waiting.insert(0, Segment(sequence.tokens[:evaluated], 0, None, [sequence]))

    @staticmethod
    def _evaluate_anew(sequence: Sequence, start: int) -> None:
        if start < len(sequence.tokens):
            sequence.waiting.append(Segment(sequence.tokens[start:], start, None, [sequence]))
