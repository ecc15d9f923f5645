"""Guard: watches what a run's speculating costs, and leaves the steps to the target where it does not pay."""

from __future__ import annotations

from dataclasses import replace

from specrc_cli.methods.base import Run
from specrc_cli.methods.economy import BreakEven, Stance
from specrc_cli.methods.writing import FREE, Leash
from specrc_cli.trace.events import (
    Author,
    Event,
    Fate,
    GuardDecided,
    Notice,
    PromptRead,
    StepJudged,
    StepSettled,
    StepWritten,
)


def guarded(run: Run) -> tuple[Run, Guard]:
    """The run with a guard over it."""
    guard = Guard(run)
    return replace(run, emit=guard), guard


class Unguarded:
    """Speculates come what may."""

    def speculates(self, index: int) -> bool:  # noqa: ARG002
        return True

    @property
    def trying(self) -> bool:
        """Whether one step is drafted to see whether speculating pays by now."""
        return False

    @property
    def leash(self) -> Leash:
        """How far the draft may go in its next step."""
        return FREE


class Guard(Unguarded):
    """An `Emit` between a run and whoever listens: keeps the run's `economy`, and says when its verdict changes."""

    def __init__(self, run: Run) -> None:
        self._economy, self._emit = run.economy, run.emit
        self._drafted: dict[int, int] = {}
        self._speculating = True

    def __call__(self, event: Event) -> None:
        match event:
            case PromptRead(author=Author.DRAFT, cost=cost):
                self._economy.question_read(cost.seconds)
            case StepWritten(author=Author.DRAFT, index=index, tokens=tokens):
                self._drafted[index] = tokens
                self._economy.drafted(tokens, event.cost.seconds)
            case StepWritten(author=Author.TARGET, tokens=tokens, guessed=guessed):
                seconds = event.cost.seconds + guessed.cost.seconds
                self._economy.written(tokens, seconds, salvaged=guessed.salvaged)
            case StepJudged(verdict=verdict):
                self._economy.judged(verdict.cost.seconds)
            case StepSettled(fate=Fate.ACCEPTED, index=index):
                self._economy.stands(self._drafted[index])
            case _:
                pass
        self._emit(event)

    def speculates(self, index: int) -> bool:
        stance = self._economy.decide()
        if (stance is Stance.SPECULATING) != self._speculating:
            self._speculating = stance is Stance.SPECULATING
            self._tell(index)
        return stance is not Stance.RESTING

    @property
    def trying(self) -> bool:
        return self._economy.stance is Stance.TRYING

    @property
    def leash(self) -> Leash:
        return Leash(tokens=self._economy.most_tokens)

    def _tell(self, index: int) -> None:
        figures = self._economy.break_even
        self._emit(
            GuardDecided(
                index=index,
                speculating=self._speculating,
                stood=figures.stood,
                tries=figures.tries,
                drafting=figures.drafting,
                judging=figures.judging,
            )
        )
        self._emit(Notice(text=_said(figures, speculating=self._speculating)))


def _said(figures: BreakEven, *, speculating: bool) -> str:
    stood = f"{figures.stood} of {figures.tries} drafted steps stood"
    if speculating:
        return f"speculating goes on, as a drafted step stood again ({stood})"
    return (
        f"speculating does not pay: {stood}, and drafting ({figures.drafting:.0%}) and judging ({figures.judging:.0%}) "
        f"one take {figures.drafting + figures.judging:.0%} of the target's own step; the target goes on alone"
    )
