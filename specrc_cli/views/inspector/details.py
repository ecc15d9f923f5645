"""The details on the right: all that the trace knows of one step, or of a whole run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from specrc_cli.trace.chain import chain_of
from specrc_cli.trace.events import Fate
from specrc_cli.trace.metrics import seconds_of_writing
from specrc_cli.trace.record import BranchRecord, ModelRecord, Record, StepRecord, VerdictRecord, WritingRecord
from specrc_cli.views import verdicts
from specrc_cli.views.inspector.chain import WHO
from specrc_cli.views.inspector.diff import word_diff
from specrc_cli.views.inspector.glyphs import Glyphs
from specrc_cli.views.inspector.timeline import Timeline
from specrc_cli.views.inspector.trial import Trial
from specrc_cli.views.text import one_line, paragraph
from specrc_cli.views.theme import style_of
from specrc_cli.views.units import amount, duration

_DIGITS = 10
_BAR_CELLS = 24
_FATES = {
    Fate.ACCEPTED: "drafted, judged, let stand",
    Fate.REWRITTEN: "the draft was rejected, the target wrote it anew",
    Fate.EDITED: "you wrote it",
    Fate.DISCARDED: "discarded: it stands in no chain",
    Fate.WRITTEN: "judged by nobody",
    None: "the run ended before it was settled",
}

Part = tuple[str, RenderableType | None]


def step_details(record: Record, place: int, trial: Trial, glyphs: Glyphs) -> RenderableType:
    """Draft against rewrite, the verdict and what it is made of, the other branches, tokens and times."""
    step = record.steps[place]
    verdict = step.verdict
    parts: list[Part] = [
        (_title(step), Text(_FATES[step.fate], style="quiet")),
        ("what if", trial.remark(place, step, glyphs)),
        _texts(step, glyphs),
        ("verdict", _verdict(verdict, glyphs) if verdict else None),
        ("rating, 0 to 9", _digits(verdict, glyphs) if verdict else None),
        ("tokens and time", _writings(step)),
        ("other branches", _siblings(record, place, glyphs)),
        ("busy time, end to end", _timeline(record, place, glyphs)),
    ]
    return _page(parts, glyphs)


def run_details(record: Record, glyphs: Glyphs) -> RenderableType:
    """How the run was set up, which branches it weighed, and where its time went."""
    parts: list[Part] = [
        ("run", _facts(_run_facts(record))),
        ("branches", _branches(record.branches, glyphs)),
        ("busy time, end to end", _timeline(record, None, glyphs)),
        ("settings", _facts(_knobs(record.knobs))),
    ]
    return _page(parts, glyphs)


def _page(parts: Iterable[Part], glyphs: Glyphs) -> RenderableType:
    pieces: list[RenderableType] = []
    for title, drawn in parts:
        if drawn is not None:
            heading = Text.assemble((f"{glyphs.rule * 2} ", "quiet"), (title, "heading"))
            pieces += [heading, Padding(drawn, (0, 0, 1, 0))]
    return Group(*pieces)


def _title(step: StepRecord) -> str:
    author = f" {WHO[step.author]}" if step.author else ""
    branch = f", branch {step.branch}" if step.branch else ""
    return f"step {step.index + 1}{branch}: {step.fate or 'unsettled'}{author and ' by' + author}"


def _texts(step: StepRecord, glyphs: Glyphs) -> Part:
    """The draft against what stands in its place, else what stands."""
    standing = step.text if step.text is not None else (step.target.text if step.target else None)
    if step.draft is not None and standing is not None and step.fate in (Fate.REWRITTEN, Fate.EDITED):
        before, after = word_diff(step.draft.text, standing, glyphs)
        grid = Table.grid(padding=(0, 1, 1, 0))
        grid.add_column(style="quiet", no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row("draft", before)
        grid.add_row(WHO[step.author] if step.author else "", after)
        return "draft against rewrite", grid
    text = standing if standing is not None else (step.draft.text if step.draft else "")
    style = style_of(fate=step.fate, author=step.author) if step.fate and step.author else "doubtful"
    return "text", Text(paragraph(text), style=style)


def _verdict(verdict: VerdictRecord, glyphs: Glyphs) -> RenderableType:
    """Who said what: one line a verifier, its parts and its reason below it."""
    return Group(*_verdict_lines(verdict, glyphs, depth=0))


def _verdict_lines(record: VerdictRecord, glyphs: Glyphs, *, depth: int) -> Iterator[Text]:
    said, symbols, indent = record.restored(), glyphs.symbols, "  " * depth
    sign, style = (symbols.accepted, "accepted") if record.accepted else (symbols.rejected, "rejected.mark")
    if record.abstained:
        sign, style = symbols.question, "doubtful"
    score = "" if record.score is None else f"  {verdicts.number(said, record.score)}"
    line = Text.assemble(indent, (f"{sign} {one_line(record.verifier or 'turned away unasked')}{score}", style))
    if record.threshold is not None:
        line.append(f"  stands from {verdicts.number(said, record.threshold)}", style="quiet")
    yield line
    for name, value in record.parts.items():
        shown = "unknown" if value is None else f"{value:.3g}" if name == "mass" else verdicts.number(said, value)
        yield Text(f"{indent}  {one_line(name):<12} {shown}", style="quiet")
    if record.reason:
        yield Text(f"{indent}  {one_line(record.reason)}", style="quiet")
    for member in record.members:
        yield from _verdict_lines(member, glyphs, depth=depth + 1)


def _digits(verdict: VerdictRecord, glyphs: Glyphs) -> RenderableType | None:
    """The distribution over the ten digits, of the verdict or of the first of its members that has one."""
    distribution = _distribution(verdict)
    if distribution is None or len(distribution) != _DIGITS:
        return None
    lines = []
    for digit, share in enumerate(distribution):
        bar = glyphs.symbols.bar_full * round(min(max(share, 0.0), 1.0) * _BAR_CELLS)
        lines.append(Text.assemble((f"{digit} ", "heading"), (bar, "accepted"), (f" {share:.3f}", "quiet")))
    return Group(*lines)


def _distribution(verdict: VerdictRecord) -> list[float] | None:
    if verdict.distribution is not None:
        return verdict.distribution
    return next(filter(None, map(_distribution, verdict.members)), None)


def _writings(step: StepRecord) -> RenderableType | None:
    """One line for each who worked on the step: tokens, the model's own log-probability of them, time."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    titles = ("", "tokens", "nats each", "time", "ended by")
    for title in titles:
        grid.add_column(justify="right" if title in titles[1:4] else "left", no_wrap=True, overflow="crop")
    grid.add_row(*(Text(title, style="quiet") for title in titles))
    for name, writing in (("draft", step.draft), ("target", step.target)):
        if writing is not None:
            grid.add_row(name, *_writing(writing))
    if step.verdict is not None:
        cost = step.verdict.cost
        grid.add_row("judging", str(cost.prefilled + cost.written), "", duration(cost.seconds), "")
    return grid if grid.row_count > 1 else None


def _writing(writing: WritingRecord) -> tuple[str, str, str, str]:
    likely = f"{writing.mean_logprob:.3f}" if writing.mean_logprob is not None else ""
    return str(writing.tokens), likely, duration(seconds_of_writing(writing)), str(writing.stop)


def _siblings(record: Record, place: int, glyphs: Glyphs) -> RenderableType | None:
    """What else was written at this step: other chains, other nodes, drafts discarded before it."""
    index = record.steps[place].index
    others = [other for each, other in enumerate(record.steps) if other.index == index and each != place]
    if not others:
        return None
    fates = {branch.branch: branch for branch in record.branches}
    grid = Table.grid(padding=(0, 1, 0, 0))
    for _ in range(3):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for other in others:
        grid.add_row(*_sibling(other, fates.get(other.branch), glyphs))
    return grid


def _sibling(step: StepRecord, branch: BranchRecord | None, glyphs: Glyphs) -> tuple[Text, ...]:
    fate = step.fate or Fate.DISCARDED
    written = step.target or step.draft
    text = step.text or (written.text if written else "")
    verdict = step.verdict or (branch.verdict if branch else None)
    return (
        Text(f"{step.branch:>2}", style="quiet"),
        Text(glyphs.symbols.of(fate), style="accepted.mark" if fate is not Fate.DISCARDED else "rejected.mark"),
        Text(verdicts.score(verdict.restored()) if verdict else "", style="quiet"),
        Text(paragraph(text), style="quiet"),
    )


def _branches(branches: Iterable[BranchRecord], glyphs: Glyphs) -> RenderableType | None:
    lines = []
    for branch in branches:
        sign, style = (
            (glyphs.symbols.accepted, "accepted.mark") if branch.chosen else (glyphs.symbols.rejected, "rejected.mark")
        )
        said = branch.verdict.reason or ("chosen" if branch.chosen else "not chosen")
        score = verdicts.score(branch.verdict.restored())
        line = Text.assemble((sign, style), f" branch {branch.branch}  {score}", ("  " + one_line(said), "quiet"))
        lines.append(line)
        lines += [
            Text(f"    {one_line(name):<12} {value:.3g}", style="quiet")
            for name, value in branch.verdict.parts.items()
            if value is not None
        ]
    return Group(*lines) if lines else None


def _timeline(record: Record, place: int | None, glyphs: Glyphs) -> RenderableType | None:
    chain = chain_of(record)
    pointed = chain.index(place) if place in chain else None
    steps = [record.steps[each] for each in chain]
    return Timeline(steps=steps, place=pointed, glyphs=glyphs) if steps else None


def _run_facts(record: Record) -> list[tuple[str, str]]:
    return [
        ("id", record.id or ""),
        ("method", record.method),
        ("verifier", record.verifier or ""),
        ("pair", record.pair or ""),
        ("draft", _model(record.draft)),
        ("target", _model(record.target)),
        ("seed", str(record.seed)),
        ("prompts", record.prompt_hash),
        ("graded by", record.grading or ""),
        ("begun", record.created or ""),
        ("specrc", record.version),
    ]


def _model(model: ModelRecord | None) -> str:
    if model is None:
        return ""
    parameters = amount(model.parameters) if model.parameters else None
    context = f"ctx {model.context}" if model.context else None
    return " ".join(filter(None, (model.name, parameters, model.quantization, model.device, context, model.backend)))


def _knobs(knobs: Mapping[str, Any], owner: str = "") -> list[tuple[str, str]]:
    """Settings by their dotted names."""
    facts: list[tuple[str, str]] = []
    for name, value in knobs.items():
        if isinstance(value, Mapping):
            facts += _knobs(value, f"{owner}{name}.")
        elif value is not None:
            facts.append((f"{owner}{name}", json.dumps(value)))
    return facts


def _facts(facts: Iterable[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="quiet", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in facts:
        if value:
            grid.add_row(Text(one_line(label)), Text(one_line(value)))
    return grid
