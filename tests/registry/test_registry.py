"""models.yaml: what it says, what lies over it, and how every mistake in it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from specrc_cli import registry
from specrc_cli.backends.base import Sampling
from specrc_cli.backends.options import ThinkingStyle
from specrc_cli.errors import ExitCode, UsageError
from specrc_cli.registry.layers import demo_folder, shipped_file
from specrc_cli.registry.schema import Entry, json_schema
from specrc_cli.registry.specs import HubFile
from specrc_cli.registry.stock import pair_models
from specrc_cli.verifiers.prompts import Prompts

Write = Callable[[str], Path]


@pytest.fixture
def overlay(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(autouse=True)
def _no_user_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("specrc_cli.registry.registry.user_file", lambda: tmp_path / "config" / "models.yaml")


def complaint(path: Path) -> UsageError:
    with pytest.raises(UsageError) as caught:
        registry.load(overlay=path)
    assert caught.value.exit_code is ExitCode.USAGE
    assert "\n" not in caught.value.message
    return caught.value


def test_the_shipped_pair_is_the_default_and_lies_in_the_package() -> None:
    pair = registry.load().select()
    assert pair.name == "demo"
    assert pair.draft is not None
    assert pair.target is not None
    assert (pair.draft.source, pair.target.source) == (demo_folder() / "draft.gguf", demo_folder() / "target.gguf")
    assert pair.prompts.solve == "{question}"
    assert pair.target_sampling.greedy


def test_the_shipped_file_is_found_in_a_checkout() -> None:
    assert shipped_file().is_file()


def test_an_installed_package_has_the_shipped_file_inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("specrc_cli.registry.layers.files", lambda _package: tmp_path)
    (tmp_path / "models.yaml").touch()
    assert shipped_file() == tmp_path / "models.yaml"
    assert demo_folder() == tmp_path / "demo"


def test_a_new_entry_joins_those_that_ship(overlay: Write) -> None:
    loaded = registry.load(overlay=overlay("models:\n  mine: {hf: me/mine-GGUF:Q4_K_M, context: 8192}\n"))
    assert loaded.model("mine").source == HubFile("me/mine-GGUF", quant="Q4_K_M")
    assert loaded.model("mine").context == 8192
    assert "demo-target" in loaded.models


def test_an_overlay_changes_one_field_and_leaves_the_others(overlay: Write) -> None:
    text = "models:\n  demo-target:\n    context: 1024\n    prompts: {utility_reply: 'Mark: '}\n"
    target = registry.load(overlay=overlay(text)).pair("demo").target
    assert target is not None
    assert target.context == 1024
    assert target.source == demo_folder() / "target.gguf"
    assert target.prompts["utility_reply"] == "Mark: "
    assert target.prompts["solve"] == "{question}"


def test_a_path_laid_over_a_hub_file_takes_its_place(overlay: Write, tmp_path: Path) -> None:
    user = tmp_path / "user.yaml"
    user.write_text("models:\n  big: {hf: me/big-GGUF:Q8_0, context: 512}\n")
    loaded = registry.load(user=user, overlay=overlay("models:\n  big: {path: big.gguf}\n"))
    assert loaded.model("big").source == tmp_path / "big.gguf"
    assert loaded.model("big").context == 512


def test_relative_paths_start_at_the_file_that_says_them(overlay: Write, tmp_path: Path) -> None:
    loaded = registry.load(
        overlay=overlay("models:\n  a: {path: sub/a.gguf}\npairs:\n  p: {draft: a, target: ./b.gguf}\n")
    )
    assert loaded.model("a").source == tmp_path / "sub/a.gguf"
    target = loaded.pair("p").target
    assert target is not None
    assert target.source == tmp_path / "b.gguf"


def test_a_tilde_is_the_home_folder(overlay: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    loaded = registry.load(overlay=overlay("models:\n  a: {path: ~/a.gguf}\n"))
    assert loaded.model("a").source == tmp_path / "home" / "a.gguf"


def test_the_user_file_is_read_and_the_command_lines_file_lies_over_it(overlay: Write, tmp_path: Path) -> None:
    user = tmp_path / "config" / "models.yaml"
    user.parent.mkdir()
    user.write_text("models:\n  m: {path: m.gguf, context: 512}\n")
    loaded = registry.load(overlay=overlay("models:\n  m: {context: 1024}\n"))
    assert loaded.model("m").context == 1024
    assert loaded.model("m").source == user.parent / "m.gguf"
    assert loaded.files[1:] == (user, tmp_path / "mine.yaml")


def test_sampling_and_prompts_go_from_tool_to_model_to_pair(overlay: Write) -> None:
    text = """
models:
  d: {path: d.gguf, sampling: {temperature: 1.0, top_k: 20}}
  t: {path: t.gguf, thinking: tags, prompts: {system: Think., utility: Rate it.}}
pairs:
  p:
    draft: d
    target: t
    sampling: {temperature: 0.3}
    prompts: {utility: Rate the step.}
    limits: {max_steps: 5}
    knobs: {utility: {threshold: 8}, specreason: {first_n_target_steps: 1}}
"""
    pair = registry.load(overlay=overlay(text)).pair("p")
    assert pair.draft_sampling == Sampling(temperature=0.3, top_k=20)
    assert pair.target_sampling == Sampling(temperature=0.3)
    assert pair.prompts == Prompts(system="Think.", utility="Rate the step.")
    assert pair.limits.max_steps == 5
    assert pair.knobs["utility"]["threshold"] == 8
    assert pair.target is not None
    assert pair.target.thinking is ThinkingStyle.TAGS


def test_a_default_pair_can_be_the_users_own(overlay: Write) -> None:
    text = "default_pair: mine\npairs:\n  mine: {draft: demo-draft, target: demo-target}\n"
    assert registry.load(overlay=overlay(text)).select().name == "mine"


def test_models_named_without_a_pair_take_the_tools_own_defaults() -> None:
    pair = registry.load().select(target="big.gguf", draft="hf:me/small-GGUF:Q8_0")
    assert (pair.name, pair.method) == ("", "specreason")
    assert pair.draft is not None
    assert pair.target is not None
    assert pair.target.source == Path("big.gguf")
    assert pair.draft.source == HubFile("me/small-GGUF", quant="Q8_0")
    assert pair.prompts == Prompts()


def test_the_two_models_of_a_pair_named_without_it_are_that_pair() -> None:
    loaded = registry.load()
    assert loaded.select(target="demo-target", draft="demo-draft") == loaded.pair("demo")
    assert loaded.select(target="demo-target", draft="qwen3-0.6b").name == ""
    assert loaded.select(target="demo-target").target_sampling == loaded.pair("demo").target_sampling


def test_two_models_that_two_pairs_share_are_neither_of_them(overlay: Write) -> None:
    twin = "pairs: {twin: {draft: demo-draft, target: demo-target, method: specrc}}"
    pair = registry.load(overlay=overlay(twin)).select(target="demo-target", draft="demo-draft")
    assert (pair.name, pair.method) == ("", "specreason")


def test_a_target_alone_solves_alone() -> None:
    pair = registry.load().select(target="big.gguf")
    assert (pair.draft, pair.method) == (None, "target")


def test_a_model_named_beside_a_pair_takes_its_place_in_it() -> None:
    pair = registry.load().select(pair="demo", draft="other.gguf")
    assert pair.draft is not None
    assert pair.target is not None
    assert (pair.draft.name, pair.target.name, pair.verifier) == ("other", "demo-target", "likelihood")


def test_a_draft_alone_has_no_target_and_its_own_words_only() -> None:
    pair = registry.load().select(draft="small.gguf")
    assert pair.target is None
    assert pair.target_sampling == pair.draft_sampling
    assert [model.name for model in pair_models(pair)] == ["small"]


def test_an_unknown_pair_or_model_suggests_the_nearest() -> None:
    with pytest.raises(UsageError) as pair:
        registry.load().select(pair="dmo")
    with pytest.raises(UsageError) as model:
        registry.load().model("demo-traget")
    assert "'demo'" in pair.value.hint
    assert "'demo-target'" in model.value.hint


@pytest.mark.parametrize(
    ("reference", "file"),
    [
        ("hf:Qwen/Qwen3-8B-GGUF:Q4_K_M", HubFile("Qwen/Qwen3-8B-GGUF", quant="Q4_K_M")),
        ("hf:me/m/sub/m-00001-of-00002.gguf", HubFile("me/m", file="sub/m-00001-of-00002.gguf")),
    ],
)
def test_a_hub_reference_names_a_quantization_or_a_file(reference: str, file: HubFile) -> None:
    assert registry.load().model(reference).source == file
    assert str(file) == reference


@pytest.mark.parametrize(
    "reference", ["hf:", "hf:Qwen", "hf:Qwen/Qwen3-8B-GGUF", "hf:../x:Q4", "hf:a/b:Q4:Q5", "hf:a/b c:Q"]
)
def test_a_malformed_hub_reference_shows_the_form(reference: str) -> None:
    with pytest.raises(UsageError) as caught:
        registry.load().model(reference)
    assert "hf:owner/repo:QUANT" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "line", "said", "hint"),
    [
        ("models:\n  m:\n   path: [a\n", 4, "not valid YAML", "indentation"),
        ("models:\n  m: {path: a.gguf}\n\tpairs:\n", 3, "not valid YAML", "indentation"),
        ("modls: {}\n", 1, "unknown key 'modls'", "'models'"),
        ("models:\n  m:\n    path: a.gguf\n    contxt: 5\n", 4, "unknown key 'contxt' in models.m", "'context'"),
        ("models:\n  m:\n    sampling:\n      temprature: 1\n", 4, "in models.m.sampling", "'temperature'"),
        ("models:\n  m:\n    zzz: 1\n    yyy: 1\n", 3, "(and 1 more)", "known: about, chat_template"),
        (
            "models:\n  m:\n    path: a.gguf\n    context: many\n",
            4,
            "models.m.context must be a whole number, not 'many'",
            "tokens of context",
        ),
        ("models:\n  m:\n    path: a.gguf\n    context: true\n", 4, "must be a whole number, not true", "tokens"),
        ("models:\n  m:\n    path: a.gguf\n    context: -1\n", 4, "greater than or equal to 256, not -1", ""),
        ("models:\n  m: a.gguf\n", 2, "models.m must be keys with values, not 'a.gguf'", ""),
        ("models: []\n", 1, "models must be keys with values", ""),
        ("models:\n  m:\n    path: a.gguf\n    thinking: loud\n", 4, "must be 'auto', 'none' or 'tags'", ""),
        ("models:\n  m: {path: a}\n  m: {path: b}\n", 3, "the key 'm' stands twice (first in line 2)", "remove"),
        ("models:\n  1: {path: a}\n", 2, "a key must be text, not '1'", "quotes"),
        ("models:\n  My Model: {path: a}\n", 2, "models.My Model is not a name", "lower-case"),
        ("models:\n  m: &x {path: a}\n  n: *x\n", 2, "anchors", "write the value out"),
        ("models:\n  m: {context: 512}\n", 2, "models.m has neither of 'path' and 'hf'", "exactly one"),
        ("models:\n  m: {path: a, hf: 'a/b:Q4_0'}\n", 2, "has both of", "exactly one"),
        ("models:\n  m:\n    hf: Qwen3-8B\n", 3, "does not name a model on the Hub", "hf:owner/repo:QUANT"),
        ("pairs:\n  p:\n    draft: demo-draft\n", 2, "pairs.p has no target", ""),
        ("pairs:\n  p:\n    draft: demo-drat\n    target: demo-target\n", 3, "unknown model", "'demo-draft'"),
        ("pairs:\n  p:\n    knobs:\n      utility:\n        threshold: [1]\n", 5, "a number, text or true/false", ""),
        ("models:\n  m:\n    prompts:\n      solve: Solve it\n", 4, "must hold {question}", ""),
        ("models:\n  m:\n    hf:\n", 3, "models.m.hf must be text, not nothing", "Hugging Face"),
        ("pairs:\n  demo:\n    method: specreson\n", 3, "no method 'specreson'", "'specreason'"),
        ("pairs:\n  demo:\n    verifier: arithmetic+utilty\n", 3, "no verifier 'utilty'", "'utility'"),
        (
            "pairs:\n  demo:\n    knobs:\n      utilty: {threshold: 1}\n",
            4,
            "no method or verifier 'utilty'",
            "'utility'",
        ),
        ("pairs:\n  demo:\n    knobs:\n      utility: {treshold: 1}\n", 4, "no knob 'treshold'", "'threshold'"),
        ("pairs:\n  demo:\n    knobs:\n      utility: {threshold: 99}\n", 4, "threshold 99 is out of range", "0 to 9"),
        ("pairs:\n  demo:\n    knobs:\n      utility: {threshold: high}\n", 4, "must be a number", "7"),
        ("pairs:\n  demo:\n    knobs:\n      likelihood: {pool: min}\n", 4, "pool cannot be 'min'", "'minimum'"),
        ("pairs:\n  demo:\n    knobs:\n      specreason: {first_n: 1}\n", 4, "no method has", "first_n_target_steps"),
        ("pairs:\n  demo:\n    knobs:\n      specreason: {first_n_target_steps: x}\n", 4, "cannot be 'x'", "takes 0"),
        ("default_pair: dem\n", 1, "unknown pair 'dem'", "'demo'"),
        ("- a\n", 1, "must hold keys", "models"),
        ("just text\n", 1, "must hold keys", "models"),
        ("models:\n  m: {path: !!python/object:os.system x}\n", 2, "not valid YAML", ""),
        ("models:\n  m:\n    about: 2024-13-45\n", 3, "'2024-13-45' cannot be read as a date", "quotes"),
        ("models:\n  m:\n    about: 2024-12-31\n", 3, "about must be text, not 2024-12-31", "one line"),
        ("models:\n  m:\n    context: !!int ''\n", 3, "'' cannot be read as a number", "quotes"),
        ("models:\n  m:\n    context: !!bool so\n", 3, "'so' cannot be read as true or false", "quotes"),
        (f"models:\n  m:\n    context: {'9' * 5000}\n", 3, "cannot be read as a number", "quotes"),
        ("models:\n  m:\n    context: 99999999999\n", 3, "less than or equal to 16777216", "tokens of context"),
        ("models:\n  m:\n    size_gb: .inf\n", 3, "size_gb must be less than", "size of the download"),
        ("models:\n  m:\n    sampling: {top_k: 99999999999}\n", 3, "top_k must be less than", "this many"),
        ("models:\n  m:\n    sampling: {temperature: .nan}\n", 3, "temperature must be", "0 is greedy"),
        ("models:\n  m:\n    sampling: hot\n", 3, "sampling must be keys with values, not 'hot'", "temperature: 0.6"),
        ("models:\n  m:\n    path: ''\n", 3, "models.m.path must not be empty, not ''", "a .gguf file"),
        ("models:\n  m:\n    path: ~nobody-at-all/m.gguf\n", 3, "a home folder that is not known", "whole path"),
        ('models:\n  m:\n    path: "a\\0b"\n', 3, "null character", "anew"),
        ("pairs:\n  p: 3\n", 2, "pairs.p must be keys with values, not 3", "{draft: small, target: large}"),
        ("pairs:\n  p:\n    knobs: {utility: 7}\n", 3, "must be keys with values, not 7", "by method or verifier name"),
        ("pairs:\n  demo:\n    verifier: arithmetic+\n", 3, "a verifier's name is missing", "each side"),
        ("[" * 100_000, 1, "nested deeper than 16 levels", ""),
        ("{a: " * 3000, 1, "nested deeper than 16 levels", ""),
        ("- " * 3000, 1, "nested deeper than 16 levels", ""),
        ("a: &a [x, x]\nb: [*a, *a]\n", 1, "anchors", "write the value out"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_a_hint(overlay: Write, text: str, line: int, said: str, hint: str) -> None:
    error = complaint(overlay(text))
    assert f"mine.yaml:{line}" in error.message
    assert said in error.message
    assert hint in error.hint


def test_an_empty_file_changes_nothing(overlay: Write) -> None:
    assert registry.load(overlay=overlay("# nothing yet\n")).models == registry.load().models


def test_a_file_that_is_missing_or_not_text_is_told(tmp_path: Path) -> None:
    assert "cannot read" in complaint(tmp_path / "none.yaml").message
    (tmp_path / "bad.yaml").write_bytes(b"models: \xff\xfe")
    assert "not UTF-8" in complaint(tmp_path / "bad.yaml").message


def test_a_file_that_is_no_models_yaml_is_not_read_to_its_end(tmp_path: Path) -> None:
    assert "longer than 1 MiB" in complaint(Path("/dev/zero")).message
    assert "Is a directory" in complaint(tmp_path).message
    (tmp_path / "control.yaml").write_bytes(b"models: \x07")
    assert "special characters are not allowed" in complaint(tmp_path / "control.yaml").message


def test_a_users_file_that_cannot_be_read_is_not_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "config" / "models.yaml"
    own.parent.mkdir()
    own.symlink_to("gone.yaml")
    monkeypatch.setattr("specrc_cli.registry.registry.user_file", lambda: own)
    with pytest.raises(UsageError, match="No such file"):
        registry.load()


def test_every_field_of_a_models_yaml_has_a_hint() -> None:
    fields = {
        f"{kind.__name__}.{name}": field.description
        for kind in Entry.__subclasses__()
        for name, field in kind.model_fields.items()
    }
    assert {name for name, description in fields.items() if not description} == set()


def test_every_shipped_pair_names_models_that_are_there_and_only_the_bundled_one_is_tried() -> None:
    loaded = registry.load()
    assert len(loaded.pairs) > 10
    assert {name for name, pair in loaded.pairs.items() if pair.tried} == {"demo"}
    assert all(pair.draft is not None and pair.draft != pair.target for pair in loaded.pairs.values())
    assert all(spec.size_gb for spec in loaded.models.values() if isinstance(spec.source, HubFile))


def test_the_schema_for_editors_is_current() -> None:
    current = shipped_file().with_name("models.schema.json")
    assert current.read_text(encoding="utf-8") == json_schema(), (
        "write it anew: specrc models schema > models.schema.json"
    )


def test_the_example_in_the_documentation_is_read(overlay: Write) -> None:
    document = shipped_file().with_name("docs") / "models.md"
    _, _, rest = document.read_text(encoding="utf-8").partition("```yaml\n")
    pair = registry.load(overlay=overlay(rest.partition("```")[0])).select()
    assert (pair.name, pair.knobs["utility"]) == ("mine", {"threshold": 8})
