"""The evaluation's report for a person: one line a figure, tables, and every bar, met or missed."""

from collections.abc import Mapping, Sequence

from demo_models import bars
from demo_models.bars import FALSE_ACCEPTS_WANTED
from demo_models.statistics import Share
from specrc_cli.methods.scot import Select

TOLD = {
    "target_accuracy": "target",
    "draft_accuracy": "draft",
    "familiar_target_accuracy": "target, training split",
    "familiar_draft_accuracy": "draft, training split",
    "by_hand_target_accuracy": "target, own words",
    "by_hand_draft_accuracy": "draft, own words",
    "f16_target_accuracy": "target at F16",
    "draft_steps_right": "draft's steps right",
    "draft_steps_equation": "draft's steps right by equation",
    "default_verifier": "default verifier",
    "default_threshold": "default verifier, threshold",
    "auroc": "default verifier, AUROC",
    "ece": "default verifier, calibration error",
    "judged_acceptance": "default verifier, accepted",
    "false_accept_rate": "default verifier, false accepts",
    "false_reject_rate": "default verifier, false rejects",
    "equivalence_auroc": "equivalence, AUROC",
    "equivalence_asked": "equivalence, steps compared",
    "specreason_accuracy": "specreason",
    "specrc_accuracy": "specrc",
    "speculated_target_accuracy": "target, the same ones",
    "acceptance": "specreason, steps accepted",
    "speedup": "specreason, speedup",
    **{
        f"{figure}_by_{select}": f"scot by {select}{what}"
        for select in Select
        for figure, what in (
            ("scot_accuracy", ""),
            ("all_wrong_detected", ", all wrong detected"),
            ("all_wrong_false_alarms", ", false alarms"),
            ("right_chain_chosen", ", right one chosen"),
        )
    },
    "chain_floor": "scot by likelihood, floor",
    "refusals": "refused outside",
    "gsm8k": "GSM8K test",
    "gsm8k_refused": "GSM8K test, refused",
}
OPTIONAL = {"f16_target_accuracy", "gsm8k", "gsm8k_refused"}
"""What only some evaluations measure."""
WITHOUT_THRESHOLD = (
    f"Threshold none: even the highest score lets more than {FALSE_ACCEPTS_WANTED:.0%} of the wrong ones through, "
    "so nothing is accepted."
)
COLUMNS = ("verifier", "auroc", "auroc_equation", "threshold", "acceptance", "false_accepts", "false_rejects")
FLOORS = ("floor", "detected", "false_alarms")


def figures(report: Mapping[str, object]) -> list[tuple[str, ...]]:
    """Every figure with its name. Raises `KeyError` where one is missing that each evaluation measures."""
    return [(name, told(report[key])) for key, name in TOLD.items() if key in report or key not in OPTIONAL]


def explained(judges: Sequence[tuple[str, ...]]) -> list[str]:
    """What is to be said of a table of verifiers in which one has no threshold."""
    return [WITHOUT_THRESHOLD] if any("none" in row for row in judges) else []


def lines(report: Mapping[str, object]) -> list[str]:
    """The report for a person, and every bar, met or missed."""
    judges = table(report["verifiers"], COLUMNS)
    return [
        f"{report['problems']} fresh problems, {report['split']} split (seed {report['seed']})",
        "",
        *_aligned(figures(report)),
        "",
        *_aligned(table(report["by_steps"], ("steps", "target", "draft"))),
        "",
        *_aligned(judges),
        *explained(judges),
        "",
        *_aligned(table(report["criteria"], ("criterion", "auroc"))),
        "",
        *_aligned(table(report["floors"], FLOORS)),
        "",
        *bars.lines(report),
    ]


def table(rows: object, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """A part of the report as lines of cells, the head first."""
    assert isinstance(rows, dict)
    body = [(str(name), *(told(row[column]) for column in columns[1:])) for name, row in rows.items()]
    return [tuple(column.replace("_", " ") for column in columns), *body]


def told(value: object) -> str:
    """One value for a person; a rate with its counts."""
    if value is None:
        return "none"
    return str(Share(value["hits"], value["of"])) if isinstance(value, dict) else str(value)


def _aligned(cells: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
