"""Two runs of the same questions, in words. The tests and ratios are `trace.paired`'s."""

from __future__ import annotations

from dataclasses import dataclass

from specrc_cli.trace.paired import Comparison, Outcomes, Ratio
from specrc_cli.views.report.figures import NOTHING, Figure
from specrc_cli.views.units import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two of the runs of a report, by their places among them."""

    first: int
    second: int
    comparison: Comparison


def paired(comparison: Comparison) -> str:
    """What was compared, and what was left out of it."""
    left_out = {
        "only in the first": comparison.only_in_first,
        "only in the second": comparison.only_in_second,
        "more than once in either": comparison.repeated,
    }
    told = ", ".join(f"{count} {where}" for where, count in left_out.items() if count)
    return f"{plural(comparison.pairs, 'question')} in both{f'; left out: {told}' if told else ''}."


def figures(comparison: Comparison) -> list[Figure]:
    """`second against first`: who was right alone, and how many times as much time and tokens the second took."""
    return [
        _accuracy(comparison.outcomes),
        _ratio("time", comparison.seconds),
        _ratio("tokens", comparison.tokens),
    ]


def _accuracy(outcomes: Outcomes) -> Figure:
    if not outcomes.of:
        return Figure(name="right answers", value=NOTHING, detail="no question has a known answer in both")
    change = (outcomes.only_second - outcomes.only_first) / outcomes.of
    detail = (
        f"of {outcomes.of} graded in both: {outcomes.both_right} right in both, {outcomes.only_second} only in the "
        f"second, {outcomes.only_first} only in the first, {outcomes.both_wrong} in neither; exact McNemar test "
        f"p {chance(outcomes.p)}"
    )
    return Figure(name="right answers", value=f"{100 * change:+.1f} points".replace("-", "−"), detail=detail)


def _ratio(name: str, ratio: Ratio | None) -> Figure:
    if ratio is None:
        return Figure(name=name, value=NOTHING)
    ends = "" if ratio.low is None else f", 95% interval {ratio.low:.2f} to {ratio.high:.2f}"
    detail = (
        f"median of {plural(ratio.of, 'question')}{ends}; less in {ratio.less}, more in {ratio.more}, exact sign test "
        f"p {chance(ratio.p)}; {ratio.whole:.2f} × in all"
    )
    return Figure(name=name, value=f"{ratio.median:.2f} ×", detail=detail)


def chance(p: float) -> str:
    """What a p-value is, no more exact than anybody can use."""
    return "< 0.0001" if p < 1e-4 else f"= {p:.2g}"
