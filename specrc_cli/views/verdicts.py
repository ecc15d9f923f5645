"""How a verdict is put into words and bars. Knows the verifiers' scales, and nothing of steps or screens."""

from __future__ import annotations

import math
from dataclasses import dataclass

from specrc_cli.trace.scales import NATS, PROBABILITY, RATING, SCALES
from specrc_cli.trace.verdict import Verdict
from specrc_cli.views.text import one_line

BAR_CELLS = 9
PERSON = "person"
CRITERIA = "criteria"
_OTHER_READINGS = frozenset({"greedy", "expected", "minimum", "mean"})
"""Parts that read the same judgement in another way; they matter where a step is turned away."""
_NOT_A_SCORE = frozenset({"mass"})
"""Parts that are not on their verifier's scale."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How scores of a scale are written, and a difference worth trying where a threshold is moved."""

    decimals: int
    notch: float


_NOTATIONS = {RATING: Notation(1, 0.5), PROBABILITY: Notation(2, 0.05), NATS: Notation(2, 0.1)}


def decisive(verdict: Verdict) -> Verdict:
    """The member that decided a composed verdict: the first that did not accept, or else the last that had a score.

    A person decides over their members' heads.
    """
    if verdict.verifier == PERSON:
        return verdict
    for member in verdict.members:
        if not member.accepted:
            return decisive(member)
    if not verdict.members:
        return verdict
    scored = [member for member in verdict.members if member.score is not None]
    return decisive((scored or verdict.members)[-1])


def share(verdict: Verdict) -> float | None:
    """How full the verdict's bar is, 0 to 1; None where there is no score, or none on a known scale."""
    said = decisive(verdict)
    scale = SCALES.get(said.verifier)
    if scale is None or said.score is None or math.isnan(said.score):
        return None
    return min(max(scale.chance(said.score), 0.0), 1.0)


def number(verdict: Verdict, value: float) -> str:
    """`value` on the verdict's scale, as short as it can be read."""
    return on_scale(verdict.verifier, value)


def on_scale(verifier: str, value: float) -> str:
    """A verifier's score or threshold, as short as it can be read."""
    scale = SCALES.get(verifier)
    if float(value).is_integer() and (scale is None or scale is RATING):
        return f"{value:.0f}"
    decimals = _NOTATIONS[scale].decimals if scale else 2
    return f"{round(value, decimals) + 0.0:.{decimals}f}"  # adding 0.0 makes -0.0 a plain zero


def notched(verifier: str, threshold: float, notches: int) -> float:
    """A threshold so many notches up or down, on the verifier's scale and within it; a probability's if not known."""
    scale = SCALES.get(verifier, PROBABILITY)
    notch = _NOTATIONS[scale].notch
    from_there = max(scale.low, min(scale.high, threshold))
    moved = round(from_there / notch + notches) * notch
    return min(max(round(moved, 6), scale.low), scale.high)


def score(verdict: Verdict) -> str:
    """The deciding score, e.g. `8.2` or `-0.31`; empty for an abstention or a person's word."""
    said = decisive(verdict)
    return "" if said.score is None else number(said, said.score)


def ratings(verdict: Verdict) -> list[tuple[str, str, float]]:
    """The criteria of the deciding verdict as (name, number, share of a full bar); empty where there is but one."""
    said = decisive(verdict)
    if said.verifier != CRITERIA:
        return []
    scale = SCALES[CRITERIA]
    return [(one_line(name), number(said, value), scale.chance(value)) for name, value in said.parts.items()]


def because(verdict: Verdict) -> str:
    """One line on why a step was turned away: who, with which score against which threshold, and its reason.

    Empty where a person did, who gives no reasons.
    """
    said = decisive(verdict)
    if not said.asked or said.verifier == PERSON:
        return one_line(said.reason)
    words = [said.verifier]
    if said.abstained:
        words.append("gave no readable verdict")
    elif said.score is not None and said.threshold is not None and said.verifier in SCALES:
        words.append(f"{score(said)} < {number(said, said.threshold)}")
    line = " ".join(words)
    return one_line(f"{line}: {said.reason}" if said.reason else line)


def others(verdict: Verdict) -> list[Verdict]:
    """The members of a composed verdict beside the one that decided; none where nobody objected."""
    said = decisive(verdict)
    if verdict.accepted and verdict is not said:
        return []
    return [member for member in verdict.members if member is not said]


def parts(verdict: Verdict) -> list[tuple[str, str]]:
    """What the deciding verdict is made of, as (name, number); empty where that is the score alone."""
    said = decisive(verdict)
    hidden = _NOT_A_SCORE | (_OTHER_READINGS if said.accepted else frozenset())
    return [
        (one_line(name), number(said, value))
        for name, value in said.parts.items()
        if name not in hidden and value != said.score
    ]
