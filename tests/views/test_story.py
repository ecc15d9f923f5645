"""What a run prints, and when: events in, lines of a screen out."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from specrc_cli.backends.base import Cost, ModelInfo, StopCause
from specrc_cli.trace.events import (
    AnswerBegan,
    AnswerWritten,
    Author,
    BranchSettled,
    Event,
    Fate,
    Notice,
    RunBegan,
    RunEnded,
    StepBegan,
    StepJudged,
    StepSettled,
    StepWritten,
    StopReason,
    TextWritten,
)
from specrc_cli.trace.verdict import Verdict
from specrc_cli.views.live import LiveView
from specrc_cli.views.scroll import ScrollView
from specrc_cli.views.theme import ASCII, THEME, UNICODE, symbols_for

CURSOR = re.compile(r"\x1b\[\?25[hl]|\x1b\[2K|\x1b\[1A|\r")
GOOD = Verdict(verifier="utility", accepted=True, score=9.0, threshold=7.0)
BAD = Verdict(verifier="utility", accepted=False, score=1.0, threshold=7.0)


def began(question: str = "Why?", **knobs: object) -> RunBegan:
    return RunBegan(
        question=question,
        method="specreason",
        verifier="utility",
        knobs={"verifier": {"threshold": 7.0, **knobs}},
        seed=3,
        prompt_hash="",
        draft=None,
        target=None,
    )


def written(text: str, *, index: int = 0, author: Author = Author.DRAFT, branch: int = 0) -> list[Event]:
    return [
        StepBegan(index=index, author=author, branch=branch),
        TextWritten(index=index, author=author, text=text, branch=branch),
        StepWritten(
            index=index,
            author=author,
            text=text,
            tokens=5,
            stop=StopCause.DELIMITER,
            mean_logprob=None,
            cost=Cost(written=5, seconds=0.5),
            branch=branch,
        ),
    ]


def settled(text: str, fate: Fate, *, author: Author = Author.DRAFT, index: int = 0) -> StepSettled:
    return StepSettled(index=index, author=author, fate=fate, text=text)


def screen(width: int = 80, height: int = 25) -> Console:
    return Console(
        file=io.StringIO(), width=width, height=height, theme=THEME, force_terminal=True, color_system=None,
        markup=False, emoji=False, highlight=False, legacy_windows=False, _environ={},
    )  # fmt: skip


def lines(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    text = CURSOR.sub("", console.file.getvalue())
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def told(*events: Event, width: int = 80) -> list[str]:
    console = screen(width)
    view = ScrollView(console, UNICODE)
    for event in events:
        view(event)
    return lines(console)


def test_an_accepted_step_is_printed_once_with_its_score() -> None:
    printed = told(*written("Two and two is 4.\n\n"), StepJudged(index=0, verdict=GOOD), settled("Two.", Fate.ACCEPTED))
    assert printed == ["  1 ✓ Two.                                                    ━━━━━━━━━ 9"]


def test_a_rejected_draft_stands_above_its_rewrite() -> None:
    printed = told(
        *written("Two and two is 5.\n\n"),
        StepJudged(index=0, verdict=BAD),
        *written("Two and two is 4.\n\n", author=Author.TARGET),
        settled("Two and two is 4.\n\n", Fate.REWRITTEN, author=Author.TARGET),
    )
    assert [line.split()[0:2] for line in printed] == [["1", "✗"], ["utility", "1"], ["✎", "Two"]]
    assert "target rewrote it" in printed[2]


def test_a_persons_step_is_theirs() -> None:
    person = Verdict(verifier="person", accepted=False, score=0, members=(GOOD,), edit="Mine.")
    printed = told(
        *written("Yours."),
        StepJudged(index=0, verdict=person),
        settled("Mine.\n\n", Fate.EDITED, author=Author.PERSON),
    )
    assert "✗ Yours." in printed[0]
    assert "person ✗" in printed[0]
    assert "✎ Mine." in printed[-1]
    assert "you wrote it" in printed[-1]


def test_on_a_narrow_screen_the_verdict_goes_below() -> None:
    events = (*written("Two and two is 4."), StepJudged(index=0, verdict=GOOD), settled("Two is two.", Fate.ACCEPTED))
    assert told(*events, width=40) == ["  1 ✓ Two is two.", "      ━━━━━━━━━ 9"]


@pytest.mark.parametrize("width", [20, 40, 63, 64, 80, 100, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    long = "An x " + "x" * 300 + " 東京" * 60 + " \x1b[2J[bold]"
    printed = told(
        began(long), *written(long), StepJudged(index=0, verdict=BAD), settled(long, Fate.REWRITTEN), width=width
    )
    assert max(sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in printed) <= width


def test_text_of_models_is_never_markup_nor_escape() -> None:
    hostile = "[bold]x[/bold] [/] :smile: \x1b]8;;http://x\x07 \u202e"
    (line,) = told(*written(hostile), StepJudged(index=0, verdict=GOOD), settled(hostile, Fate.ACCEPTED), width=120)
    assert r"[bold]x[/bold] [/] :smile: \x1b]8;;http://x\x07 \u202e" in line


def test_the_same_question_asked_again_is_not_printed_again() -> None:
    printed = told(began(), began())
    assert sum("Why?" in line for line in printed) == 1
    assert printed[0] == "method  specreason · utility ≥ 7 · seed 3"


def test_notices_and_the_answer_phase_are_told() -> None:
    printed = told(
        Notice(text="no draft\nmodel"),
        AnswerBegan(author=Author.TARGET),
        TextWritten(index=1, author=Author.TARGET, text="4"),
        AnswerWritten(author=Author.TARGET, text="The answer is \\boxed{4}", tokens=3, cost=Cost()),
    )
    assert printed == ["    ! no draft model", "    = The answer is \\boxed{4}"]


def test_an_interrupted_step_is_shown_as_far_as_it_came() -> None:
    ended = RunEnded(stop=StopReason.CANCELLED, answer=None, seconds=1)
    (line,) = told(*written("Half a")[:2], ended)
    assert line.split() == ["1", "!", "Half", "a", "interrupted"]


def live(console: Console, *events: Event) -> list[str]:
    """The moving part after these events."""
    view = LiveView(console, UNICODE, clock=lambda: 0.0)
    with view:
        for event in events:
            view(event)
        assert isinstance(console.file, io.StringIO)
        console.file.seek(0)
        console.file.truncate()
        view.refresh()
        return lines(console)


def test_the_moving_part_shows_the_step_and_a_status_line() -> None:
    region = live(screen(), began(), *written("One."), StepJudged(index=0, verdict=GOOD))
    assert region[-2].split()[-2:] == ["One.", "judging"]
    assert region[-1].strip().startswith("draft 10 tok/s · target ... · 1/1 accepted (100%)")


def test_the_moving_part_never_outgrows_the_screen() -> None:
    endless = StepBegan(index=0, author=Author.DRAFT), TextWritten(index=0, author=Author.DRAFT, text="word " * 5000)
    many_lines = StepBegan(index=0, author=Author.DRAFT), TextWritten(index=0, author=Author.DRAFT, text="a\n" * 500)
    for events in (endless, many_lines):
        for width, height in ((80, 24), (40, 10), (20, 5)):
            assert len(live(screen(width, height), began(), *events)) < height


@pytest.mark.parametrize(("width", "height"), [(80, 24), (80, 12), (100, 9), (60, 24), (40, 12), (32, 8)])
@pytest.mark.parametrize("branches", [1, 5, 8, 16, 40])
def test_many_branches_leave_room_for_the_status_line_and_say_how_many_more_there_are(
    width: int, height: int, branches: int
) -> None:
    texts = [event for n in range(1, branches + 1) for event in written(f"{n}. " + "word " * 300, branch=n)[:2]]
    region = live(screen(width, height), began(), *texts)
    assert len(region) < height
    assert region[-1].startswith("    draft ...")
    hidden = [line for line in region if line.startswith("      and ")]
    assert bool(hidden) == (branches > (height - 4) // (1 if width >= 64 else 2))
    if hidden and width >= 64:
        assert hidden == [f"      and {branches - (len(region) - 2)} more branches"]


def test_three_ratings_fit_a_screen_of_eighty_columns_and_one_without_colour() -> None:
    ratings = {"coherence": 9.0, "correctness": 3.0, "relevance": 6.0}
    verdict = Verdict(verifier="criteria", accepted=False, score=3.0, threshold=7.0, parts=ratings)
    printed = told(*written("Two.\n\n"), StepJudged(index=0, verdict=verdict), width=80)
    assert [line[62:] for line in printed] == [
        "━━━╌╌╌╌╌╌ 3",
        "━━━ 9 coherence",
        "━╌╌ 3 correctness",
        "━━╌ 6 relevance",
    ]
    plain = screen(80)
    view = ScrollView(plain, ASCII)
    for event in (*written("Two.\n\n"), StepJudged(index=0, verdict=verdict)):
        view(event)
    assert [line[62:] for line in lines(plain)] == [
        "###------ 3",
        "### 9 coherence",
        "#-- 3 correctness",
        "##- 6 relevance",
    ]


def test_branches_have_their_places_side_by_side() -> None:
    region = live(screen(), began(), *written("Left.", branch=1)[:2], *written("Right.", branch=2)[:2])
    assert [line.split()[2] for line in region[-3:-1]] == ["Left.", "Right."]


def test_plain_signs_where_the_encoding_has_no_others() -> None:
    assert symbols_for("utf-8") is UNICODE
    assert symbols_for("ascii") is symbols_for("latin-1") is symbols_for("nonsense") is symbols_for(None) is ASCII


def test_a_model_is_named_with_what_it_takes() -> None:
    console = screen(100)
    info = ModelInfo(
        name="big", quantization="Q4_K_M", parameters=14_800_000_000, backend="CUDA", device="H100", layers=40,
        layers_offloaded=40, context=8192, model_bytes=9_000_000_000, kv_bytes=1_300_000_000,
    )  # fmt: skip
    ScrollView(console, UNICODE).opened("target", info)
    assert lines(console) == [
        "target  big 14.8B Q4_K_M · H100, 40/40 layers asked · ctx 8192 · 8.4 GiB + KV about 1.2 GiB"
    ]


def test_a_discarded_step_is_shown_once_whether_it_was_rejected_or_only_lost_its_ground() -> None:
    drafts = [*written("One.\n\n"), *written("Two.\n\n", index=1)]
    printed = told(
        *drafts,
        StepJudged(index=0, verdict=BAD),
        settled("One.\n\n", Fate.DISCARDED),
        StepJudged(index=1, verdict=GOOD),
        settled("Two.\n\n", Fate.DISCARDED, index=1),
    )
    assert [line.split()[:3] for line in printed if "✗" in line] == [["1", "✗", "One."], ["2", "✗", "Two."]]


def test_three_ratings_are_three_small_bars() -> None:
    ratings = {"coherence": 9.0, "correctness": 3.0, "relevance": 6.0}
    verdict = Verdict(verifier="criteria", accepted=False, score=3.0, threshold=7.0, parts=ratings)
    printed = "\n".join(told(*written("Two.\n\n"), StepJudged(index=0, verdict=verdict), width=100))
    assert "━━━ 9 coherence" in printed
    assert "━╌╌ 3 correctness" in printed
    assert "━━╌ 6 relevance" in printed


def test_a_branch_is_named_with_its_steps_and_with_its_end() -> None:
    lost = Verdict(verifier="choice", accepted=False, score=0.25, threshold=0.5, reason="all are wrong")
    printed = told(
        *written("One.\n\n", branch=2),
        StepSettled(index=0, author=Author.DRAFT, fate=Fate.DISCARDED, text="One.\n\n", branch=2),
        BranchSettled(branch=2, verdict=lost),
    )
    assert "branch 2 discarded" in printed[0]
    assert "✗ branch 2: all are wrong" in printed[1]
    assert "0.25" in printed[1]


def test_of_each_branch_only_what_it_writes_now_is_moving() -> None:
    console = screen()
    view = LiveView(console, UNICODE)
    with view:
        for event in (
            began(),
            *written("One.", branch=1),
            *written("Two.", index=1, branch=1),
            *written("Dos.", branch=2),
        ):
            view(event)
        view.refresh()
    shown = "\n".join(lines(console))
    assert "One." not in shown
    assert "branch 1 judging" in shown
    assert "Dos." in shown
