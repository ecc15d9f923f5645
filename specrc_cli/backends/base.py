"""Model and Branch: the two protocols every method and verifier is written against.

A branch is a position in one model's context. Its verbs only queue work, in the order they are called; what one turn
of the event loop queues is evaluated together, across all branches of the model. `extend`, `read`, `generate`,
`choose` and `logprobs` therefore take their place in the queue when they are *called*; awaiting them later changes
nothing but when the caller learns of the result:

    probes = []
    for step in steps:
        branch.extend(step)
        probes.append(branch.choose(suffix, digits))    # judged where the branch stands now
    verdicts = await asyncio.gather(*probes)            # one forward pass

This module knows nothing of llama.cpp, of methods, or of screens.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Literal, Protocol, Self, TypedDict

Role = Literal["system", "user", "assistant"]
OnText = Callable[[str], None]


class Message(TypedDict):
    """One turn of a chat, as chat templates take it."""

    role: Role
    content: str


class StopCause(StrEnum):
    """Why one generation ended."""

    DELIMITER = "delimiter"
    """One of `Until.texts` was written; it is the end of the text."""
    EOG = "eog"
    """The model ended its turn; the end-of-generation token itself is not part of the branch."""
    LENGTH = "length"
    """`Until.max_tokens` were written."""
    CONTEXT = "context"
    """The model's context has no room for another token."""
    STOPPED = "stopped"
    """`Until.unless` came true: whoever asked for the text wants no more of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """Where a generation stops: behind the first of `texts`, after `max_tokens`, or as soon as `unless` comes true.

    `unless` is asked before each token, on whatever thread writes. Unlike a cancelled generation, one that is stopped
    so has a text and a cost.
    """

    texts: tuple[str, ...] = ()
    max_tokens: int
    unless: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the next token is drawn. `temperature` 0 is greedy; the seed is this generation's own."""

    temperature: float = 0.6
    top_p: float = 0.95
    top_k: int = 40
    min_p: float = 0.0
    seed: int = 0

    @property
    def greedy(self) -> bool:
        return self.temperature <= 0.0

    @property
    def settings(self) -> Mapping[str, float]:
        """All but the seed: what is set for many generations, each of which has its own seed."""
        return {name: value for name, value in asdict(self).items() if name != "seed"}


GREEDY = Sampling(temperature=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one call took of its model.

    `prefilled` and `written` count tokens evaluated and tokens sampled. `seconds` is the model's time for them: the
    duration of every forward pass the call had part in, shared out by its rows, so that costs add up to busy time.
    What `Model.open` and `extend` put behind a branch is charged to the next call that is awaited on it.
    """

    prefilled: int = 0
    written: int = 0
    seconds: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            prefilled=self.prefilled + other.prefilled,
            written=self.written + other.written,
            seconds=self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Guess what followed the last few tokens where they stood before: in `Guesses.text`, else in the branch."""

    longest: int = 3
    """Tokens that must be the same, at most; two must in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """What a model may be about to write, tried several tokens a pass: it changes how soon a text comes, not the text.

    Every token is drawn as it would be without, and a guess is kept where the model draws the same. `text` may be all
    of it: it is tried from its beginning to the first token that differs, in growing runs. Behind that `source` has
    its say: a `Lookup`, or a draft model of the same vocabulary (see `Model.unlike`), which guesses greedily.
    """

    text: str = ""
    source: Lookup | Model | None = None
    most: int = 4
    """Tokens of `source` tried in one pass, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessed:
    """How guessing went, in tokens: tried, drawn by the model as well, and of those the ones `Guesses.text` began with.

    `cost` is what a draft model took to guess; what the guesses took of the writing model is in the text's own cost.
    """

    tried: int = 0
    accepted: int = 0
    salvaged: int = 0
    cost: Cost = Cost()

    def __add__(self, other: Guessed) -> Guessed:
        return Guessed(
            tried=self.tried + other.tried,
            accepted=self.accepted + other.accepted,
            salvaged=self.salvaged + other.salvaged,
            cost=self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A text the model wrote behind a branch; the branch now stands behind it.

    `logprobs` and `entropies` hold one number a token, in nats, under the model's own untempered distribution.
    `reading` is how many of the cost's seconds went into what stood before the text, up to its first token.
    """

    text: str
    stop: StopCause
    logprobs: tuple[float, ...]
    entropies: tuple[float, ...]
    cost: Cost
    reading: float = 0.0
    guessed: Guessed = Guessed()

    @property
    def tokens(self) -> int:
        return len(self.logprobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """P(option) for one-token options, in their order, renormalised; `mass` is their sum before that."""

    options: tuple[str, ...]
    probabilities: tuple[float, ...]
    mass: float
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the model would have written a given text: one log-probability (nats) for each of its tokens."""

    logprobs: tuple[float, ...]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a branch to come back to. Only the branch that made it, or a fork made behind it, may use it."""

    position: int
    """Tokens before the place."""
    token: object = field(default=None, repr=False, compare=False)
    """The backend's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinking:
    """The tags between which a reasoning model thinks. The rendered prompt of such a model ends behind `open`."""

    open: str = "<think>\n"
    close: str = "</think>"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """What was loaded. Sizes in bytes; no `path` and no `fingerprint` where there is no file."""

    name: str
    path: str = ""
    fingerprint: str = ""
    architecture: str = ""
    quantization: str = ""
    parameters: int = 0
    vocabulary: int = 0
    context: int = 0
    backend: str = ""
    device: str = ""
    layers: int = 0
    layers_offloaded: int = 0
    branches: int = 0
    """How many branches it can hold at once; 0 where nothing bounds them."""
    threads: int = 0
    model_bytes: int = 0
    kv_bytes: int = 0


class Branch(Protocol):
    """A position in one model's context: cheap to fork, free to rewind. Text given to it is data, never control."""

    @property
    def position(self) -> int:
        """Tokens in the branch, those still queued among them."""

    @property
    def room(self) -> int:
        """Tokens that still fit behind the branch."""

    def mark(self) -> Mark:
        """Remember this place."""

    def rewind(self, mark: Mark) -> None:
        """Go back to a place; what stood behind it is forgotten."""

    def extend(self, text: str) -> None:
        """Put `text` behind the branch. Raises `ContextFull` if it does not fit."""

    def read(self, text: str) -> Awaitable[Reading]:
        """`extend` that also tells how the model would have written the text, from the same forward pass."""

    def generate(
        self, *, until: Until, sampling: Sampling, on_text: OnText | None = None, guesses: Guesses | None = None
    ) -> Awaitable[Generation]:
        """Let the model write; `on_text` gets whole characters. Cancelled, it leaves the branch rewindable."""

    def choose(self, suffix: str, options: Sequence[str]) -> Awaitable[Choice]:
        """P(option) as the one token after `suffix` (trusted text, from `Model.turn`); leaves the branch as it was."""

    def logprobs(self, text: str) -> Awaitable[Reading]:
        """How the model would have written `text`; leaves the branch as it was."""

    def fork(self) -> Self:
        """A second branch that stands where this one stands."""

    def close(self) -> None:
        """Give the branch's place in the model's memory back. Closing twice is harmless."""


class Model(Protocol):
    """One opened model."""

    @property
    def info(self) -> ModelInfo: ...

    @property
    def thinking(self) -> Thinking | None:
        """The model's thinking tags, or None if it does not think aloud."""

    async def open(self, messages: Sequence[Message]) -> Branch:
        """A chat prompt, ending where the assistant starts to speak (or to think). Raises `ContextFull`."""

    def turn(self, text: str, *, reply: str = "") -> str:
        """What ends the assistant's turn, has the user say `text`, and lets the assistant begin with `reply`.

        Computed from the model's own chat template, so that whatever stands in the branch stays evaluated as it is.
        """

    def count(self, text: str) -> int:
        """Tokens in `text`."""

    def offers(self, suffix: str, options: Sequence[str]) -> bool:
        """Whether `Branch.choose` can be asked this: each option is one token of its own behind `suffix`."""

    def unlike(self, other: Model) -> str:
        """In what the vocabulary of `other` differs, in words; empty where one can guess tokens for the other."""

    async def aclose(self) -> None:
        """Free the model. Every branch is closed by it."""
