"""What is told of one run besides its headline, as tables of words: each also stands below its chart on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from markupsafe import Markup

from specrc_cli.trace.gathering import Gathered
from specrc_cli.trace.judging_metrics import ScoreFigures
from specrc_cli.trace.replay import Replay
from specrc_cli.views.report import charts
from specrc_cli.views.report.figures import NOTHING, counts, interval, percent
from specrc_cli.views.units import duration

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table with the chart of the same numbers; `kind` is the chart's class on the page, `about` its caption."""

    kind: str
    about: str
    columns: Row
    rows: tuple[Row, ...]
    draw: Callable[[], Markup] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Sections of one kind, of all runs."""

    title: str
    text: str
    legend: tuple[tuple[str, str, str], ...]
    sections: tuple[Section, ...]


def chapters(runs: Sequence[Gathered]) -> list[Chapter]:
    """The chapters that have anything to show. With several runs each section's caption begins with the run's name."""
    several = len(runs) > 1

    def of_each(tell: Callable[[Gathered], Iterator[Section]]) -> tuple[Section, ...]:
        return tuple(_named(section, run.name if several else "") for run in runs for section in tell(run))

    listed = [
        Chapter(
            title="Acceptance by step",
            text="The share of judged drafts that were let stand, by their place in the chain. Thin lines are 95% "
            "intervals.",
            legend=(),
            sections=of_each(_positions),
        ),
        Chapter(
            title="Scores",
            text="Of the steps that were let stand, and of those that were not; of whole chains where chains were held "
            "against each other.",
            legend=(("accepted", "✓", "accepted"), ("rejected", "✗", "rejected")),
            sections=of_each(_scores),
        ),
        Chapter(
            title="What a score is worth",
            text="The lowest score among a chain's accepted steps, against the share of such chains with the right "
            "answer. A probability that can be taken at its word lies on the dashed line.",
            legend=(),
            sections=of_each(_reliability),
        ),
        Chapter(
            title="Another threshold",
            text="Replayed from the scores. The acceptance is an estimate; the right answers are a range, in which "
            "questions at which a decision changes are all taken for wrong, and all for right.",
            legend=(
                ("accepted", "━", "acceptance, estimated"),
                ("rewritten", "━", "right at least"),
                ("rewritten", "╌", "right at most"),
                ("doubtful", "┊", "threshold of the run"),
            ),
            sections=of_each(_thresholds),
        ),
    ]
    return [chapter for chapter in listed if chapter.sections]


def _named(section: Section, name: str) -> Section:
    return replace(section, about=" · ".join(filter(None, (name, section.about))))


def _positions(run: Gathered) -> Iterator[Section]:
    shares = run.judging.by_position
    if shares:
        yield Section(
            kind="positions",
            about="",
            columns=("step", "accepted", "counts", "95% interval"),
            rows=tuple(
                (label, percent(share.rate), counts(share), interval(share))
                for label, share in charts.positions(shares)
            ),
            draw=partial(charts.by_position, shares),
        )


def _scores(run: Gathered) -> Iterator[Section]:
    for scores in run.judging.scores:
        real = _thresholds_of(scores.thresholds)
        yield Section(
            kind="scores",
            about=", ".join(filter(None, (scores.verifier, scores.scale.unit, real))),
            columns=("score from", "accepted", "rejected"),
            rows=tuple(
                (label, str(accepted), str(rejected))
                for label, accepted, rejected in zip(
                    charts.bin_labels(scores), scores.accepted, scores.rejected, strict=True
                )
            ),
            draw=partial(charts.histogram, scores),
        )


def _reliability(run: Gathered) -> Iterator[Section]:
    for scores in run.judging.scores:
        if scores.weakest:
            yield Section(
                kind="reliability",
                about=_worth(scores),
                columns=("score as a chance", "right", "counts", "95% interval"),
                rows=tuple(
                    (f"{one.stated:.2f}", percent(one.observed.rate), counts(one.observed), interval(one.observed))
                    for one in scores.weakest
                ),
                draw=partial(charts.reliability, scores.weakest),
            )


def _worth(scores: ScoreFigures) -> str:
    told = [scores.verifier]
    if scores.separation is not None:
        told.append(f"separation {scores.separation:.2f}")
    if scores.calibration_error is not None:
        told.append(f"calibration error {scores.calibration_error:.2f}")
    return ", ".join(told)


def _thresholds(run: Gathered) -> Iterator[Section]:
    for replay in run.replays:
        yield Section(
            kind="thresholds",
            about=f"{replay.verifier}, {_thresholds_of(replay.thresholds)} in the run",
            columns=(
                "threshold",
                "acceptance",
                "unchanged",
                "right at least",
                "right at most",
                "target tokens",
                "target time",
            ),
            rows=tuple(_replayed(replay)),
            draw=partial(charts.thresholds, replay),
        )


def _thresholds_of(real: Sequence[float]) -> str:
    """The thresholds a run had; a method that measures one for each question has many."""
    if len(real) > 3:
        return f"thresholds {charts.signed(round(real[0], 3))} to {charts.signed(round(real[-1], 3))}"
    told = ", ".join(charts.signed(round(threshold, 3)) for threshold in real)
    return f"threshold {told}" if told else ""


def _replayed(replay: Replay) -> Iterator[Row]:
    for row in replay.rows:
        yield (
            charts.signed(row.threshold) + (" *" if row.threshold in replay.thresholds else ""),
            percent(row.acceptance.rate),
            f"{row.right.of} of {row.graded}",
            percent(row.at_least),
            percent(row.at_most),
            NOTHING if row.target_tokens is None else f"{row.target_tokens:+,.0f}".replace("-", "−"),
            NOTHING if row.target_seconds is None else _change(row.target_seconds),
        )


def _change(seconds: float) -> str:
    return f"{'−' if seconds < 0 else '+'}{duration(abs(seconds))}"
