"""From events to a record: nothing lost, nothing guessed, and every total the sum of its steps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.backends.base import Cost, ModelInfo, StopCause
from specrc_cli.backends.scripted import ScriptedBranch, ScriptedModel
from specrc_cli.trace.events import (
    AnswerWritten,
    Author,
    Event,
    Fate,
    Notice,
    RunBegan,
    RunEnded,
    StepBegan,
    StepJudged,
    StepSettled,
    StepWritten,
    StopReason,
)
from specrc_cli.trace.grading import Grading
from specrc_cli.trace.identity import question_hash
from specrc_cli.trace.record import Record
from specrc_cli.trace.recorder import Recorder
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.prompts import Prompts
from tests.play import Played, play, record_of

BEGAN = RunBegan(
    question="How many?",
    method="specreason",
    verifier="utility",
    knobs={"method": {"n": 1}},
    seed=3,
    prompt_hash="abc",
    draft=ModelInfo(name="small", path="/somewhere/small.gguf", fingerprint="f00", context=512),
    target=None,
)
ENDED = RunEnded(stop=StopReason.ANSWER, answer="5", seconds=2.0)


def written(author: Author, *, index: int = 0, tokens: int = 3, **more: Any) -> StepWritten:
    cost = Cost(written=tokens, seconds=1)
    fields: dict[str, Any] = {"text": "a\n\n", "stop": StopCause.DELIMITER, "mean_logprob": -0.5, "cost": cost, **more}
    return StepWritten(index=index, author=author, tokens=tokens, **fields)


def settled(author: Author, fate: Fate, *, index: int = 0) -> StepSettled:
    return StepSettled(index=index, author=author, fate=fate, text="a\n\n")


async def a_played_run() -> Played:
    draft = ScriptedModel("draft", writes=["2 + 3 = 5\n\n", "5 * 2 = 11\n\n", "So 10."])
    target = ScriptedModel("target", writes=["5 * 2 = 10\n\n", "10}"], ratings={"5\n\n": 9, "11\n\n": 2, ".": 8})
    return await play(draft=draft, target=target, gold="10")


async def test_a_run_becomes_a_record() -> None:
    record = (await a_played_run()).record
    assert [(step.index, step.author, step.fate, step.accepted) for step in record.steps] == [
        (0, "draft", "accepted", True),
        (1, "target", "rewritten", False),
        (2, "draft", "accepted", True),
    ]
    rejected = record.steps[1]
    assert rejected.draft is not None
    assert rejected.target is not None
    assert (rejected.draft.text, rejected.text, rejected.target.text) == ("5 * 2 = 11\n\n", *["5 * 2 = 10\n\n"] * 2)
    assert rejected.verdict is not None
    assert (rejected.verdict.score, rejected.verdict.threshold) == (2, 7)
    assert rejected.verdict.distribution == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert (record.answer, record.gold, record.correct, record.stop) == ("10", "10", True, "eos")
    assert (record.method, record.verifier, record.seed) == ("specreason", "utility", 0)


async def test_raw_counts_stand_beside_every_rate() -> None:
    totals = (await a_played_run()).record.totals
    assert (totals.acceptance.count, totals.acceptance.of) == (2, 3)
    assert totals.acceptance.rate == pytest.approx(2 / 3)
    assert (totals.token_acceptance.count, totals.token_acceptance.of) == (10 + 4, 10 + 10 + 4)
    assert (totals.tokens.draft, totals.tokens.target, totals.tokens.answer) == (24, 10, 2)
    assert totals.tokens.discarded == 10


async def test_model_time_is_split_by_what_it_was_for() -> None:
    played = await a_played_run()
    seconds = played.record.totals.seconds
    costs = [event.cost.seconds for event in played.events if isinstance(event, StepWritten | AnswerWritten)]
    judging = sum(event.verdict.cost.seconds for event in played.events if isinstance(event, StepJudged))
    assert seconds.draft + seconds.write + seconds.answer == pytest.approx(sum(costs))
    assert seconds.judge == pytest.approx(judging)
    assert seconds.wall is not None


WRITES = ["2 + 3 = 5\n\n", "5 * 2 = 10\n\n", "So \\boxed{10}."]
READINGS = {"5\n\n": 9, "10\n\n": 9, ".": 9}


class Audited(ScriptedModel):
    """A model whose every charge is kept."""

    def __init__(self, costs: list[Cost], name: str, **script: Any) -> None:
        super().__init__(name, **script)
        self._costs = costs

    def new_branch(self) -> ScriptedBranch:
        branch = super().new_branch()
        charge, costs = branch.charge, self._costs

        def kept(**what: Any) -> Cost:
            costs.append(charge(**what))
            return costs[-1]

        branch.charge = kept  # type: ignore[method-assign]
        return branch


async def test_the_question_is_charged_to_nobody_who_writes_or_judges() -> None:
    draft = ScriptedModel("draft", writes=["2 + 3 = 5\n\n", "5 * 2 = 10\n\n", "So \\boxed{10}."])
    target = ScriptedModel("target", ratings={"5\n\n": 9, "10\n\n": 9, ".": 9})
    record = (await play(draft=draft, target=target)).record
    question = target.count(target.render(Prompts().messages("How many?")))
    assert [(prompt.author, prompt.cost.prefilled) for prompt in record.prompts] == [
        ("draft", question),
        ("target", question),
    ]
    assert record.totals.tokens.prompt == 2 * question
    first, second, _ = record.steps
    assert first.draft is not None
    assert first.verdict is not None
    assert second.verdict is not None
    assert first.draft.cost.prefilled == 0
    assert first.verdict.cost.prefilled == second.verdict.cost.prefilled
    assert first.verdict.cost.seconds == pytest.approx(second.verdict.cost.seconds)
    assert record.totals.seconds.prompt > 0


@pytest.mark.parametrize("method", ["specreason", "specrc", "target", "draft"])
async def test_what_the_models_did_is_what_it_is_recorded_for(method: str) -> None:
    """Nothing of the engine's own account is lost or counted twice, with the prompt told apart."""
    costs: list[Cost] = []
    models = [Audited(costs, "draft", writes=WRITES), Audited(costs, "target", writes=WRITES, ratings=READINGS)]
    record = (await play(method, draft=models[0], target=models[1])).record
    tokens, seconds = record.totals.tokens, record.totals.seconds
    parts = [step.draft.cost for step in record.steps if step.draft]
    parts += [step.target.cost for step in record.steps if step.target]
    parts += [step.verdict.cost for step in record.steps if step.verdict]
    parts += [record.answer_phase.cost] if record.answer_phase else []
    parts += [prompt.cost for prompt in record.prompts]
    assert sum(part.prefilled for part in parts) == sum(cost.prefilled for cost in costs)
    assert sum(part.written for part in parts) == sum(cost.written for cost in costs)
    assert tokens.prompt > 0
    assert seconds.draft + seconds.judge + seconds.write + seconds.answer + seconds.prompt == pytest.approx(
        sum(cost.seconds for cost in costs)
    )


async def test_a_record_survives_being_written_and_read() -> None:
    record = (await a_played_run()).record
    assert Record.model_validate_json(record.to_json()) == record


async def test_a_record_begins_with_its_schema() -> None:
    assert (await a_played_run()).record.to_json().startswith('{"schema": 1, ')


def test_a_model_is_known_by_its_fingerprint_not_its_folder() -> None:
    record = record_of([BEGAN, ENDED])
    assert record.draft is not None
    assert (record.draft.file, record.draft.fingerprint, record.draft.context) == ("small.gguf", "f00", 512)
    assert record.draft.quantization is None
    assert record.target is None
    assert "somewhere" not in record.to_json()


def test_what_the_caller_knows_is_in_the_record() -> None:
    record = record_of([BEGAN, ENDED], id="q1", gold="6", pair="demo")
    assert (record.id, record.pair, record.gold, record.correct) == ("q1", "demo", "6", False)


def test_without_a_known_answer_nothing_is_graded() -> None:
    assert record_of([BEGAN, ENDED]).correct is None


def test_a_step_the_run_broke_off_in_is_there_without_a_fate() -> None:
    ended = RunEnded(stop=StopReason.CANCELLED, answer=None, seconds=1)
    record = record_of([BEGAN, StepBegan(index=0, author=Author.DRAFT), written(Author.DRAFT), ended])
    [step] = record.steps
    assert (step.fate, step.author, step.text, step.accepted) == (None, None, None, None)
    assert step.draft is not None
    assert record.totals.tokens.discarded == 3


def test_a_step_cut_off_is_marked() -> None:
    cut = written(Author.TARGET, stop=StopCause.LENGTH)
    assert record_of([BEGAN, cut, settled(Author.TARGET, Fate.WRITTEN), ENDED]).steps[0].truncated


def test_a_rejected_draft_cut_off_does_not_mark_the_step() -> None:
    events: list[Event] = [BEGAN, written(Author.DRAFT, stop=StopCause.LENGTH), written(Author.TARGET)]
    assert not record_of([*events, settled(Author.TARGET, Fate.REWRITTEN), ENDED]).steps[0].truncated


def test_notices_and_errors_are_kept() -> None:
    ended = RunEnded(stop=StopReason.ERROR, answer=None, seconds=1, error="it broke")
    record = record_of([BEGAN, Notice(text="no draft"), ended])
    assert (record.notices, record.error, record.stop) == (["no draft"], "it broke", "error")


def test_figures_that_are_no_numbers_are_null() -> None:
    verdict = Verdict(verifier="likelihood", accepted=False, score=float("-inf"), parts={"mean": float("nan")})
    drafted = written(Author.DRAFT, mean_logprob=float("-inf"))
    step = json.loads(record_of([BEGAN, drafted, StepJudged(index=0, verdict=verdict), ENDED]).to_json())["steps"][0]
    assert step["verdict"]["score"] is None
    assert step["verdict"]["parts"] == {"mean": None}
    assert step["draft"]["mean_logprob"] is None


@pytest.mark.parametrize(
    "text", ["\x1b[31mred\x1b[0m", "\x9b31m", "[bold]not markup[/]", "line\u2028line", "\x00", "😀"]
)
def test_text_from_a_model_is_data(text: str) -> None:
    line = record_of([BEGAN, written(Author.DRAFT, text=text), ENDED]).to_json()
    assert line.isascii()
    assert line.isprintable()
    draft = Record.model_validate_json(line).steps[0].draft
    assert draft is not None
    assert draft.text == text


def test_a_question_that_is_no_unicode_is_still_a_record() -> None:
    began = RunBegan(**{**{name: getattr(BEGAN, name) for name in BEGAN.__slots__}, "question": "caf\udce9"})
    assert record_of([began, ENDED]).question == "caf?"


def test_a_run_under_way_has_totals_but_no_record() -> None:
    recorder = Recorder()
    recorder(BEGAN)
    recorder(written(Author.DRAFT))
    assert recorder.totals.tokens.draft == 3
    assert recorder.totals.seconds.wall is None
    with pytest.raises(ValueError, match="begun and ended"):
        recorder.record()


counts = st.integers(0, 500)


@st.composite
def steps(draw: st.DrawFn, index: int) -> list[Event]:
    """The events of one step, of every fate there is."""
    drafted = written(Author.DRAFT, index=index, tokens=draw(counts))
    rewrite = written(Author.TARGET, index=index, tokens=draw(counts))
    score = draw(st.sampled_from([None, 3.0]))
    name = draw(st.sampled_from(["utility", ""]))

    def judged(*, accepted: bool) -> StepJudged:
        verdict = Verdict(verifier=name, accepted=accepted, score=score, cost=Cost(prefilled=draw(counts), seconds=1))
        return StepJudged(index=index, verdict=verdict)

    match draw(st.sampled_from([*Fate, None])):
        case Fate.ACCEPTED:
            name = "utility"
            return [drafted, judged(accepted=True), settled(Author.DRAFT, Fate.ACCEPTED, index=index)]
        case Fate.REWRITTEN:
            return [drafted, judged(accepted=False), rewrite, settled(Author.TARGET, Fate.REWRITTEN, index=index)]
        case Fate.EDITED:
            return [drafted, judged(accepted=False), settled(Author.PERSON, Fate.EDITED, index=index)]
        case Fate.WRITTEN:
            return [rewrite, settled(Author.TARGET, Fate.WRITTEN, index=index)]
        case _:
            return [drafted]


@given(st.integers(0, 6).flatmap(lambda count: st.tuples(*(steps(index) for index in range(count)))))
def test_totals_are_the_sum_of_the_steps(chain: tuple[list[Event], ...]) -> None:
    record = record_of([BEGAN, *(event for step in chain for event in step), ENDED])
    totals = record.totals
    writings = [writing for step in record.steps for writing in (step.draft, step.target) if writing]
    standing = [
        writing.tokens
        for step in record.steps
        for writing in (step.draft, step.target)
        if writing and step.author is not None and writing is (step.draft if step.author == "draft" else step.target)
        if step.author != "person"
    ]
    assert totals.tokens.draft + totals.tokens.target == sum(writing.tokens for writing in writings)
    assert totals.tokens.discarded == sum(writing.tokens for writing in writings) - sum(standing)
    assert totals.seconds.draft + totals.seconds.write == sum(writing.cost.seconds for writing in writings)
    assert totals.tokens.judge == sum(step.verdict.cost.prefilled for step in record.steps if step.verdict)
    counted = totals.steps
    assert counted.settled == sum(step.fate is not None for step in record.steps)
    assert counted.settled == counted.accepted + counted.rewritten + counted.edited + counted.written
    assert counted.judged + counted.turned_away == sum(step.verdict is not None for step in record.steps)
    assert counted.accepted + counted.abstained <= counted.judged
    assert totals.acceptance.of == counted.judged
    assert Record.model_validate_json(record.to_json()) == record


def test_a_discarded_step_is_kept_beside_the_one_that_took_its_index() -> None:
    first: list[Event] = [
        StepBegan(index=0, author=Author.DRAFT),
        written(Author.DRAFT, tokens=4),
        StepJudged(index=0, verdict=Verdict(verifier="utility", accepted=True, score=9)),
        settled(Author.DRAFT, Fate.DISCARDED),
    ]
    second: list[Event] = [
        StepBegan(index=0, author=Author.TARGET),
        written(Author.TARGET),
        settled(Author.TARGET, Fate.WRITTEN),
    ]
    record = record_of([BEGAN, *first, *second, ENDED])
    assert [(step.index, step.fate, step.draft is None) for step in record.steps] == [
        (0, "discarded", False),
        (0, "written", True),
    ]
    assert (record.totals.tokens.discarded, record.totals.acceptance.of, record.totals.steps.settled) == (4, 0, 1)


def test_the_targets_version_of_a_step_is_kept_with_the_step_it_was_held_against() -> None:
    version = written(Author.TARGET, tokens=7, branch=2)
    accepted = StepSettled(index=0, author=Author.DRAFT, fate=Fate.ACCEPTED, text="a\n\n", version=2)
    record = record_of(
        [BEGAN, StepBegan(index=0, author=Author.DRAFT), written(Author.DRAFT), version, accepted, ENDED]
    )
    [step] = record.steps
    assert step.draft is not None
    assert step.target is not None
    assert (step.branch, step.text, record.totals.tokens.discarded) == (0, "a\n\n", 7)


async def test_a_record_says_when_the_run_began_and_what_it_need_not_be_run_again_for() -> None:
    one, other = (await a_played_run()).record, (await a_played_run()).record
    assert one.created is not None
    assert datetime.fromisoformat(one.created).utcoffset() == timedelta(0)
    assert one.question_hash == other.question_hash == question_hash("How many?")
    assert one.config_hash == other.config_hash
    assert one.correct
    assert one.grading is Grading.NUMBER


def test_another_seed_is_another_configuration() -> None:
    hashes = {record_of([replace(BEGAN, seed=seed), ENDED]).config_hash for seed in (1, 2)}
    assert len(hashes) == 2


@pytest.mark.parametrize("stop", [StopReason.ERROR, StopReason.CANCELLED])
def test_a_run_that_broke_off_is_not_graded(stop: StopReason) -> None:
    record = record_of([BEGAN, RunEnded(stop=stop, answer=None, seconds=1)], gold="5")
    assert record.correct is None
    assert record.grading is None


def test_a_run_that_came_to_its_end_without_an_answer_is_wrong() -> None:
    record = record_of([BEGAN, RunEnded(stop=StopReason.BUDGET, answer=None, seconds=1)], gold="5")
    assert record.correct is False


def test_what_the_data_set_says_of_a_question_is_kept() -> None:
    record = record_of([BEGAN, ENDED], id="q1", metadata={"level": 3})
    assert json.loads(record.to_json())["metadata"] == {"level": 3}
    assert record_of([BEGAN, ENDED]).metadata is None
