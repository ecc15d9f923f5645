"""Overlap on one device."""

from __future__ import annotations

from benchmarks.overlap import UNASKED, WITH, WITHOUT, at_real_cost, section, with_spare_lines
from benchmarks.recorded import script
from benchmarks.replaying import RandomPair
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.trace.events import Author
from specrc_cli.trace.record import Record
from tests.play import play

ADD, WRONG, RIGHT = "2 + 3 = 5\n\n", "5 * 2 = 11\n\n", "5 * 2 = 10\n\n"
END = "So the answer after all of these steps must be \\boxed{10}."


async def recorded() -> Record:
    target = ScriptedModel("target", writes=(RIGHT,), ratings={ADD: 9, WRONG: 2, END: 8})
    return (await play(draft=ScriptedModel("draft", writes=(ADD, WRONG, END)), target=target)).record


async def test_behind_a_last_step_that_is_rejected_something_can_be_written_for_nothing(pair: RandomPair) -> None:
    target = ScriptedModel("target", writes=(END,), ratings={ADD: 9, WRONG: 2})
    record = (await play(draft=ScriptedModel("draft", writes=(ADD, WRONG)), target=target)).record
    found = await at_real_cost(pair, [record], rounds=1)
    assert len(found.notes) == len((WITHOUT, UNASKED, WITH))


async def test_unasked_nothing_is_written_for_nothing(pair: RandomPair) -> None:
    found = await at_real_cost(pair, [await recorded()], rounds=1)
    counts = {note.partition(":")[0]: int(note.split()[1]) for note in found.notes}
    assert counts[WITHOUT] == counts[UNASKED] <= counts[WITH]


async def test_the_draft_may_write_a_step_once_more_and_the_target_may_not() -> None:
    once = script(await recorded())
    twice = with_spare_lines(once)
    assert twice.lines[Author.DRAFT, 1] == once.lines[Author.DRAFT, 1] * 2
    assert twice.lines[Author.TARGET, 1] == once.lines[Author.TARGET, 1]


def test_the_bar_is_about_a_run_in_which_nobody_asked() -> None:
    seconds = {WITHOUT: (1.0, 1.0), UNASKED: (1.01, 1.01), WITH: (1.5, 1.5)}
    found = section("a pair", seconds, ())
    [bar] = found.bars
    assert bar.met
    assert found.series[-1].median == 1.5
