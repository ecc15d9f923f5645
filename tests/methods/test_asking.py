"""What the target cannot answer in one token is found out before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.errors import ExitCode, UsageError
from specrc_cli.verifiers.prompts import Prompts
from specrc_cli.verifiers.registry import Options, fitting
from tests.play import play

STEP = "2 + 3 = 5\n\n"


def speechless(*words: str) -> ScriptedModel:
    return ScriptedModel("target", wordless=words)


@pytest.mark.parametrize("method", ["specreason", "specrc", "tree"])
@pytest.mark.parametrize(
    ("verifier", "wordless", "named"),
    [
        ("yesno", ("yes",), "verifier yesno"),
        ("equivalence", ("no",), "verifier equivalence"),
        ("utility", ("7",), "verifier utility"),
        ("criteria", ("7",), "verifier criteria"),
        ("arithmetic+yesno", ("yes",), "verifier arithmetic+yesno"),
        ("confidence/utility", ("0",), "verifier confidence/utility"),
    ],
)
async def test_a_verifier_it_cannot_answer_is_refused(
    method: str, verifier: str, wordless: tuple[str, ...], named: str
) -> None:
    draft, target = ScriptedModel("draft", writes=[STEP]), speechless(*wordless)
    with pytest.raises(UsageError, match="target has not one token for each of") as refused:
        await play(method, draft=draft, target=target, verifier=verifier)
    assert named in refused.value.message
    assert refused.value.exit_code is ExitCode.USAGE
    assert draft.calls == target.calls == []


async def test_the_verifiers_that_work_with_it_are_named() -> None:
    with pytest.raises(UsageError) as refused:
        await play(draft=ScriptedModel(), target=speechless("yes"), verifier="yesno")
    assert refused.value.hint == (
        "verifiers that work with it: arithmetic, utility, criteria, confidence, likelihood, random"
    )


@pytest.mark.parametrize(
    ("method", "knobs", "wordless", "message"),
    [
        ("lookahead", {}, ("yes",), "yes and no, as method lookahead wants"),
        ("scot", {}, ("6",), "1, 2, 3, 4, 5 and 6, as method scot wants"),
        ("scot", {"n_chains": 2}, ("3",), "1, 2 and 3, as method scot wants"),
    ],
)
async def test_a_method_that_asks_itself_is_refused_too(
    method: str, knobs: dict[str, Any], wordless: tuple[str, ...], message: str
) -> None:
    draft = ScriptedModel("draft")
    with pytest.raises(UsageError, match=message):
        await play(method, draft=draft, target=speechless(*wordless), knobs=knobs, verifier=None)
    assert not [call for call in draft.calls if call.kind == "generate"]


@pytest.mark.parametrize("method", ["target", "draft", "scot", "trajectories"])
async def test_what_nobody_asks_need_not_be_answerable(method: str) -> None:
    """The run's verifier is no hindrance to a method that does not use it."""
    draft, target = ScriptedModel(writes=lambda _: "So \\boxed{5}."), speechless("yes")
    knobs = {"select": "likelihood"} if method == "scot" else {}
    target = ScriptedModel(writes=["So \\boxed{5}."], logprobs={".": -0.1}, wordless=("yes",))
    played = await play(method, draft=draft, target=target, verifier="yesno", knobs=knobs)
    assert played.outcome.answer == "5"


def test_a_model_that_can_say_everything_fits_every_verifier() -> None:
    fits = fitting(ScriptedModel(), Options(prompts=Prompts()))
    assert set(fits) >= {"arithmetic", "utility", "criteria", "yesno", "equivalence", "likelihood", "random"}


async def test_what_a_real_vocabulary_cannot_say_is_found(make_parrot: Any) -> None:
    from specrc_cli.backends.llama import open_model
    from specrc_cli.backends.options import LoadOptions

    path: Path = make_parrot(["Sum", ".\n\n"])
    target = await open_model(LoadOptions(path=path, context=256, threads=1))
    try:
        fits = fitting(target, Options(prompts=Prompts()))
    finally:
        await target.aclose()
    assert "utility" in fits
    assert "yesno" not in fits
