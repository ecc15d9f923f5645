"""Two runs of the same questions, pair by pair."""

from __future__ import annotations

import pytest

from specrc_cli.trace.paired import Comparison, compare
from specrc_cli.trace.questions import QuestionRow, question_row
from specrc_cli.trace.record import Record
from tests.report.records import accepted, record, rewritten


def rows(*records: Record) -> list[QuestionRow]:
    return [question_row(one, place) for place, one in enumerate(records)]


def asked(name: str | None, *, right: bool | None = True, wall: float | None = 2.0) -> Record:
    return record(accepted(), id=name, correct=right, gold=None if right is None else "4", wall=wall)


def held(first: list[Record], second: list[Record]) -> Comparison:
    return compare(rows(*first), rows(*second))


def test_only_pairs_that_differ_count_in_the_exact_test() -> None:
    names = [str(number) for number in range(10)]
    found = held([asked(name) for name in names], [asked(name, right=name > "5") for name in names])
    assert (found.outcomes.both_right, found.outcomes.only_first, found.outcomes.only_second) == (4, 6, 0)
    assert found.outcomes.p == pytest.approx(2 * 0.5**6)
    assert [one.id for one, _ in found.differing] == ["0", "1", "2", "3", "4", "5"]


def test_questions_are_paired_by_id_in_whatever_order_they_stand() -> None:
    found = held([asked("a"), asked("b", right=False)], [asked("b", right=False), asked("a")])
    assert (found.outcomes.both_right, found.outcomes.both_wrong) == (1, 1)


def test_questions_without_an_id_are_paired_by_their_text() -> None:
    found = held([asked(None)], [asked(None)])
    assert found.pairs == 1


def test_what_is_in_one_run_alone_or_more_than_once_is_left_out_and_counted() -> None:
    found = held([asked("a"), asked("b"), asked("b"), asked("c")], [asked("b"), asked("c"), asked("d")])
    assert (found.pairs, found.only_in_first, found.only_in_second, found.repeated) == (1, 1, 1, 1)


def test_a_question_nobody_graded_is_no_outcome() -> None:
    found = held([asked("a", right=None)], [asked("a")])
    assert found.outcomes.of == 0
    assert found.outcomes.p == 1.0


def test_times_are_compared_question_by_question() -> None:
    names = [str(number) for number in range(8)]
    found = held([asked(name, wall=2.0) for name in names], [asked(name, wall=1.0 + int(name) / 10) for name in names])
    seconds = found.seconds
    assert seconds is not None
    assert (seconds.of, seconds.less, seconds.more) == (8, 8, 0)
    assert seconds.median == pytest.approx(0.675)
    assert seconds.whole == pytest.approx(0.675)
    assert seconds.low == pytest.approx(0.5)
    assert seconds.high == pytest.approx(0.85)
    assert seconds.p == pytest.approx(2 * 0.5**8)


def test_a_time_that_is_not_known_pairs_with_nothing() -> None:
    assert held([asked("a", wall=None)], [asked("a")]).seconds is None


def test_tokens_are_those_both_models_wrote() -> None:
    found = compare(rows(record(accepted())), rows(record(rewritten())))
    assert found.tokens is not None
    assert found.tokens.whole == pytest.approx(9 / 4)
