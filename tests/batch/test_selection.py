"""Which questions are run, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrc_cli.batch.selection import Selection, Shard
from specrc_cli.errors import UsageError


def test_without_a_wish_all_are_run_in_order() -> None:
    assert list(Selection().of(3)) == [0, 1, 2]


@given(st.integers(0, 200), st.integers(1, 9), st.none() | st.integers(0, 5))
def test_the_shards_are_the_whole_and_share_nothing(count: int, shards: int, seed: int | None) -> None:
    parts = [Selection(seed=seed, shard=Shard(index=i, count=shards)).of(count) for i in range(1, shards + 1)]
    assert sorted(place for part in parts for place in part) == list(range(count))


def test_a_shuffle_is_the_same_every_time_and_another_with_another_seed() -> None:
    orders = [list(Selection(seed=seed).of(50)) for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[2]) == list(range(50))


def test_the_limit_counts_what_is_left_of_the_rest() -> None:
    assert list(Selection(shard=Shard(index=2, count=3), limit=2).of(10)) == [1, 4]


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "a/b", "1/0", "-1/4", "1/4/2", "", "1" * 20 + "/2"])
def test_a_shard_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--shard cannot be"):
        Shard.parse(text)


def test_a_shard_is_read() -> None:
    assert Shard.parse(" 2/4 ") == Shard(index=2, count=4)
