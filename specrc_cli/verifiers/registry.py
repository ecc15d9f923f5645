"""The verifiers there are, by name, and the small language that combines them.

utility                    the default threshold, or the one given beside it
likelihood:-1.5            a threshold of its own
random:0.6                 accepts six steps in ten
arithmetic+utility         one after the other; the first rejection ends it
confidence/utility         what the first is not sure of goes to the second; / binds tighter than +
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from specrc_cli.backends.base import Model
from specrc_cli.errors import UsageError, did_you_mean
from specrc_cli.verifiers.arithmetic import Arithmetic
from specrc_cli.verifiers.base import Verifier, unanswerable
from specrc_cli.verifiers.compose import Compose
from specrc_cli.verifiers.confidence import Confidence
from specrc_cli.verifiers.criteria import Criteria
from specrc_cli.verifiers.equivalence import Equivalence
from specrc_cli.verifiers.escalate import Escalate
from specrc_cli.verifiers.likelihood import Likelihood, Pool
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.random import Random
from specrc_cli.verifiers.utility import Rating, Utility
from specrc_cli.verifiers.yesno import YesNo


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The number that may stand behind a verifier's name: what it is called, its range and its default."""

    name: str
    low: float
    high: float
    default: float
    unit: str = ""

    def check(self, verifier: str, value: float) -> float:
        if not self.low <= value <= self.high:  # a NaN is in no range
            raise UsageError(
                f"{self.name} {value:g} is out of range for {verifier}",
                f"{verifier} takes {self.low:g} to {self.high:g}{self.unit}, and {self.default:g} unless told",
            )
        return value


THRESHOLD = "threshold"
_Stated = tuple[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKind:
    """One way to judge: what it does in a line, its number if it takes one, and how it is made."""

    summary: str
    setting: Setting | None
    make: Callable[[float, Options], Verifier]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What verifiers can be told beside their number; each takes what concerns it."""

    prompts: Prompts
    seed: int = 0
    rating: Rating = Rating.GREEDY
    pool: Pool = Pool.MINIMUM
    delimiter: str = "\n\n"


VERIFIERS: Mapping[str, VerifierKind] = MappingProxyType(
    {
        Arithmetic.name: VerifierKind(
            summary="recomputes every equation of the step, exactly",
            setting=None,
            make=lambda _number, _options: Arithmetic(),
        ),
        Utility.name: VerifierKind(
            summary="the target rates the step with one digit, 0 to 9",
            setting=Setting(name=THRESHOLD, low=0, high=9, default=7),
            make=lambda threshold, o: Utility(prompts=o.prompts, threshold=threshold, rating=o.rating),
        ),
        Criteria.name: VerifierKind(
            summary="three ratings, 0 to 9, from one pass: coherence, correctness, relevance; the lowest counts",
            setting=Setting(name=THRESHOLD, low=0, high=9, default=7),
            make=lambda threshold, o: Criteria(prompts=o.prompts, threshold=threshold, rating=o.rating),
        ),
        YesNo.name: VerifierKind(
            summary="the target's probability of yes, asked whether the step is right",
            setting=Setting(name=THRESHOLD, low=0, high=1, default=0.7),
            make=lambda threshold, o: YesNo(prompts=o.prompts, threshold=threshold),
        ),
        Equivalence.name: VerifierKind(
            summary="the target writes its own step; its probability that the draft's says the same",
            setting=Setting(name=THRESHOLD, low=0, high=1, default=0.5),
            make=lambda threshold, o: Equivalence(prompts=o.prompts, threshold=threshold, delimiter=o.delimiter),
        ),
        Confidence.name: VerifierKind(
            summary="the draft's own certainty, its mean token entropy below zero; nobody is asked",
            setting=Setting(name=THRESHOLD, low=-20, high=0, default=-0.5, unit=" nats"),
            make=lambda threshold, _options: Confidence(threshold=threshold),
        ),
        Likelihood.name: VerifierKind(
            summary="the target's log-probability of the step's tokens",
            setting=Setting(name=THRESHOLD, low=-100, high=0, default=-1, unit=" nats"),
            make=lambda threshold, o: Likelihood(threshold=threshold, pool=o.pool),
        ),
        Random.name: VerifierKind(
            summary="accepts blindly at a given rate: the control",
            setting=Setting(name="rate", low=0, high=1, default=0.5),
            make=lambda rate, o: Random(rate=rate, seed=o.seed),
        ),
    }
)


def make_verifier(spec: str, *, options: Options, threshold: float | None = None) -> Verifier:
    """The verifier that `spec` asks for. `threshold` goes to the one member that takes a threshold and has none stated.

    Raises `UsageError` for a missing or unknown name, a number out of range or for a verifier that takes none, a
    verifier named twice, and a threshold that could be meant for no member or for several.
    """
    if not all(part.strip() for part in re.split(r"[+/]", spec)):
        raise UsageError(
            f"a verifier's name is missing in '{spec}'", "put one on each side of + and /, or leave it out"
        )
    stated = [[_read_member(part) for part in member.split("/")] for member in spec.split("+")]
    names = [name for member in stated for name, _ in member]
    if len(set(names)) < len(names):
        raise UsageError(f"a verifier is named twice in '{spec}'", "name each once")
    if threshold is not None:
        stated = _with_threshold(spec, stated, threshold)
    members = [_make_member(member, options) for member in stated]
    return members[0] if len(members) == 1 else Compose(members)


def _read_member(part: str) -> _Stated:
    name, colon, number = part.strip().partition(":")
    if name not in VERIFIERS:
        raise UsageError(f"there is no verifier '{name}'", did_you_mean(name, VERIFIERS))
    if not colon:
        return name, None
    try:
        return name, float(number)
    except ValueError:
        raise UsageError(f"'{number}' is not a number", f"write {name}:NUMBER, or {name} alone") from None


def _with_threshold(spec: str, stated: list[list[_Stated]], threshold: float) -> list[list[_Stated]]:
    takers = [name for member in stated for name, number in member if number is None and _takes_threshold(name)]
    if len(takers) != 1:
        whose = f"any of {', '.join(takers)}" if takers else "none"
        raise UsageError(
            f"threshold {threshold:g} could be meant for {whose} of the verifiers in '{spec}'",
            "state thresholds behind the names, as in utility:7+likelihood:-1",
        )
    return [[(name, threshold if name == takers[0] else number) for name, number in member] for member in stated]


def fitting(target: Model, options: Options) -> list[str]:
    """The verifiers whose every question the target can answer."""
    judges = {name: _make(name, None, options) for name in VERIFIERS}
    return [name for name, judge in judges.items() if not unanswerable(judge.questions(target), target)]


def _takes_threshold(name: str) -> bool:
    setting = VERIFIERS[name].setting
    return setting is not None and setting.name == THRESHOLD


def _make_member(stated: list[_Stated], options: Options) -> Verifier:
    """One verifier, or several between which a doubtful step is handed on."""
    members = [_make(name, number, options) for name, number in stated]
    for member in members[:-1]:
        if member.asks_target:
            raise UsageError(
                f"{member.name} asks the target itself, so it can hand on nothing cheaply",
                "put confidence, arithmetic or random before the /",
            )
    return members[0] if len(members) == 1 else Escalate(members)


def _make(name: str, number: float | None, options: Options) -> Verifier:
    kind = VERIFIERS[name]
    if kind.setting is None:
        if number is not None:
            raise UsageError(f"{name} takes no number", f"write {name} alone")
        return kind.make(math.nan, options)
    return kind.make(kind.setting.check(name, kind.setting.default if number is None else number), options)
