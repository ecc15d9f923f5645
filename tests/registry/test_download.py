"""Which file of a repository is meant, whether it is here, and what is said when it cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import huggingface_hub
import pytest
from huggingface_hub import errors

from specrc_cli.errors import ExitCode, ModelError
from specrc_cli.registry.download import OnBytes, Store, choose, quant_of
from specrc_cli.registry.hub import HuggingFace
from specrc_cli.registry.specs import HubFile, ModelSpec

REPO = "someone/Toy-GGUF"
FILES = {
    ".gitattributes": 1,
    "README.md": 1,
    "Toy-Q4_K_M.gguf": 100,
    "Toy-UD-Q4_K_XL.gguf": 100,
    "Toy-Q4_K_S.gguf": 100,
    "Toy-Q8_0-00001-of-00002.gguf": 200,
    "Toy-Q8_0-00002-of-00002.gguf": 150,
    "BF16/Toy-BF16-00001-of-00002.gguf": 400,
    "BF16/Toy-BF16-00002-of-00002.gguf": 400,
    "mmproj-F16.gguf": 10,
}


class FakeHub:
    """A Hub with one repository, and a cache on the disk."""

    def __init__(self, cache: Path, files: Mapping[str, int] = FILES) -> None:
        self.cache = cache
        self.files = files
        self.asked: list[str] = []

    def cached(self, repo: str) -> Mapping[str, Path]:
        folder = self.cache / repo
        return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.gguf")}

    def listing(self, repo: str) -> Mapping[str, int]:
        self.asked.append(f"list {repo}")
        return self.files

    def download(self, repo: str, name: str, *, on_bytes: OnBytes) -> Path:
        self.asked.append(f"get {name}")
        path = self.cache / repo / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"GGUF")
        on_bytes(name, self.files[name], self.files[name])
        return path


def ignore(_name: str, _here: int, _all: int) -> None:
    pass


def spec(source: HubFile | Path) -> ModelSpec:
    return ModelSpec(name="toy", source=source)


@pytest.mark.parametrize(
    ("quant", "names"),
    [
        ("Q4_K_M", ("Toy-Q4_K_M.gguf",)),
        ("q4_k_m", ("Toy-Q4_K_M.gguf",)),
        ("UD-Q4_K_XL", ("Toy-UD-Q4_K_XL.gguf",)),
        ("Q8_0", ("Toy-Q8_0-00001-of-00002.gguf", "Toy-Q8_0-00002-of-00002.gguf")),
        ("BF16", ("BF16/Toy-BF16-00001-of-00002.gguf", "BF16/Toy-BF16-00002-of-00002.gguf")),
    ],
)
def test_a_quantization_finds_its_file_or_all_its_parts(quant: str, names: tuple[str, ...]) -> None:
    assert choose(HubFile(REPO, quant=quant), FILES) == names


def test_a_file_can_be_named_itself() -> None:
    assert choose(HubFile(REPO, file="mmproj-F16.gguf"), FILES) == ("mmproj-F16.gguf",)


def test_a_quantization_that_is_not_there_lists_those_that_are() -> None:
    with pytest.raises(ModelError) as caught:
        choose(HubFile(REPO, quant="Q5_K_M"), FILES)
    assert caught.value.message == f"{REPO} has no Q5_K_M"
    assert caught.value.hint == "it has: BF16, Q4_K_M, Q4_K_S, Q8_0, UD-Q4_K_XL"


def test_a_repository_without_gguf_files_says_so() -> None:
    with pytest.raises(ModelError) as caught:
        choose(HubFile(REPO, quant="Q8_0"), ["model.safetensors"])
    assert "no GGUF files" in caught.value.hint


def test_two_models_of_one_quantization_ask_for_a_file() -> None:
    with pytest.raises(ModelError) as caught:
        choose(HubFile(REPO, quant="Q8_0"), ["a-Q8_0.gguf", "b-Q8_0.gguf"])
    assert "a-Q8_0.gguf, b-Q8_0.gguf" in caught.value.hint


def test_a_repository_that_lacks_a_part_is_refused() -> None:
    with pytest.raises(ModelError, match="lacks a part"):
        choose(HubFile(REPO, quant="Q8_0"), ["Toy-Q8_0-00001-of-00002.gguf"])


@pytest.mark.parametrize(
    ("name", "quant"),
    [
        ("qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf", "Q4_K_M"),
        ("gemma-3-12b-it-qat-q4_0.gguf", "Q4_0"),
        ("Llama-3.2-1B-Instruct-IQ4_XS.gguf", "IQ4_XS"),
        ("DeepSeek-R1-Distill-Qwen-14B-Q6_K_L.gguf", "Q6_K_L"),
        ("Q8_0/model.gguf", "Q8_0"),
        ("model-f16.gguf", "F16"),
        ("model.gguf", ""),
    ],
)
def test_a_files_name_tells_its_quantization(name: str, quant: str) -> None:
    assert quant_of(name) == quant


def test_all_parts_are_fetched_once_and_then_found_without_asking(tmp_path: Path) -> None:
    hub = FakeHub(tmp_path)
    seen: list[tuple[str, int, int]] = []
    model = spec(HubFile(REPO, quant="Q8_0"))
    path = Store(client=hub).locate(model, on_bytes=lambda *event: seen.append(event))
    assert path.name == "Toy-Q8_0-00001-of-00002.gguf"
    assert [name for name, *_ in seen] == ["Toy-Q8_0-00001-of-00002.gguf", "Toy-Q8_0-00002-of-00002.gguf"]
    hub.asked.clear()
    assert Store(client=hub, offline=True).locate(model, on_bytes=ignore) == path
    assert hub.asked == []


def test_a_model_with_a_part_still_to_come_is_not_here(tmp_path: Path) -> None:
    hub = FakeHub(tmp_path)
    hub.download(REPO, "Toy-Q8_0-00001-of-00002.gguf", on_bytes=ignore)
    assert Store(client=hub).find(spec(HubFile(REPO, quant="Q8_0"))) is None


def test_offline_nothing_is_asked_and_the_hint_says_how_to_fetch(tmp_path: Path) -> None:
    hub = FakeHub(tmp_path)
    with pytest.raises(ModelError) as caught:
        Store(client=hub, offline=True).locate(spec(HubFile(REPO, quant="Q8_0")), on_bytes=ignore)
    assert caught.value.exit_code is ExitCode.MODEL
    assert f"specrc models pull hf:{REPO}:Q8_0" in caught.value.hint
    assert hub.asked == []


def test_a_download_larger_than_the_disk_is_not_begun(tmp_path: Path) -> None:
    hub = FakeHub(tmp_path, {"Huge-Q8_0.gguf": 10**18})
    with pytest.raises(ModelError, match="GB are free"):
        Store(client=hub).locate(spec(HubFile(REPO, quant="Q8_0")), on_bytes=ignore)
    assert hub.asked == [f"list {REPO}"]


def test_a_file_on_the_disk_is_its_own_place_and_a_missing_one_is_told(tmp_path: Path) -> None:
    here = tmp_path / "m.gguf"
    here.touch()
    store = Store(client=FakeHub(tmp_path))
    assert store.locate(spec(here), on_bytes=ignore) == here
    with pytest.raises(ModelError, match="no such model file"):
        store.locate(spec(tmp_path / "none.gguf"), on_bytes=ignore)


def hub_error(kind: type[errors.HfHubHTTPError], status: int) -> errors.HfHubHTTPError:
    response = SimpleNamespace(status_code=status, headers={}, request=None)
    return kind("no\nsecond line", response=cast("Any", response))


@pytest.mark.parametrize(
    ("raised", "said", "hint"),
    [
        (hub_error(errors.GatedRepoError, 403), "is gated", "HF_TOKEN"),
        (hub_error(errors.RepositoryNotFoundError, 404), "has no repository", "spelling"),
        (hub_error(errors.HfHubHTTPError, 503), "HTTP 503", "later"),
        (errors.OfflineModeIsEnabled("offline"), "HF_HUB_OFFLINE is set", "unset it"),
        (ConnectionError("Name or service not known"), "Name or service not known", "what has arrived is kept"),
        (errors.LocalEntryNotFoundError("An error happened"), "the Hub does not answer", "what has arrived is kept"),
        (OSError(28, "No space left on device"), "no room left", "HF_HOME"),
        (PermissionError(13, "Permission denied", "/cache/x"), "cannot write /cache/x", "HF_HOME"),
        (RuntimeError(), "RuntimeError", "network"),
    ],
)
def test_what_goes_wrong_on_the_hub_is_one_line_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, said: str, hint: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", refuse)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", refuse)
    for action in (
        lambda: HuggingFace().listing(REPO),
        lambda: HuggingFace().download(REPO, "m.gguf", on_bytes=ignore),
    ):
        with pytest.raises(ModelError) as caught:
            action()
        assert said in caught.value.message
        assert "\n" not in caught.value.message
        assert hint in caught.value.hint


def test_the_clients_progress_becomes_bytes_by_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def download(_repo: str, name: str, *, tqdm_class: type) -> str:
        with tqdm_class(total=10, initial=2, unit="B", desc=name, unit_scale=True) as bar:
            bar.update(3)
            bar.update_transfer(99)
            bar.update(5)
        return str(tmp_path / name)

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", download)
    seen: list[tuple[str, int, int]] = []
    HuggingFace().download(REPO, "m.gguf", on_bytes=lambda *event: seen.append(event))
    assert seen == [("m.gguf", 5, 10), ("m.gguf", 10, 10)]


def test_the_cache_is_read_as_the_client_lays_it_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    repo = tmp_path / "models--someone--Toy-GGUF"
    for name in ("snapshots/abc/Toy-Q4_K_M.gguf", "snapshots/abc/BF16/Toy-BF16.gguf", "snapshots/old/gone.gguf"):
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).touch()
    assert HuggingFace().cached(REPO) == {}
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text("abc")
    assert set(HuggingFace().cached(REPO)) == {"Toy-Q4_K_M.gguf", "BF16/Toy-BF16.gguf"}


def test_the_cache_layout_is_the_clients_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    repo = tmp_path / "models--someone--Toy-GGUF"
    for name in ("snapshots/abc/Toy-Q4_K_M.gguf", "refs/main"):
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
    (repo / "refs/main").write_text("abc")
    (repo / "snapshots/abc/Toy-Q4_K_M.gguf").touch()
    theirs = huggingface_hub.try_to_load_from_cache(REPO, "Toy-Q4_K_M.gguf", cache_dir=tmp_path)
    assert str(HuggingFace().cached(REPO)["Toy-Q4_K_M.gguf"]) == theirs


def test_the_real_client_with_nothing_to_reach_fails_soon_with_one_line(tmp_path: Path) -> None:
    script = (
        "from specrc_cli.registry.hub import HuggingFace\n"
        "from specrc_cli.errors import ModelError\n"
        "try:\n    HuggingFace().listing('someone/Toy-GGUF')\n"
        "except ModelError as error:\n    print(error.message)\n"
    )
    nowhere = {**os.environ, "HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", script], env=nowhere, capture_output=True, text=True, timeout=20, check=True
    )
    assert run.stdout.startswith("cannot fetch someone/Toy-GGUF: ")
    assert run.stderr == ""
    assert len(run.stdout.splitlines()) == 1


def test_the_registry_loads_without_the_hubs_client() -> None:
    script = "import sys, specrc_cli.registry as r; r.load(); print('huggingface_hub' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
