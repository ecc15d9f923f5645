"""What speculating wins and loses, as measured in the session itself. Knows no models, no chains and no screens.

With c and v what drafting and judging a step take, as shares of what the target takes to write one, and a the share of
drafted steps that stand, speculating makes a run 1 / (c + v + 1 - a) times as fast: it pays while a > c + v. Kept as an
account, in seconds: a drafted step costs what drafting and judging it took, and one that stands earns what the target
would have taken to write it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum, auto

RISK = 1.0
"""Steps of the target that may be lost before speculating rests; no more than as many won before make up for them."""
SET_ASIDE = 0.005
"""Share of the target's writing that is saved up, while speculating rests, for another try."""
UNKNOWN_TOKENS = 64
"""The longest first draft, where nobody knows yet how long a step is."""
LEAST_TOKENS = 24
ON_PROBATION, PROVEN = 2, 3
"""How many times as long as an ordinary step a draft may be: before one of its steps stood, and behind that."""


class Stance(Enum):
    SPECULATING = auto()
    RESTING = auto()
    TRYING = auto()
    """One step is drafted, to see whether speculating pays by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """`stood` of `tries` drafted steps stand; `drafting` and `judging` one, as shares of the target's own step."""

    stood: int
    tries: int
    drafting: float
    judging: float

    @property
    def pays(self) -> bool:
        return self.stood > (self.drafting + self.judging) * self.tries


@dataclass(slots=True)
class _Work:
    tokens: int = 0
    seconds: float = 0.0

    def add(self, tokens: int, seconds: float) -> None:
        self.tokens += tokens
        self.seconds += seconds

    @property
    def price(self) -> float:
        """Seconds a token."""
        return self.seconds / self.tokens if self.tokens else 0.0


class Economy:
    """The account of one pair of models, shared by all runs that use them."""

    def __init__(self) -> None:
        self.stance = Stance.SPECULATING
        self._drafted, self._written = _Work(), _Work()
        self._judging = 0.0
        self._tries = self._stood = 0
        self._steps = self._step_tokens = 0
        self._won = 0.0
        self._unpriced = 0
        """Drafted tokens that stand and are not credited yet, as it is not known what the target takes for one."""
        self._saved = 0.0

    @property
    def break_even(self) -> BreakEven:
        own, tries = self._own_step, max(self._tries, 1)
        return BreakEven(
            stood=self._stood,
            tries=self._tries,
            drafting=self._drafted.seconds / tries / own if own else 0.0,
            judging=self._judging / tries / own if own else 0.0,
        )

    @property
    def most_tokens(self) -> int:
        """How long the next draft may be."""
        if not self._steps:
            return UNKNOWN_TOKENS
        ordinary = self._step_tokens / self._steps
        if self.stance is Stance.TRYING or not self._stood:
            return max(LEAST_TOKENS, round(ON_PROBATION * ordinary))
        if not self._own_step or not self._drafted.price:
            return sys.maxsize
        worth = self._own_step / self._drafted.price
        return max(LEAST_TOKENS, round(PROVEN * ordinary), round(worth))

    def decide(self) -> Stance:
        """What to do with the next step."""
        if self.stance is Stance.TRYING or (self._own_step and self._won < -RISK * self._own_step):
            self._rest()
        elif self.stance is Stance.RESTING and self._saved >= self._try_costs:
            self.stance = Stance.TRYING
        return self.stance

    def drafted(self, tokens: int, seconds: float) -> None:
        """The draft wrote a step."""
        self._drafted.add(tokens, seconds)
        self._spend(seconds)

    def judged(self, seconds: float) -> None:
        """A drafted step was judged."""
        self._tries += 1
        self._judging += seconds
        self._spend(seconds)

    def question_read(self, seconds: float) -> None:
        """The draft read the question, which it need not have done while speculating rests."""
        if self.stance is not Stance.SPECULATING:
            self._spend(seconds)

    def stands(self, tokens: int) -> None:
        """A drafted step stands, and the target need not write it."""
        self._stood += 1
        self._count_step(tokens)
        if self.stance is not Stance.SPECULATING:
            self.stance, self._won = Stance.SPECULATING, 0.0
        self._unpriced += tokens
        self._price()

    def written(self, tokens: int, seconds: float, *, salvaged: int = 0) -> None:
        """The target wrote a step itself; the tokens `salvaged` from a rejected draft cost it next to nothing."""
        if tokens > salvaged:
            self._written.add(tokens - salvaged, seconds)
        self._count_step(tokens)
        self._unpriced += salvaged
        if self.stance is not Stance.SPECULATING:
            self._saved += SET_ASIDE * seconds
        self._price()

    @property
    def _own_step(self) -> float:
        """Seconds the target takes for an ordinary step; 0 as long as it has written none."""
        return self._written.price * self._step_tokens / self._steps if self._steps else 0.0

    @property
    def _try_costs(self) -> float:
        return (self._drafted.seconds + self._judging) / max(self._tries, 1)

    def _rest(self) -> None:
        if self.stance is Stance.SPECULATING:
            self._saved = 0.0
        self.stance, self._won = Stance.RESTING, 0.0

    def _spend(self, seconds: float) -> None:
        if self.stance is Stance.SPECULATING:
            self._won -= seconds
        else:
            self._saved -= seconds

    def _count_step(self, tokens: int) -> None:
        self._steps += 1
        self._step_tokens += tokens

    def _price(self) -> None:
        """Credit what stands with what the target would have taken for it, once that is known."""
        if self._written.price:
            self._won = min(self._won + self._unpriced * self._written.price, RISK * self._own_step)
            self._unpriced = 0
