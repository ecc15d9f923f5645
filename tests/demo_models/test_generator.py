"""The generator's promises: chains that compute, splits that do not leak, problems that a seed gives again."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import permutations, product
from pathlib import Path
from random import Random

import pytest

from demo_models import rare_words, retell
from demo_models.arithmetic import LARGE_NUMBERS, compute
from demo_models.generator import problem, short_story, tell, training_problem
from demo_models.lexicon import (
    BOYS,
    CONTAINERS,
    GIRLS,
    LEAD_INS,
    THINGS,
    TREATS,
    Pool,
    invented_name,
    invented_noun,
)
from demo_models.moves import Frames, worked_out
from demo_models.problems import MAX_STEPS, MIN_STEPS, Problem, boxed_of, equation_of
from demo_models.scenes import SCENES
from demo_models.stories import RETOLD, TALES

GSM8K = Path(__file__).parents[2].parent / "shared" / "data" / "gsm8k" / "test.jsonl"
DRAWN = [problem(seed) for seed in range(1200)] + [short_story(seed) for seed in range(600)]
SHORT = [tell(Random(move.name), move) for move in (*TALES, *RETOLD)]
TRAIN = DRAWN + [made for made in SHORT if made is not None]
STORIES = {move.name for move in (*TALES, *RETOLD)}
WELL_KNOWN = {*retell.WELL_KNOWN, 1, 6, 8}  # oneself, the legs of an insect, those of a spider
KIN = {"aunt", "brother", "daughter", "father", "mother", "sister", "son", "uncle"}
TEST = [problem(seed, "test") for seed in range(600)]
_CHOICE = re.compile(r"\[([^\]]*)\]")


def test_every_gold_chain_computes_to_its_answer() -> None:
    for made in TRAIN + TEST:
        assert all(compute(step.left, step.op, step.right) == step.result for step in made.steps)
        assert made.steps[-1].result == made.answer
        assert boxed_of(made.chain()[-1]) == made.answer


def test_every_step_carries_its_equation_in_plain_sight() -> None:
    for made in TRAIN + TEST:
        for step in made.steps:
            assert equation_of(step.text) == (step.left, step.op, step.right, step.result)


def test_every_number_a_step_uses_was_told_or_computed_before() -> None:
    for made in TRAIN + TEST:
        known = set(made.numbers) | (WELL_KNOWN if made.moves[0] in STORIES else {2, 3, 4, 5, 10, 12})
        for step in made.steps:
            assert {step.left, step.right} <= known
            known.add(step.result)


def test_results_stay_small() -> None:
    for made in TRAIN + TEST:
        for step in made.steps:
            assert 1 <= step.result <= (LARGE_NUMBERS.product if step.op == "*" else LARGE_NUMBERS.result)


def test_no_slot_is_left_unfilled() -> None:
    for made in TRAIN + TEST:
        assert not re.search(r"[][{}|]| [.,?]", made.question)
        assert "  " not in made.question


@pytest.mark.parametrize("drawn", [problem, short_story, training_problem])
def test_a_seed_gives_the_same_problem_again_and_another_seed_another(drawn: Callable[[int], Problem]) -> None:
    made = [drawn(seed) for seed in range(600)]
    assert made == [drawn(seed) for seed in range(600)]
    assert len({one.question for one in made}) > 0.99 * len(made)


@pytest.mark.parametrize("steps", range(MIN_STEPS, MAX_STEPS + 1))
def test_the_difficulty_dial_sets_the_number_of_equations(steps: int) -> None:
    assert all(len(problem(seed, steps=steps).steps) == steps for seed in range(40))


@pytest.mark.parametrize("pool", [GIRLS, BOYS, THINGS, CONTAINERS, TREATS])
def test_held_out_words_are_not_training_words(pool: Pool) -> None:
    assert not set(pool.train) & set(pool.held_out)
    told = [text for made in TRAIN for text in (made.question, *made.chain())]
    told += [
        text for move in (*TALES, *RETOLD) for text in (*move.frames.train, *(one.sentence for one in move.equations))
    ]
    assert not _lowered(pool.held_out).intersection(re.findall(r"\w+", " ".join(told).lower()))


@pytest.mark.parametrize("pool", [GIRLS, BOYS, THINGS, CONTAINERS, TREATS])
def test_no_rare_word_is_a_held_out_one_nor_many_of_it(pool: Pool) -> None:
    rare = _lowered((*rare_words.NAMES, *rare_words.THINGS))
    assert not (rare | {word.removesuffix("s") for word in rare}) & _lowered(pool.held_out)


def _lowered(words: Iterable[str]) -> set[str]:
    return {word.lower() for word in words}


def test_no_held_out_sentence_is_told_in_training() -> None:
    assert [made.question for made in TRAIN if _held_out_in(made.question)] == []


@pytest.mark.skipif(not GSM8K.exists(), reason="needs ../shared/data/gsm8k/test.jsonl")
def test_no_problem_of_gsm8k_test_is_told() -> None:
    asked = {_words(json.loads(line)["question"]) for line in GSM8K.read_text(encoding="utf-8").splitlines()}
    assert not asked & {_words(made.question) for made in TRAIN}


def _words(question: str) -> str:
    """The question without its numbers, spaces and signs."""
    return re.sub(r"[^a-z]", "", question.lower())


def test_every_test_problem_has_a_held_out_sentence() -> None:
    assert [made.question for made in TEST if not _held_out_in(made.question)] == []


def test_no_training_sentence_says_just_what_a_held_out_one_says() -> None:
    for frames in _all_frames():
        kept = {said for frame in frames.held_out for said in _spoken(frame)}
        assert [frame for frame in frames.train if kept.intersection(_spoken(frame))] == []


def _spoken(frame: str) -> set[str]:
    """What a sentence can say, without signs."""
    parts = [part.split("|") for part in re.split(r"[][]", frame)]
    return {re.sub(r"\W", "", "".join(said)).lower() for said in product(*parts)}


def test_every_short_story_can_be_told() -> None:
    untold = [move for move, told in zip((*TALES, *RETOLD), SHORT, strict=True) if told is None]
    assert [move.name for move in untold if not any(tell(Random(seed), move) for seed in range(20))] == []


def test_every_set_of_numbers_of_a_retold_problem_solves_it() -> None:
    for move in RETOLD:
        for numbers in move.together:
            known = dict(zip((name for name, _, _ in move.draws), numbers, strict=True))
            assert worked_out(move.equations, known, LARGE_NUMBERS) is not None, (move.name, numbers)


def test_the_steps_of_a_tale_speak_of_nobody_its_question_does_not_know() -> None:
    for tale in TALES:
        said = {slot for one in tale.equations for slot in _people(one.sentence)}
        assert [frame for frame in tale.frames.train if not said <= _people(frame)] == []


def _people(text: str) -> set[str]:
    return set(re.findall(r"\{(name|friend|things|others|boxes|treat)\^?\}", text))


def test_choices_of_a_sentence_need_not_agree() -> None:
    """Each is drawn alone: in "[week|month] ... [weeks|months]" one would not fit the other."""
    for frame in _all_tellings():
        for one, other in permutations(_CHOICE.findall(frame), 2):
            assert not _many_of(one) & _words_in(other), frame
            assert not KIN & _words_in(one) or not {"she", "he"} <= _words_in(other), frame


def test_what_is_asked_for_has_the_name_it_was_told_by() -> None:
    """Drawn twice, "[seats|chairs] ... How many [seats|chairs]" would tell of the one and ask for the other."""
    for frame in _all_tellings():
        told, *asked = re.split(r"(?<=[Hh]ow many )(?=\[)", frame)
        named = {said for choice in _CHOICE.findall(told) for said in choice.split("|")}
        assert not [text for text in asked if named & set(text[1 : text.index("]")].split("|"))], frame


def _all_tellings() -> list[str]:
    frames = (*_all_frames(), *(tale.frames for tale in TALES))
    return [frame for one in frames for frame in (*one.train, *one.held_out)]


def _many_of(choice: str) -> set[str]:
    return {f"{said.split()[-1]}s" for said in choice.lower().split("|") if said.split()}


def _words_in(choice: str) -> set[str]:
    return set(re.findall(r"[a-z]+", choice.lower()))


def test_made_up_words_are_decent() -> None:
    rng = Random(0)
    made = [invented_noun(rng) for _ in range(3000)] + [invented_name(rng).lower() for _ in range(3000)]
    real = {word.lower() for word in (*rare_words.NAMES, *rare_words.THINGS)}
    assert [word for word in made if word not in real and re.search("ass|nig|fuk|shi|tit|sex", word)] == []


def _all_frames() -> list[Frames]:
    return [move.frames for scene in SCENES for move in scene.moves()]


def _held_out_in(question: str) -> bool:
    return any(part in question and pattern.search(question) for part, pattern in _held_out())


@cache
def _held_out() -> list[tuple[str, re.Pattern[str]]]:
    """Each held-out sentence: its longest part without a slot, which is quickly looked for, and its pattern."""
    held_out = [frame for frames in _all_frames() for frame in frames.held_out]
    parts = [max(re.split(r"\{\w+\^?\}|\[[^\]]*\]", frame), key=len) for frame in held_out]
    return [(part, re.compile(_pattern(frame))) for part, frame in zip(parts, held_out, strict=True)]


def _pattern(frame: str) -> str:
    """What the sentence can look like once it is told, whatever its numbers, words and lead-in."""
    body = ""
    for part in re.split(r"(\{\w+\^?\}|\[[^\]]*\])", frame):
        if part.startswith("["):
            body += f"(?:{'|'.join(map(re.escape, part[1:-1].split('|')))})"
        elif part.startswith("{"):
            body += r"[\w$/-]+(?: times| third| quarter| fifth| tenth)?"
        else:
            body += re.escape(part)
    lead_ins = "|".join(map(re.escape, (*LEAD_INS.train, *LEAD_INS.held_out)))
    return rf"(?:^|(?<=[.?] )|(?:{lead_ins}) ){body}(?= |$)"
