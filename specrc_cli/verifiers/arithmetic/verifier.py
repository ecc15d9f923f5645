"""arithmetic: recomputes, exactly, every equation of a step that can be read; a false one needs no second opinion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from specrc_cli.backends.base import Model
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.arithmetic.equations import equations
from specrc_cli.verifiers.base import Proposal, Question


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Rejects a step with a false equation. A step with nothing to compute passes without a score.

    The score is the share of equations that hold, and the threshold is all of them.
    """

    name: ClassVar[str] = "arithmetic"
    asks_target: ClassVar[bool] = False
    reads_tokens: ClassVar[bool] = False

    @property
    def knobs(self) -> Mapping[str, object]:
        return {}

    def questions(self, target: Model) -> Sequence[Question]:  # noqa: ARG002
        return ()

    async def judge(self, proposal: Proposal) -> Verdict:
        found = equations(proposal.text)
        wrong = [equation for equation in found if not equation.holds]
        if not found:
            return Verdict(verifier=self.name, accepted=True, threshold=1.0, reason="nothing to compute")
        return Verdict(
            verifier=self.name,
            accepted=not wrong,
            score=1 - len(wrong) / len(found),
            threshold=1.0,
            parts={"equations": len(found), "false": len(wrong)},
            reason=f"{wrong[0].text} is false: it is {_readable(wrong[0].value)}" if wrong else "",
        )


def _readable(value: Fraction) -> str:
    """A whole or short decimal number as such, anything else as a fraction."""
    decimal = f"{float(value):.10g}"
    return decimal if Fraction(decimal) == value else f"{value.numerator}/{value.denominator}"
