"""Guesses change how soon a text is written, and nothing else: whoever guesses, on whatever memory."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from specrc_cli.backends.base import GREEDY, Generation, Guesses, Lookup, Message, Sampling, Until
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from tests.engine.closeness import first_difference, hangs_on_rounding
from tests.engine.inside import in_use, tokens_of
from tests.engine.play import TOLERANCE
from tests.engine.reference import Reference

QUESTION: list[Message] = [{"role": "user", "content": "How many apples are left in total?"}]
PATIENCE = 30.0
QUANTIZED_TOLERANCE = 0.25
"""Nats. Q8_0 rounds the activations as well, in each shape of a pass differently."""
LONG_TOLERANCE = 0.25
"""Nats: attention sums values in half precision, over a whole context here."""
DEMO = Path(__file__).parents[2] / "specrc_cli" / "demo"


@dataclass(frozen=True, slots=True)
class Stage:
    """A model, drafts of its vocabulary by the kind of their memory, and the loop they live on."""

    runner: asyncio.Runner
    model: LlamaModel
    drafts: dict[str, LlamaModel]
    reference: Reference

    def run(self, scene: Coroutine[Any, Any, None]) -> None:
        async def patiently() -> None:
            async with asyncio.timeout(PATIENCE):
                await scene
                for model in (self.model, *self.drafts.values()):
                    assert await in_use(model) == []
                    assert model.open_branches == 0

        self.runner.run(patiently())

    def guesses(self, guess: Guess, text: str) -> Guesses:
        """What `guess` says to guess, of a text that plain writing gave."""
        cut = round(guess.right * len(text))
        given = {"right": text, "wrong": "zq 9!", "in part": text[:cut] + "~" + text[cut:], "none": ""}[guess.text]
        source = {"self": self.model, "lookup": Lookup(), "none": None, **self.drafts}[guess.source]
        return Guesses(text=given, source=source, most=guess.most)


@dataclass(frozen=True, slots=True)
class Guess:
    """Who guesses: a text (right in part: for its first `right` share), and a source."""

    text: str
    source: str
    most: int
    right: float


guesses = st.builds(
    Guess,
    st.sampled_from(["right", "wrong", "in part", "none"]),
    st.sampled_from(["self", "dense", "hybrid", "lookup", "none"]),
    st.integers(1, 7),
    st.floats(0, 1),
)
samplings = st.one_of(
    st.just(GREEDY),
    st.builds(Sampling, temperature=st.sampled_from([0.3, 0.6, 1.0]), seed=st.integers(0, 99)),
    st.builds(Sampling, temperature=st.just(1.0), top_k=st.just(0), top_p=st.just(1.0), seed=st.integers(0, 99)),
)
untils = st.builds(
    Until, texts=st.sampled_from([(), ("\n\n",), (" ",), ("e", "a"), ("is",)]), max_tokens=st.integers(1, 40)
)


@pytest.fixture(scope="module")
def stage(any_memory_gguf: Path, normed_gguf: Path, hybrid_gguf: Path) -> Iterator[Stage]:
    def load(path: Path) -> LlamaModel:
        return runner.run(LlamaModel.load(LoadOptions(path=path, threads=1, context=160)))

    with asyncio.Runner() as runner:
        drafts = {"dense": load(normed_gguf), "hybrid": load(hybrid_gguf)}
        model = load(any_memory_gguf)
        reference = Reference(any_memory_gguf)
        yield Stage(runner, model, drafts, reference)
        reference.close()
        for each in (model, *drafts.values()):
            runner.run(each.aclose())


@pytest.fixture(scope="module")
def pair() -> Iterator[Stage]:
    """The bundled pair."""
    with asyncio.Runner() as runner:
        draft, target = (
            runner.run(LlamaModel.load(LoadOptions(path=DEMO / f"{part}.gguf", threads=1, context=160)))
            for part in ("draft", "target")
        )
        reference = Reference(DEMO / "target.gguf")
        yield Stage(runner, target, {"dense": draft, "hybrid": draft}, reference)
        reference.close()
        for each in (target, draft):
            runner.run(each.aclose())


PROPERTY = settings(
    max_examples=30, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@dataclass(frozen=True, slots=True)
class Written:
    """A text and the tokens of its branch, from `start` on the text's own."""

    generation: Generation
    tokens: list[int]
    start: int


async def written(
    model: LlamaModel, until: Until, sampling: Sampling, guesses: Guesses | None = None, *, room: int | None = None
) -> Written:
    """A text behind the question, where so much room is left if it is said."""
    branch = await model.open(QUESTION)
    while room is not None and branch.room > room:
        branch.extend(f" {branch.room}")
    start = branch.position
    generation = await branch.generate(until=until, sampling=sampling, guesses=guesses)
    tokens = tokens_of(branch)
    assert branch.position == len(tokens)
    branch.close()
    return Written(generation, tokens, start)


def assert_same(
    reference: Reference, plain: Written, guessed: Written, sampling: Sampling, *, within: float = TOLERANCE
) -> None:
    """The same text, unless a draw hung on a rounding: behind that nothing can be compared."""
    counts = guessed.generation.guessed
    assert 0 <= counts.salvaged <= counts.accepted <= min(counts.tried, guessed.generation.tokens)
    place = first_difference(plain.tokens, guessed.tokens)
    if place is not None:
        assert hangs_on_rounding(reference, plain.tokens[:place], plain.start, sampling)
        return
    ours, theirs = guessed.generation, plain.generation
    assert (ours.text, ours.stop, ours.tokens) == (theirs.text, theirs.stop, theirs.tokens)
    assert ours.logprobs == pytest.approx(theirs.logprobs, abs=within)
    assert ours.entropies == pytest.approx(theirs.entropies, abs=within)
    assert ours.cost.written == theirs.cost.written


@given(guess=guesses, sampling=samplings, until=untils)
@PROPERTY
def test_a_text_with_guesses_is_the_text_without(stage: Stage, guess: Guess, sampling: Sampling, until: Until) -> None:
    async def scene() -> None:
        plain = await written(stage.model, until, sampling)
        guessed = await written(stage.model, until, sampling, stage.guesses(guess, plain.generation.text))
        assert_same(stage.reference, plain, guessed, sampling)

    stage.run(scene())


@given(guess=guesses, sampling=samplings, until=untils)
@PROPERTY
def test_the_bundled_pair_writes_the_same_with_guesses(
    pair: Stage, guess: Guess, sampling: Sampling, until: Until
) -> None:
    async def scene() -> None:
        plain = await written(pair.model, until, sampling)
        guessed = await written(pair.model, until, sampling, pair.guesses(guess, plain.generation.text))
        assert_same(pair.reference, plain, guessed, sampling, within=QUANTIZED_TOLERANCE)

    pair.run(scene())


@given(several=st.lists(st.tuples(guesses, samplings, untils), min_size=2, max_size=6))
@settings(PROPERTY, max_examples=8)
def test_several_branches_that_guess_at_once_write_what_each_writes_alone(
    stage: Stage, several: list[tuple[Guess, Sampling, Until]]
) -> None:
    async def scene() -> None:
        alone = [await written(stage.model, until, sampling) for _, sampling, until in several]
        together = await asyncio.gather(
            *(
                written(stage.model, until, sampling, stage.guesses(guess, plain.generation.text))
                for (guess, sampling, until), plain in zip(several, alone, strict=True)
            )
        )
        for (_, sampling, _), plain, guessed in zip(several, alone, together, strict=True):
            assert_same(stage.reference, plain, guessed, sampling)

    stage.run(scene())


@given(guess=guesses, sampling=samplings, room=st.integers(1, 30))
@settings(PROPERTY, max_examples=12)
def test_a_context_that_fills_up_ends_the_text_at_the_same_token(
    stage: Stage, guess: Guess, sampling: Sampling, room: int
) -> None:
    until = Until(max_tokens=100)

    async def scene() -> None:
        plain = await written(stage.model, until, sampling, room=room)
        guesses = stage.guesses(guess, plain.generation.text)
        guessed = await written(stage.model, until, sampling, guesses, room=room)
        assert_same(stage.reference, plain, guessed, sampling, within=LONG_TOLERANCE)

    stage.run(scene())


@given(guess=guesses, sampling=samplings, pause=st.floats(0, 0.01))
@settings(PROPERTY, max_examples=12)
def test_a_text_cancelled_while_it_is_guessed_at_leaves_the_branch_as_it_was(
    stage: Stage, guess: Guess, sampling: Sampling, pause: float
) -> None:
    until = Until(max_tokens=60)

    async def scene() -> None:
        plain = await written(stage.model, until, sampling)
        guesses = stage.guesses(guess, plain.generation.text)
        branch = await stage.model.open(QUESTION)
        mark, start = branch.mark(), branch.position
        writing = asyncio.ensure_future(branch.generate(until=until, sampling=sampling, guesses=guesses))
        await asyncio.sleep(pause)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        branch.rewind(mark)
        again = await branch.generate(until=until, sampling=sampling, guesses=guesses)
        assert_same(stage.reference, plain, Written(again, tokens_of(branch), start), sampling)
        branch.close()

    stage.run(scene())
