"""What data sets call a question, its answer and its name; and what is no question."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.batch.questions import Fields, NoQuestion, Question
from specrc_cli.trace.identity import question_hash


def read(entry: Mapping[str, object], **named: str) -> Question:
    return Fields(**named).read(entry, line=7)


def chat(*turns: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"role": role, "content": content} for role, content in turns]


@pytest.mark.parametrize(
    ("entry", "name", "text", "gold"),
    [
        ({"id": "a", "question": " How many? ", "answer": "5"}, "a", "How many?", "5"),
        ({"question": "How many?"}, "", "How many?", None),
        ({"question": "How many?", "answer": "2 + 3 = <<2+3=5>>5\n#### 5"}, "", "How many?", "5"),
        ({"problem": "How many?", "solution": "So \\boxed{5}."}, "", "How many?", "5"),
        ({"problem": "How many?", "solution": "So \\boxed{5}.", "answer": "5"}, "", "How many?", "5"),
        ({"input": "How many?", "target": 5}, "", "How many?", "5"),
        ({"id": 12, "question": "How many?", "answer": 0.5}, "12", "How many?", "0.5"),
        ({"id": "a", "question": "How many?", "answer": None}, "a", "How many?", None),
        ({"id": "a", "question": "How many?", "answer": " "}, "a", "How many?", None),
        ({"prompt": "How many?", "answer": "", "expected_answer": 9.0}, "", "How many?", "9.0"),
        ({"id": " ", "custom_id": "a", "question": "How many?"}, "a", "How many?", None),
        ({"custom_id": "r-1", "body": {"messages": chat(("user", "How many?"))}}, "r-1", "How many?", None),
        (
            {
                "custom_id": "r-2",
                "body": {"messages": chat(("system", "Be brief."), ("user", [{"text": "How many?"}]))},
            },
            "r-2",
            "How many?",
            None,
        ),
        ({"messages": chat(("user", "How many?"), ("assistant", "5"))}, "", "How many?", None),
    ],
)
def test_the_usual_names_are_known(entry: dict[str, object], name: str, text: str, gold: str | None) -> None:
    question = read(entry)
    assert (question.id, question.text, question.gold, question.line) == (name, text, gold, 7)


def test_a_field_can_be_named_also_inside_another() -> None:
    entry = {"q": {"text": "How many?"}, "expected": 5, "n": 3, "question": "Something else"}
    question = read(entry, question="q.text", answer="expected", id="n")
    assert (question.id, question.text, question.gold) == ("3", "How many?", "5")


def test_all_else_that_is_said_is_kept_beside_it() -> None:
    entry = {
        "id": "a",
        "question": "How many?",
        "answer": "5",
        "level": 2,
        "none": None,
        "metadata": {"source": "book"},
    }
    assert read(entry).metadata == {"level": 2, "source": "book"}


def test_a_solution_is_kept_beside_the_answer_that_was_taken_out_of_it() -> None:
    assert read({"question": "How many?", "answer": "2 + 3\n#### 5"}).metadata == {"answer": "2 + 3\n#### 5"}
    assert read({"question": "How many?", "answer": "5"}).metadata is None


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({}, "no question: none of question, problem, input, prompt, query is there"),
        ({"answer": "5"}, "no question: none of"),
        ({"question": ""}, "question is empty"),
        ({"question": "  \n"}, "question is empty"),
        ({"question": 5}, "question is not a text"),
        ({"question": {"text": "How many?"}}, "question is not a text"),
        ({"question": "How many?", "answer": ["5"]}, "answer is neither a text nor a number"),
        ({"question": "How many?", "answer": True}, "answer is neither a text nor a number"),
        ({"question": "How many?", "id": {"a": 1}}, "id is neither a text nor a number"),
        ({"messages": []}, "messages has 0 turns of the user"),
        ({"messages": chat(("user", "How many?"), ("user", "And why?"))}, "messages has 2 turns of the user"),
        ({"messages": ["How many?"]}, "messages is not a chat"),
        ({"messages": chat(("user", [{"type": "image_url"}]))}, "messages holds something other than text"),
    ],
)
def test_what_is_no_question_says_why(entry: dict[str, object], reason: str) -> None:
    with pytest.raises(NoQuestion, match=reason):
        read(entry)


def test_a_named_field_that_is_not_there_is_told() -> None:
    with pytest.raises(NoQuestion, match="no prompt"):
        read({"question": "How many?"}, question="prompt")


def test_metadata_nested_without_end_is_refused() -> None:
    deep: object = 1
    for _ in range(100):
        deep = [deep]
    with pytest.raises(NoQuestion, match="nested too deeply"):
        read({"question": "How many?", "metadata": {"a": deep}})


def test_half_a_surrogate_pair_becomes_writable() -> None:
    question = read({"id": "\ud800", "question": "a\ud800b", "answer": "\udfff", "x": {"\ud800": ["\ud800"]}})
    assert (question.id, question.text, question.gold, question.metadata) == ("?", "a?b", "?", {"x": {"?": ["?"]}})


def test_a_question_is_known_by_its_text() -> None:
    assert read({"question": " How many?"}).hash == question_hash("How many?")


entries = st.dictionaries(
    st.sampled_from(["id", "question", "answer", "metadata", "messages", "body", "custom_id", "problem", "x.y"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from(["role", "content", "text", "messages"]), inner, max_size=2)
        ),
        max_leaves=5,
    ),
)


@given(entries, st.sampled_from([Fields(), Fields(question="body.messages", answer="x.y", id="problem")]))
def test_whatever_an_entry_holds_it_is_a_question_or_none(entry: dict[str, object], fields: Fields) -> None:
    with suppress(NoQuestion):
        assert fields.read(entry, line=1).text
