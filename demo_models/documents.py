"""Training documents: trees of token segments with a loss weight for each token, packed into rows.

What hangs in a tree sees only its own ancestors, at the positions it would have in the real context, so that one pass
over a question teaches many verdicts. Knows nothing of what the documents teach (that is `lessons`), nor of torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from demo_models.prompts import TURN_HEAD, TURN_TAIL


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


class Writer:
    """Encodes texts and documents with one tokenizer."""

    def __init__(self, tokenizer: Encoder) -> None:
        self.tokenizer = tokenizer

    def ids(self, text: str) -> tuple[int, ...]:
        """The tokens of a text, special markers included."""
        return tuple(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def line(self, text: str, weight: float) -> Document:
        """One text, every token of the same weight."""
        tree = Tree(self)
        tree.hang(-1, text, weight)
        return tree.document()


class Tree:
    """A document in the making."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._segments: list[Segment] = []

    def hang(self, parent: int, text: str, weight: float) -> int:
        """Hangs a text behind a segment and gives its number."""
        ids = self._writer.ids(text)
        self._segments.append(Segment(parent, ids, (weight,) * len(ids)))
        return len(self._segments) - 1

    def ask(self, parent: int, answers: Sequence[tuple[str, str]], weight: float) -> None:
        """Has the user say something behind a segment, in each of the (request, answer) pairs; the answers count."""
        trunk = self.hang(parent, TURN_HEAD, 0.0)
        for request, answer in answers:
            self.hang(self.hang(trunk, request + TURN_TAIL, 0.0), answer, weight)

    def document(self) -> Document:
        """What hangs there by now."""
        return Document(tuple(self._segments))


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
