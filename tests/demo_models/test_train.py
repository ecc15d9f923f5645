"""Training by stages: a stage that was cut off is not taken for finished. Needs the `train` extra."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the train extra: torch")
pytest.importorskip("tokenizers", reason="needs the train extra: tokenizers")

from demo_models import mistakes, train  # noqa: E402
from demo_models.generator import problem  # noqa: E402
from demo_models.problems import Problem  # noqa: E402

Drafts = list[list[str]]


@pytest.fixture
def drafted(monkeypatch: pytest.MonkeyPatch) -> Drafts:
    """A draft that writes `Hm.` behind everything, and the prefixes of each call."""
    calls: Drafts = []

    def write(_draft: object, _writer: object, prefixes: list[str], *_: object, **__: object) -> list[str]:
        calls.append(prefixes)
        return ["Hm."] * len(prefixes)

    monkeypatch.setattr(mistakes, "continuations", write)
    for name in ("open_tokenizer", "load_model"):
        monkeypatch.setattr(train, name, lambda *_: None)
    monkeypatch.setattr(torch, "set_float32_matmul_precision", lambda _: None)
    return calls


def test_mistakes_half_collected_are_not_taken_for_all(
    drafted: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(mistakes, "training_problem", _breaks_at(20))
        with pytest.raises(KeyboardInterrupt):
            _collect(tmp_path / "cut", monkeypatch)
    assert drafted
    _collect(tmp_path / "cut", monkeypatch)
    _collect(tmp_path / "whole", monkeypatch)
    cut, whole = (tmp_path / name / "mistakes.jsonl" for name in ("cut", "whole"))
    assert cut.read_text() == whole.read_text()
    assert len(mistakes.read_own_steps(cut)) == 40


def test_mistakes_that_were_collected_are_not_collected_again(
    drafted: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _collect(tmp_path, monkeypatch)
    drafted.clear()
    _collect(tmp_path, monkeypatch)
    assert drafted == []


@pytest.mark.parametrize("stages", ["mistakes,targte", "all", ""])
def test_a_stage_that_there_is_not_is_refused_with_those_there_are(
    stages: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    with pytest.raises(SystemExit, match="2"):
        _run(["--out", str(out), "--stages", stages], monkeypatch)
    said = capsys.readouterr().err
    assert f"no stage {stages.split(',')[-1]!r}" in said
    assert ", ".join(train.STAGES) in said
    assert not out.exists()


def _collect(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(["--out", str(out), "--stages", "mistakes", "--own-problems", "40", "--device", "cpu"], monkeypatch)


def _run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["train", *arguments])
    train.main()


def _breaks_at(count: int) -> Callable[[int], Problem]:
    """What makes `count` problems and then is interrupted."""
    left = iter(range(count))

    def made(seed: int) -> Problem:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return problem(seed)

    return made
