"""A batch with scripted models, here in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch import program as batch_program
from tests.cli import program
from tests.cli.conftest import Ended, Specrc, environment, pair, specrc, specrc_with_llama

__all__ = ["environment", "pair", "specrc", "specrc_with_llama"]

Batch = Callable[..., Ended]


@pytest.fixture
def batch(specrc: Specrc, pair: list[str], monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Run `specrc batch FILE -o run.jsonl`, with more options, on a pair that answers 75 to everything."""
    monkeypatch.setattr(program, "draft", batch_program.draft)
    monkeypatch.setattr(program, "target", batch_program.target)

    def run(file: str = "questions.jsonl", *more: str, **settings: str) -> Ended:
        output = () if "-o" in more else ("-o", "run.jsonl")
        return specrc("batch", file, *output, *pair, "--verifier", "utility", "--no-guard", *more, **settings)

    return run


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Eight of them, all with the known answer 75 but for every fourth."""
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(question(number)) + "\n" for number in range(8)))
    return path


def question(number: int) -> dict[str, str]:
    return {"id": f"q{number}", "question": f"How many eggs are {number}?", "answer": "75" if number % 4 else "74"}
