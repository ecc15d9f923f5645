"""Which steps are the chain: of branch 0 and of a chosen branch, by index."""

from __future__ import annotations

from specrc_cli.trace.chain import chain_of
from tests.report.records import accepted, branch, discarded, record, written


def test_the_steps_of_a_chosen_branch_stand_among_those_of_the_chain() -> None:
    drafted = [accepted(branch=2), discarded(branch=1), accepted(branch=2)]
    one = record(written(), *drafted, branches=[branch(1, chosen=False), branch(2, chosen=True)])
    steps = [each.model_copy(update={"index": 2}) if each.branch == 0 else each for each in one.steps]
    assert chain_of(one.model_copy(update={"steps": steps})) == [1, 3, 0]


def test_a_draft_discarded_on_the_way_is_shown_where_it_was_written() -> None:
    one = record(accepted(), discarded(), accepted())
    again = [step.model_copy(update={"index": index}) for step, index in zip(one.steps, (0, 1, 1), strict=True)]
    assert chain_of(one.model_copy(update={"steps": again})) == [0, 1, 2]
