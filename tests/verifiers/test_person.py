"""person: somebody has the last word, and the inner verdict is kept beside it."""

from __future__ import annotations

import pytest

from specrc_cli.backends.scripted import ScriptedModel
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal
from specrc_cli.verifiers.person import Answer, Decision, Edit, Person, Quit
from tests.play import play
from tests.verifiers.proposals import named, propose


class Someone:
    """Gives the decisions it was told to, and remembers what it was shown."""

    def __init__(self, *decisions: Decision) -> None:
        self._decisions = list(decisions)
        self.shown: list[tuple[str, float | None]] = []

    async def __call__(self, proposal: Proposal, verdict: Verdict) -> Decision:
        self.shown.append((proposal.text, verdict.score))
        return self._decisions.pop(0)


async def verdicts(someone: Someone, *steps: str) -> list[Verdict]:
    target = ScriptedModel(ratings={"good": 9, "bad": 1})
    person = Person(named("utility"), someone)
    return [await person.judge(proposal) for proposal in await propose(target, *steps)]


async def test_a_person_sees_the_step_and_the_inner_verdict() -> None:
    someone = Someone(Answer.ACCEPT)
    await verdicts(someone, "bad")
    assert someone.shown == [("bad", 1)]


@pytest.mark.parametrize(("answer", "accepted"), [(Answer.ACCEPT, True), (Answer.REJECT, False)])
@pytest.mark.parametrize("step", ["good", "bad"])
async def test_a_person_overrules_the_inner_verdict_and_keeps_it(answer: Answer, accepted: bool, step: str) -> None:
    [verdict] = await verdicts(Someone(answer), step)
    assert (verdict.verifier, verdict.accepted, verdict.abstained) == ("person", accepted, False)
    assert [member.verifier for member in verdict.members] == ["utility"]
    assert verdict.cost == verdict.members[0].cost


async def test_an_edit_is_neither_accepted_nor_an_abstention() -> None:
    [verdict] = await verdicts(Someone(Edit("better \n")), "bad")
    assert (verdict.accepted, verdict.abstained, verdict.edit) == (False, False, "better\n\n")


async def test_a_step_of_theirs_that_does_not_fit_is_asked_for_again_and_they_are_told_why() -> None:
    """In the place of the step, which the inner verifier has put into the context."""
    told: list[str] = []
    target = ScriptedModel(ratings={"bad": 1}, context=160)
    [proposal] = await propose(target, "bad")
    room = proposal.room
    texts = ["x " * room, "fits"]

    async def ask(_proposal: Proposal, verdict: Verdict) -> Decision:
        told.append(verdict.reason)
        return Edit(texts.pop(0))

    verdict = await Person(named("utility"), ask).judge(proposal)
    assert verdict.edit == "fits\n\n"
    assert told[0] == ""
    assert f"room for {room}" in told[1]
    assert proposal.room == room


async def test_let_run_on_the_inner_verdict_decides_from_then_on() -> None:
    someone = Someone(Answer.RUN_ON)
    first, second = await verdicts(someone, "bad", "good")
    assert (first.verifier, first.accepted) == ("utility", False)
    assert (second.verifier, second.accepted) == ("utility", True)
    assert len(someone.shown) == 1


async def test_quitting_is_told_by_an_exception_of_its_own() -> None:
    with pytest.raises(Quit):
        await verdicts(Someone(Answer.QUIT), "good")


def test_an_edit_must_say_something() -> None:
    with pytest.raises(ValueError, match="something"):
        Edit(" \n")


def test_the_inner_verifier_is_named() -> None:
    person = Person(named("likelihood"), Someone())
    assert (person.name, person.asks_target, person.reads_tokens) == ("person(likelihood)", True, True)
    assert person.knobs == {"likelihood": {"threshold": -1, "pool": "minimum"}}


async def test_an_edited_step_stands_in_both_models_and_in_the_trace() -> None:
    draft = ScriptedModel("draft", writes=["2 + 3 = 6\n\n", "So \\boxed{5}."])
    target = ScriptedModel("target", ratings={"6\n\n": 1, ".": 9})
    played = await play(
        draft=draft,
        target=target,
        verifier=Person(named("utility"), Someone(Edit("2 + 3 = 5"), Answer.ACCEPT)),
    )
    assert played.fates == ["edited", "accepted"]
    assert [step.author for step in played.steps] == ["person", "draft"]
    assert played.texts[0] == "2 + 3 = 5\n\n"
    assert [call.text for call in draft.calls if call.kind == "extend"][1:] == ["2 + 3 = 5\n\n"]
    assert [call.text for call in target.calls if call.kind == "extend"][2] == "2 + 3 = 5\n\n"
    assert played.record.totals.steps.edited == 1
    assert played.record.totals.tokens.discarded == 10


async def test_a_step_accepted_against_a_check_that_spared_the_target_is_still_put_there() -> None:
    draft = ScriptedModel("draft", writes=["2 + 3 = 6\n\n", "So \\boxed{5}."])
    target = ScriptedModel("target", logprobs={".": -0.1})
    played = await play(
        draft=draft,
        target=target,
        verifier=Person(named("arithmetic+likelihood"), Someone(Answer.ACCEPT, Answer.ACCEPT)),
    )
    assert played.fates == ["accepted", "accepted"]
    assert [(call.kind, call.text) for call in target.calls][1:] == [
        ("extend", "2 + 3 = 6\n\n"),
        ("read", "So \\boxed{5}."),
    ]
