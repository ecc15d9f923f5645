"""The stream of training documents: what share is arithmetic, solving or rating, by how far training has come.

Knows nothing of torch. Each document depends only on the seed and its number, so a resumed run sees fresh ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from demo_models.documents import Batch, Document, Sibling, Writer, pack, rating_document
from demo_models.generator import problem

EQUATIONS_A_LINE = 12
_BUFFER_TOKENS = 1.5


@dataclass(frozen=True, slots=True)
class OwnSteps:
    """Steps the draft itself wrote for one training problem, rated."""

    problem_seed: int
    siblings: tuple[Sibling, ...]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Shares by document; what is left over is solving. The warm-up (a share of the budget) is arithmetic only."""

    warmup: float
    equations: float
    ratings: float


class Stream:
    """Draws documents and packs them into rows."""

    def __init__(self, writer: Writer, mixture: Mixture, own: Sequence[OwnSteps], *, seed: int, pad: int) -> None:
        self.writer, self.mixture, self.own = writer, mixture, own
        self.seed, self.pad = seed, pad
        self.drawn = 0
        self._left: list[Document] = []

    def batch(self, rows: int, length: int, progress: float) -> Batch:
        """The next rows x length tokens, for a run that has used `progress` of its budget."""
        waiting = self._left
        tokens = sum(map(len, waiting))
        while tokens < rows * length * _BUFFER_TOKENS:
            document = self._draw(progress, length)
            if len(document) <= length:
                waiting.append(document)
                tokens += len(document)
        packed, self._left = pack(waiting, rows, length, self.pad)
        return packed

    def _draw(self, progress: float, room: int) -> Document:
        number = self.drawn
        self.drawn += 1
        rng = Random(f"{self.seed}-{number}")
        chance = rng.random()
        if progress < self.mixture.warmup or chance < self.mixture.equations:
            return self.writer.equations(rng, EQUATIONS_A_LINE)
        if chance > 1 - self.mixture.ratings:
            if self.own and rng.random() < 0.6:
                mine = rng.choice(self.own)
                return rating_document(self.writer, rng, problem(mine.problem_seed), mine.siblings, room)
            return rating_document(self.writer, rng, problem(self._problem_seed(number)), (), room)
        return self.writer.solution(problem(self._problem_seed(number)))

    def _problem_seed(self, number: int) -> int:
        return self.seed * 1_000_000_000 + number
