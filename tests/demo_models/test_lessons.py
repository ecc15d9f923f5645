"""Lessons read, to the letter, like what the tool sends and reads in that place."""

import re
from pathlib import Path
from random import Random

import pytest

from demo_models import lessons
from demo_models.arithmetic import compute
from demo_models.documents import Document
from demo_models.generator import problem
from demo_models.lessons import Sibling
from demo_models.outside import FRAMES, question_outside
from demo_models.paraphrase import reworded
from demo_models.problems import DELIMITER, Problem, boxed_of, equation_of, same_step
from demo_models.prompts import CHAT_TEMPLATE, END_OF_TEXT, IM_END, PROMPTS, REFUSAL
from demo_models.rating import grade, rate
from specrc_cli import registry
from specrc_cli.backends.base import Thinking
from specrc_cli.backends.llama.template import ChatTemplate
from specrc_cli.backends.options import ThinkingStyle
from specrc_cli.methods.choosing import NOTHING
from specrc_cli.trace.answers import boxed
from tests.demo_models.letters import WRITER, lines

TEMPLATE = ChatTemplate(
    CHAT_TEMPLATE,
    bos=END_OF_TEXT,
    eos=IM_END,
    style=ThinkingStyle.NONE,
    tags=Thinking(open="<think>", close="</think>"),
)
ONE = problem(3)
CHAIN = ONE.chain()
HELD_OUT = re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(frame)) for frame in FRAMES.held_out))
OWN = (Sibling(0, "Nonsense.", 0), Sibling(len(CHAIN) - 1, "So the answer is \\boxed{1}.", 0))


def opened(one: Problem) -> str:
    return TEMPLATE.open(PROMPTS.messages(one.question))


def test_a_solution_reads_like_the_prompt_and_the_chain_in_one_piece() -> None:
    text = "".join(chr(number) for segment in lessons.solution(WRITER, ONE).segments for number in segment.ids)
    assert text == opened(ONE) + DELIMITER.join(CHAIN) + IM_END


def asked(document: Document, request: str) -> dict[str, str]:
    """The answers that a request has, by what stands before it."""
    turn = TEMPLATE.turn(request, "")
    return {before.removesuffix(turn): text for before, text in lines(document) if before.endswith(turn)}


def contexts(one: Problem, *others: Sibling) -> dict[str, int]:
    """What the target's branch holds behind each step, and the rating of that step."""
    steps = [*(Sibling(place, text, 9) for place, text in enumerate(one.chain())), *others]
    return {
        opened(one)
        + "".join(step + DELIMITER for step in one.chain()[: one_step.place])
        + lessons.ended(one_step.text): (one_step.rating)
        for one_step in steps
    }


def test_a_step_is_judged_in_the_very_context_that_the_tool_judges_it_in() -> None:
    expected = contexts(ONE, *OWN)
    for seed in range(20):
        found = asked(lessons.judging(WRITER, Random(seed), ONE, OWN, 5000), PROMPTS.utility)
        known = {before: rating for before, rating in found.items() if before in expected}
        assert known
        assert {before: str(expected[before]) for before in known} == known


def test_yes_and_no_go_with_the_rating() -> None:
    document = lessons.judging(WRITER, Random(1), ONE, OWN, 5000)
    ratings, words = asked(document, PROMPTS.utility), asked(document, PROMPTS.yesno)
    assert {before: "yes" if digit == "9" else "no" for before, digit in ratings.items()} == words


def test_every_criterion_is_asked_and_a_wrong_step_fails_one_of_them() -> None:
    names = ("coherence", "correctness", "relevance")
    assert len({getattr(PROMPTS, name) for name in names}) == 3
    document = [lessons.judging(WRITER, Random(seed), ONE, OWN, 5000) for seed in range(30)]
    assert all(any(asked(one, getattr(PROMPTS, name)) for one in document) for name in names)
    for place, gold in enumerate(CHAIN):
        for text in (*CHAIN, "Nonsense.", gold.replace("= ", "= 1")):
            grades = grade(ONE, place, text, rate(ONE, place, text))
            lowest = min(grades.coherence, grades.correctness, grades.relevance)
            assert (lowest >= 7) == (grades.utility == 9)


def test_wrong_arithmetic_fails_correctness_alone() -> None:
    left, op, right, result = equation_of(CHAIN[0]) or (0, "+", 0, 0)
    text = CHAIN[0].replace(f"= {result}", f"= {result + 1}")
    assert compute(left, op, right) == result
    grades = grade(ONE, 0, text, rate(ONE, 0, text))
    assert (grades.utility, grades.coherence, grades.correctness, grades.relevance) == (0, 9, 0, 9)


def test_two_versions_of_a_step_stand_one_behind_the_other() -> None:
    for seed in range(20):
        found = asked(lessons.comparing(WRITER, Random(seed), ONE, OWN, 5000), PROMPTS.equivalence)
        assert {"yes", "no"} >= set(found.values())
        for before, same in found.items():
            first, second = before.removeprefix(opened(ONE)).removesuffix(DELIMITER).split(DELIMITER)[-2:]
            assert first in CHAIN
            assert same_step(second, first) == (same == "yes")


def test_other_words_for_a_step_state_the_same() -> None:
    rng = Random(2)
    for seed in range(300):
        for step in problem(seed).chain()[:-1]:
            told = reworded(rng, step)
            assert told != step
            assert same_step(told, step)


def test_chains_to_choose_from_are_laid_out_as_the_tool_does() -> None:
    document = lessons.choosing(WRITER, Random(4), ONE, ())
    for count in range(2, 6):
        request = PROMPTS.select.replace("{count}", str(count)).replace("{none}", str(count + 1))
        for before, number in asked(document, request).items():
            told = before.removeprefix(opened(ONE))
            for place in range(1, count + 1):
                assert PROMPTS.solution.replace("{number}", str(place)) in told
            assert told.endswith(DELIMITER)
            assert 1 <= int(number) <= count + 1


def test_the_chosen_chain_is_right_and_none_is_said_where_none_is() -> None:
    said = set()
    for seed in range(150):
        for before, text in lines(lessons.choosing(WRITER, Random(seed), ONE, ())):
            chains = before.removeprefix(opened(ONE)).split(IM_END)[0].split(")\n")[1:]
            if not any(chain.startswith(NOTHING.strip()) for chain in chains):
                right = [place for place, chain in enumerate(chains, 1) if boxed_of(chain) == ONE.answer]
                assert int(text) in right or (not right and int(text) == len(chains) + 1)
                said.add("some" if right else "none")
    assert said == {"some", "none"}


def test_no_held_out_question_outside_the_domain_is_told_in_training() -> None:
    rng = Random(5)
    asked = {question_outside(rng) for _ in range(5000)}
    kept = [question_outside(rng, "test") for _ in range(500)]
    assert len(asked) > 2500
    assert [question for question in asked if HELD_OUT.fullmatch(question)] == []
    assert [question for question in kept if not HELD_OUT.fullmatch(question)] == []


def test_a_refusal_gives_no_answer_even_when_asked_for_one() -> None:
    taught = dict(lines(lessons.refusal(WRITER, Random(6))))
    assert boxed(REFUSAL) is None
    [cue] = [before + text for before, text in taught.items() if before.endswith(PROMPTS.answer)]
    assert boxed(cue) is None


def test_a_lesson_fits_the_room_it_is_given() -> None:
    rng = Random(5)
    for seed in range(50):
        one = problem(seed)
        bare = len(lessons.solution(WRITER, one))
        assert len(lessons.judging(WRITER, rng, one, (), bare + 250)) <= bare + 250
        assert len(lessons.comparing(WRITER, rng, one, (), bare + 250)) <= bare + 250


@pytest.mark.parametrize("seed", range(5))
def test_plain_equations_are_true(seed: int) -> None:
    rng = Random(seed)
    for _ in range(400):
        left, op, right, result = equation_of(lessons.equation_line(rng)) or (0, "+", 0, -1)
        assert compute(left, op, right) == result


def test_models_yaml_says_what_the_pair_was_trained_on(tmp_path: Path) -> None:
    nothing = tmp_path / "models.yaml"
    nothing.write_text("{}\n")
    assert registry.load(user=nothing).select(pair="demo").prompts == PROMPTS
