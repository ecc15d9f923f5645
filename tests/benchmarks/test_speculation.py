"""Guesses that are right as often as they are told to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.planted import Planted, write_planted
from benchmarks.speculation import RATES, Cost, Writing, passes_take, same_texts
from specrc_cli.backends.base import Cost as Paid
from specrc_cli.backends.base import Generation, StopCause
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions


def guessed(planted: Planted, said: list[int], most: int) -> list[int]:
    told: list[int] = []
    planted.guess(said, most, lambda tokens, _cost: told.extend(tokens))
    return told


def test_one_who_is_always_right_tells_what_comes_next() -> None:
    assert guessed(Planted([5, 6, 7, 8], rate=1.0, start=2), [1, 2, 5], 2) == [6, 7]


def test_one_who_is_never_right_tells_something_else() -> None:
    told = guessed(Planted([5, 6, 7, 8], rate=0.0, start=0), [], 4)
    assert all(wrong != right for wrong, right in zip(told, [5, 6, 7, 8], strict=True))


def test_a_round_takes_a_pass_and_its_tokens() -> None:
    assert passes_take(10, 40, 0.2, 0.01) == pytest.approx(10 * 0.2 + 50 * 0.01)


async def test_a_text_guessed_at_is_the_plain_one_and_who_is_right_saves_passes(dense_gguf: Path) -> None:
    model = await LlamaModel.load(LoadOptions(path=dense_gguf, context=512, threads=1))
    listening = Planted((), rate=0.0, start=0)
    texts = []
    for rate in (None, 1.0, 0.0):
        branch = await model.open([{"role": "user", "content": "How many?"}])
        planted = (
            listening if rate is None else Planted(listening.said[branch.position :], rate=rate, start=branch.position)
        )
        texts.append(await write_planted(branch, planted, tokens=12, most=0 if rate is None else 4))
        branch.close()
    await model.aclose()
    plain, right, wrong = texts
    assert plain.text == right.text == wrong.text
    assert right.guessed.accepted > 0
    assert wrong.guessed.accepted == 0


async def test_every_rate_is_held_against_its_own_passes(dense_gguf: Path) -> None:
    model = await LlamaModel.load(LoadOptions(path=dense_gguf, context=512, threads=1))
    cost = await Cost.prepared(model)
    taken = {name: [await measure()] for name, measure in cost.measurements.items()}
    section = cost.section("a toy", taken)
    await model.aclose()
    assert len(section.bars) == len(section.notes) == len(RATES)


def test_texts_that_guesses_changed_are_counted() -> None:
    def written(text: str) -> Generation:
        return Generation(text=text, stop=StopCause.EOG, logprobs=(), entropies=(), cost=Paid())

    plain = Writing("nobody", None, {0: written("a"), 1: written("b")})
    other = Writing("lookup", None, {0: written("a"), 1: written("c")})
    assert same_texts(plain, [other]) == "1 of 2 texts are the plain ones to the letter"
