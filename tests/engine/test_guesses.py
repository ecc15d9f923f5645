"""Guesses on models that say exactly what they are given to say: where a text ends, and how many passes it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from specrc_cli.backends.base import GREEDY, Generation, Guesses, Lookup, Message, Sampling, StopCause, Until
from specrc_cli.backends.llama.context import Context, Decoded
from specrc_cli.backends.llama.lane import Lane
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.errors import ModelError
from tests.conftest import MakeParrot, RealVocabularyModel
from tests.engine.conftest import OpenToy
from tests.engine.inside import count_passes, count_rows, in_use, tokens_of
from tests.engine.play import DIGITS

QUESTION: list[Message] = [{"role": "user", "content": "?"}]
PENS: list[Message] = [{"role": "user", "content": "Ann has 3 boxes of 4 pens. How many pens does she have?"}]
DEMO = Path(__file__).parents[2] / "specrc_cli" / "demo"
PIECES: list[str | bytes] = ["The", " sum", " of", " it", " is", " 12", ".\n\nSo", "x"]
TEXT = "The sum of it is 12.\n\n"
HOT = Sampling(temperature=1.0, seed=5)


async def told(
    model: LlamaModel,
    guesses: Guesses | None,
    until: Until,
    sampling: Sampling = GREEDY,
    *,
    question: Sequence[Message] = QUESTION,
) -> Generation:
    branch = await model.open(question)
    before = branch.position
    generation = await branch.generate(until=until, sampling=sampling, guesses=guesses)
    tokens = tokens_of(branch)
    assert branch.position == len(tokens)
    assert b"".join(map(model.vocabulary.piece, tokens[before:])).decode() == generation.text
    branch.close()
    return generation


@pytest.mark.parametrize("sampling", [GREEDY, HOT], ids=["greedy", "seeded"])
@pytest.mark.parametrize(
    "until",
    [
        Until(texts=("\n\n",), max_tokens=60),
        Until(texts=("of", "12"), max_tokens=60),
        Until(texts=(" it is",), max_tokens=60),
        Until(max_tokens=60),
        *(Until(max_tokens=count) for count in range(1, 9)),
    ],
    ids=str,
)
@pytest.mark.parametrize("guess", ["text", "beginning", "other", "lookup", "self"])
async def test_guesses_end_a_text_where_it_ends_without_them(
    open_toy: OpenToy, make_parrot: MakeParrot, guess: str, until: Until, sampling: Sampling
) -> None:
    model = await open_toy(make_parrot(PIECES))
    guesses = {
        "text": Guesses(text=TEXT),
        "beginning": Guesses(text="The sum of that is"),
        "other": Guesses(text="x", source=Lookup()),
        "lookup": Guesses(text="so The sum of it is 12.\n\nSo", source=Lookup()),
        "self": Guesses(source=model),
    }[guess]
    plain, guessed = await told(model, None, until, sampling), await told(model, guesses, until, sampling)
    assert (guessed.text, guessed.stop, guessed.tokens) == (plain.text, plain.stop, plain.tokens)
    assert guessed.guessed.accepted <= guessed.guessed.tried


async def test_a_text_that_is_all_guessed_takes_a_pass_for_each_run_of_guesses(open_toy: OpenToy) -> None:
    """Runs of 4, 8 and more guesses, and a token drawn behind each."""
    target = await open_toy(DEMO / "target.gguf", context=512)
    until = Until(max_tokens=31)
    plain = await told(target, None, until, question=PENS)
    passes = count_passes(target)
    guessed = await told(target, Guesses(text=plain.text), until, question=PENS)
    assert guessed.text == plain.text
    assert guessed.tokens > 5
    assert passes() <= 1 + guessed.tokens // 4
    assert guessed.guessed.tried == guessed.guessed.accepted == guessed.guessed.salvaged


async def test_a_text_heard_while_it_is_guessed_at_is_the_text(open_toy: OpenToy, make_parrot: MakeParrot) -> None:
    model = await open_toy(make_parrot(["H", b"\xc3", b"\xa9", " ", b"\xf0\x9f", b"\x98\x80", "!"]))
    branch = await model.open(QUESTION)
    heard: list[str] = []
    generation = await branch.generate(
        until=Until(max_tokens=60), sampling=GREEDY, on_text=heard.append, guesses=Guesses(source=model)
    )
    assert "".join(heard) == generation.text == "Hé 😀!"


async def test_what_is_stopped_while_it_is_guessed_at_keeps_what_was_drawn(dense: LlamaModel) -> None:
    asked = iter([False, False, False, True])
    until = Until(max_tokens=60, unless=lambda: next(asked))
    plain = await told(dense, None, Until(max_tokens=3))
    stopped = await told(dense, Guesses(source=dense), until)
    assert (stopped.text, stopped.stop) == (plain.text, StopCause.STOPPED)


async def test_where_memory_is_short_guesses_give_way_before_a_text_does(open_toy: OpenToy, dense_gguf: Path) -> None:
    async def crowded(guesses: Guesses | None) -> Generation:
        model = await open_toy(dense_gguf, context=256)
        for _ in range(5):
            full = await model.open(QUESTION)
            while full.room > 12:
                full.extend("ab ")
            await full.generate(until=Until(max_tokens=1), sampling=GREEDY)
        return await told(model, guesses, Until(max_tokens=200))

    async with asyncio.timeout(30):
        plain = await crowded(None)
        guessed = await crowded(Guesses(text=plain.text, source=Lookup()))
    assert plain.stop is StopCause.CONTEXT
    assert (guessed.text, guessed.stop) == (plain.text, plain.stop)


async def test_a_draft_without_room_for_the_text_guesses_nothing(
    open_toy: OpenToy, dense_gguf: Path, normed_gguf: Path
) -> None:
    target, draft = await open_toy(dense_gguf), await open_toy(normed_gguf, context=64)
    plain = await told(target, None, Until(max_tokens=60))
    guessed = await told(target, Guesses(source=draft), Until(max_tokens=60))
    assert guessed.text == plain.text
    assert 0 < guessed.guessed.tried < 60


async def test_a_draft_reads_nothing_twice_that_a_branch_of_it_holds(
    open_toy: OpenToy, dense_gguf: Path, normed_gguf: Path
) -> None:
    target, draft = await open_toy(dense_gguf), await open_toy(normed_gguf)
    branch, own = await target.open(QUESTION), await draft.open(QUESTION)
    for each in (branch, own):
        each.extend("the same long beginning of a chain of steps, word for word")
    await own.choose(":", DIGITS)
    generation = await branch.generate(
        until=Until(max_tokens=1 + 2), sampling=GREEDY, guesses=Guesses(source=draft, most=2)
    )
    assert generation.guessed.cost.prefilled <= 3
    own.close()
    branch.close()
    assert await in_use(draft) == await in_use(target) == []


async def test_a_draft_on_another_device_guesses_for_many_branches_at_once(
    open_toy: OpenToy, dense_gguf: Path, normed_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane_of = Lane.of
    target = await open_toy(dense_gguf)
    monkeypatch.setattr(Lane, "of", staticmethod(lambda device, place: lane_of(f"another {device}", place)))
    draft = await open_toy(normed_gguf)
    until, numbers = Until(max_tokens=40), [f"{number} apples, and" for number in range(6)]
    for _ in range(3):
        questions: list[list[Message]] = [[{"role": "user", "content": number}] for number in numbers]
        alone = [await told(target, None, until, question=question) for question in questions]
        async with asyncio.timeout(120):
            together = await asyncio.gather(
                *(told(target, Guesses(source=draft), until, question=question) for question in questions)
            )
        same = [ours.text == theirs.text for ours, theirs in zip(together, alone, strict=True)]
        assert same.count(False) <= 2, "but for those that hang on a rounding, they write what each writes alone"
        assert all(each.guessed.tried > 0 for each in together)
    assert await in_use(draft) == await in_use(target) == []


async def test_a_draft_that_breaks_fails_the_text_it_guesses_at(
    open_toy: OpenToy, dense_gguf: Path, normed_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, draft = await open_toy(dense_gguf), await open_toy(normed_gguf)
    branch = await target.open(QUESTION)
    plain = await told(target, None, Until(max_tokens=5))
    broken, decode = draft.desks[0].scheduler.context, Context.decode
    monkeypatch.setattr(Context, "decode", lambda context: decode(context) if context is not broken else -3)
    mark = branch.mark()
    with pytest.raises(ModelError, match="could not evaluate"):
        await branch.generate(until=Until(max_tokens=5), sampling=GREEDY, guesses=Guesses(source=draft))
    branch.rewind(mark)
    assert (await branch.generate(until=Until(max_tokens=5), sampling=GREEDY)).text == plain.text


async def test_a_draft_that_is_closed_cancels_the_text_it_guesses_at(
    open_toy: OpenToy, dense_gguf: Path, normed_gguf: Path
) -> None:
    target, draft = await open_toy(dense_gguf), await open_toy(normed_gguf)
    branch = await target.open(QUESTION)
    writing = branch.generate(until=Until(max_tokens=1000), sampling=GREEDY, guesses=Guesses(source=draft))
    await asyncio.sleep(0.01)
    await draft.aclose()
    with pytest.raises(asyncio.CancelledError):
        await writing
    with pytest.raises(ModelError, match="closed"):
        await branch.generate(until=Until(max_tokens=5), sampling=GREEDY, guesses=Guesses(source=draft))
    assert (await branch.generate(until=Until(max_tokens=5), sampling=GREEDY)).tokens == 5


async def test_a_broken_off_pass_with_guesses_is_done_again(toy: LlamaModel, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = await told(toy, None, Until(max_tokens=12))
    decode, codes = Context.decode, iter([Decoded.OK, Decoded.ABORTED, Decoded.OK, Decoded.ABORTED])
    monkeypatch.setattr(Context, "decode", lambda context: max(decode(context), next(codes, Decoded.OK)))
    assert (await told(toy, Guesses(text=plain.text[:6], source=Lookup()), Until(max_tokens=12))).text == plain.text


@pytest.mark.parametrize("other", ["phi-3", "deepseek-coder"])
async def test_models_whose_tokens_differ_say_in_what(
    open_toy: OpenToy, dense_gguf: Path, normed_gguf: Path, real_vocab_gguf: RealVocabularyModel, other: str
) -> None:
    ours, like, unlike = [await open_toy(path) for path in (dense_gguf, normed_gguf, real_vocab_gguf(other))]
    assert ours.unlike(like) == ""
    assert ours.unlike(unlike)
    branch = await ours.open(QUESTION)
    with pytest.raises(ModelError, match=f"{unlike.info.name} cannot guess tokens for {ours.info.name}: it"):
        branch.generate(until=Until(max_tokens=5), sampling=GREEDY, guesses=Guesses(source=unlike))
    assert (await branch.generate(until=Until(max_tokens=5), sampling=GREEDY)).tokens == 5


async def test_a_wrong_guess_where_nothing_can_be_trimmed_has_little_read_again(
    open_toy: OpenToy, hybrid_gguf: Path
) -> None:
    model = await open_toy(hybrid_gguf)
    until = Until(max_tokens=8)
    plain = await told(model, None, until)
    rows = count_rows(model)
    await told(model, None, until)
    without = rows()
    await told(model, Guesses(text=plain.text[:3] + "~", source=Lookup()), until)
    assert rows() - without < without + 20
