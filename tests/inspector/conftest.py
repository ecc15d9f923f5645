"""A file of runs, and the inspector on a screen that nobody sees."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from specrc_cli.trace.index import TraceIndex
from specrc_cli.views.inspector.catalogue import Catalogue
from specrc_cli.views.inspector.glyphs import FINE, Glyphs
from specrc_cli.views.inspector.screen import Inspector
from tests.inspector.runs import a_record, a_scot_record, a_smooth_record, written

Screen = Pilot[None]
OpenScreen = Callable[..., AbstractAsyncContextManager[Screen]]
OpenCatalogue = Callable[[Path], Catalogue]


@pytest.fixture
async def run_file(tmp_path: Path) -> Path:
    """`first` and `third` have a rewritten step, `second` is wrong, `fourth` weighed two chains."""
    records = [await a_record("first"), await a_smooth_record("second"), await a_record("third", question="[bold]x[/]")]
    return written(tmp_path / "run.jsonl", [*records, await a_scot_record("fourth")])


@pytest.fixture
def open_catalogue() -> Iterator[OpenCatalogue]:
    with ExitStack() as stack:
        yield lambda path: Catalogue(stack.enter_context(TraceIndex(path)))


@pytest.fixture
def open_screen(open_catalogue: OpenCatalogue) -> OpenScreen:
    @asynccontextmanager
    async def opened(
        path: Path, *, size: tuple[int, int] = (160, 40), place: int = 0, glyphs: Glyphs = FINE
    ) -> AsyncIterator[Screen]:
        app = Inspector(open_catalogue(path), glyphs, place=place)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield pilot

    return opened


def inspector(screen: Screen) -> Inspector:
    assert isinstance(screen.app, Inspector)
    return screen.app


def seen(screen: Screen) -> str:
    """What a person sees, without the blanks at the ends of lines."""
    strips = screen.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)
