"""View: what the command line tells while it works. Each way of showing a run is one of these, none knows another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self

from specrc_cli.backends.base import ModelInfo
from specrc_cli.trace.events import Event
from specrc_cli.trace.record import Record


class View:
    """Shows nothing. Ways of showing override what they care for; as a context manager a view owns its stream."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        return None

    def opening(self, part: str, name: str) -> None:
        """The model that plays `part` is being opened."""

    def opened(self, part: str, info: ModelInfo) -> None:
        """It is open."""

    def __call__(self, event: Event) -> None:
        """Take part in a run: an `Emit`."""

    def refresh(self) -> None:
        """Called several times a second while something is going on."""

    def finish(self, record: Record) -> None:
        """The run that was asked for is over."""

    def chapter(self, title: str) -> None:
        """Another run of the same question begins, for comparison."""

    def compare(self, together: Record, alone: Record) -> None:
        """That other run, of the target `alone`, is over as well."""

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal to somebody else for a while."""
        yield


class Several(View):
    """Some views side by side, told in their order."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = tuple(views)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for view in self._views:
            self._stack.enter_context(view)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.__exit__(kind, error, tb)

    def opening(self, part: str, name: str) -> None:
        for view in self._views:
            view.opening(part, name)

    def opened(self, part: str, info: ModelInfo) -> None:
        for view in self._views:
            view.opened(part, info)

    def __call__(self, event: Event) -> None:
        for view in self._views:
            view(event)

    def refresh(self) -> None:
        for view in self._views:
            view.refresh()

    def finish(self, record: Record) -> None:
        for view in self._views:
            view.finish(record)

    def chapter(self, title: str) -> None:
        for view in self._views:
            view.chapter(title)

    def compare(self, together: Record, alone: Record) -> None:
        for view in self._views:
            view.compare(together, alone)

    @contextmanager
    def paused(self) -> Iterator[None]:
        with ExitStack() as stack:
            for view in self._views:
                stack.enter_context(view.paused())
            yield
