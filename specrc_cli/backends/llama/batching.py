"""Which rows go into the next forward pass: those somebody waits for, short runs first, each shared segment once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from specrc_cli.backends.llama.context import Batch
from specrc_cli.backends.llama.jobs import Work
from specrc_cli.backends.llama.sequence import Segment, Sequence


@dataclass(frozen=True, slots=True)
class Run:
    """Rows of one batch: `count` tokens of a segment from its `begin`-th on, the first of them at `row`."""

    segment: Segment
    begin: int
    count: int
    row: int
    payer: Work | None

    @property
    def whole(self) -> bool:
        """Whether the segment is evaluated to its end by this run."""
        return self.begin + self.count == len(self.segment.tokens)


def fill(batch: Batch, sequences: Iterable[Sequence], *, n_outputs: int) -> list[Run]:
    """Put what is needed into an empty batch, until it is full. Returns the runs, in the order of their rows.

    A segment may begin only in a pass in which everything before it is evaluated or already stands in the batch, so
    the first one that does not fit whole ends the batch.
    """
    runs: list[Run] = []
    seen: set[int] = set()
    needing = [(needed, sequence) for sequence in sequences if (needed := sequence.needed())]
    needing.sort(key=lambda pair: sum(len(segment.tokens) for segment in pair[0]))
    for needed, _ in needing:
        for segment in needed:
            if id(segment) in seen:
                continue
            seen.add(id(segment))
            run = _add(batch, segment, outputs=n_outputs - batch.outputs)
            if run is not None:
                runs.append(run)
            if run is None or not run.whole:
                return runs
    return runs


def _add(batch: Batch, segment: Segment, *, outputs: int) -> Run | None:
    """Add as much of a segment as fits, in rows and in outputs."""
    begin = segment.done
    count = min(batch.room, len(segment.tokens) - begin)
    wanted = sorted(offset - begin for offset in segment.wants)
    if len(wanted) > outputs:
        count = min(count, wanted[outputs])
    if count <= 0 or len(segment.users) > batch.ids_room:
        return None
    row = batch.add(
        segment.tokens[begin : begin + count],
        position=segment.start + begin,
        sequences=[user.id for user in segment.users],
        wanted=[offset for offset in wanted if offset < count],
    )
    return Run(segment, begin, count, row, segment.payer)
