from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.views.text import one_line, paragraph, visible

KEPT = "\n\u200c\u200d"


def test_every_character_that_could_act_is_written_out() -> None:
    acting = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp") and chr(code) not in KEPT
    ]
    for character in acting:
        shown = visible(character)
        assert shown.isascii(), hex(ord(character))
        assert shown.isprintable(), hex(ord(character))


def test_escapes_read_as_a_programmer_types_them() -> None:
    assert visible("\x1b[2J \x9b1m \u202e \U000e0041") == r"\x1b[2J \x9b1m \u202e \U000e0041"


def test_ordinary_text_of_any_script_is_left_alone() -> None:
    text = "naïve 東京 עברית ½ × \\boxed{12} [bold] 👩‍👩‍👧 🏴 e\u0301"
    assert visible(text) == text


def test_line_breaks_of_all_systems_are_one_kind_and_a_lone_return_is_no_break() -> None:
    assert visible("a\r\nb\nc\rd") == "a\nb\nc\\x0dd"


def test_a_tab_takes_a_fixed_width() -> None:
    assert visible("a\tb") == "a    b"


@given(st.text(max_size=50))
def test_making_visible_twice_changes_nothing_more(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(st.text(max_size=2000), st.integers(min_value=10, max_value=100))
def test_one_line_is_one_line_and_short(text: str, limit: int) -> None:
    assert "\n" not in one_line(text, limit=limit)
    assert len(one_line(text, limit=limit)) <= limit


def test_a_long_line_keeps_its_beginning_and_its_end() -> None:
    line = one_line("begin " + "x" * 1000 + " end", limit=40)
    assert line.startswith("begin ")
    assert line.endswith(" end")


def test_a_paragraph_loses_the_blank_lines_around_it() -> None:
    assert paragraph("\n  one\n two\n\n") == "one\n two"
