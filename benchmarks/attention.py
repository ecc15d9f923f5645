"""What `--flash-attn auto` means on a processor: judging and writing a step behind a chain, against flash attention.

    python -m benchmarks.attention [--quick] [--json [FILE]] [--shape SHAPE]

A model of random weights in a real shape, opened both ways, does the same with both in turn. On a device of its own,
`auto` is llama.cpp's.

Bar: at least as fast as flash attention.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from benchmarks.harness import Bar, Measurement, Section, Sense, Series, command_line, in_turn, machine, progress, show
from benchmarks.random_models import SHAPES, random_model
from specrc_cli.backends.base import GREEDY, Branch, Generation, Mark, Reading, Until
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import FlashAttention, LoadOptions

LENGTHS, QUICK_LENGTHS = (300, 1500), (300,)
STEP_TOKENS = 16
WORD = " apples"
LEAST = 1.0
WAYS = {"auto": FlashAttention.AUTO, "flash attention": FlashAttention.ON}


@dataclass(frozen=True, slots=True)
class Chain:
    """A branch behind so many tokens, all evaluated."""

    branch: Branch
    end: Mark

    async def judge(self) -> float:
        """Milliseconds a token until the log-probabilities of a step are known."""
        return await self._timed(self.branch.read(WORD * STEP_TOKENS))

    async def write(self) -> float:
        """Milliseconds a token until a step is written."""
        return await self._timed(self.branch.generate(until=Until(max_tokens=STEP_TOKENS), sampling=GREEDY))

    async def _timed(self, work: Awaitable[Reading | Generation]) -> float:
        began = time.perf_counter()
        done = await work
        seconds = time.perf_counter() - began
        self.branch.rewind(self.end)
        return 1e3 * seconds / len(done.logprobs)


@asynccontextmanager
async def chain(shape: str, flash: FlashAttention, length: int) -> AsyncIterator[Chain]:
    path = random_model(shape, "Q8_0")
    model = await LlamaModel.load(LoadOptions(path=path, context=length + 256, flash_attention=flash))
    try:
        branch = await model.open([{"role": "user", "content": "Count."}])
        await branch.read(WORD * (length - branch.position))
        yield Chain(branch, branch.mark())
    finally:
        await model.aclose()


async def behind(shape: str, length: int, *, rounds: int) -> Section:
    """Both ways in turn, behind a chain of so many tokens."""
    progress(f"{shape}: a step of {STEP_TOKENS} tokens behind {length}, {rounds} rounds")
    async with AsyncExitStack() as opened:
        chains = {name: await opened.enter_async_context(chain(shape, flash, length)) for name, flash in WAYS.items()}
        work: dict[str, Measurement] = {}
        for name, each in chains.items():
            work |= {f"judge, {name}": each.judge, f"write, {name}": each.write}
        taken = await in_turn(work, rounds=rounds)
    series = {name: Series(name, "ms a token", seconds) for name, seconds in taken.items()}
    return Section(
        title=f"{shape}, Q8_0: a step of {STEP_TOKENS} tokens behind {length}",
        series=tuple(series.values()),
        bars=tuple(
            Bar(
                series[f"{verb}, flash attention"].over(series[f"{verb}, auto"], f"{verb}: flash attention / auto"),
                Sense.AT_LEAST,
                LEAST,
            )
            for verb in ("judge", "write")
        ),
    )


async def measure(shape: str, lengths: Sequence[int], *, rounds: int) -> list[Section]:
    return [await behind(shape, length, rounds=rounds) for length in lengths]


def main() -> None:
    parser = command_line("attention", __doc__, quick="behind a short chain only, fewer rounds")
    parser.add_argument("--shape", choices=SHAPES, default="0.6b", help="(%(default)s)")
    chosen = parser.parse_args()
    before = machine()
    lengths, rounds = (QUICK_LENGTHS, 4) if chosen.quick else (LENGTHS, 8)
    show("attention", asyncio.run(measure(chosen.shape, lengths, rounds=rounds)), machine=before, json_to=chosen.json)


if __name__ == "__main__":
    main()
