"""The methods on llama.cpp itself: models of random weights, whose memories can and cannot be rewound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specrc_cli.backends.base import GREEDY, Model, Sampling, StopCause, Until
from specrc_cli.backends.llama import open_model
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.methods.base import Limits, Run
from specrc_cli.methods.registry import make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import Recorder
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier

HOT = Sampling(temperature=1.0, top_p=1.0, top_k=0)


async def solved(
    target: Model, draft: Model, verifier: str, sampling: Sampling = HOT, method: str = "specreason", **knobs: Any
) -> Record:
    """A run whose steps are words, as models of random weights write no paragraphs."""
    recorder = Recorder()
    run = Run(
        question="How many?",
        target=target,
        draft=draft,
        verifier=make_verifier(verifier, options=Options(prompts=Prompts())),
        prompts=Prompts(),
        emit=recorder,
        limits=Limits(token_budget=80, step_tokens=20, answer_tokens=8),
        draft_sampling=sampling,
        target_sampling=sampling,
        delimiter=" ",
    )
    await solve(make_method(method, **knobs), run)
    return recorder.record()


async def test_greedy_gives_the_same_chain_twice(dense_gguf: Path, normed_gguf: Path) -> None:
    target = await open_model(LoadOptions(path=dense_gguf, context=1024, threads=1))
    draft = await open_model(LoadOptions(path=normed_gguf, context=1024, threads=1))
    try:
        first, again = [await solved(target, draft, "utility:4", GREEDY) for _ in range(2)]
    finally:
        await draft.aclose()
        await target.aclose()
    assert [(step.text, step.fate) for step in first.steps] == [(step.text, step.fate) for step in again.steps]
    assert (first.answer, first.stop) == (again.answer, again.stop)
    assert first.totals.tokens == again.totals.tokens
    assert first.totals.tokens.prompt > 0
    assert "".join(step.text or "" for step in first.steps)


@pytest.mark.parametrize("memory", ["normed", "swa", "hybrid"])
@pytest.mark.parametrize("verifier", ["random", "likelihood:-12", "arithmetic+utility:4"])
async def test_a_run_repeats(request: pytest.FixtureRequest, memory: str, dense_gguf: Path, verifier: str) -> None:
    target = await open_model(LoadOptions(path=request.getfixturevalue(f"{memory}_gguf"), context=1024, threads=1))
    draft = await open_model(LoadOptions(path=dense_gguf, context=1024, threads=1))
    try:
        first = await solved(target, draft, verifier)
        again = await solved(target, draft, verifier)
    finally:
        await draft.aclose()
        await target.aclose()
    assert [(step.text, step.fate) for step in first.steps] == [(step.text, step.fate) for step in again.steps]
    assert len(first.steps) > 1
    assert first.totals.tokens.draft > 0
    assert first.totals.seconds.draft > 0


@pytest.mark.parametrize("memory", ["normed", "hybrid"])
@pytest.mark.parametrize(
    ("method", "verifier", "knobs"),
    [
        ("specrc", "criteria:3", {"k": 2}),
        ("specrc", "arithmetic+likelihood:-12", {}),
        ("scot", "utility", {"n_chains": 3, "select": "number"}),
        ("scot", "utility:0", {"n_chains": 2, "select": "score"}),
        ("scot", "utility", {"n_chains": 2, "select": "likelihood"}),
    ],
)
async def test_several_steps_or_chains_at_once_leave_no_branch_behind(
    request: pytest.FixtureRequest, memory: str, dense_gguf: Path, method: str, verifier: str, knobs: dict[str, Any]
) -> None:
    target = await open_model(LoadOptions(path=request.getfixturevalue(f"{memory}_gguf"), context=2048, threads=1))
    draft = await open_model(LoadOptions(path=dense_gguf, context=2048, threads=1))
    try:
        record = await solved(target, draft, verifier, method=method, **knobs)
        assert isinstance(draft, LlamaModel)
        assert isinstance(target, LlamaModel)
        assert (draft.open_branches, target.open_branches) == (0, 0)
    finally:
        await draft.aclose()
        await target.aclose()
    assert record.error is None
    assert len(record.steps) > 1
    assert record.totals.tokens.draft > 0


@pytest.mark.parametrize("memory", ["normed", "hybrid"])
@pytest.mark.parametrize("method", ["specreason", "specrc"])
async def test_overlap_changes_nothing_but_what_is_discarded(
    request: pytest.FixtureRequest, memory: str, dense_gguf: Path, method: str
) -> None:
    target = await open_model(LoadOptions(path=request.getfixturevalue(f"{memory}_gguf"), context=1024, threads=1))
    draft = await open_model(LoadOptions(path=dense_gguf, context=1024, threads=1))
    assert isinstance(draft, LlamaModel)
    try:
        apart, together = [
            await solved(target, draft, "likelihood:-12", GREEDY, method, overlap=overlap) for overlap in (False, True)
        ]
        assert draft.open_branches == 0
    finally:
        await draft.aclose()
        await target.aclose()
    chains = [[(step.text, step.fate) for step in run.steps if step.fate != "discarded"] for run in (apart, together)]
    assert chains[0] == chains[1]
    assert (apart.answer, apart.stop) == (together.answer, together.stop)


@pytest.mark.parametrize("memory", ["normed", "swa", "hybrid", "recurrent"])
async def test_an_audit_writes_where_each_step_stood_and_leaks_nothing(
    request: pytest.FixtureRequest, memory: str, dense_gguf: Path
) -> None:
    """Greedy, the target's version of a step is what it writes behind the steps before it, whatever came since."""
    target = await open_model(LoadOptions(path=request.getfixturevalue(f"{memory}_gguf"), context=1024, threads=1))
    draft = await open_model(LoadOptions(path=dense_gguf, context=1024, threads=1))
    assert isinstance(target, LlamaModel)
    try:
        run = await solved(target, draft, "random:1", GREEDY, audit=1.0)
        assert target.open_branches == 0
        audited = [step for step in run.steps if step.audit]
        assert len(audited) == len([step for step in run.steps if step.fate == "accepted"]) > 1
        branch = await target.open(Prompts().messages("How many?"))
        for step in audited:
            fork = branch.fork()
            text, left, stop = "", 20, StopCause.DELIMITER
            while not text.strip() and stop is StopCause.DELIMITER and left:
                own = await fork.generate(until=Until(texts=(" ",), max_tokens=left), sampling=GREEDY)
                text, left, stop = text + own.text, left - own.tokens, own.stop
            fork.close()
            assert step.audit is not None
            assert step.audit.target.text == text
            branch.extend(step.text or "")
        branch.close()
    finally:
        await draft.aclose()
        await target.aclose()
