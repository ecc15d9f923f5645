"""What the bundled pair is meant to reach, held against what was measured: met or missed, never left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Report = dict[str, object]


@dataclass(frozen=True, slots=True)
class Bar:
    """One aim: a figure of the report and the range it should lie in."""

    name: str
    low: float
    high: float
    figure: Callable[[Mapping[str, object]], float]

    def line(self, report: Mapping[str, object]) -> str:
        """`met` or `MISSED`, the aim, and the figure."""
        value = self.figure(report)
        verdict = "met   " if self.low <= value <= self.high else "MISSED"
        return f"{verdict}  {self.name}: {value:.3f} (aim: {self._aim()})"

    def _aim(self) -> str:
        if self.high == float("inf"):
            return f"at least {self.low:g}"
        return f"at most {self.high:g}" if self.low == float("-inf") else f"{self.low:g} to {self.high:g}"


def rate(name: str) -> Callable[[Mapping[str, object]], float]:
    """A counted rate of the report."""

    def read(report: Mapping[str, object]) -> float:
        counted = report[name]
        assert isinstance(counted, dict)
        return float("nan") if counted["rate"] is None else float(counted["rate"])

    return read


def number(name: str) -> Callable[[Mapping[str, object]], float]:
    """A plain number of the report; no number misses every aim."""
    return lambda report: float("nan") if report[name] is None else float(str(report[name]))


def behind(name: str) -> Callable[[Mapping[str, object]], float]:
    """How many points a method lies behind the target on the same problems."""
    return lambda report: 100 * (rate("speculated_target_accuracy")(report) - rate(name)(report))


ENDLESS = float("inf")
FALSE_ACCEPTS_WANTED = 0.03
BARS = (
    Bar("target accuracy", 0.95, 1.0, rate("target_accuracy")),
    Bar("draft accuracy", 0.30, 0.60, rate("draft_accuracy")),
    Bar("acceptance by specreason", 0.60, 0.80, rate("acceptance")),
    Bar("verifier AUROC", 0.98, 1.0, number("auroc")),
    Bar("false accepts", -ENDLESS, FALSE_ACCEPTS_WANTED, rate("false_accept_rate")),
    Bar("expected calibration error", -ENDLESS, 0.05, number("ece")),
    Bar("all wrong, detected", 0.80, 1.0, rate("all_wrong_detected_by_number")),
    Bar("all wrong, false alarms", -ENDLESS, 0.10, rate("all_wrong_false_alarms_by_number")),
    Bar("specreason behind the target, points", -ENDLESS, 1.0, behind("specreason_accuracy")),
    Bar("specrc behind the target, points", -ENDLESS, 1.0, behind("specrc_accuracy")),
    Bar("speedup of specreason", 1.8, ENDLESS, number("speedup")),
)


def lines(report: Mapping[str, object]) -> list[str]:
    """Every bar, met or missed."""
    return [bar.line(report) for bar in BARS]
