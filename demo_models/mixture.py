"""The stream of training documents: what share teaches what, by how far training has come.

Knows nothing of torch. The problem of a document depends on the seed and its number, so a resumed run sees fresh ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from demo_models import lessons
from demo_models.documents import Batch, Document, Writer, pack
from demo_models.generator import problem, problem_seed, short_story, training_problem
from demo_models.lessons import Sibling
from demo_models.problems import Problem

EQUATIONS_A_LINE = 12
LONG_EVERY, LONG_FACTOR = 4, 2
"""Every fourth batch has half the rows at twice the length: there the target chooses among chains."""
_BUFFER_TOKENS = 1.5
_OWN = 0.6
_SHORT = 0.55


@dataclass(frozen=True, slots=True)
class OwnSteps:
    """Steps the draft itself wrote for one training problem, rated, and whole chains it wrote."""

    problem_seed: int
    siblings: tuple[Sibling, ...]
    chains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mixture:
    """Shares by document; what is left over is solving. The warm-up (a share of the budget) is arithmetic only.

    `choosing` is a share of the long rows, the others are shares of all.
    """

    warmup: float
    equations: float
    refusals: float
    judging: float = 0.0
    comparing: float = 0.0
    choosing: float = 0.0


class Stream:
    """Draws documents and packs them into rows."""

    def __init__(self, writer: Writer, mixture: Mixture, own: Sequence[OwnSteps], *, seed: int, pad: int) -> None:
        self.writer, self.mixture, self.own = writer, mixture, own
        self.drafted = [one for one in own if one.chains]
        self.seed, self.pad = seed, pad
        self.drawn = 0
        self._left: dict[int, list[Document]] = {}

    def batch(self, number: int, rows: int, length: int, progress: float) -> Batch:
        """The rows x length tokens of batch `number`, for a run that has used `progress` of its budget."""
        if self.mixture.choosing and number % LONG_EVERY == LONG_EVERY - 1:
            return self._fill(rows // LONG_FACTOR, length * LONG_FACTOR, progress, self.mixture.choosing)
        return self._fill(rows, length, progress, 0.0)

    def _fill(self, rows: int, length: int, progress: float, choosing: float) -> Batch:
        waiting = self._left.get(length, [])
        tokens = sum(map(len, waiting))
        while tokens < rows * length * _BUFFER_TOKENS:
            document = self._draw(progress, length, choosing)
            if len(document) <= length:
                waiting.append(document)
                tokens += len(document)
        packed, self._left[length] = pack(waiting, rows, length, self.pad)
        return packed

    def _draw(self, progress: float, room: int, choosing: float) -> Document:
        rng = Random(f"{self.seed}-{self.drawn}")
        number, self.drawn = self.drawn, self.drawn + 1
        mixture, writer = self.mixture, self.writer
        if progress < mixture.warmup:
            return lessons.equations(writer, rng, EQUATIONS_A_LINE)
        if rng.random() < choosing:
            made, own = self._problem(rng, number, self.drafted)
            return lessons.choosing(writer, rng, made, own.chains)
        chances = (mixture.equations, mixture.refusals, mixture.judging, mixture.comparing)
        lesson = rng.choices(("equations", "refusal", "judging", "comparing", "solving"), (*chances, 1 - sum(chances)))[
            0
        ]
        if lesson == "equations":
            return lessons.equations(writer, rng, EQUATIONS_A_LINE)
        if lesson == "refusal":
            return lessons.refusal(writer, rng)
        if lesson == "solving":
            return lessons.solution(writer, self._fresh(rng, number))
        made, own = self._problem(rng, number, self.own)
        teach = lessons.judging if lesson == "judging" else lessons.comparing
        return teach(writer, rng, made, own.siblings, room)

    def _problem(self, rng: Random, number: int, own_steps: Sequence[OwnSteps]) -> tuple[Problem, OwnSteps]:
        """One of these problems with what the draft wrote for it, or a fresh one with nothing."""
        if own_steps and rng.random() < _OWN:
            own = rng.choice(own_steps)
            return training_problem(own.problem_seed), own
        return self._fresh(rng, number), OwnSteps(self._problem_seed(number), ())

    def _fresh(self, rng: Random, number: int) -> Problem:
        """A problem nobody has been asked: a long one told in scenes, or a short story."""
        seed = self._problem_seed(number)
        return short_story(seed) if rng.random() < _SHORT else problem(seed)

    def _problem_seed(self, number: int) -> int:
        return problem_seed(self.seed, number)
