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
    BranchSettled,
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
from specrc_cli.views.steps import Block, mark, settled, verdict_asides
from specrc_cli.views.text import one_line, paragraph
from specrc_cli.views.theme import Symbols, style_of

_BY = {Fate.REWRITTEN: "target rewrote it", Fate.EDITED: "you wrote it", Fate.DISCARDED: "discarded"}
_ANSWER = (0, -1)


@dataclass(slots=True)
class Unfinished:
    """A text on its way: a step being drafted, judged or rewritten, or the answer."""

    index: int
    author: Author
    text: str = ""
    whole: bool = False
    verdict: Verdict | None = None
    is_answer: bool = False
    branch: int = 0


class Story:
    """Turns events into what is printed. One instance tells one run."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self.unfinished: dict[tuple[int, int], Unfinished] = {}
        """By branch (0 is the chain itself) and index; the answer is under `_ANSWER`."""

    @property
    def moving(self) -> list[Unfinished]:
        """All that is not settled of the chain, and the latest of each branch beside it."""
        pieces = dict(sorted(self.unfinished.items()))
        latest = dict(pieces.keys())
        return [piece for (branch, index), piece in pieces.items() if branch == 0 or index == latest[branch]]

    def tell(self, event: Event) -> list[RenderableType]:
        """What `event` makes final, in order."""
        match event:
            case RunBegan():
                return [self._question(event.question)]
            case StepBegan(index=index, author=author, branch=branch):
                self.unfinished[branch, index] = Unfinished(index, author, branch=branch)
            case AnswerBegan(author=author):
                self.unfinished[_ANSWER] = Unfinished(-1, author, is_answer=True)
            case TextWritten(index=index, branch=branch):
                place = _ANSWER if _ANSWER in self.unfinished else (branch, index)
                self.unfinished.setdefault(place, Unfinished(index, event.author, branch=branch)).text += event.text
            case StepWritten(index=index, branch=branch):
                self.unfinished[branch, index] = Unfinished(index, event.author, event.text, whole=True, branch=branch)
            case StepJudged():
                return self._judged(event)
            case StepSettled():
                return self._settled(event)
            case BranchSettled(branch=branch, verdict=verdict):
                return [self._branch(branch, verdict)]
            case AnswerWritten():
                self.unfinished.pop(_ANSWER, None)
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
        piece = self.unfinished.get((event.branch, event.index))
        if piece is None:
            return []
        piece.verdict = event.verdict
        if event.verdict.accepted:
            return []
        del self.unfinished[event.branch, event.index]
        because = verdicts.because(event.verdict)
        return [
            Block(
                number=event.index + 1,
                mark=mark(self._symbols.rejected, style="rejected"),
                text=settled(piece.text, style="rejected"),
                asides=verdict_asides(event.verdict, self._symbols),
                note=Text(because, style="quiet"),
            )
        ]

    def _settled(self, event: StepSettled) -> list[RenderableType]:
        piece = self.unfinished.pop((event.branch, event.index), None)
        if event.version:
            other = self.unfinished.pop((event.version, event.index), None)
            piece = piece or other
        if event.fate is Fate.DISCARDED and (piece is None or not paragraph(event.text)):
            return []  # its rejection was shown, or it never came to say anything
        verdict = piece.verdict if piece else None
        style = style_of(fate=event.fate, author=event.author)
        return [
            Block(
                number=None if event.fate in (Fate.REWRITTEN, Fate.EDITED) else event.index + 1,
                mark=mark(self._symbols.of(event.fate), style=style),
                text=settled(event.text, style=style),
                asides=verdict_asides(verdict, self._symbols) if verdict else (),
                label=Text(_by(event), style="quiet"),
            )
        ]

    def _branch(self, branch: int, verdict: Verdict) -> RenderableType:
        """One line on a whole branch: whether it was chosen, and what spoke for or against it."""
        fate = Fate.ACCEPTED if verdict.accepted else Fate.DISCARDED
        style = style_of(fate=fate, author=Author.DRAFT)
        said = "chosen" if verdict.accepted else verdict.reason or "not chosen"
        return Block(
            mark=mark(self._symbols.of(fate), style=style),
            text=Text(one_line(f"branch {branch}: {said}"), style="quiet"),
            asides=verdict_asides(verdict, self._symbols),
        )

    def _answer_phase(self, event: AnswerWritten) -> RenderableType:
        style = style_of(fate=Fate.WRITTEN, author=event.author)
        return Block(mark=mark(self._symbols.answer, style=style), text=settled(event.text, style=style))

    def _piece(self, piece: Unfinished) -> RenderableType:
        return Block(
            number=None if piece.is_answer else piece.index + 1,
            mark=Text(self._symbols.notice, style="doubtful"),
            text=Text(paragraph(piece.text), style="drafting"),
            asides=(Text("interrupted", style="doubtful"),),
        )


def doing(piece: Unfinished) -> str:
    """What goes on with a text on its way, in a word or two."""
    if piece.is_answer:
        return "answer"
    if piece.branch:
        return f"branch {piece.branch} {'target' if piece.author is Author.TARGET else _work(piece)}"
    return _work(piece)


def _work(piece: Unfinished) -> str:
    if piece.author is Author.DRAFT:
        return "judging" if piece.whole else "drafting"
    return "target writes"


def _by(event: StepSettled) -> str:
    """Whose the step is, where its colour does not say it, and which branch's."""
    return " ".join(filter(None, (f"branch {event.branch}" if event.branch else "", _BY.get(event.fate, ""))))
