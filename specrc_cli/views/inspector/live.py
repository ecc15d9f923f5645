"""The inspector while a run goes on: the same screens, and a person who can pause, accept, reject and edit."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input

from specrc_cli.errors import ExitCode
from specrc_cli.trace.events import Author
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal
from specrc_cli.verifiers.person import Answer, Decision, Edit
from specrc_cli.views import verdicts
from specrc_cli.views.inspector import keys
from specrc_cli.views.inspector.catalogue import Catalogue
from specrc_cli.views.inspector.chain import Section, running_header
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.inspector.growing import GrowingRuns
from specrc_cli.views.inspector.panes import Pane
from specrc_cli.views.inspector.screen import Inspector
from specrc_cli.views.steps import Block, verdict_asides
from specrc_cli.views.story import Unfinished, doing
from specrc_cli.views.text import paragraph
from specrc_cli.views.units import duration, percent, speed

FRAMES_PER_SECOND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A step that waits for a person, and where their answer is awaited."""

    proposal: Proposal
    verdict: Verdict
    answer: asyncio.Future[Decision]


class LiveInspector(Inspector):
    """Shows runs as they go. Its handlers (`on_...`) are called beside those of `Inspector`, as Textual does.

    `ask` is how a verifier asks the person who watches; until they pause the run, it is told to follow its verdict.
    """

    KEYS: ClassVar[Sequence[keys.Key]] = (*keys.JUDGING, *keys.BROWSING)
    BINDINGS: ClassVar = keys.bindings(keys.JUDGING)

    def __init__(self, runs: GrowingRuns, glyphs: Glyphs, *, stepwise: bool) -> None:
        super().__init__(Catalogue(runs), glyphs, place=0)
        self.growing = runs
        self._stepwise = stepwise
        """Whether every step waits for the person."""
        self._asks = False
        self._question: _Question | None = None
        self._drawn, self._settled = -1, -1
        """What there was of news and of settled steps when the chain and the details were drawn."""
        self._leaving = False
        self._at_end = True
        """Whether the chain is followed as it grows; looking at an earlier step ends that."""
        self.edit = Input(id="edit", placeholder="the step as it should be", compact=True, select_on_focus=False)

    async def accompany(self, work: Coroutine[Any, Any, int]) -> int:
        """Show the screen until the person leaves it, and do the work meanwhile; leaving early cancels it.

        Gives the work's exit code and raises what it raised. What fails before a run begins closes the screen.
        """
        task, this = asyncio.ensure_future(work), asyncio.current_task()
        task.add_done_callback(lambda _: self._close_if_nothing_began())
        left_early = False
        try:
            await self.run_async()
            self.raise_fault()
            left_early = not task.done()
        finally:
            task.cancel()
            await asyncio.wait([task])
        if this is not None and this.cancelling():  # Textual closes the screen for it and keeps it to itself
            raise asyncio.CancelledError
        return ExitCode.INTERRUPTED if left_early and task.cancelled() else task.result()

    def _close_if_nothing_began(self) -> None:
        if len(self.growing) == 0 and self.is_running:
            self.exit()

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield self.edit

    def on_mount(self) -> None:
        self.edit.display = False
        self.set_interval(1 / FRAMES_PER_SECOND, self.draw)

    def let_ask(self) -> None:
        """The method judges steps one at a time, so that a person can take part."""
        self._asks = True

    async def ask(self, proposal: Proposal, verdict: Verdict) -> Decision:
        """Wait for a person's word on a step if they want to be asked."""
        if not self._stepwise:
            return Answer.FOLLOW
        answer: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        self._question = _Question(proposal=proposal, verdict=verdict, answer=answer)
        self.growing.news += 1
        try:
            return await answer
        finally:
            self._question = None
            self.growing.news += 1

    # What is drawn

    def draw(self) -> None:
        """Draw what is new, and say how it goes."""
        self._say()
        if self.growing.news == self._drawn:
            return
        self._drawn = self.growing.news
        newest = len(self.growing) - 1
        if newest < 0:
            self._show_chain(pointed=0)
            return
        watching = self._shown in (None, newest - 1, newest)
        self.catalogue.renew(newest)
        self._list()
        if watching and self._shown != newest:
            self.runs.point_at(newest)
            self._show_run()
        if self._shown == newest:
            self._show_growth(newest)

    def _show_growth(self, place: int) -> None:
        """The same run with what came since."""
        self._record = self.catalogue.record(place)
        self.tuning.look_at(self._record)
        sections = self._sections()
        self.chain.show(sections, pointed=len(sections) - 1 if self._at_end else self.chain.pointed)
        settled = len(self._record.steps) if self._record else 0
        if settled != self._settled or not self.growing.going_on:
            self._settled = settled
            self._show_details()
            self.trial.show(self.tuning.lines())

    def on_pane_chosen(self, message: Pane.Chosen) -> None:
        if message.pane is self.chain:
            self._at_end = self.chain.pointed == self.chain.count - 1

    def _sections(self) -> list[Section]:
        if len(self.growing) == 0:
            return [Section(drawn=Text(self.growing.doing, style="quiet"))]
        drawn = super()._sections()
        if self._record is None or not self.growing.going_on or self._shown != len(self.growing) - 1:
            return drawn
        moving = [Section(drawn=self._moving(piece)) for piece in self.growing.story.moving]
        return [Section(drawn=running_header(self._record, self.glyphs)), *drawn[1:], *moving]

    def _moving(self, piece: Unfinished) -> RenderableType:
        question = self._question
        verdict = question.verdict if question and piece.index == question.proposal.index else None
        asides = verdict_asides(verdict, self.glyphs.symbols) if verdict else (Text(doing(piece), style="quiet"),)
        by_draft = piece.author is Author.DRAFT
        block = Block(
            number=piece.index + 1 if not piece.is_answer else None,
            mark=Text(self.glyphs.symbols.question if verdict else self.glyphs.more, style="doubtful"),
            text=Text(paragraph(piece.text), style="drafting" if by_draft else "writing"),
            asides=asides,
            note=Text(verdicts.because(verdict), style="quiet") if verdict and not verdict.accepted else None,
        )
        return Padding(block, (0, 0, 1, 0))

    def _status(self) -> Text:
        if self._leaving:
            return Text("the run is not over: q again stops it", style="doubtful")
        if self._question is not None:
            return keys.named(("a", "accept"), ("r", "reject"), ("e", "edit"), ("Space", "go on alone"), ("q", "stop"))
        if not self.growing.going_on:
            return keys.reminder()
        pace = self.growing.pace
        facts = [f"{author} {speed(pace.speed(author))}" for author in (Author.DRAFT, Author.TARGET)]
        if pace.judged:
            facts.append(f"{pace.accepted}/{pace.judged} accepted ({percent(pace.accepted / pace.judged)})")
        facts += [duration(self.growing.seconds), "waits at the next step" if self._stepwise else "Space pauses"]
        return Text(self._joined(facts), style="quiet")

    # Keys

    def action_pause(self) -> None:
        if not self._asks:
            self._tell("this method judges several steps at once, or none: it can be watched, not steered")
            return
        self._stepwise = not self._stepwise
        if not self._stepwise:
            self._answer(Answer.FOLLOW)

    def action_accept(self) -> None:
        self._answer(Answer.ACCEPT)

    def action_reject(self) -> None:
        self._answer(Answer.REJECT)

    def action_edit(self) -> None:
        if self._question is not None:
            self.edit.value = _on_one_line(self._question.proposal)
            self.edit.cursor_position = len(self.edit.value)
            self._read(self.edit)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input is not self.edit or self._question is None:
            return
        if event.value.strip() and event.value != _on_one_line(self._question.proposal):
            self._answer(Edit(event.value))

    def _answer(self, decision: Decision) -> None:
        if self._question is not None and not self._question.answer.done():
            self._question.answer.set_result(decision)

    def action_leave(self) -> None:
        """At once where nothing goes on any more; else only if meant."""
        if not self.growing.going_on or self._leaving:
            self.exit()
            return
        self._leaving = True
        self.set_timer(3.0, self._stay)

    def _stay(self) -> None:
        self._leaving = False


def _on_one_line(proposal: Proposal) -> str:
    """A step as a line editor takes it."""
    return " ".join(proposal.draft.text.split())
