"""The inspector's screen as a picture, drawn without a terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.pilot import Pilot
from textual.theme import Theme

from specrc_cli.views.inspector.catalogue import Catalogue
from specrc_cli.views.inspector.glyphs import FINE
from specrc_cli.views.inspector.screen import Inspector
from specrc_cli.views.picture import save_svg
from specrc_cli.views.theme import SVG

SIZE = (150, 34)
_COLOURS = Theme(name="picture", primary="#6ea8fe", background=SVG.background_color.hex, foreground="#d4d7dd")


def save_picture(catalogue: Catalogue, path: Path, *, place: int) -> None:
    """Open the inspector at a run, look closer at its first rewritten step, and save the screen.

    Raises `SpecrcError` if the file cannot be written.
    """
    shown = Inspector(catalogue, FINE, place=place)
    shown.ansi_color, shown.ansi_theme_dark = False, SVG
    shown.register_theme(_COLOURS)
    shown.theme = _COLOURS.name
    pictures: list[str] = []

    async def look(pilot: Pilot[object]) -> None:
        await pilot.press("n")
        await pilot.pause()
        pictures.append(shown.export_screenshot(title="specrc inspect", simplify=True))
        shown.exit()

    asyncio.run(shown.run_async(headless=True, size=SIZE, auto_pilot=look))
    shown.raise_fault()
    save_svg(path, pictures[0])
