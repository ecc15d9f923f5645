"""How fast and how well a run goes, while it goes. Adds up events; knows no screen."""

from __future__ import annotations

from dataclasses import dataclass, field

from specrc_cli.trace.events import AnswerWritten, Author, Event, StepJudged, StepWritten
from specrc_cli.trace.metrics import tokens_per_second


@dataclass(slots=True)
class Pace:
    """Running totals. Speeds are written tokens over the model's own busy seconds, of what is finished."""

    accepted: int = 0
    judged: int = 0
    tokens: dict[Author, int] = field(default_factory=dict)
    seconds: dict[Author, float] = field(default_factory=dict)

    def tell(self, event: Event) -> None:
        match event:
            case StepWritten() | AnswerWritten():
                self.tokens[event.author] = self.tokens.get(event.author, 0) + event.cost.written
                self.seconds[event.author] = self.seconds.get(event.author, 0.0) + event.cost.seconds
            case StepJudged(verdict=verdict) if verdict.asked:
                self.judged += 1
                self.accepted += verdict.accepted
            case _:
                pass

    def speed(self, author: Author) -> float | None:
        """Tokens a second, or None while nothing is finished."""
        return tokens_per_second(self.tokens.get(author, 0), self.seconds.get(author, 0.0))
