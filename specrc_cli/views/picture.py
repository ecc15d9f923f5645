"""The finished session as a picture: what the live view prints for good, saved as an SVG."""

from __future__ import annotations

import io
import os
import re
import shutil
from pathlib import Path
from types import TracebackType

from rich.console import Console

from specrc_cli.errors import SpecrcError
from specrc_cli.trace.events import Event
from specrc_cli.views.scroll import ScrollView
from specrc_cli.views.theme import SVG, THEME, UNICODE

WIDTH = 84
_REMOTE_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class PictureView(ScrollView):
    """Keeps the session and writes it to `path` when it ends, if a run began. The file refers to nothing outside."""

    def __init__(self, path: Path, *, title: str) -> None:
        recorder = Console(
            file=io.StringIO(), width=WIDTH, record=True, force_terminal=True, color_system="truecolor", theme=THEME,
            markup=False, emoji=False, highlight=False, _environ={},
        )  # fmt: skip
        super().__init__(recorder, UNICODE)
        self._path, self._title = path, title
        self._begun = False

    def __call__(self, event: Event) -> None:
        self._begun = True
        super().__call__(event)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._begun:
            save_svg(self._path, self.console.export_svg(title=self._title, theme=SVG, unique_id="specrc"))


def save_svg(path: Path, svg: str) -> None:
    """Save a picture of Rich's without the fonts it would fetch. Raises `SpecrcError` if it cannot be written."""
    try:
        _write(path, _REMOTE_FONTS.sub("", svg))
    except OSError as error:
        raise SpecrcError(
            f"cannot write the picture {path}: {error.strerror or error}", "choose another file with --svg"
        ) from error


def _write(path: Path, text: str) -> None:
    """The whole text or, where that fails, what stood there before. What is no file (a device) is written to as is."""
    place = Path(os.path.realpath(path))
    if place.exists() and not place.is_file():
        place.write_text(text, encoding="utf-8")
        return
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        fresh.write_text(text, encoding="utf-8")
        if place.exists():
            shutil.copymode(place, fresh)
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
