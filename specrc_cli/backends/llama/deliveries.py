"""What a lane has to tell: results to whoever awaits them on the event loop, guesses to other lanes. Each told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from specrc_cli.backends.llama.drafting import Drafting
from specrc_cli.backends.llama.jobs import Job

Delivery = Callable[[], None]
"""Something to be told on the event loop's thread."""


class Outbox:
    """Results are kept back until the pass they came from has been timed, so that their cost is whole."""

    def __init__(self) -> None:
        self._news: list[Delivery] = []
        self._finished: list[Job[Any]] = []
        self._drafted: list[Drafting] = []

    def tell(self, delivery: Delivery) -> None:
        self._news.append(delivery)

    def finish(self, job: Job[Any]) -> None:
        self._finished.append(job)

    def finish_drafting(self, job: Drafting) -> None:
        self._drafted.append(job)

    def empty(self) -> list[Delivery]:
        """Answer the other lanes, and give what is for the event loop, in order."""
        for drafting in self._drafted:
            drafting.settle()
        told = [*self._news, *(job.settle for job in self._finished)]
        self._news, self._finished, self._drafted = [], [], []
        return told
