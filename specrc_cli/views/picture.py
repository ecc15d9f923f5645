"""The finished session as a picture: what the live view prints for good, saved as an SVG."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import TracebackType

from rich.console import Console

from specrc_cli.errors import SpecrcError
from specrc_cli.views.scroll import ScrollView
from specrc_cli.views.theme import SVG, THEME, UNICODE

WIDTH = 84
_REMOTE_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class PictureView(ScrollView):
    """Keeps the session and writes it to `path` when it ends. The file refers to nothing outside itself."""

    def __init__(self, path: Path, *, title: str) -> None:
        recorder = Console(
            file=io.StringIO(), width=WIDTH, record=True, force_terminal=True, color_system="truecolor", theme=THEME,
            markup=False, emoji=False, highlight=False, _environ={},
        )  # fmt: skip
        super().__init__(recorder, UNICODE)
        self._path, self._title = path, title
        try:
            path.open("a").close()
        except OSError as error:
            raise _cannot_write(path, error) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        svg = self.console.export_svg(title=self._title, theme=SVG, unique_id="specrc")
        try:
            self._path.write_text(_REMOTE_FONTS.sub("", svg), encoding="utf-8")
        except OSError as failure:
            raise _cannot_write(self._path, failure) from failure


def _cannot_write(path: Path, error: OSError) -> SpecrcError:
    return SpecrcError(f"cannot write the picture {path}: {error.strerror or error}", "choose another file with --svg")
