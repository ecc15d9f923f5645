"""The engine and its peer on one GGUF file, in turn, in a process of their own.

Every figure is a median over rounds; ratios are formed round by round. Sampling is the tool's own default, so our side
draws tokens, keeps their log-probabilities and finds delimiters; llama-bench only evaluates.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks import llama_bench
from benchmarks.harness import Bar, Section, Sense, Series, in_turn, progress
from specrc_cli.backends.base import GREEDY, Branch, Sampling, Until
from specrc_cli.backends.llama.library import load
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.verifiers.prompts import Prompts

QUESTION = (
    "A bakery sells rolls for 3 coins each and cakes for 24 coins each. On Monday it sells 45 rolls and 12 cakes, "
    "on Tuesday twice as many rolls and a third of the cakes. How many coins does it take in on the two days together?"
)
STEPS = (
    "On Monday the bakery takes in 45 * 3 = 135 coins for its rolls and 12 * 24 = 288 coins for its cakes.\n\n",
    "So on Monday it takes in 135 + 288 = 423 coins altogether, before we look at the second day.\n\n",
    "On Tuesday it sells 2 * 45 = 90 rolls for 90 * 3 = 270 coins, and 12 / 3 = 4 cakes for 4 * 24 = 96 coins.\n\n",
    "Tuesday therefore brings 270 + 96 = 366 coins, and both days together bring 423 + 366 = 789 coins.\n\n",
)
DIGITS = tuple("0123456789")
TEXT = "".join(STEPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much to measure: rounds, tokens to prefill and to write, branches to write together."""

    rounds: int
    prefill: int
    writes: int
    together: tuple[int, ...]


FULL = Plan(rounds=5, prefill=512, writes=64, together=(1, 2, 4, 8))
QUICK = Plan(rounds=3, prefill=256, writes=32, together=(1, 4))


def measure(path: Path, plan: Plan) -> Section:
    """Everything about one model file. To be called in a fresh process: its peak memory is one of the figures."""
    return asyncio.run(_measure(path, plan))


async def _measure(path: Path, plan: Plan) -> Section:
    began = perf_counter()
    model = await LlamaModel.load(LoadOptions(path=path, context=4096))
    loaded = Series("load the model", "s", (perf_counter() - began,))
    try:
        subject = await Subject.prepare(model, plan)
        speed, bars = await _against_the_peer(subject, path, plan)
        together = await _together(subject, plan)
        moves = await _moves(subject, plan)
    finally:
        await model.aclose()
    info = model.info
    title = f"{path.name}: {info.parameters / 1e6:,.1f} M parameters, {info.quantization}, {info.threads} threads"
    return Section(title=title, series=(*speed, *together, *moves, loaded), bars=bars)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An opened model whose branch stands, evaluated, behind the question."""

    model: LlamaModel
    branch: Branch
    long_text: str
    suffix: str
    writes: int

    @classmethod
    async def prepare(cls, model: LlamaModel, plan: Plan) -> Subject:
        prompts = Prompts()
        branch = await model.open(prompts.messages(QUESTION))
        suffix = model.turn(prompts.utility, reply=prompts.utility_reply)
        await branch.choose(suffix, DIGITS)
        repeats = max(1, plan.prefill // model.count(TEXT))
        return cls(model=model, branch=branch, long_text=TEXT * repeats, suffix=suffix, writes=plan.writes)

    @property
    def depth(self) -> int:
        return self.branch.position

    @property
    def prefill_tokens(self) -> int:
        return self.model.count(self.long_text)

    @property
    def judge_tokens(self) -> int:
        """Tokens that judging every step takes: each step once, and a suffix behind each."""
        return sum(map(self.model.count, STEPS)) + len(STEPS) * self.model.count(self.suffix)

    async def prefill(self) -> float:
        """Tokens a second put behind the branch, up to where the next token could be drawn."""

        async def work() -> int:
            self.branch.extend(self.long_text)
            await self.branch.generate(until=Until(max_tokens=1), sampling=GREEDY)
            return self.prefill_tokens

        return await self._rate(work)

    async def decode(self) -> float:
        """Tokens a second written by one branch."""

        async def work() -> int:
            return await write(self.branch, self.writes, seed=1)

        return await self._rate(work)

    async def beside_decode(self) -> float:
        """Microseconds a written token takes beside llama_decode: drawing, bookkeeping, the way between threads."""
        context = self.model.desks[0].scheduler.context
        decode, inside = context.decode, 0.0

        def timed() -> int:
            nonlocal inside
            began = perf_counter()
            code = decode()
            inside += perf_counter() - began
            return code

        context.decode = timed  # type: ignore[method-assign]
        rate = await self.decode()
        context.decode = decode  # type: ignore[method-assign]
        return (1 / rate - inside / self.writes) * 1e6

    async def judge_together(self) -> float:
        """Seconds for a verdict on each step, all queued at once."""

        async def work() -> int:
            probes: list[Awaitable[object]] = []
            for step in STEPS:
                self.branch.extend(step)
                probes.append(self.branch.choose(self.suffix, DIGITS))
            await asyncio.gather(*probes)
            return 1

        return 1 / await self._rate(work)

    async def judge_one_by_one(self) -> float:
        """Seconds for the same verdicts, each awaited before the next step is put behind the branch."""

        async def work() -> int:
            for step in STEPS:
                self.branch.extend(step)
                await self.branch.choose(self.suffix, DIGITS)
            return 1

        return 1 / await self._rate(work)

    async def write_together(self, count: int) -> float:
        """Tokens a second written by `count` branches, all together."""
        forks = [self.branch.fork() for _ in range(count)]
        began = perf_counter()
        written = await asyncio.gather(*(write(fork, self.writes, seed=seed) for seed, fork in enumerate(forks)))
        seconds = perf_counter() - began
        for fork in forks:
            fork.close()
        return sum(written) / seconds

    async def _rate(self, work: Callable[[], Awaitable[int]]) -> float:
        """Units of work a second, the branch put back behind the question afterwards."""
        mark = self.branch.mark()
        began = perf_counter()
        done = await work()
        seconds = perf_counter() - began
        self.branch.rewind(mark)
        return done / seconds


async def write(branch: Branch, tokens: int, *, seed: int) -> int:
    """Have a branch write; returns how many tokens it wrote, which may be fewer if the model ends its turn."""
    generation = await branch.generate(until=Until(max_tokens=tokens), sampling=Sampling(seed=seed))
    return generation.tokens


async def _against_the_peer(subject: Subject, path: Path, plan: Plan) -> tuple[list[Series], tuple[Bar, ...]]:
    settings = llama_bench.Settings(path=path, threads=subject.model.info.threads, repack=load().repacking)
    prefill, judged = subject.prefill_tokens, subject.judge_tokens
    peers: list[llama_bench.Speed] = []

    async def peer() -> float:
        ran = llama_bench.run(settings, prompts=(prefill, judged), writes=plan.writes, depth=subject.depth)
        peers.append(ran)
        return 0.0

    progress(f"{path.name}: against llama-bench, {plan.rounds} rounds")
    ours = await in_turn(
        {
            "prefill": subject.prefill,
            "decode": subject.decode,
            "beside": subject.beside_decode,
            "together": subject.judge_together,
            "peer": peer,
            "singly": subject.judge_one_by_one,
        },
        rounds=plan.rounds,
    )
    peak = Series("peak memory", "MB", (_peak_bytes() / 1e6,))
    own_prefill = Series(f"prefill of {prefill} tokens", "tokens/s", ours["prefill"])
    own_decode = Series(f"decode of {plan.writes} tokens", "tokens/s", ours["decode"])
    peer_prefill = Series("  llama-bench", "tokens/s", tuple(ran.prefill[prefill] for ran in peers))
    peer_decode = Series("  llama-bench", "tokens/s", tuple(ran.decode for ran in peers))
    beside = Series("  a token's time beside llama_decode", "us", ours["beside"])
    together = Series(f"{len(STEPS)} verdicts in one pass, {judged} tokens", "s", ours["together"])
    singly = Series("  one by one", "s", ours["singly"])
    raw = Series("  llama-bench, prefill of as many tokens", "s", tuple(judged / ran.prefill[judged] for ran in peers))
    peer_peak = Series("  llama-bench", "MB", tuple(ran.peak_bytes / 1e6 for ran in peers))
    bars = (
        Bar(own_prefill.over(peer_prefill, "prefill / llama-bench"), Sense.AT_LEAST, 0.95),
        Bar(own_decode.over(peer_decode, "decode / llama-bench"), Sense.AT_LEAST, 0.95),
        Bar(together.over(raw, "verdicts in one pass / raw prefill"), Sense.AT_MOST, 1.15),
    )
    speedup = singly.over(together, "  one by one / in one pass")
    series = [
        own_prefill,
        peer_prefill,
        own_decode,
        peer_decode,
        beside,
        together,
        singly,
        raw,
        speedup,
        peak,
        peer_peak,
    ]
    return series, bars


async def _together(subject: Subject, plan: Plan) -> list[Series]:
    progress("branches writing together")
    counts = {f"{count} branches together": count for count in plan.together}

    def writing(count: int) -> Callable[[], Awaitable[float]]:
        return lambda: subject.write_together(count)

    values = await in_turn({name: writing(count) for name, count in counts.items()}, rounds=plan.rounds)
    return [Series(name, "tokens/s", taken) for name, taken in values.items()]


async def _moves(subject: Subject, plan: Plan) -> list[Series]:
    """What forking, rewinding and opening cost, each up to the next answer of the model."""
    branch, suffix = subject.branch, subject.suffix
    messages = Prompts().messages(QUESTION)

    async def stay() -> float:
        return await _milliseconds(branch.choose(suffix, DIGITS))

    async def fork() -> float:
        async def work() -> None:
            child = branch.fork()
            await child.choose(suffix, DIGITS)
            child.close()

        return await _milliseconds(work())

    async def rewind() -> float:
        mark = branch.mark()
        branch.extend(STEPS[0])
        await branch.choose(suffix, DIGITS)

        async def work() -> None:
            branch.rewind(mark)
            await branch.choose(suffix, DIGITS)

        return await _milliseconds(work())

    async def reopen() -> float:
        async def work() -> None:
            opened = await subject.model.open(messages)
            await opened.choose(suffix, DIGITS)
            opened.close()

        return await _milliseconds(work())

    steps = {"a verdict": stay, "  behind a fresh fork": fork, "  behind a rewind": rewind, "  behind an open": reopen}
    values = await in_turn(steps, rounds=plan.rounds)
    return [Series(name, "ms", taken) for name, taken in values.items()]


async def _milliseconds(work: Awaitable[object]) -> float:
    began = perf_counter()
    await work
    return (perf_counter() - began) * 1e3


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
