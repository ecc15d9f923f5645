"""Real tokenizers, with random weights: text survives each of them, and a pair need not share one."""

from __future__ import annotations

import asyncio

import pytest

from specrc_cli.backends.base import GREEDY, Message, Until
from specrc_cli.backends.llama.model import LlamaModel
from tests.conftest import RealVocabularyModel
from tests.engine.conftest import OpenToy
from tests.engine.inside import tokens_of
from tests.engine.play import DIGITS

NAMES = ("phi-3", "deepseek-coder")
"""A SentencePiece vocabulary and a byte-level one, both small."""
QUESTION: list[Message] = [{"role": "user", "content": "What is 12 * 3?"}]
TEXTS = (
    "12 * 3 = 36.\n\n",
    " So the answer is 36",
    "7",
    "\n\nThen",
    "  two spaces, a\ttab, \\boxed{36}",
    "naïve – 数学 😀 e\N{COMBINING ACUTE ACCENT}",
)


@pytest.fixture(params=NAMES)
async def real(request: pytest.FixtureRequest, open_toy: OpenToy, real_vocab_gguf: RealVocabularyModel) -> LlamaModel:
    return await open_toy(real_vocab_gguf(request.param))


@pytest.fixture
async def pair(open_toy: OpenToy, real_vocab_gguf: RealVocabularyModel) -> tuple[LlamaModel, LlamaModel]:
    draft, target = [await open_toy(real_vocab_gguf(name)) for name in NAMES]
    return draft, target


@pytest.mark.parametrize("text", TEXTS)
async def test_text_put_behind_a_branch_comes_out_as_it_went_in(real: LlamaModel, text: str) -> None:
    branch = await real.open(QUESTION)
    before = branch.position
    for _ in range(2):
        branch.extend(text)
    await branch.choose(":", DIGITS)
    spelt = b"".join(map(real.vocabulary.piece, tokens_of(branch)[before:])).decode()
    assert spelt == text * 2


async def test_digits_are_one_token_behind_the_judges_words(real: LlamaModel) -> None:
    branch = await real.open(QUESTION)
    branch.extend(TEXTS[0])
    choice = await branch.choose(real.turn("Rate the last step from 0 to 9.", reply="Score: "), DIGITS)
    assert sum(choice.probabilities) == pytest.approx(1.0)
    assert len(set(choice.probabilities)) > 1


async def test_a_fused_option_is_the_token_the_model_would_write(real: LlamaModel) -> None:
    """Some vocabularies write the space before a digit as part of it, some apart: what is asked must be either."""
    suffix, options = real.vocabulary.options("Score: ", DIGITS)
    for digit, option in zip(DIGITS, options, strict=True):
        assert [*suffix, option] == real.vocabulary.continuation(f"Score: {digit}", special=True)


async def test_generated_text_is_that_of_its_tokens(real: LlamaModel) -> None:
    branch = await real.open(QUESTION)
    before = branch.position
    heard: list[str] = []
    generation = await branch.generate(until=Until(max_tokens=40), sampling=GREEDY, on_text=heard.append)
    spelt = b"".join(map(real.vocabulary.piece, tokens_of(branch)[before:])).decode(errors="replace")
    assert generation.text == spelt == "".join(heard)


async def test_a_draft_writes_and_a_target_of_another_tongue_reads(pair: tuple[LlamaModel, LlamaModel]) -> None:
    draft, target = pair
    writer, judge = await asyncio.gather(draft.open(QUESTION), target.open(QUESTION))
    step = await writer.generate(until=Until(texts=("\n\n",), max_tokens=24), sampling=GREEDY)
    before = judge.position
    reading = await judge.read(step.text)
    spelt = b"".join(map(target.vocabulary.piece, tokens_of(judge)[before:])).decode(errors="replace")
    assert spelt == step.text
    assert len(reading.logprobs) == judge.position - before == target.count(step.text)
