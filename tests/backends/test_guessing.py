"""Where guesses come from, and what they change: how many passes a text takes, and nothing else."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from specrc_cli.backends.base import GREEDY, Cost, Generation, Guesses, Lookup, StopCause, Until
from specrc_cli.backends.guessing import FIRST_RUN, LONGEST_RUN, Lookups, Retelling, Speculation
from specrc_cli.backends.scripted import ScriptedModel

words = st.text("ab .\n", max_size=30)


def looked_up(lookups: Lookups[str], said: str, most: int = 4) -> str:
    told: list[str] = []
    lookups.guess(list(said), most, lambda guesses, _: told.extend(guesses))
    return "".join(told)


def test_a_text_is_retold_in_runs_that_grow_while_they_hold() -> None:
    text = list(range(100))
    retelling, written, runs = Retelling(text), 0, []
    while guessed := retelling.guess(text[:written], 1000):
        runs.append(len(guessed))
        written += len(guessed) + 1
    assert runs == [FIRST_RUN, 8, 16, LONGEST_RUN, LONGEST_RUN, 3]


def test_a_text_is_believed_no_more_once_something_else_was_written() -> None:
    retelling = Retelling("abcdef")
    assert retelling.guess("", 2) == ["a", "b"]
    assert retelling.guess("ax", 2) == []
    assert retelling.guess("ab", 2) == []


def test_a_lookup_guesses_what_followed_the_last_tokens_where_they_stood_last() -> None:
    assert looked_up(Lookups("", longest=3), "abcd abce abc") == "e ab"


def test_a_lookup_prefers_the_text_it_was_given_and_the_longest_match() -> None:
    assert looked_up(Lookups("xbc1 abc2", longest=3), "abcz abc", 1) == "2"
    assert looked_up(Lookups("xbc1", longest=3), "abcz abc", 1) == "1"


def test_a_lookup_that_finds_nothing_guesses_nothing() -> None:
    assert looked_up(Lookups("abc", longest=3), "xyz") == ""
    assert looked_up(Lookups("", longest=3), "a") == ""


def test_a_lookup_reads_on_as_the_text_grows() -> None:
    lookups = Lookups("", longest=2)
    assert looked_up(lookups, "ab") == ""
    assert looked_up(lookups, "ab1ab", 1) == "1"
    assert looked_up(lookups, "ab1ab2ab", 1) == "2"


class Parrot:
    """A guesser that keeps what it was asked, and guesses the same token over and over."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def guess(self, _said: list[str], most: int, tell: object) -> None:
        self.asked.append(most)
        assert callable(tell)
        tell(["a"] * most, Cost(written=most, seconds=1.0))


def test_a_guesser_is_asked_for_one_token_more_than_were_right_the_last_time() -> None:
    parrot = Parrot()
    speculation = Speculation(guesser=parrot, most=4)
    for right in (4, 0, 1, 2, 4):
        guesses: list[str] = []
        speculation.guess([], 0, 100, guesses.extend)
        round = speculation.begin(0, guesses)
        assert round is not None
        round.right = min(right, len(guesses))
    assert parrot.asked == [4, 4, 1, 2, 3]
    assert speculation.guessed.tried == 14
    assert speculation.guessed.accepted == 4 + 0 + 1 + 2 + 3
    assert speculation.guessed.cost == Cost(written=14, seconds=5.0)


def write(line: str, until: Until, guesses: Guesses | None) -> tuple[Generation, int]:
    """A text by a scripted model, and the passes it took."""

    async def writing() -> tuple[Generation, int]:
        model = ScriptedModel(writes=[line], context=60)
        branch = await model.open([{"role": "user", "content": "?"}])
        generation = await branch.generate(until=until, sampling=GREEDY, guesses=guesses)
        assert branch.position == len(branch.standing)
        return generation, model.passes

    return asyncio.run(writing())


@given(
    line=words,
    text=words,
    source=st.sampled_from([None, Lookup(), "right", "wrong"]),
    most=st.integers(1, 5),
    until=st.builds(Until, texts=st.sampled_from([(), ("\n\n",), ("b",)]), max_tokens=st.integers(1, 20)),
)
@settings(deadline=None, derandomize=True)
def test_a_scripted_text_with_guesses_is_the_text_without(
    line: str, text: str, source: Lookup | str | None, most: int, until: Until
) -> None:
    draft = ScriptedModel(writes=lambda said: line if source == "right" else said[:3])
    plain, passes = write(line, until, None)
    guesses = Guesses(text=text, source=draft if isinstance(source, str) else source, most=most)
    guessed, fewer_passes = write(line, until, guesses)
    assert (guessed.text, guessed.stop, guessed.logprobs) == (plain.text, plain.stop, plain.logprobs)
    assert guessed.cost == plain.cost
    assert fewer_passes <= passes
    assert guessed.guessed.salvaged <= guessed.guessed.accepted <= min(guessed.guessed.tried, guessed.tokens)


def test_what_is_guessed_rightly_takes_no_pass_of_its_own() -> None:
    plain, passes = write("one two three four\n\n", Until(texts=("\n\n",), max_tokens=20), None)
    guesses = Guesses(text="one two three five\n\n")
    guessed, fewer_passes = write("one two three four\n\n", Until(texts=("\n\n",), max_tokens=20), guesses)
    assert (plain.stop, passes) == (StopCause.DELIMITER, 8)
    assert fewer_passes == 3
    assert (guessed.guessed.tried, guessed.guessed.accepted, guessed.guessed.salvaged) == (7, 5, 5)
