"""A generation under way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from specrc_cli.backends.base import Generation, OnText, StopCause, Until
from specrc_cli.backends.guessing import Round, Speculation
from specrc_cli.backends.scripted.script import tokens

if TYPE_CHECKING:
    from specrc_cli.backends.scripted.branch import ScriptedBranch

SECONDS_WRITTEN = 0.01
LOGPROB_WRITTEN = -0.25
ENTROPY_WRITTEN = 0.5


class Writing:
    """A generation under way, one token a pass and one more for each guess that holds."""

    def __init__(
        self,
        branch: ScriptedBranch,
        line: Callable[[str], str],
        until: Until,
        on_text: OnText | None,
        speculation: Speculation[str],
    ) -> None:
        self.future: asyncio.Future[Generation] = asyncio.get_running_loop().create_future()
        self._branch = branch
        self._line = line
        self._until = until
        self._on_text = on_text
        self._speculation = speculation
        self._left: deque[str] | None = None
        self._written: list[str] = []
        self._end = StopCause.EOG

    def step(self) -> bool:
        try:
            return self._round()
        except Exception as error:
            self.future.set_exception(error)
            return True

    def _round(self) -> bool:
        """A pass: what is written behind each guess, up to the first that is not what was written."""
        said = list(self._branch.standing)
        most = min(self._until.max_tokens, self._branch.room) - len(self._written) - 1
        guesses: list[str] = []
        self._speculation.guess(said, len(said) - len(self._written), most, guesses.extend)
        round = self._speculation.begin(len(said), guesses)
        while not (done := self._next_token(round)) and round is not None and round.end == len(self._branch.standing):
            pass
        return done

    def _next_token(self, round: Round[str] | None) -> bool:
        if self._until.unless is not None and self._until.unless():
            return self._finish(StopCause.STOPPED)
        if self._left is None:
            text, self._end = _first_stop(self._line(self._branch.text), self._until.texts)
            self._left = deque(tokens(text))
        if not self._left:
            return self._finish(StopCause.EOG)
        if self._branch.room <= len(self._written):
            return self._finish(StopCause.CONTEXT)
        token = self._left.popleft()
        if round is not None and round.guesses[round.right : round.right + 1] == [token]:
            round.right += 1
        self._written.append(token)
        self._branch.write(token)
        if self._on_text is not None:
            self._on_text(token)
        if not self._left and self._end is StopCause.DELIMITER:
            return self._finish(StopCause.DELIMITER)
        return len(self._written) >= self._until.max_tokens and self._finish(StopCause.LENGTH)

    def _finish(self, stop: StopCause) -> bool:
        count = len(self._written)
        self._branch.stand_behind(count)
        cost = self._branch.charge(written=count)
        self.future.set_result(
            Generation(
                text="".join(self._written),
                stop=stop,
                logprobs=(LOGPROB_WRITTEN,) * count,
                entropies=(ENTROPY_WRITTEN,) * count,
                cost=cost,
                reading=self._branch.seconds(cost.prefilled),
                guessed=self._speculation.guessed,
            )
        )
        return True


def _first_stop(text: str, stops: Iterable[str]) -> tuple[str, StopCause]:
    """The text up to the end of the stop that is completed first, or all of it."""
    ends = [text.index(stop) + len(stop) for stop in stops if stop in text]
    return (text[: min(ends)], StopCause.DELIMITER) if ends else (text, StopCause.EOG)
