"""Packed trees: a token sees its own line of the tree and nothing else, at the positions of the real context."""

import numpy as np
import pytest

from demo_models.documents import Document, Segment, pack

TREE = Document(
    (
        Segment(-1, (1, 2), (0.1, 0.1)),
        Segment(0, (3, 4), (1.0, 1.0)),
        Segment(0, (5,), (0.0,)),
        Segment(2, (6, 7), (0.0, 3.0)),
    )
)


def test_a_branch_sees_its_ancestors_and_not_its_siblings() -> None:
    batch, left = pack([TREE], 1, 8, pad=0)
    assert not left
    seen = [np.flatnonzero(row).tolist() for row in batch.mask[0]]
    assert seen[:7] == [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 4], [0, 1, 4, 5], [0, 1, 4, 5, 6]]


def test_positions_go_on_from_the_parent() -> None:
    batch, _ = pack([TREE], 1, 8, pad=0)
    assert batch.positions[0, :7].tolist() == [0, 1, 2, 3, 2, 3, 4]


def test_each_token_is_predicted_from_the_one_before_it_in_its_own_line() -> None:
    batch, _ = pack([TREE], 1, 8, pad=0)
    assert batch.source[0, 1:7].tolist() == [0, 1, 2, 1, 4, 5]
    assert batch.weights[0].tolist() == pytest.approx([0, 0.1, 1, 1, 0, 0, 3, 0])


def test_documents_of_one_row_do_not_see_each_other() -> None:
    batch, _ = pack([TREE, TREE], 1, 16, pad=0)
    assert not batch.mask[0, 7:14, :7].any()
    assert batch.positions[0, 7] == 0
    assert batch.weights[0, 7] == 0


def test_what_does_not_fit_is_given_back() -> None:
    batch, left = pack([TREE, TREE, TREE], 2, 8, pad=0)
    assert left == [TREE]
    assert batch.ids.shape == (2, 8)
