"""The opening lines: each verifier stands there with its own number, however they are put together."""

from __future__ import annotations

import pytest

from specrc_cli.trace.events import RunBegan
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, make_verifier
from specrc_cli.views.loaded import method_line
from specrc_cli.views.theme import UNICODE


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("utility:8", "utility ≥ 8"),
        ("arithmetic+likelihood:-1.5", "arithmetic+likelihood ≥ -1.5"),
        ("confidence:-0.3/likelihood:-1", "confidence ≥ -0.3/likelihood ≥ -1"),
        ("arithmetic+confidence:-0.3/utility:8", "arithmetic+confidence ≥ -0.3/utility ≥ 8"),
        ("random:0.4", "random 0.4"),
    ],
)
def test_every_threshold_is_told(spec: str, words: str) -> None:
    verifier = make_verifier(spec, options=Options(prompts=Prompts(), seed=0))
    began = RunBegan(
        question="Why?",
        method="specreason",
        verifier=verifier.name,
        knobs={"verifier": dict(verifier.knobs)},
        seed=3,
        prompt_hash="",
        draft=None,
        target=None,
    )
    assert method_line(began, UNICODE) == f"specreason · {words} · seed 3"
