"""The end of a run: closing the thinking, and asking for the answer where the steps gave none."""

from __future__ import annotations

from specrc_cli.backends.base import Cost, Generation, Guessed, StopCause, Until
from specrc_cli.errors import ContextFull
from specrc_cli.methods.base import Outcome
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.writing import Writer, context_full
from specrc_cli.trace.answers import BOX, boxed, unclosed
from specrc_cli.trace.events import AnswerBegan, AnswerWritten, Notice, StopReason


async def conclude(chain: Chain, writer: Writer) -> Outcome:
    """The chain's own answer, or the one its writer gives when asked for it; None if that fails too.

    A model that thinks aloud closes its thinking and writes on freely. Any other, and one that then gives no answer
    either, completes the prompts' own words. Both together are bounded by `Limits.answer_tokens`.
    """
    assert chain.stop is not None, "only a chain that ended can be concluded"
    if chain.answer is not None:
        return Outcome(answer=chain.answer, stop=chain.stop)
    if chain.stop is StopReason.CONTEXT_FULL:
        return _stop_for_room(writer, chain.overflow or context_full(writer.model))
    phase = _AnswerPhase(chain, writer)
    writer.run.emit(AnswerBegan(author=writer.author))
    try:
        return await phase.outcome(chain.stop)
    except ContextFull as error:
        return _stop_for_room(writer, error)
    finally:
        phase.tell()


def _stop_for_room(writer: Writer, error: ContextFull) -> Outcome:
    writer.run.emit(Notice(text="; ".join(filter(None, (error.message, error.hint)))))
    return Outcome(answer=None, stop=StopReason.CONTEXT_FULL)


class _AnswerPhase:
    """What is said between the last step and the answer, by the tool and by the model."""

    def __init__(self, chain: Chain, writer: Writer) -> None:
        self._chain, self._writer = chain, writer
        self._text = ""
        self._tokens = 0
        self._cost = Cost()
        self._guessed = Guessed()

    async def outcome(self, stop: StopReason) -> Outcome:
        if not self._chain.thinking:
            return Outcome(answer=await self._completed_cue(), stop=stop)
        thought_through = stop is StopReason.EOS
        written = await self._after_thinking()
        answer = boxed(written.text)
        if answer is not None:
            return Outcome(answer=answer, stop=StopReason.ANSWER if thought_through else stop)
        if written.stop is StopCause.LENGTH:
            return Outcome(answer=None, stop=StopReason.TRUNCATED if thought_through else stop)
        return Outcome(answer=await self._completed_cue(), stop=stop)

    def tell(self) -> None:
        self._writer.run.emit(
            AnswerWritten(
                author=self._writer.author,
                text=self._text,
                tokens=self._tokens,
                cost=self._cost,
                guessed=self._guessed,
            )
        )

    async def _after_thinking(self) -> Generation:
        assert self._chain.thinking is not None
        if self._chain.thinking_open:
            self._say(f"\n{self._chain.thinking.close}\n\n")
        return await self._write("answer", ())

    async def _completed_cue(self) -> str | None:
        """Braces may open inside the answer, so that its end is not always the first text that could be it."""
        prompts = self._writer.run.prompts
        said = self._chain.text + self._text
        self._say(("" if not said or said[-1].isspace() else self._writer.run.delimiter) + prompts.answer)
        completion = ""
        written = None
        while self._left > 0 and (written is None or self._goes_on(written, prompts.answer + completion)):
            written = await self._write(f"cue+{len(completion)}", (prompts.answer_end,))
            completion += written.text
        if BOX in prompts.answer:
            return boxed(prompts.answer + completion)
        cut_off = written is None or written.stop in (StopCause.LENGTH, StopCause.CONTEXT)
        return None if cut_off else completion.removesuffix(prompts.answer_end).strip() or None

    @staticmethod
    def _goes_on(written: Generation, text: str) -> bool:
        return written.stop is StopCause.DELIMITER and unclosed(text)

    @property
    def _left(self) -> int:
        return self._writer.run.limits.answer_tokens - self._tokens

    def _say(self, text: str) -> None:
        self._writer.branch.extend(text)
        self._text += text

    async def _write(self, place: str, texts: tuple[str, ...]) -> Generation:
        until = Until(texts=texts, max_tokens=self._left)
        written = await self._writer.write(len(self._chain.steps), place, until)
        self._text += written.text
        self._tokens += written.tokens
        self._cost += written.cost
        self._guessed += written.guessed
        return written
