"""What rarely happens, and must not take a neighbour, the branch's own place or the model with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import gguf
import pytest

from specrc_cli.backends.base import GREEDY, Message, StopCause, Until
from specrc_cli.backends.llama.context import Context, Decoded
from specrc_cli.backends.llama.library import load
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.llama.vocabulary import Vocabulary
from tests.engine.conftest import OpenToy
from tests.engine.inside import tokens_of
from tests.engine.play import DIGITS

QUESTION: list[Message] = [{"role": "user", "content": "How many apples are left in total?"}]
PATIENCE = 20.0


async def test_forks_that_run_out_of_room_together_each_end_where_they_are(open_toy: OpenToy, dense_gguf: Path) -> None:
    model = await open_toy(dense_gguf, context=256)
    for _ in range(5):
        full = await model.open(QUESTION)
        while full.room > 12:
            full.extend("ab ")
        await full.generate(until=Until(max_tokens=1), sampling=GREEDY)
    trunk = await model.open(QUESTION)
    while trunk.room > 40:
        trunk.extend("cd ")
    forks = [trunk.fork(), trunk.fork()]
    async with asyncio.timeout(PATIENCE):
        texts = await asyncio.gather(*(f.generate(until=Until(max_tokens=5), sampling=GREEDY) for f in forks))
    assert [text.stop for text in texts] == [StopCause.CONTEXT, StopCause.CONTEXT]


async def test_a_pass_broken_off_between_two_prefills_is_done_again(
    toy: LlamaModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter, longer = await toy.open(QUESTION), await toy.open(QUESTION)
    longer.extend("some more text to be longer")
    alone = longer.fork()
    expected = await alone.generate(until=Until(max_tokens=4), sampling=GREEDY)
    again = await toy.open(QUESTION)
    again.extend("some more text to be longer")
    monkeypatch.setattr(Context, "decode", _aborted_once(Context.decode))
    texts = await asyncio.gather(
        *(branch.generate(until=Until(max_tokens=4), sampling=GREEDY) for branch in (shorter, again))
    )
    assert texts[1].text == expected.text


def _aborted_once(decode: Callable[[Context], int]) -> Callable[[Context], int]:
    """Evaluate for real, and say of the first time that it was broken off."""
    codes = iter([Decoded.ABORTED])
    return lambda context: next(codes, code) if (code := decode(context)) == Decoded.OK else code


async def test_a_text_cancelled_on_its_way_to_the_caller_is_taken_back(dense: LlamaModel) -> None:
    branch = await dense.open(QUESTION)
    await branch.choose(":", DIGITS)
    before = tokens_of(branch)
    for _ in range(10):
        mark = branch.mark()
        future = branch.generate(until=Until(max_tokens=2), sampling=GREEDY)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        while not branch._sequence.written and not future.done():
            pass  # the lane ends the text while the event loop is kept from hearing of it
        future.cancel()
        await branch.choose(":", DIGITS)
        assert tokens_of(branch) == before
        branch.rewind(mark)


async def test_a_listener_that_fails_ends_the_text_it_listens_to(dense: LlamaModel) -> None:
    branch = await dense.open(QUESTION)
    before = branch.position

    def fail(_text: str) -> None:
        raise LookupError("the view broke")

    with pytest.raises(LookupError):
        await branch.generate(until=Until(max_tokens=1000), sampling=GREEDY, on_text=fail)
    await branch.choose(":", DIGITS)
    assert len(tokens_of(branch)) == before


async def test_nothing_can_be_read_asked_and_written(toy: LlamaModel) -> None:
    branch = await toy.open(QUESTION)
    assert (await branch.logprobs("")).logprobs == ()
    assert (await branch.read("")).logprobs == ()
    nothing = await branch.generate(until=Until(max_tokens=0), sampling=GREEDY)
    assert (nothing.text, nothing.tokens, nothing.stop) == ("", 0, StopCause.LENGTH)
    await branch.choose(":", DIGITS)
    assert sum((await branch.choose("", DIGITS)).probabilities) == pytest.approx(1)


async def test_many_small_pieces_fit_under_many_forks(dense: LlamaModel) -> None:
    trunk = await dense.open(QUESTION)
    for _ in range(200):
        trunk.extend("a ")
    forks = [trunk.fork() for _ in range(60)]
    texts = await asyncio.gather(*(f.generate(until=Until(max_tokens=2), sampling=GREEDY) for f in forks))
    assert len({text.text for text in texts}) == 1


@pytest.mark.parametrize("family", ["llama", "gemma"])
@pytest.mark.parametrize("text", ["\n\n", "\n\nfoo", "\nfoo", "foo\n\n", " foo", "foo"])
def test_a_continuation_keeps_its_white_space_in_a_sentencepiece_vocabulary(
    tmp_path: Path, text: str, family: str
) -> None:
    api = load().api
    params = api.llama_model_default_params()
    params.vocab_only = True
    model = api.llama_model_load_from_file(bytes(_sentencepiece(tmp_path / "spm.gguf", family)), params)
    vocabulary = Vocabulary(api, model)
    pieces = [vocabulary.piece(token) for token in vocabulary.continuation(text)]
    api.llama_model_free(model)
    assert b"".join(pieces) == text.encode()


def _sentencepiece(path: Path, family: str) -> Path:
    """Llama's kind puts a space before a text; Gemma's does not, and has tokens for runs of newlines."""
    letters = ["\u2581", "f", "o", "oo", "foo", "\u2581foo"]
    runs = ["\n", "\n\n", "\n\n\n"] if family == "gemma" else []
    control, byte, ordinary, defined, unknown = 3, 6, 1, 4, 2
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{value:02X}>" for value in range(256)), *letters, *runs]
    types = [unknown, control, control, *[byte] * 256, *[ordinary] * len(letters), *[defined] * len(runs)]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * 259 + [-float(len(letters) - i) for i in range(len(letters))] + [0.0] * len(runs))
    writer.add_token_types(types)
    writer.add_add_space_prefix(family == "llama")
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path
