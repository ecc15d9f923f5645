"""What is queued together is evaluated together, once, and answers as if it had been alone."""

from __future__ import annotations

import asyncio

import pytest

from specrc_cli.backends.base import GREEDY, Message, Sampling, Until
from specrc_cli.backends.llama.model import LlamaModel
from tests.engine.inside import count_passes, tokens_of
from tests.engine.play import DIGITS, TOLERANCE
from tests.engine.reference import Reference

QUESTION: list[Message] = [{"role": "user", "content": "How many apples are left in total?"}]
STEPS = (" He buys 12 apples.\n\n", " She sells 5 of them.\n\n", " So 7 are left.\n\n", " The answer is 7.\n\n")
SUFFIX = "<|im_end|>\n<|im_start|>user\nrate<|im_end|>\n<|im_start|>assistant\nScore: "

LONG_TOLERANCE = 0.5
"""Nats: over a thousand tokens the rounding of half precision adds up."""


async def test_four_verdicts_are_one_forward_pass(dense: LlamaModel) -> None:
    branch = await dense.open(QUESTION)
    await branch.choose(SUFFIX, DIGITS)
    passes = count_passes(dense)
    probes = []
    for step in STEPS:
        branch.extend(step)
        probes.append(branch.choose(SUFFIX, DIGITS))
    await asyncio.gather(*probes)
    assert passes() == 1


async def test_verdicts_together_are_the_verdicts_one_by_one(toy: LlamaModel) -> None:
    together, singly = await toy.open(QUESTION), await toy.open(QUESTION)
    probes = []
    for step in STEPS:
        together.extend(step)
        probes.append(together.choose(SUFFIX, DIGITS))
    verdicts = await asyncio.gather(*probes)
    for step, verdict in zip(STEPS, verdicts, strict=True):
        singly.extend(step)
        alone = await singly.choose(SUFFIX, DIGITS)
        assert verdict.probabilities == pytest.approx(alone.probabilities, abs=TOLERANCE)
        assert verdict.mass == pytest.approx(alone.mass, abs=TOLERANCE)


async def test_a_verdict_costs_its_step_and_its_suffix_once(dense: LlamaModel) -> None:
    branch = await dense.open(QUESTION)
    await branch.choose(SUFFIX, DIGITS)
    probes = []
    for step in STEPS:
        branch.extend(step)
        probes.append(branch.choose(SUFFIX, DIGITS))
    costs = [verdict.cost for verdict in await asyncio.gather(*probes)]
    suffix = len(dense.vocabulary.options(SUFFIX, DIGITS)[0])
    assert [cost.prefilled for cost in costs] == [dense.count(step) + suffix for step in STEPS]


async def test_text_that_nobody_asks_about_is_not_evaluated(dense: LlamaModel) -> None:
    branch = await dense.open(QUESTION)
    passes = count_passes(dense)
    branch.extend(STEPS[0])
    fork = branch.fork()
    fork.extend(STEPS[1])
    await branch.choose(SUFFIX, DIGITS)
    assert passes() == 1


async def test_eight_branches_write_together_in_as_many_passes_as_the_longest_takes(dense: LlamaModel) -> None:
    trunk = await dense.open(QUESTION)
    await trunk.choose(SUFFIX, DIGITS)
    forks = [trunk.fork() for _ in range(8)]
    passes = count_passes(dense)
    for index, fork in enumerate(forks):
        fork.extend(f" {index}")
    writing = [fork.generate(until=Until(max_tokens=12), sampling=GREEDY) for fork in forks]
    await asyncio.gather(*writing)
    assert passes() == 12


async def test_branches_that_write_together_write_what_the_model_writes_alone(
    toy: LlamaModel, reference: Reference
) -> None:
    trunk = await toy.open(QUESTION)
    forks = [trunk.fork() for _ in range(8)]
    for index, fork in enumerate(forks):
        fork.extend(f" {index}")
    writing = [fork.generate(until=Until(max_tokens=12), sampling=GREEDY) for fork in forks]
    for fork, generation in zip(forks, await asyncio.gather(*writing), strict=True):
        tokens = tokens_of(fork)
        before = tokens[: -generation.tokens]
        expected = reference.reading(before, tokens[len(before) :])
        assert generation.logprobs == pytest.approx(expected, abs=TOLERANCE)
        best = reference.rows(tuple(tokens))[len(before) - 1 : -1].max(axis=1)
        assert expected == pytest.approx(best.tolist(), abs=TOLERANCE)


async def test_a_text_longer_than_a_batch_is_read_in_pieces(toy: LlamaModel, reference: Reference) -> None:
    branch = await toy.open(QUESTION)
    await branch.choose(SUFFIX, DIGITS)
    before = tokens_of(branch)
    text = "".join(STEPS) * 27
    tokens = toy.vocabulary.continuation(text)
    assert len(tokens) > 1024
    reading = await branch.read(text)
    assert reading.logprobs == pytest.approx(reference.reading(before, tokens), abs=LONG_TOLERANCE)


async def test_the_same_seed_writes_the_same_and_another_seed_does_not(dense: LlamaModel) -> None:
    trunk = await dense.open(QUESTION)
    seeds = (3, 3, 4)
    forks = [trunk.fork() for _ in seeds]
    writing = [
        fork.generate(until=Until(max_tokens=12), sampling=Sampling(temperature=1.0, seed=seed))
        for fork, seed in zip(forks, seeds, strict=True)
    ]
    first, again, other = (generation.text for generation in await asyncio.gather(*writing))
    assert first == again
    assert first != other
