"""Which of a record's steps are its chain."""

from __future__ import annotations

from specrc_cli.trace.record import Record


def chain_of(record: Record) -> list[int]:
    """The steps of the chain in order, as places in the record's list, with the drafts discarded on the way."""
    branches = {0, *(branch.branch for branch in record.branches if branch.chosen)}
    places = (place for place, step in enumerate(record.steps) if step.branch in branches)
    return sorted(places, key=lambda place: record.steps[place].index)
