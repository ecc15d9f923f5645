"""ScriptedModel: holds the branches of a script together and gives them their passes."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from specrc_cli.backends.base import Cost, Guesses, Lookup, Message, Model, ModelInfo, Sampling, Thinking
from specrc_cli.backends.guessing import Lookups, Speculation, TellAll
from specrc_cli.backends.scripted.branch import ScriptedBranch
from specrc_cli.backends.scripted.script import ASSISTANT, END, USER, Logprobs, Rating, Script, Writes, tokens
from specrc_cli.backends.scripted.writing import SECONDS_WRITTEN
from specrc_cli.errors import ContextFull, ModelError

Kind = Literal["extend", "read", "generate", "choose", "logprobs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it was made. Calls with the same `turn` were evaluated, or began to be, in the same pass."""

    kind: Kind
    branch: int
    text: str
    turn: int
    sampling: Sampling | None = None
    guesses: Guesses | None = None


class ScriptedModel:
    """A model that says what it was told to say; see `Script` for how. `calls` keeps everything asked of it.

    `wordless` are options it has no one token for; `branches` bounds how many can be open at once, 0 for any number;
    `pace` is how many times as long as the ordinary it takes for a token.
    """

    def __init__(
        self,
        name: str = "scripted",
        *,
        writes: Writes = (),
        ratings: Mapping[str, Rating] | None = None,
        logprobs: Mapping[str, Logprobs] | None = None,
        thinking: Thinking | None = None,
        context: int = 4096,
        branches: int = 0,
        device: str = "",
        wordless: Container[str] = (),
        pace: float = 1.0,
        vocabulary: str = "words",
    ) -> None:
        self.info = ModelInfo(name=name, architecture="scripted", context=context, branches=branches, device=device)
        self.thinking = thinking
        self.vocabulary = vocabulary
        self.script = Script(name, writes=writes, ratings=ratings or {}, logprobs=logprobs or {})
        self.calls: list[Call] = []
        self._branches: dict[int, ScriptedBranch] = {}
        self._born = 0
        self._turn = 0
        self._awake = False
        self._wordless = wordless
        self.pace = pace

    @property
    def passes(self) -> int:
        """Forward passes so far."""
        return self._turn

    @property
    def open_branches(self) -> int:
        return len(self._branches)

    async def open(self, messages: Sequence[Message]) -> ScriptedBranch:
        branch = self.new_branch()
        try:
            branch.extend(self.render(messages))
        except ContextFull:
            branch.close()
            raise
        return branch

    def render(self, messages: Sequence[Message]) -> str:
        turns = "".join(f"<|{message['role']}|>\n{message['content']}{END}" for message in messages)
        return turns + ASSISTANT + (self.thinking.open if self.thinking else "")

    def turn(self, text: str, *, reply: str = "") -> str:
        return f"{END}{USER}{text}{END}{ASSISTANT}{reply}"

    def count(self, text: str) -> int:
        return len(tokens(text))

    def offers(self, suffix: str, options: Sequence[str]) -> bool:  # noqa: ARG002
        return not any(option in self._wordless for option in options)

    def unlike(self, other: Model) -> str:
        theirs = other.vocabulary if isinstance(other, ScriptedModel) else other.info.architecture
        return "" if theirs == self.vocabulary else f"its vocabulary is {theirs}, not {self.vocabulary}"

    def speculation(self, guesses: Guesses | None) -> Speculation[str]:
        """Who guesses at a text of this model, in words."""
        if guesses is None:
            return Speculation()
        text = tokens(guesses.text)
        match guesses.source:
            case None:
                return Speculation(text=text)
            case Lookup(longest=longest):
                return Speculation(text=text, guesser=Lookups(text, longest=longest), most=guesses.most)
            case draft:
                assert isinstance(draft, ScriptedModel), "a scripted model guesses for a scripted model"
                assert not self.unlike(draft), self.unlike(draft)
                return Speculation(text=text, guesser=draft, most=guesses.most)

    def guess(self, said: list[str], most: int, tell: TellAll[str]) -> None:
        """See `Guesser`: what this model would write there."""
        guesses = self.script.foresee("".join(said))[:most]
        tell(guesses, Cost(written=len(guesses), seconds=len(guesses) * SECONDS_WRITTEN * self.pace))

    async def aclose(self) -> None:
        for branch in list(self._branches.values()):
            branch.close()

    def new_branch(self) -> ScriptedBranch:
        """A branch with nothing in it. Raises `ModelError` if no more can be open."""
        if self.info.branches and self.open_branches >= self.info.branches:
            raise ModelError(f"{self.info.name} can hold {self.info.branches} branches at once, and all are in use")
        branch = ScriptedBranch(self, number=self._born)
        self._branches[branch.number] = branch
        self._born += 1
        return branch

    def forget(self, branch: ScriptedBranch) -> None:
        self._branches.pop(branch.number, None)

    def note(
        self, kind: Kind, branch: int, text: str, sampling: Sampling | None = None, guesses: Guesses | None = None
    ) -> None:
        """Keep account of a call, and see to it that a pass follows."""
        self.calls.append(
            Call(kind=kind, branch=branch, text=text, turn=self._turn, sampling=sampling, guesses=guesses)
        )
        self.wake()

    def wake(self) -> None:
        if not self._awake:
            self._awake = True
            asyncio.get_running_loop().call_soon(self._pass)

    def _pass(self) -> None:
        """One forward pass: every branch does what it has queued, a writing branch one token of it."""
        self._awake = False
        self._turn += 1
        for branch in list(self._branches.values()):
            branch.advance()
        if any(branch.busy for branch in self._branches.values()):
            self.wake()
