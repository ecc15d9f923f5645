"""Packed trees: a token sees its own line of the tree and nothing else, at the positions of the real context."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import pytest

from demo_models.documents import Document, Segment, Sibling, Writer, equation_line, pack, rating_document
from demo_models.generator import problem
from demo_models.problems import compute, equation_of


@dataclass(frozen=True)
class Encoded:
    ids: list[int]


class Letters:
    """A tokenizer whose tokens are characters."""

    def encode(self, text: str, *, add_special_tokens: bool) -> Encoded:
        assert not add_special_tokens
        return Encoded([ord(letter) for letter in text])

    def decode(self, ids: Sequence[int], *, skip_special_tokens: bool) -> str:
        assert not skip_special_tokens
        return "".join(map(chr, ids))


WRITER = Writer(Letters())
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


def test_a_solution_reads_like_the_prompt_and_the_chain_in_one_piece() -> None:
    one = problem(3)
    text = "".join(chr(number) for segment in WRITER.solution(one).segments for number in segment.ids)
    chain = "\n\n".join(one.chain())
    assert text == f"<|im_start|>user\n{one.question}<|im_end|>\n<|im_start|>assistant\n{chain}<|im_end|>"


def test_a_probe_ends_in_its_rating_and_only_that_counts() -> None:
    one = problem(3)
    probe = WRITER.tree(one, [Sibling(1, "Nonsense.", 0)], probes=frozenset()).segments[-1]
    assert chr(probe.ids[-1]) == "0"
    assert probe.weights[-1] > 0
    assert not any(probe.weights[:-1])


def test_nothing_but_its_content_tells_a_rejected_step_from_a_right_one() -> None:
    one = problem(3)
    texts: dict[str, object] = {}
    for text, rating in (("Nonsense.", 0), ("So the answer is \\boxed{1}.", 1)):
        segments = WRITER.tree(one, [Sibling(0, text, rating)], probes=frozenset({0, len(one.chain()) - 1})).segments
        texts |= {bytes(segment.ids).decode(): segment for segment in segments}
    assert "Nonsense.\n\n" in texts
    assert "So the answer is \\boxed{1}." in texts
    assert one.chain()[0] + "\n\n" in texts
    assert one.chain()[-1] in texts


def test_a_rating_document_fits_the_room_it_is_given() -> None:
    rng = Random(5)
    for seed in range(50):
        one = problem(seed)
        bare = len(WRITER.solution(one))
        assert len(rating_document(WRITER, rng, one, (), bare + 150)) <= bare + 150
        assert len(rating_document(WRITER, rng, one, (), 10)) == bare


def test_plain_equations_are_true() -> None:
    rng = Random(6)
    for _ in range(2000):
        left, op, right, result = equation_of(equation_line(rng)) or (0, "+", 0, -1)
        assert compute(left, op, right) == result
