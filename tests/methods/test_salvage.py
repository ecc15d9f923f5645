"""What the target writes in place of a rejected step: the same text with guesses as without, only sooner."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.errors import UsageError
from specrc_cli.methods.guessing import Guesser, Speculation
from tests.play import Played, play

RIGHT = "2 + 3 = 5 eggs are left\n\n"
WRONG = "2 + 3 = 6 eggs are left\n\n"
LAST = "So \\boxed{5}."
PLAIN = Speculation(salvage=False)


async def rewritten(
    speculation: Speculation, *, method: str = "specreason", own: str = RIGHT, **options: Any
) -> tuple[Played, ScriptedModel]:
    draft = ScriptedModel("draft", writes=[WRONG, LAST])
    target = ScriptedModel("target", writes=[own], ratings={WRONG: 2, RIGHT: 9, LAST: 9})
    return await play(method, draft=draft, target=target, speculation=speculation, **options), target


@pytest.mark.parametrize("method", ["specreason", "specrc"])
async def test_the_rejected_step_is_the_first_guess_at_its_rewrite(method: str) -> None:
    knobs = {"k": 1} if method == "specrc" else {}
    played, target = await rewritten(Speculation(), method=method, knobs=knobs)
    plain, _ = await rewritten(PLAIN, method=method, knobs=knobs)
    assert played.texts == plain.texts
    assert [call.guesses.text for call in target.calls if call.guesses] == [WRONG]
    speculation = played.record.totals.speculation
    assert speculation is not None
    assert (speculation.guessed, speculation.accepted, speculation.salvaged) == (12, 7, 7)
    assert plain.record.totals.speculation is None
    assert played.record.totals.tokens == plain.record.totals.tokens


async def test_the_tree_salvages_the_best_of_the_rejected() -> None:
    drafts = ScriptedModel("draft", writes=[WRONG, "No.\n\n", LAST, LAST])
    target = ScriptedModel("target", writes=[RIGHT], ratings={WRONG: 3, "No.\n\n": 1, RIGHT: 9, LAST: 9})
    played = await play("tree", draft=drafts, target=target, knobs={"beam_width": 2, "beam_keep": 1, "depth": 1})
    assert [call.guesses.text for call in target.calls if call.guesses] == [WRONG]
    assert played.texts[-1] == LAST


async def test_a_rejected_step_that_the_target_writes_again_is_counted() -> None:
    played, _ = await rewritten(Speculation(), own=WRONG, verifier="utility")
    assert played.fates[0] == "rewritten"
    speculation = played.record.totals.speculation
    assert speculation is not None
    assert speculation.unchanged == 1


async def test_a_turned_away_draft_that_says_nothing_is_no_guess() -> None:
    draft = ScriptedModel("draft", writes=["", LAST])
    target = ScriptedModel("target", writes=[RIGHT], ratings={RIGHT: 9, LAST: 9})
    await play("specreason", draft=draft, target=target)
    assert [call.guesses for call in target.calls if call.kind == "generate"] == [None]


async def test_the_target_alone_is_guessed_at_by_lookup_or_by_the_draft() -> None:
    steps = ("a b c d\n\n", "a b c d e\n\n", LAST)
    for guesser in (Guesser.LOOKUP, Guesser.DRAFT):
        draft = ScriptedModel("draft", writes=lambda _: "a b c d\n\n")
        played = await play(
            "target", draft=draft, target=ScriptedModel(writes=steps), speculation=Speculation(guesser=guesser)
        )
        speculation = played.record.totals.speculation
        assert speculation is not None
        assert speculation.accepted > 4
        assert speculation.salvaged == 0
        assert played.texts == list(steps)
        assert (played.record.draft is not None) == (guesser is Guesser.DRAFT)


async def test_what_a_draft_takes_to_guess_is_time_of_the_writing() -> None:
    draft = ScriptedModel("draft", writes=lambda _: "x y z")
    played = await play(
        "target", draft=draft, target=ScriptedModel(writes=[LAST]), speculation=Speculation(guesser=Guesser.DRAFT)
    )
    [step] = played.steps
    assert step.target is not None
    assert step.target.guessed is not None
    assert step.target.guessed.cost.seconds > 0
    assert played.record.totals.seconds.write == pytest.approx(
        step.target.cost.seconds + step.target.guessed.cost.seconds
    )


async def test_the_answer_phase_is_guessed_at_too() -> None:
    target = ScriptedModel(writes=["I say five five five.", "five}"])
    played = await play("target", target=target, speculation=Speculation(guesser=Guesser.LOOKUP))
    assert [call.guesses is not None for call in target.calls if call.kind == "generate"] == [True, True]
    assert played.outcome.answer == "five"


async def test_how_it_was_guessed_is_among_the_knobs() -> None:
    played, _ = await rewritten(Speculation(guesser=Guesser.LOOKUP, tokens=2))
    assert played.record.knobs["speculation"] == {"guesser": "lookup", "tokens": 2, "salvage": True}


def test_more_tokens_at_once_than_can_be_guessed_are_refused() -> None:
    with pytest.raises(UsageError, match="17 tokens"):
        Speculation(tokens=17)


steps = st.lists(st.text("ab ", min_size=1, max_size=12).map(lambda text: f"x{text}\n\n"), min_size=2, max_size=5)


@given(drafted=steps, own=steps, guesser=st.sampled_from([Guesser.OFF, Guesser.LOOKUP]))
@settings(deadline=None, derandomize=True, max_examples=40)
def test_salvage_never_changes_a_rewrite(drafted: list[str], own: list[str], guesser: Guesser) -> None:
    def run(speculation: Speculation) -> Played:
        draft = ScriptedModel("draft", writes=[*drafted, *["And so on.\n\n"] * 80])
        target = ScriptedModel("target", writes=[*own, *["Thus it is.\n\n"] * 80, "5}"], ratings={"\n\n": 0})
        return asyncio.run(play("specreason", draft=draft, target=target, speculation=speculation))

    plain, salvaged = run(PLAIN), run(Speculation(guesser=guesser))
    assert salvaged.texts == plain.texts
    assert salvaged.outcome == plain.outcome
    assert salvaged.record.totals.tokens == plain.record.totals.tokens
