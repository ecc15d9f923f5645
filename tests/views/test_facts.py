"""Tables and facts hold what they are given, on a wide screen and on a narrow one."""

from __future__ import annotations

import io
import re

import pytest

from specrc_cli.views.facts import Facts

STYLE = re.compile(r"\x1b\[[\d;]*m")
COLUMNS = ("pair", "about", "memory", "here")
ROWS = (("gemma3-12b", "[b]Good laptop", "7.8 GiB", "to fetch"), ("gemma3-27b", "", "16 GiB", "on disk"))


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(columns: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    Facts(screen).table(COLUMNS, ROWS)
    return [STYLE.sub("", line) for line in screen.getvalue().splitlines()]


@pytest.mark.parametrize("columns", [20, 33, 40, 60, 100])
def test_nothing_of_a_table_is_cut_off_however_narrow_the_screen(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(" ".join(shown(columns, monkeypatch)).split())
    for cell in ("gemma3-12b", "gemma3-27b", "[b]Good", "7.8 GiB", "to fetch", "16 GiB", "on disk"):
        assert cell in text
    assert max(map(len, shown(columns, monkeypatch))) <= columns


def test_on_a_narrow_screen_every_value_has_its_label(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "memory: 16 GiB, here: on disk" in " ".join(" ".join(shown(30, monkeypatch)).split())
