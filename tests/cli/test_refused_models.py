"""A model that cannot be used is told from `specrc solve` in one line, with one line of what to do, and exit code 3."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from demo_models.random_weights.gguf import write
from demo_models.random_weights.vocabularies import byte_level
from specrc_cli.backends.gguf_file import read_header
from specrc_cli.backends.gguf_memory import footprint
from specrc_cli.backends.machine import HEADROOM, Memory, processors
from specrc_cli.backends.options import LoadOptions
from tests import toys
from tests.cli.conftest import Specrc

Refuse = Callable[..., tuple[str, str]]


@pytest.fixture
def refused(specrc_with_llama: Specrc) -> Refuse:
    """Solve with a model that must be refused; the error and the hint, which are all that is said."""

    def solve(path: Path, *more: str, question: str = "How many?") -> tuple[str, str]:
        run = specrc_with_llama("solve", "-q", "-m", str(path), "-t", "1", *more, "-", stdin=question)
        assert run.returncode == 3
        assert run.stdout == ""
        error, hint = run.stderr.splitlines()
        assert error.startswith("error: ")
        assert hint.startswith(" hint: ")
        return error, hint

    return solve


def test_a_file_that_is_no_gguf(refused: Refuse, tmp_path: Path) -> None:
    path = tmp_path / "notes.gguf"
    path.write_text("Buy apples.\n" * 100)
    error, hint = refused(path)
    assert f"not a GGUF file: {path}" in error
    assert hint


def test_a_truncated_file(refused: Refuse, dense_gguf: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(dense_gguf.read_bytes()[:-1000])
    error, hint = refused(path)
    assert f"{path} is truncated: 1000 bytes of its tensor data are missing" in error
    assert "fetch the file again" in hint


def test_an_architecture_that_this_llama_cpp_does_not_know(refused: Refuse, dense_gguf: Path, tmp_path: Path) -> None:
    path = tmp_path / "future.gguf"
    path.write_bytes(dense_gguf.read_bytes().replace(b"llama", b"lhama"))
    error, hint = refused(path)
    assert "does not know the architecture 'lhama' of future.gguf" in error
    assert "a newer llama-cpp-python may" in hint


def test_a_model_without_a_chat_template(refused: Refuse, tmp_path: Path) -> None:
    path = tmp_path / "base.gguf"
    write(path, toys.DENSE, byte_level(template=""))
    error, hint = refused(path)
    assert "base.gguf has no chat template" in error
    assert "models.yaml" in hint


def test_too_little_memory_is_estimated_before_anything_is_loaded(
    refused: Refuse, dense_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_: object, **__: object) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr("specrc_cli.backends.llama.loading.load_model", load)
    monkeypatch.setattr("specrc_cli.backends.llama.loading.memory", lambda: Memory(total=1 << 33, free=1 << 28))
    for device in ([], ["--device", "CPU"]):
        error, hint = refused(dense_gguf, "-c", "4096", *device)
        assert "llama.gguf needs about" in error
        assert "for a context of 4096); 256 MiB are free" in error
        assert "smaller -c" in hint


@pytest.fixture
def nothing_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test fails that loads a model."""

    def load(*_: object, **__: object) -> None:
        raise AssertionError("a model was loaded")

    monkeypatch.setattr("specrc_cli.backends.llama.loading.load_model", load)


@pytest.mark.usefixtures("nothing_loads")
def test_a_target_that_is_cut_short_is_found_before_the_draft_is_loaded(
    refused: Refuse, dense_gguf: Path, normed_gguf: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(dense_gguf.read_bytes()[:-1000])
    error, _ = refused(path, "-md", str(normed_gguf))
    assert "cut.gguf is truncated" in error


@pytest.mark.usefixtures("nothing_loads")
def test_models_that_fit_alone_and_not_together_are_refused_before_either_is_loaded(
    refused: Refuse, dense_gguf: Path, normed_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = max(footprint(read_header(path), LoadOptions(path=path)).bytes_needed for path in (dense_gguf, normed_gguf))
    room = Memory(total=1 << 33, free=alone + HEADROOM)
    monkeypatch.setattr("specrc_cli.backends.llama.loading.memory", lambda: room)
    error, hint = refused(dense_gguf, "-md", str(normed_gguf))
    assert "qwen3.gguf and llama.gguf need about" in error
    assert "together" in error
    assert "smaller -c" in hint


def test_more_threads_than_can_run_at_once_are_not_used(specrc: Specrc, pair: list[str]) -> None:
    run = specrc("solve", *pair, "-t", "512", "How many?")
    assert run.returncode == 0
    assert "512 threads cannot run at once on this machine" in run.stderr
    assert f"CPU, {processors()} thread" in run.stderr


def test_a_context_too_small_for_the_question(refused: Refuse, dense_gguf: Path) -> None:
    error, hint = refused(dense_gguf, "-c", "64", question="How many apples are left? " * 40)
    assert "tokens, the context of llama holds 64" in error
    assert "-c" in hint


def test_a_context_beyond_what_the_model_was_trained_for_is_warned_of(
    specrc_with_llama: Specrc, dense_gguf: Path
) -> None:
    run = specrc_with_llama("solve", "-q", "-m", str(dense_gguf), "-c", "4097", "-t", "1", "--budget", "4", "How many?")
    warnings = [line for line in run.stderr.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 1
    assert "4097 is more than the 4096 tokens llama was trained for" in warnings[0]


def test_a_context_as_long_as_the_model_was_trained_for_is_not_warned_of(refused: Refuse, dense_gguf: Path) -> None:
    refused(dense_gguf, "-c", "4096", question="How many? " * 4096)


def test_a_draft_of_another_vocabulary_cannot_guess_for_the_target(
    specrc_with_llama: Specrc, tmp_path: Path, dense_gguf: Path
) -> None:
    other = tmp_path / "other.gguf"
    write(other, toys.NORMED, byte_level(traps=["apples"]))
    run = specrc_with_llama(
        *("solve", "-q", "-m", str(dense_gguf), "-md", str(other), "-t", "1", "--method", "target"),
        *("--speculate", "draft", "How many?"),
    )
    assert run.returncode == 2
    assert run.stdout == ""
    error, hint = run.stderr.splitlines()
    assert "other cannot guess tokens for llama: its" in error
    assert "lookup" in hint
