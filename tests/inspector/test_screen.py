"""The inspector's screen: what is seen, and every key."""

from __future__ import annotations

from pathlib import Path

import pytest

from specrc_cli.views.inspector.catalogue import Kept, Order
from specrc_cli.views.inspector.glyphs import PLAIN
from specrc_cli.views.inspector.keys import BROWSING
from specrc_cli.views.inspector.screen import Inspector
from tests.inspector.conftest import OpenCatalogue, OpenScreen, Screen, inspector, seen
from tests.inspector.runs import LAST, RIGHT, WRONG, a_record, a_smooth_record, written


async def test_a_wide_screen_shows_runs_chain_and_details_at_once(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        shown = seen(screen)
    assert "Runs 1/4" in shown
    assert "Chain of first" in shown
    assert "Run─" in shown
    assert "› ✓ first     2/3  █✎▇" in shown
    assert "  ✗ second    2/2  ██" in shown


async def test_eighty_columns_show_one_pane_at_a_time(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file, size=(80, 24)) as screen:
        assert "Runs 1/4" in seen(screen)
        assert "Chain of first" not in seen(screen)
        await screen.press("enter")
        assert "Chain of first" in seen(screen)
        assert "Runs 1/4" not in seen(screen)
        await screen.press("n", "enter")
        assert "rewritten by target" in seen(screen)
        assert "Chain of first" not in seen(screen)
        await screen.press("escape", "escape")
        assert "Runs 1/4" in seen(screen)
        assert all(len(line) <= 80 for line in seen(screen).splitlines())


async def test_a_window_made_wider_shows_the_other_panes(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file, size=(80, 24)) as screen:
        await screen.press("enter")
        await screen.resize_terminal(160, 40)
        await screen.pause()
        assert "Runs 1/4" in seen(screen)
        assert "Chain of first" in seen(screen)


@pytest.mark.parametrize("keys", [("j", "j", "k"), ("down", "down", "up"), ("G", "k", "k"), ("end", "g", "j")])
async def test_keys_move_from_run_to_run(run_file: Path, open_screen: OpenScreen, keys: tuple[str, ...]) -> None:
    async with open_screen(run_file) as screen:
        await screen.press(*keys)
        assert "Chain of second" in seen(screen)


async def test_page_keys_move_by_a_screen_and_stop_at_the_ends(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("pagedown")
        assert "Chain of fourth" in seen(screen)
        await screen.press("pageup", "k")
        assert "Chain of first" in seen(screen)


@pytest.mark.parametrize(
    ("keys", "pane"),
    [
        (("tab",), "chain"),
        (("tab", "tab"), "details"),
        (("tab", "tab", "tab"), "runs"),
        (("shift+tab",), "details"),
        (("right", "right", "left"), "chain"),
        (("enter", "enter"), "details"),
        (("enter", "enter", "escape"), "chain"),
    ],
)
async def test_keys_move_from_pane_to_pane(
    run_file: Path, open_screen: OpenScreen, keys: tuple[str, ...], pane: str
) -> None:
    async with open_screen(run_file) as screen:
        await screen.press(*keys)
        assert inspector(screen).pane.id == pane


async def test_the_details_follow_the_step_that_is_pointed_at(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("tab")
        assert "settings" in seen(screen)
        await screen.press("j")
        assert "step 1: accepted by draft" in seen(screen)
        await screen.press("j")
        assert "step 2: rewritten by target" in seen(screen)
        assert "draft against rewrite" in seen(screen)
        assert "2 ━━━━━━━━━━━━━━━━━━ 0.750" in seen(screen)


async def test_n_goes_from_rewrite_to_rewrite_also_in_other_runs(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("n")
        assert "Chain of first" in seen(screen)
        assert "step 2: rewritten" in seen(screen)
        await screen.press("n")
        assert "Chain of third" in seen(screen)
        assert "step 2: rewritten" in seen(screen)
        await screen.press("n")
        assert "no rewritten step behind this one" in seen(screen)
        await screen.press("N")
        assert "Chain of first" in seen(screen)
        assert "step 2: rewritten" in seen(screen)


async def test_another_threshold_flips_verdicts_at_once(run_file: Path, open_screen: OpenScreen) -> None:
    """The ratings were 9, 2 and 8 in `first` and `third`, 9 and 9 in `second`; 7 was asked for."""
    async with open_screen(run_file) as screen:
        assert "what if utility ≥ 7  as it was" in seen(screen)
        await screen.press("right_square_bracket", "right_square_bracket", "right_square_bracket")
        shown = seen(screen)
        assert "what if utility ≥ 8.5  (was 7)  an estimate" in shown
        assert "run ⇄ 1 verdict     accepted 2/3 67%, now 1/3 33%  target +12 tok +0.12 s" in shown
        assert "file ⇄ 2 verdicts    accepted 6/8 75%, now 4/8 50%  target +24 tok +0.24 s" in shown
        assert "⇄ would be rejected" in shown
        assert "█✎▇ ⇄1" in shown
        await screen.press("equals_sign")
        assert "as it was" in seen(screen)
        assert "⇄" not in seen(screen)


async def test_a_step_behind_a_change_is_marked_as_such(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press(*["left_square_bracket"] * 10)
        shown = seen(screen)
        assert "utility ≥ 2 " in shown
        assert "⇄ would be accepted" in shown
        assert "behind a change" in shown


async def test_curly_brackets_jump_to_the_next_flip(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("left_curly_bracket")
        assert "what if utility ≥ 2 " in seen(screen)
        assert "run ⇄ 1 verdict " in seen(screen)
        await screen.press("equals_sign", "right_curly_bracket")
        assert "run ⇄ 1 verdict " in seen(screen)
        assert "⇄ would be rejected" in seen(screen)


async def test_a_threshold_stays_from_one_run_to_the_next(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("right_square_bracket", "j")
        assert "what if utility ≥ 7.5  (was 7)" in seen(screen)


async def test_the_next_dial_is_turned_where_there_are_several(tmp_path: Path, open_screen: OpenScreen) -> None:
    path = written(tmp_path / "run.jsonl", [await a_record("a", verifier="confidence:-9/utility")])
    async with open_screen(path) as screen:
        assert "what if confidence" in seen(screen)
        await screen.press("t", "right_square_bracket")
        assert "what if confidence" in seen(screen)


async def test_a_run_without_thresholds_says_so(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file, place=3) as screen:
        await screen.press("right_square_bracket", "t", "equals_sign", "right_curly_bracket")
        assert "no threshold decided anything here" in seen(screen)


async def test_chains_beside_the_chosen_one_are_shown(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file, place=3) as screen:
        assert "✗ branch 1" in seen(screen)
        assert "✓ branch 2" in seen(screen)
        await screen.press("tab", "j")
        shown = seen(screen)
        assert "other branches" in shown
        assert WRONG.strip() in shown.split("other branches")[1]


async def test_search_narrows_the_list_as_it_is_typed(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("slash", *"PENCIL")
        assert "Runs 1/1 · /PENCIL" in seen(screen)
        assert "Chain of second" in seen(screen)
        await screen.press("enter", "j")
        assert inspector(screen).pane.id == "runs"
        await screen.press("escape")
        await screen.pause()
        assert "Runs 2/4" in seen(screen)


async def test_a_search_that_finds_nothing_says_so(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("slash", *"qjn", "escape")
        await screen.pause()
        assert "Runs 1/4" in seen(screen)
        await screen.press("slash", *"zzz")
        assert "no run is listed" in seen(screen)
        await screen.press("enter", "n", "y", "right_square_bracket", "G", "tab", "j", "q")


async def test_s_sorts_and_f_filters(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        app = inspector(screen)
        await screen.press("f")
        assert "Runs 1/1 · wrong" in seen(screen)
        assert "Chain of second" in seen(screen)
        await screen.press("F", "S")
        assert app.catalogue.kept is Kept.ALL
        assert app.catalogue.order is Order.WRONG
        assert seen(screen).index("second") < seen(screen).index("first ")
        for _ in Order:
            await screen.press("s")
        assert app.catalogue.order is Order.WRONG


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (("y",), "How many pens?"),
        (("tab", "j", "y"), RIGHT),
        (("tab", "n", "y"), "5 * 2 = 10 pens\n\n"),
        (("tab", "G", "y"), LAST),
    ],
)
async def test_y_copies_what_is_pointed_at(
    run_file: Path, open_screen: OpenScreen, keys: tuple[str, ...], copied: str
) -> None:
    async with open_screen(run_file) as screen:
        await screen.press(*keys)
        assert screen.app.clipboard == copied
        assert "copied the" in seen(screen)


async def test_y_in_the_details_copies_all_of_the_step(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("tab", "j", "tab", "y")
        assert screen.app.clipboard.startswith('{"index":0,')


async def test_the_help_names_every_key_and_goes_away_at_any(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.press("question_mark")
        shown = seen(screen)
        assert all(key.shown in shown for key in inspector(screen).KEYS)
        await screen.press("j")
        assert "Runs 1/4" in seen(screen)


async def test_behind_the_help_every_key_does_what_it_did(run_file: Path, open_screen: OpenScreen) -> None:
    names = [together.partition(",")[0] for key in BROWSING for together, _ in key.keys]
    keys = [name for name in names if name not in ("slash", "question_mark", "q", "ctrl+c")]
    ends = []
    for before in ((), ("question_mark", "escape")):
        async with open_screen(run_file) as screen:
            ends.append([await _at(screen, *before, key) for key in keys])
    assert ends[0] == ends[1]


async def _at(screen: Screen, *keys: str) -> tuple[str | None, list[str]]:
    """Where the keys led to; what the foot says is said for a while only."""
    await screen.press(*keys)
    return inspector(screen).pane.id, seen(screen).splitlines()[:-1]


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_q_leaves(run_file: Path, open_screen: OpenScreen, key: str) -> None:
    async with open_screen(run_file) as screen:
        await screen.press(key)
        await screen.pause()
        assert not screen.app.is_running


async def test_a_click_points_at_a_run_and_at_a_step(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        await screen.click("#runs", offset=(3, 3))
        assert "Chain of third" in seen(screen)
        lines = seen(screen).splitlines()
        row = next(number for number, line in enumerate(lines) if WRONG.strip() in line)
        await screen.click("#chain", offset=(5, row - 1))
        assert "step 2: rewritten" in seen(screen)


async def test_nothing_a_model_wrote_is_markup_or_moves_the_cursor(tmp_path: Path, open_screen: OpenScreen) -> None:
    hostile = "[bold red]So[/] \x1b[2J\x1b]0;title\x07 \u202eabc [@click=app.exit]x[/]"
    record = await a_record(hostile, question=hostile)
    async with open_screen(written(tmp_path / "run.jsonl", [record]), size=(200, 40)) as screen:
        shown = seen(screen)
        assert "[bold red]So[/] \\x1b[2J\\x1b]0;title\\x07 \\u202eabc" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        await screen.press("slash", *"[bold", "enter", "y")
        assert "\x1b" not in screen.app.clipboard


async def test_a_plain_terminal_gets_ascii_alone(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file, glyphs=PLAIN) as screen:
        await screen.press("tab", "n", "left_curly_bracket")
        shown = seen(screen)
        assert shown.isascii()
        assert "> + first     2/3  9>8" in shown
        assert "5 * 2 = [-11-] pens" in shown
        assert "5 * 2 = {+10+} pens" in shown
        await screen.press("question_mark")
        assert seen(screen).isascii()


async def test_a_broken_line_is_listed_with_what_is_wrong(run_file: Path, open_screen: OpenScreen) -> None:
    written(run_file, [await a_record("first"), '{"schema": 1, "steps": "none"}', await a_record("third")])
    async with open_screen(run_file) as screen:
        assert "3 runs · 1 line no record" in seen(screen)
        await screen.press("j")
        assert "is not a trace record of schema 1" in seen(screen)
        await screen.press("n")
        assert "Chain of third" in seen(screen)


async def test_a_file_that_grows_is_followed(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file) as screen:
        line = (await a_smooth_record("fifth")).to_json()
        with run_file.open("a") as file:
            file.write(line[:100])
            file.flush()
            inspector(screen).follow()
            await screen.pause()
            assert "Runs 1/4" in seen(screen)
            file.write(line[100:] + "\n")
        inspector(screen).follow()
        await screen.pause()
        assert "Runs 1/5" in seen(screen)
        assert "✗ fifth" in seen(screen)


async def test_a_file_begun_anew_is_shown_anew(run_file: Path, open_screen: OpenScreen) -> None:
    async with open_screen(run_file, place=2) as screen:
        written(run_file, [await a_smooth_record("other")])
        inspector(screen).follow()
        await screen.pause()
        assert "Runs 1/1" in seen(screen)
        assert "Chain of other" in seen(screen)


async def test_a_fault_of_the_screen_is_left_to_whoever_reports_errors(
    run_file: Path, open_catalogue: OpenCatalogue, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    catalogue = open_catalogue(run_file)
    screen = Inspector(catalogue, PLAIN, place=0)
    monkeypatch.setattr(catalogue, "listed", lambda: 1 / 0)
    await screen.run_async(headless=True, size=(80, 24))
    with pytest.raises(ZeroDivisionError):
        screen.raise_fault()
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("variables", "colours"), [({"NO_COLOR": "1"}, {"default"}), ({}, {"default", "green", "cyan"})]
)
async def test_colours_are_the_terminals_own_or_none_at_all(
    run_file: Path,
    open_screen: OpenScreen,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    colours: set[str],
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with open_screen(run_file) as screen:
        strips = screen.app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style is not None]
    assert colours <= {style.color.name for style in styles if style.color is not None}
    assert all(style.color.number is None for style in styles if style.color) == (colours == {"default"})
    assert {style.bgcolor.name for style in styles if style.bgcolor is not None} == {"default"}
