"""Recorded decisions forced upon models that mean nothing, through the real engine."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.limits import work
from benchmarks.recorded import Cue, Line, can_be_replayed, fates, script, script_alone
from benchmarks.replay import Case, cases
from benchmarks.replaying import RandomPair
from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.errors import SpecrcError
from specrc_cli.methods.registry import make_method
from specrc_cli.trace.events import Author, StepBegan
from specrc_cli.trace.record import Record
from tests.play import play

ADD, WRONG, RIGHT, THIRD = "2 + 3 = 5\n\n", "5 * 2 = 11\n\n", "5 * 2 = 10\n\n", "10 - 3 = 7\n\n"
END = "So the answer after all of these steps must be \\boxed{7}."
RATINGS = {ADD: 9, WRONG: 2, RIGHT: 8, THIRD: 9, END: 8}
TOKENS = ScriptedModel().count


async def recorded(method: str) -> Record:
    """A rejected step in the middle; specrc has drafted one more behind it by then."""
    behind = (THIRD,) if method == "specrc" else ()
    draft = ScriptedModel("draft", writes=(ADD, WRONG, *behind, THIRD, END))
    target = ScriptedModel("target", writes=(RIGHT,), ratings=RATINGS)
    return (await play(method, draft=draft, target=target)).record


@pytest.mark.parametrize("method", ["specreason", "specrc"])
async def test_a_replay_comes_to_the_recorded_ends_with_as_many_tokens(method: str, pair: RandomPair) -> None:
    record = await recorded(method)
    replayed = (await pair.replay(make_method(method), script(record), judge="utility")).record
    assert [(step.index, step.fate) for step in replayed.steps] == [(step.index, step.fate) for step in record.steps]
    assert replayed.totals.tokens.draft == record.totals.tokens.draft
    assert replayed.totals.tokens.target == record.totals.tokens.target
    assert replayed.answer == "7"


async def test_the_target_alone_writes_the_same_chain(pair: RandomPair) -> None:
    record = await recorded("specreason")
    alone = (await pair.replay(make_method("target"), script_alone(record), judge="utility")).record
    assert [step.target.tokens for step in alone.steps if step.target] == list(map(TOKENS, (ADD, RIGHT, THIRD, END)))


async def test_a_step_judged_by_itself_is_a_pass_and_a_chunk_is_one(pair: RandomPair) -> None:
    single = await pair.replay(make_method("specreason"), script(await recorded("specreason")), judge="utility")
    chunks = await pair.replay(make_method("specrc"), script(await recorded("specrc")), judge="utility")
    assert single.passes == 4
    assert chunks.passes == 2


async def test_the_work_of_a_replay_is_all_that_its_models_did(pair: RandomPair) -> None:
    record = await recorded("specreason")
    replay = await pair.replay(make_method("specreason"), script(record), judge="utility")
    done = work([replay.record], passes=replay.passes)
    assert done.drafted == sum(map(TOKENS, (ADD, WRONG, THIRD, END)))
    assert done.rewritten == TOKENS(RIGHT)
    assert done.taken_in == (TOKENS(RIGHT),)
    assert len(done.draft_prompts) == len(done.target_prompts) == 1


async def test_a_case_takes_the_time_of_all_its_runs(pair: RandomPair) -> None:
    runs = {"specreason": [await recorded("specreason")] * 2}
    [(case, alone)] = cases(runs, judge="utility")
    for each in (case, alone):
        assert await each.play(pair) > 0
    assert len(case.replays) == len(alone.replays) == 2


async def test_replays_side_by_side_come_to_what_each_comes_to_alone(pair: RandomPair) -> None:
    record = await recorded("specreason")
    once = pair.replay(make_method("specreason"), script(record), judge="utility")
    again = pair.replay(make_method("specreason"), script(record), judge="utility")
    first, second = await asyncio.gather(once, again)
    assert fates(first.record) == fates(second.record) == fates(record)


async def test_methods_that_came_to_the_same_chain_share_the_target_alone() -> None:
    found = cases({name: [await recorded(name)] for name in ("specreason", "specrc")}, judge="utility")
    baselines: list[Case] = [alone for _, alone in found]
    assert baselines[0] is baselines[1]


async def test_a_replay_that_goes_another_way_is_refused(pair: RandomPair) -> None:
    with pytest.raises(SpecrcError, match="another way"):
        await pair.replay(make_method("specrc"), script(await recorded("specreason")), judge="utility")


async def test_a_run_with_a_draft_turned_away_unasked_cannot_be_replayed() -> None:
    record = await recorded("specreason")
    steps = record.totals.steps.model_copy(update={"turned_away": 1})
    totals = record.totals.model_copy(update={"steps": steps})
    assert can_be_replayed(record)
    assert not can_be_replayed(record.model_copy(update={"totals": totals}))


async def test_several_lines_of_one_step_come_in_the_order_they_were_written() -> None:
    cue = Cue(script(await recorded("specrc")))
    cue(StepBegan(index=2, author=Author.DRAFT))
    assert [cue.line(Author.DRAFT) for _ in range(2)] == [Line(tokens=TOKENS(THIRD), answers=False)] * 2
    with pytest.raises(SpecrcError, match="another way"):
        cue.line(Author.DRAFT)
