"""What is told of a verifier that no threshold suits: in JSON, on the screen and on the card."""

import json
import math
from pathlib import Path

import pytest

from demo_models.bars import BARS, Report
from demo_models.card import card
from demo_models.evaluate import SHIPPED, VERIFIERS, Sizes, _turned_down, evaluate, verifiers
from demo_models.generator import problem
from demo_models.judged import Judged
from demo_models.problems import closing
from demo_models.rating import Grades
from demo_models.report import OPTIONAL, TOLD, WITHOUT_THRESHOLD, lines
from demo_models.trials import Branch, Solved
from specrc_cli.verifiers.criteria import CRITERIA

BLIND = "utility greedy"
ONE = problem(1)
COUNTED = {"rate": 0.5, "hits": 1, "of": 2, "low": 0.0, "high": 1.0}


@pytest.fixture
def report() -> Report:
    """A report in which one verifier has the same 9 for every step and the others tell right from wrong."""
    judged = [_judged(right=number % 2 == 0) for number in range(40)]
    figures: Report = {key: 1.0 if key in {"auroc", "ece", "speedup"} else COUNTED for key in TOLD}
    head: Report = {"problems": 40, "split": "test", "seed": 99}
    steps: Report = {"by_steps": {"1": {"target": COUNTED, "draft": COUNTED}}}
    floors: Report = {"floors": {"0.8": {"detected": COUNTED, "false_alarms": COUNTED}}}
    return figures | head | steps | floors | verifiers(judged)


def test_a_verifier_that_no_threshold_suits_has_none_and_accepts_nothing(report: Report) -> None:
    table = json.loads(json.dumps(report))["verifiers"]
    assert table[BLIND]["threshold"] is None
    told = {name: table[BLIND][name] for name in ("acceptance", "false_accepts", "false_rejects")}
    assert {name: (one["hits"], one["of"]) for name, one in told.items()} == {
        "acceptance": (0, 20),
        "false_accepts": (0, 10),
        "false_rejects": (10, 10),
    }
    assert {table[name]["threshold"] for name in VERIFIERS if name != BLIND} == {-0.1}


def test_the_screen_says_why_there_is_no_threshold(report: Report) -> None:
    told = lines(report)
    (row,) = (line for line in told if line.startswith(BLIND))
    assert row.split()[4:7] == ["none", "0.0%", "(0/20,"]
    assert WITHOUT_THRESHOLD in told


def test_the_screen_explains_only_what_it_shows(report: Report) -> None:
    suited = report | {"verifiers": {"yesno": report["verifiers"]["yesno"]}}  # type: ignore[index]
    assert WITHOUT_THRESHOLD not in lines(suited)


def test_the_card_says_why_there_is_no_threshold(report: Report, tmp_path: Path) -> None:
    stage = tmp_path / "draft"
    stage.mkdir()
    progress = {"seconds": 60, "tokens": 1000}
    facts = {"shape": {"vocabulary": 512}, "progress": progress, "machine": "paper"}
    (stage / "facts.json").write_text(json.dumps(facts))
    (stage / "curve.jsonl").write_text(json.dumps(progress | {"held_out": 0.5}))
    text = card([tmp_path], report, SHIPPED)
    assert f"| {BLIND} | 0.5 | 0.5 | none | 0.0% (0/20," in text
    assert WITHOUT_THRESHOLD in text


async def test_an_evaluation_of_a_few_problems_has_every_figure_and_is_json() -> None:
    few = Sizes(problems=4, judged=3, speculated=1, chosen=2, outside=2, by_hand=2)
    report = await evaluate(SHIPPED, few, seed=99, split="test")
    assert "NaN" not in json.dumps(report)
    assert {key for key in TOLD if key not in report} == OPTIONAL
    assert len([line for line in lines(report) if line.startswith(("met", "MISSED"))]) == len(BARS)


@pytest.mark.parametrize(("floor", "turned_down"), [(0.3, (0, 0)), (0.7, (1, 0)), (0.9, (1, 1))])
def test_a_floor_turns_down_where_even_the_likeliest_chain_is_under_it(
    floor: float, turned_down: tuple[int, int]
) -> None:
    right, wrong = closing(ONE.answer), closing(ONE.answer + 1)
    found = [_solved((wrong, 0.5), (wrong, 0.4)), _solved((wrong, 0.6), (right, 0.8))]
    counted = _turned_down([ONE, ONE], found, floor)
    assert tuple(counted[name]["hits"] for name in ("detected", "false_alarms")) == turned_down  # type: ignore[index]


def _solved(*chains: tuple[str, float]) -> Solved:
    branches = tuple(Branch(text, chosen=False, score=math.log(mean)) for text, mean in chains)
    return Solved(1, right=False, answer=None, seconds=0.0, accepted=0, rewritten=0, text="", branches=branches)


def _judged(*, right: bool) -> Judged:
    score = -0.1 if right else -2.0
    scores = dict.fromkeys((*VERIFIERS, *CRITERIA), score) | {BLIND: 9.0}
    return Judged(right=right, equation=right, grades=Grades(9, 9, 9, 9 if right else 0), scores=scores, same=None)
