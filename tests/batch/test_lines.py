"""Any bytes are entries and flaws, line by line; nothing is lost silently and nothing breaks the reading."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from specrc_cli.batch import lines
from specrc_cli.batch.lines import Entry, Flaw, json_entries, table_entries, unpacked


def read(data: bytes) -> list[Entry | Flaw]:
    return list(json_entries(io.BytesIO(data)))


def read_table(data: bytes) -> list[Entry | Flaw]:
    return list(table_entries(io.BytesIO(data)))


def packed(data: bytes) -> Iterator[Entry | Flaw]:
    return json_entries(unpacked(io.BufferedReader(io.BytesIO(data))))


def reasons(found: list[Entry | Flaw]) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in found if isinstance(each, Flaw)]


def test_each_line_is_an_object() -> None:
    assert read(b'{"a": 1}\n{"a": 2}\n') == [Entry(1, {"a": 1}), Entry(2, {"a": 2})]


@pytest.mark.parametrize("data", [b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}\r\n', b'{"a": 1}\n   \n{"a": 2}'])
def test_a_mark_at_the_beginning_windows_line_ends_and_blank_lines_do_no_harm(data: bytes) -> None:
    assert read(data) == [Entry(1, {"a": 1}), Entry(3, {"a": 2})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes at column 2"),
        (b'{"a": 1} x', "not JSON: Extra data at column 10"),
        (b"[1, 2]", "a list where an object is expected"),
        (b'"text"', "a text where an object is expected"),
        (b"null", "null where an object is expected"),
        (b"true", "true or false where an object is expected"),
        (b"1e3", "a number where an object is expected"),
        (b'{"a": NaN}', "not JSON: NaN is no number"),
        (b'{"a": 1e999}', "not JSON: 1e999 is no number"),
        (b'{"a": "\xff"}', "not UTF-8 text (byte 8)"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_object_is_told_with_its_line_and_the_rest_goes_on(line: bytes, reason: str) -> None:
    found = read(b'{"a": 1}\n' + line + b'\n{"a": 3}\n')
    assert found[0] == Entry(1, {"a": 1})
    assert reasons(found) == [(2, reason)]
    assert found[-1] == Entry(3, {"a": 3})


def test_a_number_of_endless_digits_is_a_flaw() -> None:
    assert len(reasons(read(b'{"a": ' + b"1" * 5000 + b"}"))) == 1


def test_a_line_of_five_megabytes_is_read() -> None:
    [entry] = read(json.dumps({"question": "x" * 5_000_000}).encode())
    assert isinstance(entry, Entry)


def test_a_line_longer_than_that_by_far_is_passed_over_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 1 << 20)
    found = read(b"x" * (3 << 20) + b'\n{"a": 2}\n')
    assert found == [Flaw(1, "longer than 1 MiB"), Entry(2, {"a": 2})]


def test_a_packed_file_is_unpacked_whatever_it_is_called() -> None:
    assert list(packed(gzip.compress(b'{"a": 1}\n'))) == [Entry(1, {"a": 1})]


def test_what_can_be_read_of_a_broken_packed_file_is_read_and_the_break_is_told() -> None:
    whole = gzip.compress(b"".join(b'{"a": %d}\n' % n for n in range(20_000)))
    found = list(packed(whole[: len(whole) // 2]))
    assert found[0] == Entry(1, {"a": 0})
    [(line, reason)] = reasons(found)
    assert line == len(found)
    assert reason.startswith("the packed file is broken from here on")


def test_the_first_row_of_a_table_names_the_fields() -> None:
    data = b'\xef\xbb\xbfid, question ,answer\r\n1,"How many,\r\nand why?",5\r\n\r\n2,Why?,\r\n'
    assert read_table(data) == [
        Entry(2, {"id": "1", "question": "How many,\r\nand why?", "answer": "5"}),
        Entry(5, {"id": "2", "question": "Why?"}),
    ]


def test_a_row_that_is_none_is_told_and_the_rest_goes_on() -> None:
    found = read_table(b'question,answer\na,1,2\n"b"c,2\n\xff,3\nd,4\n')
    assert [line for line, _ in reasons(found)] == [2, 3, 4]
    assert found[-1] == Entry(5, {"question": "d", "answer": "4"})


@pytest.mark.parametrize("data", [b"question,answer", b"question,answer\n\n,\n", b"How many?\n"])
def test_a_first_row_with_none_below_it_is_a_flaw(data: bytes) -> None:
    assert reasons(read_table(data)) == [(1, "the first row names the fields, and there is no row below it")]


def test_where_the_rest_of_a_packed_table_is_broken_that_alone_is_told() -> None:
    whole = gzip.compress(b"question,answer\n" + Random(1).randbytes(90_000).hex().encode())
    found = list(table_entries(unpacked(io.BufferedReader(io.BytesIO(whole[: len(whole) // 2])))))
    assert [reason.partition(":")[0] for _, reason in reasons(found)] == ["the packed file is broken from here on"]


def test_two_columns_of_one_name_are_a_flaw_and_no_row_is_read() -> None:
    assert read_table(b"question,question ,\nWhy?,How?,\n") == [Flaw(1, "two columns are called 'question'")]
    assert read_table(b"question,,\nWhy?,,\n") == [Entry(2, {"question": "Why?"})]


def test_a_quote_that_is_never_closed_is_a_flaw() -> None:
    assert reasons(read_table(b'question\n"a\nb\n')) == [(2, "not a row of CSV: unexpected end of data")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
some_lines = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    json_values.map(lambda value: json.dumps(value).encode()),
    json_values.flatmap(lambda value: st.binary(max_size=3).map(lambda junk: json.dumps(value).encode() + junk)),
)


def check_reading(many: list[bytes]) -> None:
    """Every line that is not blank is an entry or a flaw, however the bytes are read."""
    data = b"\n".join(many)
    for found in (read(data), read_table(data), list(packed(data))):
        assert [each.line for each in found] == sorted(each.line for each in found)
    lines_there = enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
    assert [each.line for each in read(data)] == [number for number, line in lines_there if line.strip()]


@settings(max_examples=30, deadline=None)
@given(st.lists(some_lines, max_size=12))
@example([b"\x00" * 10, b'{"a": "\\ud800"}', b'"' * 7])
def test_lines_of_anything_are_read_without_a_fault(many: list[bytes]) -> None:
    check_reading(many)


def test_ten_thousand_spoiled_lines_are_read_without_a_fault() -> None:
    rng = Random(3)
    whole = [
        b'{"id": 1, "question": "How \xc3\xa9 many?", "answer": [1, {"a": null}]}',
        b'"a","b, c",,\r',
        b"",
        b'{"a":1}',
    ]
    for _ in range(20):
        check_reading([spoiled(rng, rng.choice(whole)) for _ in range(500)])


def spoiled(rng: Random, line: bytes) -> bytes:
    """A line with a few bytes changed, lost or doubled."""
    data = bytearray(line)
    for _ in range(rng.randrange(4)):
        place = rng.randrange(len(data) + 1)
        data[place : place + rng.randrange(3)] = rng.choice([b"", rng.randbytes(2), bytes(data[:place])])
    return bytes(data).replace(b"\n", b" ")
