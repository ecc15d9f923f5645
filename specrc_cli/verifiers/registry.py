"""The verifiers there are, by name, and the small language that combines them.

utility                    the default threshold, or the one given beside it
likelihood:-1.5            a threshold of its own
random:0.6                 accepts six steps in ten
arithmetic+utility         one after the other; the first rejection ends it
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from specrc_cli.errors import UsageError, did_you_mean
from specrc_cli.verifiers.arithmetic import Arithmetic
from specrc_cli.verifiers.base import Verifier
from specrc_cli.verifiers.compose import Compose
from specrc_cli.verifiers.likelihood import Likelihood, Pool
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.random import Random
from specrc_cli.verifiers.utility import Rating, Utility


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

    Raises `UsageError` for an unknown name, a number out of range or for a verifier that takes none, a verifier named
    twice, and a threshold that could be meant for no member or for several.
    """
    stated = [_read_member(part) for part in spec.split("+")]
    names = [name for name, _ in stated]
    if len(set(names)) < len(names):
        raise UsageError(f"a verifier is named twice in '{spec}'", "name each once")
    if threshold is not None:
        stated = _with_threshold(spec, stated, threshold)
    members = [_make(name, number, options) for name, number in stated]
    return members[0] if len(members) == 1 else Compose(members)


def _read_member(part: str) -> tuple[str, float | None]:
    name, colon, number = part.strip().partition(":")
    if name not in VERIFIERS:
        raise UsageError(f"there is no verifier '{name}'", did_you_mean(name, VERIFIERS))
    if not colon:
        return name, None
    try:
        return name, float(number)
    except ValueError:
        raise UsageError(f"'{number}' is not a number", f"write {name}:NUMBER, or {name} alone") from None


def _with_threshold(
    spec: str, stated: list[tuple[str, float | None]], threshold: float
) -> list[tuple[str, float | None]]:
    takers = [name for name, number in stated if number is None and _takes_threshold(name)]
    if len(takers) != 1:
        whose = f"any of {', '.join(takers)}" if takers else "none"
        raise UsageError(
            f"threshold {threshold:g} could be meant for {whose} of the verifiers in '{spec}'",
            "state thresholds behind the names, as in utility:7+likelihood:-1",
        )
    return [(name, threshold if name == takers[0] else number) for name, number in stated]


def _takes_threshold(name: str) -> bool:
    setting = VERIFIERS[name].setting
    return setting is not None and setting.name == THRESHOLD


def _make(name: str, number: float | None, options: Options) -> Verifier:
    kind = VERIFIERS[name]
    if kind.setting is None:
        if number is not None:
            raise UsageError(f"{name} takes no number", f"write {name} alone")
        return kind.make(math.nan, options)
    return kind.make(kind.setting.check(name, kind.setting.default if number is None else number), options)
