"""Measures a network in training: whole chains right, single steps right, and how well ratings separate.

Teacher-forced: a chain counts as right when each of its numbers and operators is the network's first choice behind the
gold tokens before it, and as exact when every token is. Gold chains are worded deterministically, so this is close
to greedy decoding, at one pass a question.
"""

from collections import defaultdict
from collections.abc import Iterator
from random import Random

import numpy as np
import torch

from demo_models import lessons
from demo_models.documents import Batch, Document, Writer, pack
from demo_models.generator import problem, problem_seed
from demo_models.model import Llama
from demo_models.problems import Problem
from demo_models.prompts import PROMPTS, RIGHT, TURN_TAIL
from demo_models.statistics import auroc

_LENGTH = 320


class Monitor:
    """Fixed held-out documents, measured again and again."""

    def __init__(self, writer: Writer, *, count: int, pad: int, device: str, seed: int = 77) -> None:
        self.writer, self.pad, self.device = writer, pad, device
        self.content = np.array(
            [writer.ids(text)[0] for text in (*"0123456789", *(f" {sign}" for sign in "0123456789+-*/"))]
        )
        self.request = writer.ids(PROMPTS.utility + TURN_TAIL)
        self.digits = [writer.ids(str(digit))[0] for digit in range(10)]
        self.fresh = [problem(problem_seed(seed, number)) for number in range(count)]
        self.held_out = [problem(problem_seed(seed, number), "test") for number in range(count)]
        rng = Random(seed)
        self.ratings = [lessons.judging(writer, rng, one, (), _LENGTH) for one in self.held_out[: count // 2]]

    def measure(self, model: Llama) -> dict[str, object]:
        """Shares of chains right on held-out and familiar wording, by steps, and the AUROC of the ratings."""
        by_steps: dict[int, list[bool]] = defaultdict(list)
        held_out, exact = self._chains_right(model, self.held_out)
        fresh, _ = self._chains_right(model, self.fresh)
        for one, right in zip(self.held_out, held_out, strict=True):
            by_steps[len(one.steps)].append(right)
        return {
            "held_out": _share(held_out),
            "held_out_exact": _share(exact),
            "fresh": _share(fresh),
            "by_steps": {steps: _share(rights) for steps, rights in sorted(by_steps.items())},
            "rating_auroc": self._rating_auroc(model),
        }

    def _chains_right(self, model: Llama, problems: list[Problem]) -> tuple[list[bool], list[bool]]:
        rights, exact = [], []
        for one in problems:
            batch, logits = self._logits(model, lessons.solution(self.writer, one))
            answer = batch.weights[0] >= 1.0
            hits = logits.argmax(-1)[batch.source[0]] == batch.ids[0]
            rights.append(bool(hits[answer & np.isin(batch.ids[0], self.content)].all()))
            exact.append(bool(hits[answer].all()))
        return rights, exact

    def _rating_auroc(self, model: Llama) -> float:
        good: list[float] = []
        bad: list[float] = []
        for document in self.ratings:
            batch, logits = self._logits(model, document)
            for at in self._ratings_in(document):
                chances = torch.from_numpy(logits[batch.source[0][at]][self.digits]).softmax(0).numpy()
                (good if batch.ids[0][at] == self.digits[RIGHT] else bad).append(float(chances @ np.arange(10)))
        return round(auroc(good, bad), 3)

    def _ratings_in(self, document: Document) -> Iterator[int]:
        """The places of the tokens that answer the question for a rating."""
        at = 0
        for segment in document.segments:
            if segment.parent >= 0 and document.segments[segment.parent].ids == self.request:
                yield at
            at += len(segment.ids)

    def _logits(self, model: Llama, document: Document) -> tuple[Batch, np.ndarray]:
        batch, _ = pack([document], 1, len(document), self.pad)
        ids, positions, mask = (torch.from_numpy(x).to(self.device) for x in (batch.ids, batch.positions, batch.mask))
        with torch.no_grad(), torch.autocast(self.device, torch.bfloat16):
            logits = model(ids, positions, mask)
        return batch, logits[0].float().cpu().numpy()


def _share(rights: list[bool]) -> float:
    return round(float(np.mean(rights)), 3)
