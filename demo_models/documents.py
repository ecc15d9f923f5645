"""Turns problems into training documents: trees of token segments with a loss weight for each token.

A document's main line is the question and the gold chain. Rejected siblings of a step hang beside it, and a rating
probe hangs behind a step; each sees only its own ancestors, at the positions it would have in the real context. So
one pass over a question teaches many verdicts. Knows nothing of torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from demo_models.corruptions import corrupt
from demo_models.generator import LARGE_NUMBERS, SMALL_NUMBERS
from demo_models.problems import DELIMITER, Problem, boxed_of, compute
from demo_models.prompts import IM_END, RATE_SUFFIX, RIGHT, question_prompt

QUESTION_WEIGHT, PROBE_WEIGHT, EQUATION_WEIGHT = 0.1, 8.0, 1.0


class Encoder(Protocol):
    """What is needed of a tokenizer."""

    def encode(self, text: str, *, add_special_tokens: bool) -> Any:
        """Something with the token `ids` of the text."""

    def decode(self, ids: Sequence[int], *, skip_special_tokens: bool) -> str:
        """The text of some tokens."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of tokens behind its parent (-1: the root), with the weight of predicting each token."""

    parent: int
    ids: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Segments, parents before children."""

    segments: tuple[Segment, ...]

    def __len__(self) -> int:
        return sum(len(segment.ids) for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Sibling:
    """A step that could stand in the place of gold step `place`, and the rating it deserves."""

    place: int
    text: str
    rating: int


class Writer:
    """Encodes documents with one tokenizer."""

    def __init__(self, tokenizer: Encoder) -> None:
        self.tokenizer = tokenizer

    def ids(self, text: str) -> tuple[int, ...]:
        """The tokens of a text, special markers included."""
        return tuple(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def solution(self, problem: Problem) -> Document:
        """The question and its gold chain."""
        return self.tree(problem, (), probes=frozenset())

    def tree(self, problem: Problem, siblings: Sequence[Sibling], *, probes: frozenset[int]) -> Document:
        """The gold chain with rating probes behind the steps in `probes`, and each sibling with its probe."""
        segments = [self._segment(-1, question_prompt(problem.question), QUESTION_WEIGHT)]
        spine, chain = [0], problem.chain()
        for place, step in enumerate(chain):
            closing = place == len(chain) - 1
            spine.append(len(segments))
            segments.append(self._segment(spine[place], step + (IM_END if closing else DELIMITER), 1.0))
        for place in sorted(probes):
            if place == len(chain) - 1:
                segments.append(self._segment(spine[place], chain[place], 0.0))
                segments.append(self._probe(len(segments) - 1, RIGHT))
            else:
                segments.append(self._probe(spine[place + 1], RIGHT))
        for sibling in siblings:
            ended = "" if boxed_of(sibling.text) is not None else DELIMITER
            segments.append(self._segment(spine[sibling.place], sibling.text + ended, 0.0))
            segments.append(self._probe(len(segments) - 1, sibling.rating))
        return Document(tuple(segments))

    def equations(self, rng: Random, count: int) -> Document:
        """A line of plain arithmetic in the form that steps use, to learn the tables from."""
        text = "".join(equation_line(rng) for _ in range(count))
        ids = self.ids(text)
        return Document((Segment(-1, ids, (EQUATION_WEIGHT,) * len(ids)),))

    def _segment(self, parent: int, text: str, weight: float) -> Segment:
        ids = self.ids(text)
        return Segment(parent, ids, (weight,) * len(ids))

    def _probe(self, parent: int, rating: int) -> Segment:
        ids = (*self.ids(RATE_SUFFIX), *self.ids(str(rating)))
        return Segment(parent, ids, (0.0,) * (len(ids) - 1) + (PROBE_WEIGHT,))


def equation_line(rng: Random) -> str:
    """One true equation within the generator's limits, `" 12 + 30 = 42."`."""
    limits = LARGE_NUMBERS if rng.random() < 0.4 else SMALL_NUMBERS
    op = rng.choice("++--*/")
    if op in "+-":
        result = rng.randint(3, limits.result)
        left = rng.randint(1, result - 1)
        left, right = (left, result - left) if op == "+" else (result, left)
    elif op == "*":
        right = rng.randint(2, 15)
        left, right = rng.sample((rng.randint(1, limits.product // right), right), 2)
    else:
        right = rng.randint(2, 10)
        left = rng.randint(1, limits.result // right) * right
    return f" {left} {op} {right} = {compute(left, op, right)}."  # type: ignore[arg-type]


def rating_document(writer: Writer, rng: Random, problem: Problem, own: Sequence[Sibling], room: int) -> Document:
    """A tree with right steps, corrupted steps and, where given, the draft's own, rated: as many as find room."""
    places = range(len(problem.chain()))
    made = [corrupt(rng, problem, place) for place in rng.choices(places, k=1 if own else 3)]
    siblings = [*own, *(Sibling(bad.place, bad.text, bad.rating) for bad in made if bad is not None)]
    probes = rng.sample(list(places), 2)
    document = writer.tree(problem, siblings, probes=frozenset(probes))
    while len(document) > room and (probes or siblings):
        (siblings if siblings and len(probes) < 2 else probes).pop()
        document = writer.tree(problem, siblings, probes=frozenset(probes))
    return document


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of packed documents: what the network takes, and the weight of predicting each token from the one before."""

    ids: NDArray[Any]
    positions: NDArray[Any]
    mask: NDArray[Any]
    source: NDArray[Any]
    weights: NDArray[Any]


def pack(documents: list[Document], rows: int, length: int, pad: int) -> tuple[Batch, list[Document]]:
    """Fills rows x length with as many documents as fit, longest first, and gives back those left over."""
    waiting = sorted(documents, key=len, reverse=True)
    filled: list[list[Document]] = [[] for _ in range(rows)]
    room = [length] * rows
    left: list[Document] = []
    for document in waiting:
        row = next((row for row in range(rows) if room[row] >= len(document)), None)
        if row is None:
            left.append(document)
        else:
            filled[row].append(document)
            room[row] -= len(document)
    batch = Batch(*(np.stack(parts) for parts in zip(*(_row(docs, length, pad) for docs in filled), strict=True)))
    return batch, left


def _row(documents: list[Document], length: int, pad: int) -> tuple[NDArray[Any], ...]:
    """One row; `source` is the place each token is predicted from: the one before it in its own line of the tree."""
    ids, positions = np.full(length, pad, np.int64), np.zeros(length, np.int64)
    source, weights = np.zeros(length, np.int64), np.zeros(length, np.float32)
    owner = np.zeros(length, np.int64)
    ancestors: list[set[int]] = [{0}]
    at = 0
    for document in documents:
        base = len(ancestors)
        ends: list[int] = []
        depths: list[int] = []
        for segment in document.segments:
            number, size = len(ancestors), len(segment.ids)
            root = segment.parent < 0
            ancestors.append({number} if root else ancestors[base + segment.parent] | {number})
            depth = 0 if root else depths[segment.parent]
            place = slice(at, at + size)
            ids[place], positions[place], owner[place] = segment.ids, np.arange(depth, depth + size), number
            source[place] = np.arange(at - 1, at + size - 1)
            weights[place] = segment.weights
            source[at] = 0 if root else ends[segment.parent]
            if root:
                weights[at] = 0.0
            at += size
            ends.append(at - 1)
            depths.append(depth + size)
    table = np.zeros((len(ancestors), len(ancestors)), bool)
    for number, line in enumerate(ancestors):
        table[number, list(line)] = True
    mask = np.tril(table[owner[:, None], owner[None, :]])
    np.fill_diagonal(mask, True)
    return ids, positions, mask, source, weights
