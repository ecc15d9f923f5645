"""Measures the bundled pair on fresh held-out problems, through specrc's own engine.

    python -m demo_models.evaluate [--quick] [--json]

Verifiers are compared over real draft steps; the proposed threshold is chosen on one half of the problems and its
acceptance and false accepts are measured on the other half.
"""

import argparse
import asyncio
import json
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from demo_models.problems import Problem
from demo_models.statistics import Share, auroc, calibration_error, lowest_threshold, share
from demo_models.trials import Judged, Pair, Solved, fresh_problems, judge_all, open_pair, solve, solve_all
from specrc_cli.methods.baselines import Draft, Target
from specrc_cli.methods.specreason import SpecReason
from specrc_cli.verifiers.likelihood import Likelihood, Pool

Report = dict[str, object]
SHIPPED = Path(__file__).parent.parent / "specrc_cli" / "demo"
SCORES: dict[str, Callable[[Judged], float]] = {
    "likelihood minimum": lambda one: one.minimum,
    "likelihood mean": lambda one: one.mean,
    "utility greedy": lambda one: one.greedy,
    "utility expected": lambda one: one.expected,
}
DEFAULT_SCORE = "likelihood minimum"
DEFAULT_THRESHOLD = -1.0
FALSE_ACCEPTS_WANTED = 0.03


async def evaluate(folder: Path, *, count: int, speculated: int, seed: int) -> Report:
    """Everything the card states, as plain numbers with their counts."""
    pair = await open_pair(folder)
    started = time.perf_counter()
    problems = fresh_problems(count, seed=seed)
    target = await solve_all(problems, pair, Target())
    draft = await solve_all(problems, pair, Draft())
    judged = await judge_all(problems, pair)
    report: Report = {
        "problems": count,
        "seed": seed,
        "target_accuracy": _rate(target),
        "draft_accuracy": _rate(draft),
        "by_steps": _by_steps(target, draft),
    }
    familiar = fresh_problems(count // 2, seed=seed, split="train")
    report |= {
        "familiar_target_accuracy": _rate(await solve_all(familiar, pair, Target())),
        "familiar_draft_accuracy": _rate(await solve_all(familiar, pair, Draft())),
    }
    report |= _verifiers(judged)
    report |= await _speculation(pair, problems[:speculated])
    await pair.draft.aclose()
    await pair.target.aclose()
    return report | {"seconds": round(time.perf_counter() - started, 1)}


async def _speculation(pair: Pair, problems: list[Problem]) -> Report:
    """specreason with the default verifier against the target alone, in turns on the same problems."""
    verifier = Likelihood(threshold=DEFAULT_THRESHOLD, pool=Pool.MINIMUM)
    together, alone = [], []
    for one in problems:
        alone.append(await solve(one, pair, Target(), None))
        together.append(await solve(one, pair, SpecReason(), verifier))
    kept, rewritten = sum(one.accepted for one in together), sum(one.rewritten for one in together)
    seconds = [sum(one.seconds for one in solved) for solved in (alone, together)]
    return {
        "specreason_accuracy": _rate(together),
        "specreason_target_accuracy": _rate(alone),
        "acceptance": _counts(Share(kept, kept + rewritten)),
        "speedup": round(seconds[0] / seconds[1], 3),
    }


def _verifiers(judged: Sequence[Judged]) -> Report:
    """How each score separates right from wrong draft steps, and what the thresholds let through."""
    half = len(judged) // 2
    tuning, testing = judged[:half], judged[half:]
    table: Report = {}
    for name, score in SCORES.items():
        scores, right = [score(one) for one in tuning], [one.right for one in tuning]
        threshold = lowest_threshold(scores, right, false_accepts=FALSE_ACCEPTS_WANTED)
        table[name] = {
            "auroc": _auroc(judged, score),
            "auroc_equation": _auroc_equation(judged, score),
            "threshold": round(threshold, 3),
        } | _let_through(testing, score, threshold)
    default = SCORES[DEFAULT_SCORE]
    passed = _let_through(judged, default, DEFAULT_THRESHOLD)
    chances = [math.exp(one.minimum) for one in judged]
    return {
        "draft_steps_right": _counts(share([one.right for one in judged])),
        "draft_steps_equation": _counts(share([one.equation for one in judged])),
        "verifiers": table,
        "default_verifier": DEFAULT_SCORE,
        "default_threshold": DEFAULT_THRESHOLD,
        "auroc": _auroc(judged, default),
        "ece": round(calibration_error(chances, [one.right for one in judged]), 4),
        "judged_acceptance": passed["acceptance"],
        "false_accept_rate": passed["false_accepts"],
        "false_reject_rate": passed["false_rejects"],
    }


def _let_through(judged: Sequence[Judged], score: Callable[[Judged], float], threshold: float) -> dict[str, object]:
    wrong, good = [one for one in judged if not one.right], [one for one in judged if one.right]
    return {
        "acceptance": _counts(share([score(one) >= threshold for one in judged])),
        "false_accepts": _counts(share([score(one) >= threshold for one in wrong])),
        "false_rejects": _counts(share([score(one) < threshold for one in good])),
    }


def _auroc(judged: Sequence[Judged], score: Callable[[Judged], float]) -> float:
    good, bad = [score(one) for one in judged if one.right], [score(one) for one in judged if not one.right]
    return round(auroc(good, bad), 4)


def _auroc_equation(judged: Sequence[Judged], score: Callable[[Judged], float]) -> float:
    good, bad = [score(one) for one in judged if one.equation], [score(one) for one in judged if not one.equation]
    return round(auroc(good, bad), 4)


def _by_steps(target: Sequence[Solved], draft: Sequence[Solved]) -> Report:
    return {
        str(steps): {
            "target": _rate([one for one in target if one.steps == steps]),
            "draft": _rate([one for one in draft if one.steps == steps]),
        }
        for steps in sorted({one.steps for one in target})
    }


def _rate(solved: Sequence[Solved]) -> dict[str, object]:
    return _counts(share([one.right for one in solved]))


def _counts(counted: Share) -> dict[str, object]:
    low, high = counted.interval()
    rate = None if math.isnan(counted.rate) else round(counted.rate, 4)
    return {"rate": rate, "hits": counted.hits, "of": counted.of, "low": round(low, 4), "high": round(high, 4)}


def lines(report: Report) -> list[str]:
    """The report for a person."""
    value = {name: told(counted) for name, counted in report.items()}
    return [
        f"{value['problems']} fresh problems of held-out sentences, names and things (seed {value['seed']})",
        "",
        f"target              {value['target_accuracy']}",
        f"draft               {value['draft_accuracy']}",
        f"familiar wording    {value['familiar_target_accuracy']}",
        f"  draft             {value['familiar_draft_accuracy']}",
        f"specreason          {value['specreason_accuracy']}",
        f"  target, the same  {value['specreason_target_accuracy']}",
        f"  steps accepted    {value['acceptance']}",
        f"  speedup           {value['speedup']}x over the target alone",
        f"draft steps right   {value['draft_steps_right']}",
        f"  by equation alone {value['draft_steps_equation']}",
        "",
        f"default verifier    {value['default_verifier']} >= {value['default_threshold']}",
        f"  AUROC             {value['auroc']}",
        f"  ECE               {value['ece']}",
        f"  accepted          {value['judged_acceptance']}",
        f"  false accepts     {value['false_accept_rate']}",
        f"  false rejects     {value['false_reject_rate']}",
        "",
        *_aligned(table(report["by_steps"], ("steps", "target", "draft"))),
        "",
        *_aligned(
            table(
                report["verifiers"],
                ("verifier", "auroc", "auroc_equation", "threshold", "false_accepts", "false_rejects"),
            )
        ),
    ]


def table(rows: object, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """A part of the report as lines of cells, the head first."""
    assert isinstance(rows, dict)
    body = [(str(name), *(told(row[column]) for column in columns[1:])) for name, row in rows.items()]
    return [tuple(column.replace("_", " ") for column in columns), *body]


def told(value: object) -> str:
    """One value for a person; a rate with its counts."""
    return str(Share(value["hits"], value["of"])) if isinstance(value, dict) else str(value)


def _aligned(cells: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=SHIPPED, help="where draft.gguf and target.gguf are")
    parser.add_argument("--quick", action="store_true", help="100 problems instead of 1000")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--seed", type=int, default=99)
    arguments = parser.parse_args()
    count, speculated = (100, 40) if arguments.quick else (1000, 300)
    report = asyncio.run(evaluate(arguments.folder, count=count, speculated=speculated, seed=arguments.seed))
    print(json.dumps(report, indent=2) if arguments.json else "\n".join(lines(report)))


if __name__ == "__main__":
    main()
