"""What a run looks like as it goes: events in, finished pieces of screen out. Knows no terminal and no clock.

What is final (a rejected draft, a settled step, a notice) is handed out once, to be printed for good. What is still
being written is kept as `unfinished`, for a view that can redraw.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from specrc_cli.trace.events import (
    AnswerBegan,
    AnswerWritten,
    Author,
    Event,
    Fate,
    Notice,
    RunBegan,
    StepBegan,
    StepJudged,
    StepSettled,
    StepWritten,
    TextWritten,
)
from specrc_cli.trace.verdict import Verdict
from specrc_cli.views import verdicts
from specrc_cli.views.steps import Block, mark, settled, verdict_aside
from specrc_cli.views.text import one_line, paragraph
from specrc_cli.views.theme import Symbols, style_of

_BY = {Fate.REWRITTEN: "target rewrote it", Fate.EDITED: "you wrote it"}


@dataclass(slots=True)
class Unfinished:
    """A text on its way: a step being drafted, judged or rewritten, or the answer."""

    index: int
    author: Author
    text: str = ""
    whole: bool = False
    verdict: Verdict | None = None
    is_answer: bool = False


class Story:
    """Turns events into what is printed. One instance tells one run."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self.unfinished: dict[int, Unfinished] = {}
        """By branch; 0 is the chain itself."""

    def tell(self, event: Event) -> list[RenderableType]:
        """What `event` makes final, in order."""
        match event:
            case RunBegan():
                return [self._question(event.question)]
            case StepBegan(index=index, author=author, branch=branch):
                self.unfinished[branch] = Unfinished(index, author)
            case AnswerBegan(author=author):
                self.unfinished[0] = Unfinished(-1, author, is_answer=True)
            case TextWritten(branch=branch):
                self.unfinished.setdefault(branch, Unfinished(event.index, event.author)).text += event.text
            case StepWritten(branch=branch):
                self.unfinished[branch] = Unfinished(event.index, event.author, event.text, whole=True)
            case StepJudged():
                return self._judged(event)
            case StepSettled():
                return self._settled(event)
            case AnswerWritten():
                self.unfinished.pop(0, None)
                return [self._answer_phase(event)] if paragraph(event.text) else []
            case Notice(text=text):
                return [Block(mark=Text(self._symbols.notice, style="doubtful"), text=Text(one_line(text), "doubtful"))]
        return []

    def cut_off(self) -> list[RenderableType]:
        """What was being written when the run was interrupted, as it stands."""
        left = [piece for _, piece in sorted(self.unfinished.items()) if paragraph(piece.text)]
        self.unfinished.clear()
        return [self._piece(piece) for piece in left]

    def _question(self, question: str) -> RenderableType:
        text = Text(paragraph(question), style="question")
        return Padding(Block(mark=Text(self._symbols.question, style="question"), text=text), (1, 0))

    def _judged(self, event: StepJudged) -> list[RenderableType]:
        piece = self.unfinished.get(event.branch)
        if piece is None:
            return []
        piece.verdict = event.verdict
        if event.verdict.accepted:
            return []
        del self.unfinished[event.branch]
        because = verdicts.because(event.verdict)
        return [
            Block(
                number=event.index + 1,
                mark=mark(self._symbols.rejected, style="rejected"),
                text=settled(piece.text, style="rejected"),
                aside=verdict_aside(event.verdict, self._symbols),
                note=Text(because, style="quiet"),
            )
        ]

    def _settled(self, event: StepSettled) -> list[RenderableType]:
        piece = self.unfinished.pop(event.branch, None)
        verdict = piece.verdict if piece else None
        style = style_of(fate=event.fate, author=event.author)
        return [
            Block(
                number=None if event.fate in (Fate.REWRITTEN, Fate.EDITED) else event.index + 1,
                mark=mark(self._symbols.of(event.fate), style=style),
                text=settled(event.text, style=style),
                aside=verdict_aside(verdict, self._symbols) if verdict else None,
                label=Text(_BY.get(event.fate, ""), style="quiet"),
            )
        ]

    def _answer_phase(self, event: AnswerWritten) -> RenderableType:
        style = style_of(fate=Fate.WRITTEN, author=event.author)
        return Block(mark=mark(self._symbols.answer, style=style), text=settled(event.text, style=style))

    def _piece(self, piece: Unfinished) -> RenderableType:
        return Block(
            number=None if piece.is_answer else piece.index + 1,
            mark=Text(self._symbols.notice, style="doubtful"),
            text=Text(paragraph(piece.text), style="drafting"),
            aside=Text("interrupted", style="doubtful"),
        )
