"""The evaluation's report for a person: one line a figure, tables, and every bar, met or missed."""

from collections.abc import Mapping, Sequence

from demo_models import bars
from demo_models.bars import FALSE_ACCEPTS_WANTED
from demo_models.statistics import Share
from specrc_cli.methods.scot import Select

TOLD = (
    ("target", "target_accuracy"),
    ("draft", "draft_accuracy"),
    ("target, training split", "familiar_target_accuracy"),
    ("draft, training split", "familiar_draft_accuracy"),
    ("target, own words", "by_hand_target_accuracy"),
    ("draft, own words", "by_hand_draft_accuracy"),
    ("target at F16", "f16_target_accuracy"),
    ("draft steps right", "draft_steps_right"),
    ("  by equation alone", "draft_steps_equation"),
    ("default verifier", "default_verifier"),
    ("  threshold", "default_threshold"),
    ("  AUROC", "auroc"),
    ("  ECE", "ece"),
    ("  accepted", "judged_acceptance"),
    ("  false accepts", "false_accept_rate"),
    ("  false rejects", "false_reject_rate"),
    ("equivalence AUROC", "equivalence_auroc"),
    ("  steps compared", "equivalence_asked"),
    ("specreason", "specreason_accuracy"),
    ("specrc", "specrc_accuracy"),
    ("target, the same ones", "speculated_target_accuracy"),
    ("  steps accepted", "acceptance"),
    ("  speedup", "speedup"),
    *(
        line
        for select in Select
        for line in (
            (f"scot by {select}", f"scot_accuracy_by_{select}"),
            ("  all wrong, detected", f"all_wrong_detected_by_{select}"),
            ("  false alarms", f"all_wrong_false_alarms_by_{select}"),
            ("  right one chosen", f"right_chain_chosen_by_{select}"),
        )
    ),
    ("refused outside", "refusals"),
    ("GSM8K test", "gsm8k"),
    ("  refused", "gsm8k_refused"),
)
WITHOUT_THRESHOLD = (
    f"Threshold none: even the highest score lets more than {FALSE_ACCEPTS_WANTED:.0%} of the wrong ones through, "
    "so nothing is accepted."
)
COLUMNS = ("verifier", "auroc", "auroc_equation", "threshold", "acceptance", "false_accepts", "false_rejects")


def lines(report: Mapping[str, object]) -> list[str]:
    """The report for a person, and every bar, met or missed."""
    judges = table(report["verifiers"], COLUMNS)
    return [
        f"{report['problems']} fresh problems, {report['split']} split (seed {report['seed']})",
        "",
        *(f"{name:<24}{told(report[key])}" for name, key in TOLD if key in report),
        "",
        *_aligned(table(report["by_steps"], ("steps", "target", "draft"))),
        "",
        *_aligned(judges),
        *([WITHOUT_THRESHOLD] if any("none" in row for row in judges) else []),
        "",
        *_aligned(table(report["criteria"], ("criterion", "auroc"))),
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
