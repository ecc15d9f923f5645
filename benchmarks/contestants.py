"""Who takes part in `benchmarks.methods`: every method, with the verifiers that fit, and the controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from benchmarks.pair import Contestant

TARGET = "target"
SEVERAL = 0.6
"""The draft's temperature where it draws several chains or steps that have to differ."""


UNGUARDED = {"guard": False}
"""Drafts are to be judged, whether that pays or not."""


def _judging(method: str, verifier: str) -> Contestant:
    reasoning = {"method": method, "verifier": verifier}
    return Contestant(name=f"{method} {verifier}", reasoning=reasoning, knobs=UNGUARDED)


CONTESTANTS: tuple[Contestant, ...] = (
    Contestant(name=TARGET, reasoning={"method": "target"}),
    Contestant(name="target, lookup guessing", reasoning={"method": "target", "speculate": "lookup"}),
    Contestant(name="target, draft guessing", reasoning={"method": "target", "speculate": "draft"}),
    Contestant(name="draft", reasoning={"method": "draft"}),
    Contestant(name="specreason", reasoning={"method": "specreason"}, knobs=UNGUARDED),
    Contestant(name="specreason, no salvage", reasoning={"method": "specreason", "salvage": False}, knobs=UNGUARDED),
    Contestant(
        name="specreason, lookup guessing",
        reasoning={"method": "specreason", "speculate": "lookup"},
        knobs=UNGUARDED,
    ),
    Contestant(
        name="specreason, draft guessing", reasoning={"method": "specreason", "speculate": "draft"}, knobs=UNGUARDED
    ),
    Contestant(name="specreason, guarded", reasoning={"method": "specreason"}, knobs={"guard": True}),
    _judging("specreason", "utility"),
    _judging("specreason", "criteria"),
    _judging("specreason", "yesno"),
    _judging("specreason", "equivalence"),
    _judging("specreason", "arithmetic"),
    _judging("specreason", "arithmetic+likelihood"),
    _judging("specreason", "confidence"),
    Contestant(name="specrc", reasoning={"method": "specrc"}, knobs=UNGUARDED),
    _judging("specrc", "utility"),
    _judging("specrc", "criteria"),
    Contestant(name="scot", reasoning={"method": "scot"}, draft_temperature=SEVERAL),
    Contestant(
        name="scot likelihood",
        reasoning={"method": "scot"},
        knobs={"select": "likelihood"},
        draft_temperature=SEVERAL,
    ),
    Contestant(name="trajectories", reasoning={"method": "trajectories"}),
    Contestant(name="tree", reasoning={"method": "tree"}, draft_temperature=SEVERAL),
    Contestant(name="lookahead", reasoning={"method": "lookahead"}),
)
"""A contestant without a verifier in its name takes the pair's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A method that accepts blindly."""

    method: str

    @property
    def name(self) -> str:
        return f"{self.method} random"

    def at(self, rate: float) -> Contestant:
        reasoning = {"method": self.method, "verifier": f"random:{rate:.4f}"}
        return Contestant(name=self.name, reasoning=reasoning, knobs=UNGUARDED)


RANDOM: Mapping[str, Control] = MappingProxyType(
    {"specreason": Control(method="specreason"), "specrc": Control(method="specrc")}
)
"""By the contestant whose acceptance rate they take."""
JUDGES: Mapping[str, Contestant] = MappingProxyType(
    {
        name: _judging("specreason", name)
        for name in (
            "likelihood",
            "utility",
            "criteria",
            "yesno",
            "equivalence",
            "arithmetic",
            "arithmetic+likelihood",
            "confidence",
            "confidence/likelihood",
        )
    }
)
"""Verifiers, for holding them against one another on the same steps."""
