"""No method ever holds more branches than it is said to: so many questions can be solved side by side."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import specrc_cli
from specrc_cli.backends.base import Sampling
from specrc_cli.backends.llama import open_model
from specrc_cli.backends.llama.branch import LlamaBranch
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Limits, Run
from specrc_cli.methods.breadth import breadth
from specrc_cli.methods.guessing import Guesser, Speculation
from specrc_cli.methods.registry import METHODS, make_method
from specrc_cli.methods.session import solve
from specrc_cli.trace.events import Event
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier

DEMO = Path(specrc_cli.__file__).with_name("demo")
KNOBS: dict[str, dict[str, Any]] = {"lookahead": {"depth": 3}, "specreason": {"audit": 1.0}, "specrc": {"audit": 1.0}}
SAMPLING = Sampling(temperature=1.0, top_p=1.0, top_k=0)


@pytest.mark.parametrize(
    ("verifier", "guesser"),
    [("random:0.8", Guesser.OFF), ("random:0.8", Guesser.DRAFT), ("equivalence:0", Guesser.OFF)],
)
async def test_no_method_holds_more_branches_than_it_is_said_to(
    verifier: str, guesser: Guesser, monkeypatch: pytest.MonkeyPatch
) -> None:
    most: Counter[str] = Counter()
    add = LlamaModel.add

    def counted(self: LlamaModel, branch: LlamaBranch) -> LlamaBranch:
        add(self, branch)
        most[self.info.name] = max(most[self.info.name], self.open_branches)
        return branch

    monkeypatch.setattr(LlamaModel, "add", counted)
    target = await open_model(LoadOptions(path=DEMO / "target.gguf", context=1024, threads=1))
    draft = await open_model(LoadOptions(path=DEMO / "draft.gguf", context=1024, threads=1))
    judge = make_verifier(verifier, options=Options(prompts=Prompts()))
    heard: list[Event] = []
    played = 0
    try:
        for name in METHODS:
            most.clear()
            method = make_method(name, **KNOBS.get(name, {}))
            run = Run(
                question="Ann has 3 boxes of 4 pens. She gives 2 pens away. How many pens does she have?",
                target=target,
                draft=draft,
                verifier=judge,
                prompts=Prompts(),
                emit=heard.append,
                limits=Limits(token_budget=300, step_tokens=24, answer_tokens=8),
                draft_sampling=SAMPLING,
                target_sampling=SAMPLING,
                speculation=Speculation(guesser=guesser),
            )
            with suppress(UsageError):  # where a pair has no token to be asked for, nothing is held
                await solve(method, run)
            assert max(most.values(), default=0) <= breadth(method, judge, guessed_at=guesser is Guesser.DRAFT), name
            played += bool(most)
        assert played or verifier.startswith("equivalence")
    finally:
        await draft.aclose()
        await target.aclose()


@pytest.mark.parametrize(
    ("name", "knobs", "verifier", "branches"),
    [
        ("specreason", {}, "utility", 1),
        ("specreason", {}, "arithmetic+equivalence", 2),
        ("specreason", {"audit": 0.1}, "utility", 5),
        ("specrc", {"k_max": 8}, "equivalence", 9),
        ("scot", {"n_chains": 5}, "utility", 6),
        ("tree", {"beam_width": 4, "beam_keep": 2}, "confidence/equivalence", 18),
        ("target", {}, None, 1),
    ],
)
def test_what_a_question_takes_is_known_beforehand(
    name: str, knobs: dict[str, Any], verifier: str | None, branches: int
) -> None:
    judge = make_verifier(verifier, options=Options(prompts=Prompts())) if verifier else None
    assert breadth(make_method(name, **knobs), judge) == branches


def test_a_draft_that_guesses_holds_one_more_for_each_text_of_the_target() -> None:
    assert breadth(make_method("lookahead", depth=3), None, guessed_at=True) == 8
