"""The page: all that was asked for is on it, and nothing a model wrote does anything there."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specrc_cli.backends.base import StopCause
from specrc_cli.trace.events import Author, StopReason
from specrc_cli.trace.record import AnswerRecord, CostRecord, ModelRecord, Record
from tests.report.pages import Seen, page_of, seen
from tests.report.records import accepted, branch, discarded, record, rewritten, turned_away, verdict, written

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)></details></body>\"'&lt;{{ 7*7 }}"
    "\x1b[2J\x1b]0;title\x07\x00\u202egnp.exe\u2066\u200b]]>--><!--"
)
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def look(tmp_path: Path) -> Seen:
    runs = [
        record(accepted(score=8.0), rewritten("2 + 2 = 5", "2 + 2 = 4"), id="first", wall=3.0),
        record(accepted(score=9.0), id="second", correct=False, answer="5"),
    ]
    return seen(page_of(tmp_path, runs))


def hostile() -> Record:
    model = ModelRecord(name=HOSTILE, file=HOSTILE, device=HOSTILE)
    said = verdict(3.0, accepted=False, reason=HOSTILE, verifier=HOSTILE, parts={HOSTILE: 1.0})
    step = rewritten(HOSTILE, HOSTILE).model_copy(update={"verdict": said})
    told = branch(0, chosen=True).model_copy(update={"verdict": said})
    phase = AnswerRecord(author=Author.TARGET, text=HOSTILE, tokens=3, cost=CostRecord())
    texts: dict[str, Any] = dict.fromkeys(
        (
            "id",
            "pair",
            "question",
            "method",
            "verifier",
            "prompt_hash",
            "answer",
            "gold",
            "error",
            "version",
            "created",
        ),
        HOSTILE,
    )
    return record(
        step, accepted(HOSTILE), discarded(HOSTILE, branch=3), branches=[told], answer_phase=phase, notices=[HOSTILE],
        knobs={HOSTILE: HOSTILE}, stop=StopReason.ERROR, draft=model, target=model, **texts,
    )  # fmt: skip


def test_a_hostile_record_is_inert(tmp_path: Path) -> None:
    html = page_of(tmp_path, [hostile()], [hostile(), hostile()])
    found = seen(html)
    assert not UNSAFE.search(html)
    assert len(found.scripts) == 1
    assert "alert(1)" not in found.scripts[0]
    assert not found.of("img")
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    assert found.open == []
    assert "{{ 7*7 }}" in found.text
    assert "\\x1b[2J" in found.text


@given(st.text(max_size=60))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_the_page_has_the_same_elements(tmp_path: Path, text: str) -> None:
    def elements(written: str) -> list[str]:
        step = rewritten("no " + written, "yes " + written)
        one = record(step, id="q" + written, question="why " + written, answer="so " + written)
        return [tag for tag, _ in seen(page_of(tmp_path, [one])).tags]

    assert elements(text) == elements("plain")


def test_the_page_needs_nothing_from_outside_and_forbids_it(look: Seen) -> None:
    loading = [
        value for _, found in look.tags for name, value in found.items() if name in ("src", "data", "xlink:href")
    ]
    assert loading == []
    assert not look.of("link")
    assert all((found.get("href") or "#").startswith("#") for found in look.of("a"))
    (policy,) = look.of("meta", **{"http-equiv": "Content-Security-Policy"})
    digest = base64.b64encode(hashlib.sha256(look.scripts[0].encode()).digest()).decode()
    assert policy["content"] is not None
    assert policy["content"].startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest}'" in policy["content"]


def test_every_link_leads_to_a_chain_on_the_page(tmp_path: Path) -> None:
    first = [record(rewritten(), id=name) for name in "abc"]
    second = [record(rewritten(), id=name, correct=False) for name in "abc"]
    found = seen(page_of(tmp_path, first, second))
    anchors = {chain["id"] for chain in found.of("details", **{"class": "chain"})}
    links = {(link["href"] or "").removeprefix("#") for link in found.of("a")}
    assert links
    assert links <= anchors


def test_the_headline_has_raw_counts_and_an_interval(look: Seen) -> None:
    assert "accuracy 50.0% 1 of 2 (9–91%)" in look.text
    assert "steps accepted 66.7% 2 of 3 (21–94%)" in look.text


def test_a_rejected_draft_stands_above_its_rewrite_with_why(look: Seen) -> None:
    assert re.search(r"✗ 2 \+ 2 = 5 utility 2 < 7 draft .*? ✎ 2 \+ 2 = 4 target", look.text)


def test_the_charts_are_inline_drawings_with_their_numbers_below(look: Seen) -> None:
    assert len(look.of("svg")) == 4
    assert "step accepted counts 95% interval 1 100.0% 2 of 2" in look.text
    assert all(found.get("aria-label") for found in look.of("div", role="img"))


def test_a_run_that_judged_nothing_has_no_chart_of_judging(tmp_path: Path) -> None:
    found = seen(page_of(tmp_path, [record(written(), gold=None, correct=None)]))
    assert not found.of("svg")
    assert "Where the time went" in found.text


def test_several_runs_stand_side_by_side_and_are_compared(tmp_path: Path) -> None:
    first = [record(accepted(), id=str(place)) for place in range(6)]
    second = [record(rewritten(), id=str(place), correct=place < 1, answer="five") for place in range(6)]
    found = seen(page_of(tmp_path, first, second))
    assert "Side by side run0 run1" in found.text
    assert "run1 against run0 6 questions in both." in found.text
    assert "exact McNemar test p = 0.062" in found.text
    assert "5 questions that one of them got right alone" in found.text


def test_branches_that_were_not_taken_can_be_unfolded(tmp_path: Path) -> None:
    steps = [written(author=Author.DRAFT), discarded("another way\n\n", branch=2)]
    chosen = record(*steps, branches=[branch(0, chosen=True), branch(2, chosen=False, score=0.1)])
    found = seen(page_of(tmp_path, [chosen]))
    assert "branch 2 not taken 0.10" in found.text
    assert "another way" in found.text


def test_a_draft_turned_away_unasked_says_why(tmp_path: Path) -> None:
    assert "cut off" in seen(page_of(tmp_path, [record(turned_away())])).text


def test_a_run_that_broke_off_shows_what_there_was(tmp_path: Path) -> None:
    broken = accepted("half a th").model_copy(update={"fate": None, "author": None, "text": None, "verdict": None})
    one = record(broken, answer=None, stop=StopReason.ERROR, error="the machine is gone", correct=None)
    found = seen(page_of(tmp_path, [one]))
    assert "half a th" in found.text
    assert "the run broke down: the machine is gone" in found.text


def test_a_step_cut_off_by_a_limit_says_so(tmp_path: Path) -> None:
    step = written().model_copy(update={"truncated": True})
    assert step.target is not None
    step = step.model_copy(update={"target": step.target.model_copy(update={"stop": StopCause.LENGTH})})
    assert "cut off by a limit" in seen(page_of(tmp_path, [record(step)])).text


def test_a_very_long_text_is_cut_with_the_rest_counted(tmp_path: Path) -> None:
    html = page_of(tmp_path, [record(accepted("word " * 100_000))])
    assert "[492,000 more characters]" in html
    assert len(html) < 200_000


def test_the_page_says_how_many_chains_it_leaves_out(tmp_path: Path) -> None:
    runs = [record(accepted(), id=str(place)) for place in range(3)]
    found = seen(page_of(tmp_path, runs, chains=2))
    assert "2 of 3: the first ones" in found.text
