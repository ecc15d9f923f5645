"""person: somebody at the keyboard has the last word on every step. Knows no screens; it is given a way to ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from specrc_cli.backends.base import Model
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal, Question, Verifier


class Answer(Enum):
    """What a person can say of a step without writing one."""

    ACCEPT = auto()
    REJECT = auto()
    FOLLOW = auto()
    """Follow the inner verifier in this step."""
    RUN_ON = auto()
    """Follow the inner verifier, now and for the rest of the run."""
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Edit:
    """A step to stand in the drafted one's place; raises `ValueError` if it says nothing."""

    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("an edited step must say something")


Decision = Answer | Edit
Ask = Callable[[Proposal, Verdict], Awaitable[Decision]]


class Quit(Exception):
    """The person has had enough: no error, but the run ends here."""


class Person:
    """Shows a person each proposal with another verifier's verdict, and lets them decide."""

    def __init__(self, inner: Verifier, ask: Ask, *, delimiter: str = "\n\n") -> None:
        self._inner = inner
        self._ask = ask
        self._delimiter = delimiter
        self._asking = True

    @property
    def name(self) -> str:
        return f"person({self._inner.name})"

    @property
    def asks_target(self) -> bool:
        return self._inner.asks_target

    @property
    def reads_tokens(self) -> bool:
        return self._inner.reads_tokens

    @property
    def knobs(self) -> Mapping[str, object]:
        return {self._inner.name: dict(self._inner.knobs)}

    def questions(self, target: Model) -> Sequence[Question]:
        return self._inner.questions(target)

    async def judge(self, proposal: Proposal) -> Verdict:
        inner = await self._inner.judge(proposal)
        decision = await self._ask(proposal, inner) if self._asking else Answer.RUN_ON
        match decision:
            case Answer.FOLLOW:
                return inner
            case Answer.RUN_ON:
                self._asking = False
                return inner
            case Answer.QUIT:
                raise Quit
            case Edit(text=text):
                return self._verdict(inner, 0.0, edit=text.rstrip() + self._delimiter)
            case Answer.ACCEPT:
                return self._verdict(inner, 1.0)
            case Answer.REJECT:
                return self._verdict(inner, 0.0)

    def _verdict(self, inner: Verdict, score: float, edit: str | None = None) -> Verdict:
        return Verdict(verifier="person", accepted=score > 0, score=score, members=(inner,), edit=edit, cost=inner.cost)
