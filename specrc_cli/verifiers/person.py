"""person: somebody at the keyboard has the last word on every step. Knows no screens; it is given a way to ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
        match await self._decision(proposal, inner):
            case Answer.FOLLOW:
                return inner
            case Answer.RUN_ON:
                self._asking = False
                return inner
            case Answer.QUIT:
                raise Quit
            case Edit(text=text):
                return self._verdict(inner, 0.0, edit=self._as_step(text))
            case Answer.ACCEPT:
                return self._verdict(inner, 1.0)
            case Answer.REJECT:
                return self._verdict(inner, 0.0)

    async def _decision(self, proposal: Proposal, inner: Verdict) -> Decision:
        """What the person says; asked again, with the reason, about a step of theirs for which there is no room."""
        if not self._asking:
            return Answer.RUN_ON
        decision = await self._ask(proposal, inner)
        while isinstance(decision, Edit):
            tokens, room = proposal.model.count(self._as_step(decision.text)), proposal.room
            if tokens <= room:
                break
            reason = f"your step has {tokens} tokens, and the context has room for {room}"
            decision = await self._ask(proposal, replace(self._verdict(inner, 0.0), reason=reason))
        return decision

    def _as_step(self, text: str) -> str:
        return text.rstrip() + self._delimiter

    def _verdict(self, inner: Verdict, score: float, edit: str | None = None) -> Verdict:
        return Verdict(verifier="person", accepted=score > 0, score=score, members=(inner,), edit=edit, cost=inner.cost)
