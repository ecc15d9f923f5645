"""What a verifier says of one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from specrc_cli.backends.base import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A score on the verifier's own scale, and whether it let the step stand.

    `score` None is an abstention where the step was not accepted (nothing readable came back; counted apart), and
    having no objection where it was (nothing to check). `distribution` is the probability of each option where the
    verifier asked for one (ten digits for a rating). A composed verifier keeps its members' verdicts, in the order
    they spoke; the first that did not accept decided, or else the last that had a score. `edit` is the text a person
    put in the step's place. `verifier` is empty where the method turned the step away itself and asked nobody.
    """

    verifier: str
    accepted: bool
    score: float | None = None
    threshold: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    distribution: tuple[float, ...] = ()
    members: tuple[Verdict, ...] = ()
    edit: str | None = None
    cost: Cost = Cost()

    @property
    def asked(self) -> bool:
        return bool(self.verifier)

    @property
    def abstained(self) -> bool:
        return self.asked and self.score is None and self.edit is None and not self.accepted
