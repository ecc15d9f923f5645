"""Measures the bundled pair on fresh held-out problems, through specrc's own engine.

    python -m demo_models.evaluate [--quick] [--json]

Verifiers are compared over real draft steps. The default threshold was chosen on problems of the training split that
no training run drew (`--split train` with another seed); what is reported here is of the test split.
"""

import argparse
import asyncio
import json
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from demo_models.bars import FALSE_ACCEPTS_WANTED, Report
from demo_models.judged import Judged, judge_all
from demo_models.lexicon import Split
from demo_models.outside import question_outside
from demo_models.problems import Problem, boxed_of
from demo_models.prompts import REFUSAL
from demo_models.report import lines
from demo_models.statistics import Share, auroc, calibration_error, lowest_threshold, share
from demo_models.trials import (
    Branch,
    Pair,
    Solved,
    ask,
    close_pair,
    fresh_problems,
    in_groups,
    open_pair,
    solve,
    solve_all,
)
from specrc_cli.backends.base import Sampling
from specrc_cli.methods.base import Method
from specrc_cli.methods.baselines import Draft, Target
from specrc_cli.methods.scot import Scot, Select
from specrc_cli.methods.specrc import SpecRC
from specrc_cli.methods.specreason import SpecReason
from specrc_cli.trace.grading import grade
from specrc_cli.verifiers.base import Verifier
from specrc_cli.verifiers.criteria import CRITERIA
from specrc_cli.verifiers.likelihood import Likelihood, Pool

SHIPPED = Path(__file__).parent.parent / "specrc_cli" / "demo"
BY_HAND = Path(__file__).with_name("by_hand.jsonl")
VERIFIERS = (
    "likelihood minimum",
    "likelihood mean",
    "utility greedy",
    "utility expected",
    "criteria greedy",
    "criteria expected",
    "yesno",
)
DEFAULT_VERIFIER, DEFAULT_THRESHOLD = "likelihood minimum", -1.0
CHAIN_FLOOR, FLOORS = 0.7, (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
"""The least mean probability of a chain's tokens: the lowest of these that on the training split turned down four of
five sets of wrong chains.
"""
GSM8K_PROBLEMS = 300
GOOD = 7
"""The least grade of a step that does not fail a criterion."""
VARIED = Sampling(temperature=0.7)
"""How the draft writes several chains; greedy, they would all be the same."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many questions each part of the evaluation asks."""

    problems: int
    judged: int
    speculated: int
    chosen: int
    outside: int
    by_hand: int


FULL = Sizes(problems=1000, judged=1000, speculated=300, chosen=300, outside=200, by_hand=120)
QUICK = Sizes(problems=100, judged=50, speculated=30, chosen=15, outside=30, by_hand=60)


async def evaluate(
    folder: Path, sizes: Sizes, *, seed: int, split: Split, gsm8k: Sequence[Mapping[str, str]] = ()
) -> Report:
    """Everything the card states, as plain numbers with their counts."""
    pair = await open_pair(folder)
    started = time.perf_counter()
    problems = fresh_problems(sizes.problems, seed=seed, split=split)
    target, draft = await solve_all(problems, pair, Target()), await solve_all(problems, pair, Draft())
    report: Report = {
        "problems": sizes.problems,
        "seed": seed,
        "split": split,
        "target_accuracy": _rate(target),
        "draft_accuracy": _rate(draft),
        "by_steps": _by_steps(target, draft),
    }
    familiar = fresh_problems(sizes.problems // 2, seed=seed, split="train")
    report["familiar_target_accuracy"] = _rate(await solve_all(familiar, pair, Target()))
    report["familiar_draft_accuracy"] = _rate(await solve_all(familiar, pair, Draft()))
    report |= verifiers(await judge_all(problems[: sizes.judged], pair))
    report |= await _choosing(pair, problems[: sizes.chosen])
    report |= await _by_hand(pair, sizes.by_hand)
    report |= await _refusals(pair, sizes.outside, split)
    report |= await _speculation(pair, problems[: sizes.speculated])
    if gsm8k:
        report |= await _gsm8k(pair, gsm8k)
    if (folder / "target-f16.gguf").exists():
        report |= await _unquantized(folder, problems)
    await close_pair(pair)
    return report | {"seconds": round(time.perf_counter() - started, 1)}


async def _speculation(pair: Pair, problems: list[Problem]) -> Report:
    """specreason with the default verifier against the target alone, in turns on the same problems; and specrc."""
    verifier = Likelihood(threshold=DEFAULT_THRESHOLD, pool=Pool.MINIMUM)
    together, alone = [], []
    for one in problems:
        alone.append(await solve(one, pair, Target()))
        together.append(await solve(one, pair, SpecReason(), verifier))
    chunks = await solve_all(problems, pair, SpecRC(), verifier)
    kept, rewritten = sum(one.accepted for one in together), sum(one.rewritten for one in together)
    seconds = [sum(one.seconds for one in solved) for solved in (alone, together)]
    return {
        "speculated_target_accuracy": _rate(alone),
        "specreason_accuracy": _rate(together),
        "specrc_accuracy": _rate(chunks),
        "acceptance": _counts(Share(kept, kept + rewritten)),
        "speedup": round(seconds[0] / seconds[1], 3),
    }


async def _choosing(pair: Pair, problems: list[Problem]) -> Report:
    """Choosing among five sampled chains: by each of the ways there are, and by likelihood with several floors."""
    verifier = Likelihood(threshold=DEFAULT_THRESHOLD, pool=Pool.MINIMUM)
    report: Report = {"chain_floor": CHAIN_FLOOR}
    for method, judge in (
        (Scot(select=Select.NUMBER), None),
        (Scot(select=Select.SCORE), verifier),
        (Scot(select=Select.LIKELIHOOD, floor=CHAIN_FLOOR), None),
    ):
        found = await in_groups(problems, partial(_choose, pair, method, judge))
        report |= {f"{name}_by_{method.select}": counts for name, counts in _chosen(problems, found).items()}
    return report | {"floors": {f"{floor:g}": _turned_down(problems, found, floor) for floor in FLOORS}}


def _choose(pair: Pair, method: Scot, verifier: Verifier | None, one: Problem) -> Awaitable[Solved]:
    return ask(one.question, pair, method, verifier, answer=str(one.answer), draft_sampling=VARIED)


def _chosen(problems: Sequence[Problem], found: Sequence[Solved]) -> Report:
    """Is it seen that all chains are wrong, and is a right one found?"""
    detected, alarms = _all_wrong(problems, found, lambda solved: not any(one.chosen for one in solved.branches))
    picked = [
        _right(one, branch)
        for one, solved in zip(problems, found, strict=True)
        if any(_right(one, each) for each in solved.branches)
        for branch in solved.branches
        if branch.chosen
    ]
    return {
        "all_wrong_detected": detected,
        "all_wrong_false_alarms": alarms,
        "right_chain_chosen": _counts(share(picked)),
        "scot_accuracy": _rate(found),
    }


def _turned_down(problems: Sequence[Problem], found: Sequence[Solved], floor: float) -> Report:
    """How often no chain's tokens have this mean probability: where all are wrong, and where one is right."""

    def under(solved: Solved) -> bool:
        scores = [branch.score for branch in solved.branches if branch.score is not None]
        return math.exp(max(scores, default=-math.inf)) < floor

    detected, alarms = _all_wrong(problems, found, under)
    return {"detected": detected, "false_alarms": alarms}


def _all_wrong(
    problems: Sequence[Problem], found: Sequence[Solved], said: Callable[[Solved], bool]
) -> tuple[dict[str, object], dict[str, object]]:
    """How often it is said that all chains are wrong: where they are, and where one is right."""
    alarms: list[bool] = []
    detected: list[bool] = []
    for one, solved in zip(problems, found, strict=True):
        right = any(_right(one, branch) for branch in solved.branches)
        (alarms if right else detected).append(said(solved))
    return _counts(share(detected)), _counts(share(alarms))


def _right(one: Problem, branch: Branch) -> bool:
    return boxed_of(branch.text) == one.answer


async def _refusals(pair: Pair, count: int, split: Split) -> Report:
    """How often the target says that it cannot solve what is no word problem, and gives no answer."""
    rng = Random(f"outside-{split}")
    questions = [question_outside(rng, split) for _ in range(count)]
    found = await in_groups(questions, lambda question: ask(question, pair, Target()))
    return {"refusals": _counts(share([one.answer is None and REFUSAL in one.text for one in found]))}


async def _by_hand(pair: Pair, count: int) -> Report:
    """Both on problems written one by one, in other words and within the same arithmetic; none was trained on."""
    written = [json.loads(line) for line in BY_HAND.read_text(encoding="utf-8").splitlines()]
    rows = written[:: max(1, len(written) // count)]
    report: Report = {}
    for name, method in (("target", Target()), ("draft", Draft())):
        found = await in_groups(rows, partial(_answer, pair, method))
        report[f"by_hand_{name}_accuracy"] = _rate(found)
    return report


def _answer(pair: Pair, method: Method, row: Mapping[str, str]) -> Awaitable[Solved]:
    return ask(row["question"], pair, method, answer=row["answer"])


async def _gsm8k(pair: Pair, rows: Sequence[Mapping[str, str]]) -> Report:
    """The target on problems by other people, with larger numbers, decimals and longer solutions than it knows."""
    found = await in_groups(rows, lambda row: ask(row["question"], pair, Target()))
    right = [bool(grade(one.answer, row["answer"]).correct) for one, row in zip(found, rows, strict=True)]
    return {"gsm8k": _counts(share(right)), "gsm8k_refused": _counts(share([one.answer is None for one in found]))}


async def _unquantized(folder: Path, problems: list[Problem]) -> Report:
    pair = await open_pair(folder, target="target-f16.gguf")
    solved = await solve_all(problems, pair, Target())
    await close_pair(pair)
    return {"f16_target_accuracy": _rate(solved)}


def verifiers(judged: Sequence[Judged]) -> Report:
    """How each score separates right from wrong draft steps, and what the thresholds let through."""
    half = len(judged) // 2
    tuning, testing = judged[:half], judged[half:]
    table: Report = {}
    for name in VERIFIERS:
        scores, right = [one.scores[name] for one in tuning], [one.right for one in tuning]
        threshold = lowest_threshold(scores, right, false_accepts=FALSE_ACCEPTS_WANTED)
        table[name] = {
            "auroc": _auroc([(one.scores[name], one.right) for one in judged]),
            "auroc_equation": _auroc([(one.scores[name], one.equation) for one in judged]),
            "threshold": None if threshold is None else round(threshold, 3),
        } | _let_through(testing, name, math.inf if threshold is None else threshold)
    passed = _let_through(judged, DEFAULT_VERIFIER, DEFAULT_THRESHOLD)
    chances = [math.exp(one.scores["likelihood minimum"]) for one in judged]
    return {
        "draft_steps_right": _counts(share([one.right for one in judged])),
        "draft_steps_equation": _counts(share([one.equation for one in judged])),
        "verifiers": table,
        "criteria": {
            name: {"auroc": _auroc([(one.scores[name], getattr(one.grades, name) >= GOOD) for one in judged])}
            for name in CRITERIA
        },
        "equivalence_auroc": _auroc([(one.same, one.equation) for one in judged if one.same is not None]),
        "equivalence_asked": sum(one.same is not None for one in judged),
        "default_verifier": DEFAULT_VERIFIER,
        "default_threshold": DEFAULT_THRESHOLD,
        "auroc": _auroc([(one.scores[DEFAULT_VERIFIER], one.right) for one in judged]),
        "ece": _rounded(calibration_error(chances, [one.right for one in judged])),
        "judged_acceptance": passed["acceptance"],
        "false_accept_rate": passed["false_accepts"],
        "false_reject_rate": passed["false_rejects"],
    }


def _let_through(judged: Sequence[Judged], name: str, threshold: float) -> dict[str, object]:
    wrong, good = [one for one in judged if not one.right], [one for one in judged if one.right]
    return {
        "acceptance": _counts(share([one.scores[name] >= threshold for one in judged])),
        "false_accepts": _counts(share([one.scores[name] >= threshold for one in wrong])),
        "false_rejects": _counts(share([one.scores[name] < threshold for one in good])),
    }


def _auroc(scored: Sequence[tuple[float, bool]]) -> float | None:
    good, bad = [score for score, right in scored if right], [score for score, right in scored if not right]
    return _rounded(auroc(good, bad))


def _rounded(value: float) -> float | None:
    """What JSON can bear: no figure where there was nothing to measure."""
    return None if math.isnan(value) else round(value, 4)


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
    return {
        "rate": _rounded(counted.rate),
        "hits": counted.hits,
        "of": counted.of,
        "low": round(low, 4),
        "high": round(high, 4),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=SHIPPED, help="where draft.gguf and target.gguf are")
    parser.add_argument("--quick", action="store_true", help="100 problems instead of 1000")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--split", choices=("test", "train"), default="test", help="train: for choosing a threshold")
    parser.add_argument("--gsm8k", type=Path, help="GSM8K's test.jsonl, to ask its first problems too")
    arguments = parser.parse_args()
    sizes, split, path = QUICK if arguments.quick else FULL, arguments.split, arguments.gsm8k
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path else []
    asked = evaluate(arguments.folder, sizes, seed=arguments.seed, split=split, gsm8k=rows[:GSM8K_PROBLEMS])
    report = asyncio.run(asked)
    print(json.dumps(report, indent=2) if arguments.json else "\n".join(lines(report)))


if __name__ == "__main__":
    main()
