"""Tree: a beam search over steps. The draft grows several steps behind each node, the target judges a level at a time.

Step-level beam search with a judge, as in Xie et al., "Self-Evaluation Guided Beam Search for Reasoning", arXiv
2305.00633, section 2, with the draft to propose and the target to judge.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import ClassVar

from specrc_cli.backends.base import StopCause
from specrc_cli.errors import UsageError
from specrc_cli.methods.base import Outcome, Part, Run
from specrc_cli.methods.chain import Chain
from specrc_cli.methods.fitting import check_branches, warn_if_all_alike
from specrc_cli.methods.judging import judge, propose, turned_away
from specrc_cli.methods.pairing import Pair, with_both
from specrc_cli.methods.ranges import check_range
from specrc_cli.methods.writing import Writer, let_stand, target_step
from specrc_cli.together import together
from specrc_cli.trace.events import Author, Fate, StepJudged, StepSettled
from specrc_cli.trace.verdict import Verdict
from specrc_cli.verifiers.base import Proposal

MOST_BRANCHES = 32
"""Of one level in each model: `beam_keep` times `beam_width`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Each of the `beam_keep` best nodes grows `beam_width` drafted steps; a level is drafted at once and judged in one
    pass. After `depth` levels, or where a path ends, the best path is taken. Where the verifier accepts nothing, the
    target writes the next step. A path's score is the mean of its steps'.
    """

    name: ClassVar[str] = "tree"
    uses: ClassVar[frozenset[Part]] = frozenset({Part.DRAFT, Part.TARGET, Part.VERIFIER})

    beam_width: int = 4
    beam_keep: int = 2
    depth: int = 3

    def __post_init__(self) -> None:
        check_range(self, "beam_width", low=1, high=8)
        check_range(self, "beam_keep", low=1, high=8)
        check_range(self, "depth", low=1, high=16)
        if self.beam_width * self.beam_keep > MOST_BRANCHES:
            raise UsageError(
                f"a beam of {self.beam_keep} times {self.beam_width} is more than {MOST_BRANCHES} branches",
                f"with --beam-width {self.beam_width}, --beam-keep goes up to {MOST_BRANCHES // self.beam_width}",
            )

    @property
    def knobs(self) -> Mapping[str, object]:
        return asdict(self)

    async def solve(self, run: Run) -> Outcome:
        return await with_both(run, self._reason)

    async def _reason(self, chain: Chain, pair: Pair) -> None:
        for model in (pair.draft.model, pair.target.model):
            check_branches(model, self.beam_keep, each=self.beam_width + 1, option="--beam-keep")
        warn_if_all_alike(pair.draft, self.beam_width, what="steps behind a node")
        with _Grove.planted(_Node(pair.draft, pair.target, chain.ahead())) as grove:
            while chain.open:
                await self._climb(chain, grove, pair)

    async def _climb(self, chain: Chain, grove: _Grove, pair: Pair) -> None:
        """Grow up to `depth` levels, take the best path, and let the target go on where nothing was good enough."""
        live, rejected = [grove.replant(chain)], list[_Node]()
        for _ in range(self.depth):
            growing = [node for node in live if node.chain.open]
            if not growing or chain.step_tokens <= 0:
                break
            level = [grove.grow(node) for node in growing for _ in range(self.beam_width)]
            await _draft_and_judge(chain, level)
            ended = [node for node in live if not node.chain.open]
            best = sorted((*ended, *(node for node in level if node.accepted)), key=_rank, reverse=True)
            if not best:
                rejected = level
                break
            live = best[: self.beam_keep]
            grove.close_all_but(live)
        path = max(live, key=_rank)
        instead = max((node for node in rejected if node.steps[:-1] == path.steps), key=_rank, default=None)
        _take(chain, path)
        grove.cut_back(path, sparing=instead)
        pair.draft, pair.target = grove.root.draft, grove.root.target
        if instead is not None or not path.steps:
            await _correct(chain, grove.root, instead)


async def _correct(chain: Chain, root: _Node, instead: _Node | None) -> None:
    """The target writes the step for which no draft was good enough; the best of them stands beside it."""
    fate, version = (Fate.REWRITTEN, instead.number) if instead else (Fate.WRITTEN, 0)
    standing = len(chain.steps)
    if chain.open:
        rejected = instead.steps[-1].text if instead else ""
        await target_step(chain, root.draft, root.target, fate, version=version, rejected=rejected)
    if instead is not None and len(chain.steps) == standing:
        instead.discard()


class _Node:
    """A drafted step, the models' branches behind it, and the path to it. The root has no step."""

    def __init__(self, draft: Writer, target: Writer, chain: Chain, steps: tuple[_Step, ...] = ()) -> None:
        self.draft, self.target, self.chain, self.steps = draft, target, chain, steps

    @property
    def number(self) -> int:
        return self.draft.number

    @property
    def accepted(self) -> bool:
        return self.steps[-1].verdict.accepted

    @property
    def score(self) -> float:
        """The mean of the path's scores; a step without one counts nothing."""
        scores = [step.verdict.score or 0.0 for step in self.steps]
        return sum(scores) / len(scores) if scores else 0.0

    def discard(self) -> None:
        """Tell that its step was for nothing."""
        step = self.steps[-1]
        self.draft.run.emit(
            StepSettled(index=step.index, author=Author.DRAFT, fate=Fate.DISCARDED, text=step.text, branch=step.number)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    number: int
    index: int
    text: str
    stop: StopCause
    verdict: Verdict


@dataclass(slots=True)
class _Grove:
    """The nodes whose branches are held; given back together at the end."""

    root: _Node
    nodes: list[_Node] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    @contextmanager
    def planted(cls, root: _Node) -> Iterator[_Grove]:
        """At the end all branches are given back but the root's, behind which the run goes on."""
        grove = cls(root, [root])
        try:
            yield grove
        finally:
            grove.close_all_but([grove.root])

    def replant(self, chain: Chain) -> _Node:
        """The root, standing where the chain stands."""
        self.root.chain = chain.ahead()
        return self.root

    def grow(self, node: _Node) -> _Node:
        """A node behind another, without a step yet."""
        number = next(self.numbers)
        draft = replace(node.draft, branch=node.draft.branch.fork(), number=number)
        try:
            target = replace(node.target, branch=node.target.branch.fork(), number=number)
        except BaseException:
            draft.branch.close()
            raise
        child = _Node(draft, target, node.chain.ahead(), node.steps)
        self.nodes.append(child)
        return child

    def close_all_but(self, live: Sequence[_Node]) -> None:
        """Give back the branches of all nodes from which nothing will grow."""
        for node in self.nodes:
            if node not in live:
                _close(node)

    def cut_back(self, path: _Node, *, sparing: _Node | None) -> None:
        """Keep the node at the end of the path as the new root; all steps beside the path were for nothing."""
        self.close_all_but([path])
        taken = {step.number for step in path.steps}
        for node in self.nodes:
            if node.steps and node.number not in taken and node is not sparing:
                node.discard()
        draft, target = (replace(each, number=0) for each in (path.draft, path.target))
        self.root = _Node(draft, target, path.chain)
        self.nodes = [self.root]


def _close(node: _Node) -> None:
    node.draft.branch.close()
    node.target.branch.close()


async def _draft_and_judge(chain: Chain, level: Sequence[_Node]) -> None:
    """All steps of a level at once, and all verdicts on them in one pass."""
    drafted = await together(node.draft.step(node.chain) for node in level)
    chain.spend(sum(each.tokens for each in drafted))
    proposals = [propose(node.chain, each, node.draft, node.target) for node, each in zip(level, drafted, strict=True)]
    faults = [turned_away(node.chain, proposal) for node, proposal in zip(level, proposals, strict=True)]
    seen: set[tuple[str, str]] = set()
    for place, (node, proposal) in enumerate(zip(level, proposals, strict=True)):
        path = (node.chain.text, proposal.text)
        if path in seen and faults[place] is None:
            faults[place] = Verdict(verifier="", accepted=False, reason="another branch says the same")
        seen.add(path)
    verdicts = await together(_verdict(p, fault, n) for p, fault, n in zip(proposals, faults, level, strict=True))
    for node, proposal, verdict in zip(level, proposals, verdicts, strict=True):
        step = _Step(
            number=node.number,
            index=proposal.index,
            text=proposal.text,
            stop=proposal.draft.stop,
            verdict=verdict,
        )
        node.steps = (*node.steps, step)
        node.draft.run.emit(StepJudged(index=step.index, verdict=verdict, branch=node.number))
        node.chain.spend(chain.spent - node.chain.spent)
        node.chain.settle(step.text, step.stop)


async def _verdict(proposal: Proposal, fault: Verdict | None, node: _Node) -> Verdict:
    if fault is not None:
        return fault
    verdict = await judge(node.target.run, proposal)
    if verdict.accepted:
        proposal.let_stand()
    return verdict


def _take(chain: Chain, path: _Node) -> None:
    """The path's steps become the chain's."""
    for step in path.steps:
        let_stand(path.draft.run, chain, Author.DRAFT, Fate.ACCEPTED, step.text, step.stop, version=step.number)


def _rank(node: _Node) -> tuple[bool, bool, float]:
    """The root, which has no step to be judged by, is the last to be taken; before it, a step that nobody scored."""
    scored = bool(node.steps) and node.steps[-1].verdict.score is not None
    return bool(node.steps), scored, node.score
