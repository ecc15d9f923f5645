"""The tables of `benchmarks.methods`: scores in, rows and plain words out."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

from benchmarks.economics import BreakEven
from benchmarks.harness import Row, Section
from benchmarks.judged_steps import Judgements
from benchmarks.paired import paired
from benchmarks.scores import Score, Speedup, break_even, speedup
from demo_models.statistics import Share

NOTHING = "-"
PURPOSES = ("draft", "target", "judge", "discarded", "answer", "prompt")

Scores = Mapping[str, Score]


def results(scores: Scores, baseline: Scores) -> tuple[Row, ...]:
    """Accuracy and time. A contestant that could not run is there all the same."""
    return tuple(_result(name, score, speedup(score, baseline[name])) for name, score in scores.items())


def _result(name: str, score: Score, faster: Speedup | None) -> Row:
    accuracy, (low, high) = score.accuracy, score.accuracy.interval()
    median = statistics.median(score.wall.values()) if score.wall else math.nan
    ran = bool(score.records)
    return Row(
        {
            "method": name,
            "right": f"{accuracy.hits}/{accuracy.of}" if ran else NOTHING,
            "accuracy": _percent(accuracy.rate) if ran else NOTHING,
            "95%": f"{100 * low:.1f} - {100 * high:.1f}" if ran else NOTHING,
            "ms": _number(1e3 * median, 1),
            "speedup": f"{faster.whole:.2f}" if faster else NOTHING,
            "quartiles": f"{faster.low:.2f} - {faster.high:.2f}" if faster else NOTHING,
            "failed": str(len(score.failures)),
        },
        {
            "method": name,
            "right": accuracy.hits,
            "of": accuracy.of,
            "interval": [low, high],
            "seconds": list(score.wall.values()),
            "speedup": faster.whole if faster else None,
            "speedup_quartiles": [faster.low, faster.median, faster.high] if faster else None,
            "failures": score.failures,
        },
    )


def compared(scores: Scores, controls: Mapping[str, str], target: str) -> tuple[str, ...]:
    """How the same questions fell out for two contestants; and why some could not run."""
    pairs = [(name, other) for name, control in controls.items() for other in (target, control)]
    told = [
        f"{name} against {other}: {paired(scores[name].right, scores[other].right)}"
        for name, other in pairs
        if name in scores and other in scores and scores[name].records
    ]
    failures = [(name, next(iter(score.failures.values()))) for name, score in scores.items() if score.failures]
    return (*told, *(f"{name} failed: {reason}" for name, reason in failures))


def acceptance(scores: Scores) -> tuple[Row, ...]:
    """Of steps that stand or were rewritten; verdicts on discarded ones decided nothing."""
    return tuple(_acceptance(name, score) for name, score in scores.items() if score.steps("drafted"))


def _acceptance(name: str, score: Score) -> Row:
    wrong, right = score.errors.false_accepts, score.errors.false_rejects
    shares = {
        "steps accepted": score.acceptance,
        "tokens accepted": score.token_acceptance,
        "false accepts": wrong,
        "false rejects": right,
    }
    counts = {"truth unknown": score.errors.unknown} | {
        each: score.steps(each) for each in ("turned_away", "abstained", "discarded")
    }
    return Row(
        {"method": name}
        | {column: _share(share) for column, share in shares.items()}
        | {column.replace("_", " "): str(count) for column, count in counts.items()},
        {"method": name} | {column: [share.hits, share.of] for column, share in shares.items()} | counts,
    )


def costs(scores: Scores) -> tuple[Row, ...]:
    """In the mean over questions; the sums are in the JSON."""
    rows = []
    for name, score in scores.items():
        if score.records:
            sums = {purpose: score.tokens(purpose) for purpose in PURPOSES}
            means = {purpose: f"{count / len(score.records):.1f}" for purpose, count in sums.items()}
            rows.append(Row({"method": name} | means, {"method": name, "questions": len(score.records)} | sums))
    return tuple(rows)


def guesses(scores: Scores) -> tuple[Row, ...]:
    """Of the tokens the target wrote, how many were guessed, and how many a rejected step had right."""
    rows = []
    for name, score in scores.items():
        found = [record.totals.speculation for record in score.records.values() if record.totals.speculation]
        if not found:
            continue
        held = Share(sum(each.accepted for each in found), sum(each.guessed for each in found))
        counts = {
            "salvaged": sum(each.salvaged for each in found),
            "written": score.tokens("target") + score.tokens("answer"),
            "steps unchanged": sum(each.unchanged for each in found),
        }
        cells = {column: str(count) for column, count in counts.items()}
        rows.append(
            Row(
                {"method": name, "guesses held": _share(held)} | cells,
                {"method": name, "held": held.hits, "tried": held.of} | counts,
            )
        )
    return tuple(rows)


def break_evens(scores: Scores, baseline: Scores) -> Section:
    """Where speculation pays on this machine, where it does not, and why."""
    rows, notes = [], []
    for name, score in scores.items():
        faster, target = speedup(score, baseline[name]), baseline[name]
        if faster is None or score.name == target.name or not score.steps("drafted"):
            continue
        figures = break_even(score, target)
        busy = score.busy / sum(score.wall.values())
        rows.append(_break_even(name, figures, faster, busy))
        notes.append(f"{name}: {_why(score, target, figures, faster)}")
    legend = (
        "c, v: drafting and judging a step, in the time the target takes to write one; a: accepted of judged steps",
        "predicted: 1 / (c + v + 1 - a), by the models' own time; busy: share of the time in which a model computed",
    )
    return Section(title="Break-even", rows=tuple(rows), notes=(*legend, *notes))


def _break_even(name: str, figures: BreakEven | None, faster: Speedup, busy: float) -> Row:
    letters = {letter: getattr(figures, letter) if figures else math.nan for letter in ("c", "v", "a")}
    predicted = figures.speedup if figures else math.nan
    cells = {letter: _number(value, 2) for letter, value in letters.items()}
    return Row(
        {"method": name}
        | cells
        | {"predicted": _number(predicted, 2), "measured": f"{faster.whole:.2f}", "busy": _percent(busy)},
        {"method": name, "measured": faster.whole, "busy": busy}
        | ({**letters, "predicted": predicted} if figures else {}),
    )


def _why(score: Score, target: Score, figures: BreakEven | None, faster: Speedup) -> str:
    points = paired(score.right, target.right).points
    if faster.whole >= 1.0:
        return f"pays, {faster.whole:.2f} times as fast as the target alone, {points:+.1f} points"
    verdict = f"does not pay, {faster.whole:.2f} times as fast, {points:+.1f} points:"
    if figures is not None and not figures.pays:
        dear = "judging" if figures.v > figures.c else "drafting"
        return (
            f"{verdict} it accepts {figures.a:.2f} of the steps, and drafting and judging one takes "
            f"{figures.c + figures.v:.2f} of the time to write it ({dear} the larger part)"
        )
    busy = score.busy / len(score.records) - target.busy / len(target.records)
    rest = (sum(score.wall.values()) - score.busy) / len(score.records)
    if busy > 0:
        return f"{verdict} its models compute {1e3 * busy:.1f} ms a question longer than the target alone"
    return f"{verdict} what lies beside the models' own time takes {1e3 * rest:.1f} ms a question"


def verifiers(judged: Mapping[str, Judgements]) -> Section:
    """Every verifier on the same steps."""
    steps = max((len(each.errors.verdicts) for each in judged.values()), default=0)
    notes = [f"{name} cannot judge with this pair: {each.failure}" for name, each in judged.items() if each.failure]
    return Section(
        title=f"Verifiers on the same {steps} drafted steps, each behind a right chain",
        rows=tuple(_verifier(name, each) for name, each in judged.items() if not each.failure),
        notes=tuple(notes),
    )


def _verifier(name: str, judged: Judgements) -> Row:
    verdicts = judged.errors.verdicts
    wrong, right = judged.errors.false_accepts, judged.errors.false_rejects
    accepted = Share(sum(accepted for _, accepted in verdicts), len(verdicts))
    tokens, seconds = judged.cost.prefilled + judged.cost.written, judged.seconds
    return Row(
        {
            "verifier": name,
            "accepted": _share(accepted),
            "false accepts": _share(wrong),
            "false rejects": _share(right),
            "abstained": str(judged.abstained),
            "AUROC": _number(judged.auroc, 3),
            "tokens a step": _number(tokens / len(verdicts), 1),
            "ms a step": _number(1e3 * seconds / len(verdicts), 2),
        },
        {
            "verifier": name,
            "accepted": [accepted.hits, accepted.of],
            "false_accepts": [wrong.hits, wrong.of, *wrong.interval()],
            "false_rejects": [right.hits, right.of, *right.interval()],
            "abstained": judged.abstained,
            "auroc": None if math.isnan(judged.auroc) else judged.auroc,
            "tokens": tokens,
            "seconds": seconds,
        },
    )


def _share(share: Share) -> str:
    return f"{_percent(share.rate)} {share.hits}/{share.of}" if share.of else NOTHING


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f}%"


def _number(value: float, digits: int) -> str:
    return NOTHING if math.isnan(value) else f"{value:.{digits}f}"
