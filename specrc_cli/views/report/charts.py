"""The charts of the page, drawn by pygal as inline SVG. All look is the page's style sheet's; nothing here is a colour.

Nothing but our own words and numbers is drawn, so that an SVG can go into the page as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any
from xml.etree import ElementTree

import pygal
from markupsafe import Markup

from specrc_cli.trace.judging_metrics import ScoreFigures
from specrc_cli.trace.replay import Replay
from specrc_cli.trace.scales import SCALES
from specrc_cli.trace.statistics import Bin, Share

POSITIONS = 16
"""Step positions with a bar of their own; those behind share the last one."""
_QUARTERS = [0, 0.25, 0.5, 0.75, 1]
_NOT_SHOWN = frozenset({"defs", "desc", "script", "style", "title"})
_SHAPE = {
    "width": 560, "height": 270, "margin": 6, "margin_left": 20, "margin_right": 14, "spacing": 8, "css": [], "js": [],
    "show_legend": False, "disable_xml_declaration": True, "print_values": False, "no_data_text": "",
}  # fmt: skip


def by_position(shares: Sequence[Share]) -> Markup:
    """Acceptance at each step of the chains, with 95% intervals."""
    chart = _chart(pygal.Bar, y_labels=_QUARTERS, range=(0, 1), value_formatter=_percent, x_title="step")
    chart.x_labels = [label for label, _ in positions(shares)]
    chart.add("accepted", [_with_interval(share) for _, share in positions(shares)])
    return _drawn(chart)


def positions(shares: Sequence[Share]) -> list[tuple[str, Share]]:
    """Each step position and its share; the last ones of long chains together."""
    labelled = [(str(place + 1), share) for place, share in enumerate(shares[:POSITIONS])]
    rest = shares[POSITIONS:]
    return [*labelled, (f"{POSITIONS + 1}+", sum(rest, Share(0, 0)))] if rest else labelled


def histogram(scores: ScoreFigures) -> Markup:
    """How many scores fell into each bin, the accepted on top of the rejected."""
    ticks = _ticks(max(map(sum, zip(scores.accepted, scores.rejected, strict=True))))
    chart = _chart(
        pygal.StackedBar,
        y_labels=ticks,
        range=(0, ticks[-1]),
        x_title="score from",
        y_title="verdicts",
        value_formatter=lambda count: f"{count:,.0f}",
    )
    chart.x_labels = bin_labels(scores)
    chart.add("rejected", list(scores.rejected))
    chart.add("accepted", list(scores.accepted))
    return _drawn(chart)


def bin_labels(scores: ScoreFigures) -> list[str]:
    """Where each bin begins; the first of an open scale also holds what lies below it."""
    labels = [signed(edge) for edge in scores.scale.edges]
    return [f"< {labels[1]}", *labels[1:]] if scores.scale.is_open else labels


def reliability(bins: Sequence[Bin]) -> Markup:
    """Stated chance against the observed share of right answers, with 95% intervals; on the diagonal they agree."""
    chart = _plane(x_title="score as a chance", y_title="right answers")
    chart.add("equal", [(0, 0), (1, 1)], show_dots=False)
    chart.add("observed", [(one.stated, one.observed.rate) for one in bins])
    for one in bins:
        chart.add("interval", [(one.stated, end) for end in one.observed.interval or ()], show_dots=False)
    return _drawn(chart)


def thresholds(replay: Replay) -> Markup:
    """Estimated acceptance, and the range in which the accuracy lies, against the threshold; real ones are upright."""
    scale = SCALES[replay.verifier]
    rows = [row for row in replay.rows if scale.low <= row.threshold <= scale.high]
    thresholds = [row.threshold for row in rows]
    chart = _plane(xrange=(thresholds[0], thresholds[-1]), x_labels=_few(thresholds), x_title="threshold")
    chart.add("acceptance", [(row.threshold, row.acceptance.rate) for row in rows], show_dots=False)
    chart.add("right at least", [(row.threshold, row.at_least) for row in rows], show_dots=False)
    chart.add("right at most", [(row.threshold, row.at_most) for row in rows], show_dots=False)
    for real in set(thresholds) & set(replay.thresholds):
        chart.add("threshold of the run", [(real, 0), (real, 1)], show_dots=False)
    return _drawn(chart)


def _plane(**more: Any) -> Any:
    settings = {"x_labels": _QUARTERS, "xrange": (0, 1), **more}
    return _chart(
        pygal.XY, y_labels=_QUARTERS, range=(0, 1), dots_size=4, x_value_formatter=signed,
        value_formatter=_percent, **settings,
    )  # fmt: skip


def _chart(kind: Any, **more: Any) -> Any:
    return kind(**{**_SHAPE, **more})


def _drawn(chart: Any) -> Markup:
    """The SVG without pygal's scripts, style, and what is for its own tooltips alone."""
    root = chart.render_tree()
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in _NOT_SHOWN or not isinstance(child.tag, str):
                parent.remove(child)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _with_interval(share: Share) -> dict[str, object] | None:
    ends = share.interval
    return {"value": share.rate, "ci": {"low": ends[0], "high": ends[1]}} if ends else None


def _percent(value: float) -> str:
    return f"{value:.0%}"


def signed(value: float) -> str:
    """A number with a real minus."""
    return f"{value:g}".replace("-", "−")


def _ticks(largest: int) -> list[int]:
    """Up to five round numbers from 0 to at least `largest`."""
    step = next(step for size in count() for step in (10**size, 2 * 10**size, 5 * 10**size) if step * 4 >= largest)
    return [step * place for place in range(-(-max(largest, 1) // step) + 1)]


def _few(values: Sequence[float]) -> list[float]:
    """About five of them, from the first on."""
    return list(values[:: max(len(values) // 5, 1)])
