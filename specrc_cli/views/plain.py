"""Plain text for pipes, files and simple terminals: the chain and its answer on one stream, all else on the other.

Lines come as they become final and are flushed one by one, so that both streams read in order where they are joined.
"""

from __future__ import annotations

from typing import TextIO

from specrc_cli.backends.base import ModelInfo
from specrc_cli.trace.events import (
    AnswerWritten,
    BranchSettled,
    Event,
    Fate,
    Notice,
    RunBegan,
    RunEnded,
    StepBegan,
    StepJudged,
    StepSettled,
    StopReason,
    TextWritten,
)
from specrc_cli.trace.record import Record
from specrc_cli.views import summary, verdicts
from specrc_cli.views.base import View
from specrc_cli.views.loaded import method_line, model_line
from specrc_cli.views.text import one_line, paragraph
from specrc_cli.views.theme import Symbols

_INDENT = " " * 6


class PlainView(View):
    """`out` gets the result, `log` everything else."""

    def __init__(self, out: TextIO, log: TextIO, symbols: Symbols) -> None:
        self._out, self._log, self._symbols = out, log, symbols
        self._writing: dict[tuple[int, int], str] = {}
        """By branch and index: what is written of a step that is not settled."""

    def opened(self, part: str, info: ModelInfo) -> None:
        self._note(f"{part:<6}  {model_line(info, self._symbols)}")

    def __call__(self, event: Event) -> None:
        match event:
            case RunBegan():
                self._note(f"method  {method_line(event, self._symbols)}")
            case StepBegan(index=index, branch=branch):
                self._writing[branch, index] = ""
            case TextWritten(index=index, branch=branch):
                self._writing[branch, index] = self._writing.get((branch, index), "") + event.text
            case StepJudged(index=index, verdict=verdict) if not verdict.accepted:
                self._note(_step(index, self._symbols.rejected, self._writing.pop((event.branch, index), "")))
                self._note(f"{_INDENT}{verdicts.because(verdict)}")
            case StepSettled(index=index, fate=Fate.DISCARDED, branch=branch):
                if paragraph(text := self._writing.pop((branch, index), "")):
                    self._note(_step(index, self._symbols.rejected, text))
                    self._note(f"{_INDENT}discarded" + (f", branch {branch}" if branch else ""))
            case BranchSettled(branch=branch, verdict=verdict):
                fate = "chosen" if verdict.accepted else verdict.reason or "not chosen"
                score = f" ({verdicts.score(verdict)})" if verdict.score is not None else ""
                self._note(f"{self._symbols.notice} branch {branch}: {one_line(fate)}{score}")
            case StepSettled(index=index, fate=fate):
                self._writing.pop((event.branch, index), None)
                self._writing.pop((event.version, index), None)
                self._say(_step(index, self._symbols.of(fate), event.text))
            case RunEnded():
                for (_, index), text in sorted(self._writing.items()):
                    self._note(_step(index, self._symbols.notice, text))
                self._writing.clear()
            case AnswerWritten(text=text):
                self._writing.clear()
                self._say(_INDENT + paragraph(text).replace("\n", "\n" + _INDENT))
            case Notice(text=text):
                self._note(f"{self._symbols.notice} {one_line(text)}")
            case _:
                pass

    def finish(self, record: Record) -> None:
        if record.answer is not None:
            self._say(f"\nanswer: {paragraph(record.answer)}")
        if record.stop is StopReason.ERROR:
            return
        for label, line in summary.rows(record, self._symbols):
            self._note(f"{label:>8}  {line.plain}")

    def chapter(self, title: str) -> None:
        self._say(f"\n-- {title} --")

    def compare(self, together: Record, alone: Record) -> None:
        self._say("")
        for line in summary.comparison_lines(together, alone, self._symbols):
            self._say(line)

    def _say(self, text: str) -> None:
        print(text, file=self._out, flush=True)

    def _note(self, text: str) -> None:
        print(text, file=self._log, flush=True)


def _step(index: int, symbol: str, text: str) -> str:
    return f"{index + 1:>3} {symbol} " + paragraph(text).replace("\n", "\n" + _INDENT)
