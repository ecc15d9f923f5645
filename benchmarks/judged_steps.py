"""All verifiers on the same drafted steps, each behind a right chain, against the generator's own truth."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.ground_truth import Errors, is_right
from benchmarks.pair import Pair
from demo_models.problems import Problem
from demo_models.statistics import auroc
from specrc_cli.backends.base import GREEDY, Branch, Cost, Generation, Until
from specrc_cli.cli.plan import Plan
from specrc_cli.errors import SpecrcError
from specrc_cli.methods.base import Run
from specrc_cli.methods.judging import judge
from specrc_cli.trace.events import Event
from specrc_cli.verifiers.base import Proposal


@dataclass(slots=True)
class Judgements:
    """What one verifier said, and what it took; `failure` is why it could not judge at all."""

    errors: Errors = field(default_factory=Errors)
    scores: list[tuple[bool, float]] = field(default_factory=list)
    abstained: int = 0
    cost: Cost = Cost()
    seconds: float = 0.0
    failure: str = ""

    @property
    def auroc(self) -> float:
        """The chance that a right step scores above a wrong one; NaN without scores."""
        return auroc(
            [score for right, score in self.scores if right], [score for right, score in self.scores if not right]
        )


async def judge_steps(pair: Pair, plans: Mapping[str, Plan], problems: Sequence[Problem]) -> dict[str, Judgements]:
    """Have the draft write each step of each problem once, and every plan's verifier judge it in turn."""
    found = {name: Judgements() for name in plans}
    for number, problem in enumerate(problems):
        plan = next(iter(plans.values()))
        messages = plan.prompts.messages(problem.question)
        draft, target = await pair.draft.open(messages), await pair.target.open(messages)
        try:
            for place, gold in enumerate(problem.chain()):
                step = await _written(draft, _until(plan))
                await _written(target, Until(max_tokens=1))  # or the first verifier pays for the step before
                await _judge_step(pair, plans, found, _Step(problem, place, number, step), target)
                for branch in (draft, target):
                    branch.extend(gold + plan.delimiter)
        finally:
            draft.close()
            target.close()
    return found


async def _written(branch: Branch, until: Until) -> Generation:
    """What a model would write here; it does not stay."""
    before = branch.mark()
    written = await branch.generate(until=until, sampling=GREEDY)
    branch.rewind(before)
    return written


@dataclass(frozen=True, slots=True)
class _Step:
    problem: Problem
    place: int
    question: int
    drafted: Generation


async def _judge_step(
    pair: Pair, plans: Mapping[str, Plan], found: Mapping[str, Judgements], step: _Step, target: Branch
) -> None:
    right = is_right(step.problem, step.place, step.drafted.text)
    for name, plan in plans.items():
        judgements, before = found[name], target.mark()
        if judgements.failure:
            continue
        run = pair.run(plan, step.problem.question, emit=_unheard, seed=step.question)
        began = time.perf_counter()
        try:
            verdict = await judge(run, _proposal(run, step, target))
        except SpecrcError as error:
            judgements.failure = error.message
            continue
        finally:
            target.rewind(before)
        judgements.seconds += time.perf_counter() - began
        judgements.cost += verdict.cost
        judgements.abstained += verdict.abstained
        judgements.errors.note(right=right, accepted=verdict.accepted)
        if verdict.score is not None:
            judgements.scores.append((right, verdict.score))


def _proposal(run: Run, step: _Step, target: Branch) -> Proposal:
    assert run.target is not None, "a target reads the step"
    assert run.verifier is not None, "a verifier judges it"
    return Proposal(
        index=step.place,
        text=step.drafted.text,
        draft=step.drafted,
        model=run.target,
        target=target,
        scored=run.verifier.reads_tokens,
    )


def _until(plan: Plan) -> Until:
    return Until(texts=(plan.delimiter,), max_tokens=plan.limits.step_tokens)


def _unheard(event: Event) -> None:
    """Nobody listens."""
