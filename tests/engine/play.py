"""Any sequence of branch verbs, played on the engine and checked against plain evaluation.

The player keeps its own account of every branch's tokens, taken from nothing but the verbs it called and the texts it
was given; each answer of the engine is compared with what the reference says behind exactly those tokens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st

from specrc_cli.backends.base import Generation, Mark, Message, Sampling, Until
from specrc_cli.backends.llama.branch import LlamaBranch
from specrc_cli.backends.llama.model import LlamaModel
from tests.engine.inside import tokens_of
from tests.engine.reference import Reference

TOLERANCE = 0.06
"""Nats. Half-precision arithmetic rounds differently in batches of different shape; a wrong token moves whole nats."""
MOST_BRANCHES = 6
DIGITS = tuple("0123456789")
SUFFIXES = ("\nScore: ", "<|im_end|>\n<|im_start|>user\nrate<|im_end|>\n<|im_start|>assistant\n", ":")
TEXTS = ("the total is 12", " of apples.\n\n", "x", "\n\n", " héllo 😀", " each buys 3 and sells half of them for 40 ")
QUESTION: list[Message] = [{"role": "user", "content": "How many apples are left?"}]


@dataclass(frozen=True, slots=True)
class Verb:
    """One step of a script; `branch` and `choice` are taken modulo what there is."""

    name: str
    branch: int
    choice: int


NAMES = ("extend", "read", "generate", "sample", "choose", "logprobs", "mark", "rewind", "fork", "close", "wait")
scripts = st.lists(
    st.builds(Verb, st.sampled_from(NAMES), st.integers(0, MOST_BRANCHES - 1), st.integers(0, 11)),
    min_size=1,
    max_size=30,
)


@dataclass(eq=False, slots=True)
class Account:
    """What one branch should hold. `writing` until its generation is awaited."""

    branch: LlamaBranch
    tokens: list[int]
    marks: list[tuple[Mark, int]] = field(default_factory=list)
    writing: bool = False


class Player:
    """Plays one script on one model."""

    def __init__(self, model: LlamaModel, reference: Reference) -> None:
        self._model = model
        self._reference = reference
        self._accounts: list[Account] = []
        self._checks: list[asyncio.Task[None]] = []

    async def play(self, script: list[Verb]) -> None:
        """Play a script; whatever comes of it, every branch is closed behind it."""
        try:
            await self._play(script)
        finally:
            for check in self._checks:
                check.cancel()
            for account in self._accounts:
                account.branch.close()

    async def _play(self, script: list[Verb]) -> None:
        await self._open()
        for verb in script:
            account = self._accounts[verb.branch % len(self._accounts)]
            if account.writing or verb.name == "wait":
                await self._settle()
            if verb.name != "wait":
                await getattr(self, f"_{verb.name}")(account, verb.choice)
        await self._settle()
        for account in self._accounts:
            await self._choose(account, 0)
        await self._settle()
        for account in self._accounts:
            assert tokens_of(account.branch) == account.tokens

    async def _open(self) -> None:
        branch = await self._model.open(QUESTION)
        await branch.choose(SUFFIXES[0], DIGITS)
        self._accounts.append(Account(branch, tokens_of(branch)))

    async def _settle(self) -> None:
        checks, self._checks = self._checks, []
        await asyncio.gather(*checks)

    def _expect(self, check: Coroutine[None, None, None]) -> None:
        self._checks.append(asyncio.create_task(check))

    async def _extend(self, account: Account, choice: int) -> None:
        text = TEXTS[choice % len(TEXTS)]
        account.branch.extend(text)
        account.tokens += self._model.vocabulary.continuation(text)
        assert account.branch.position == len(account.tokens)

    async def _read(self, account: Account, choice: int) -> None:
        text, before = TEXTS[choice % len(TEXTS)], list(account.tokens)
        tokens = self._model.vocabulary.continuation(text)
        reading = account.branch.read(text)
        account.tokens += tokens

        async def check() -> None:
            self._compare((await reading).logprobs, self._reference.reading(before, tokens))

        self._expect(check())

    async def _logprobs(self, account: Account, choice: int) -> None:
        text, before = TEXTS[choice % len(TEXTS)], list(account.tokens)
        tokens = self._model.vocabulary.continuation(text)
        reading = account.branch.logprobs(text)

        async def check() -> None:
            self._compare((await reading).logprobs, self._reference.reading(before, tokens))

        self._expect(check())

    async def _choose(self, account: Account, choice: int) -> None:
        suffix, before = SUFFIXES[choice % len(SUFFIXES)], list(account.tokens)
        tokens, options = self._model.vocabulary.options(suffix, DIGITS)
        chosen = account.branch.choose(suffix, DIGITS)

        async def check() -> None:
            self._compare((await chosen).probabilities, self._reference.choice([*before, *tokens], options))

        self._expect(check())

    async def _generate(self, account: Account, choice: int) -> None:
        until = Until(texts=("\n\n",), max_tokens=1 + choice)
        self._write(account, account.branch.generate(until=until, sampling=Sampling(temperature=0.0)), greedy=True)

    async def _sample(self, account: Account, choice: int) -> None:
        until = Until(max_tokens=1 + choice)
        self._write(account, account.branch.generate(until=until, sampling=Sampling(seed=choice)), greedy=False)

    def _write(self, account: Account, generating: Awaitable[Generation], *, greedy: bool) -> None:
        before = list(account.tokens)
        account.writing = True

        async def check() -> None:
            generation = await generating
            account.writing = False
            written = tokens_of(account.branch)[len(before) :]
            account.tokens = [*before, *written]
            assert account.branch.position == len(account.tokens)
            pieces = b"".join(map(self._model.vocabulary.piece, written))
            assert pieces.decode(errors="replace") == generation.text
            self._compare_written(before, written, generation, greedy=greedy)

        self._expect(check())

    def _compare_written(self, before: list[int], written: list[int], generation: Generation, *, greedy: bool) -> None:
        """The last piece may have been cut at a delimiter; what was drawn there is not what stands in the branch."""
        whole = min(len(written), generation.tokens) - (1 if generation.stop == "delimiter" else 0)
        expected = self._reference.reading(before, written[:whole]) if whole > 0 else []
        self._compare(generation.logprobs[:whole], expected)
        if greedy and whole > 0:
            rows = self._reference.rows((*before, *written[:whole]))[len(before) - 1 : -1]
            assert expected == pytest.approx([row.max() for row in rows], abs=TOLERANCE)

    async def _mark(self, account: Account, _choice: int) -> None:
        account.marks.append((account.branch.mark(), len(account.tokens)))

    async def _rewind(self, account: Account, choice: int) -> None:
        if account.marks:
            index = choice % len(account.marks)
            mark, length = account.marks[index]
            account.branch.rewind(mark)
            del account.marks[index + 1 :]
            del account.tokens[length:]
            assert account.branch.position == len(account.tokens)

    async def _fork(self, account: Account, _choice: int) -> None:
        if len(self._accounts) < MOST_BRANCHES:
            forked = Account(account.branch.fork(), list(account.tokens), list(account.marks))
            self._accounts.append(forked)

    async def _close(self, account: Account, _choice: int) -> None:
        if len(self._accounts) > 1:
            await self._settle()
            account.branch.close()
            self._accounts.remove(account)

    @staticmethod
    def _compare(given: tuple[float, ...], expected: list[float]) -> None:
        assert given == pytest.approx(expected, abs=TOLERANCE), (given, expected)
