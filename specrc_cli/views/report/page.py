"""The page: one HTML file that needs nothing else. Knows templates and charts; figures and chains come in words.

Every text that goes into the template is escaped; what is marked as safe was drawn or written here. A content policy
forbids the page to load anything or to run any script but its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from specrc_cli import __version__
from specrc_cli.trace.gathering import Gathered, Setup
from specrc_cli.trace.index import TraceIndex
from specrc_cli.trace.questions import QuestionRow
from specrc_cli.trace.record import ModelRecord
from specrc_cli.views.report import comparison as words
from specrc_cli.views.report.chains import MARKS, OUTCOMES, Chain, chain
from specrc_cli.views.report.comparison import Compared
from specrc_cli.views.report.figures import beginning, costs, further, headline, oddities, percent, seconds_of
from specrc_cli.views.report.sections import chapters
from specrc_cli.views.text import one_line
from specrc_cli.views.units import amount, plural

DIFFERING = 100
"""Questions on which two runs differ that are listed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A run to be told of: its figures, and the places in its file of the records whose chains are shown."""

    run: Gathered
    index: TraceIndex
    shown: Sequence[int]


def page(told: Sequence[Told], compared: Sequence[Compared]) -> Iterator[str]:
    """The page in pieces; records are read again as their chains are written, so that none is held."""
    runs = [one.run for one in told]
    script = _own("page.js")
    yield from _template().generate(
        title=_listed([one_line(run.name, limit=80) for run in runs]),
        subtitle=_subtitle(runs),
        version=__version__,
        css=Markup(_own("page.css")),
        script=Markup(script),
        script_hash=_hash(script),
        runs=[_run(number, one) for number, one in enumerate(told)],
        side_by_side=list(zip(*([*headline(run.figures), *further(run.figures)] for run in runs), strict=True)),
        comparisons=[_compared(one, runs) for one in compared],
        chapters=chapters(runs),
        chains_note=_chains_note(told),
        sources=_listed([one_line(run.name, limit=80) for run in runs]),
    )


@cache
def _template() -> Template:
    loader = PackageLoader("specrc_cli.views", "report")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("page.html.j2")


def _own(name: str) -> str:
    return resources.files("specrc_cli.views.report").joinpath(name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _subtitle(runs: Sequence[Gathered]) -> str:
    """How, on what, and when; of several runs how many questions each has."""
    if len(runs) > 1:
        return "; ".join(f"{one_line(run.name, limit=80)}: {plural(run.figures.questions, 'question')}" for run in runs)
    (run,) = runs
    told = [plural(run.figures.questions, "question"), *(_title(setup) for setup in run.setups[:1])]
    if run.began is not None:
        told.append(_days(*run.began))
    return " · ".join(told)


def _days(first: str, last: str) -> str:
    begun, ended = (one_line(moment, limit=40).partition("T")[0] for moment in (first, last))
    return begun if begun == ended else f"{begun} to {ended}"


def _run(number: int, told: Told) -> dict[str, object]:
    run = told.run
    return {
        "name": one_line(run.name, limit=80),
        "oddities": [one_line(oddity) for oddity in oddities(run)],
        "headline": headline(run.figures),
        "further": further(run.figures),
        "costs": [
            {
                "name": cost.name,
                "width": round(100 * cost.share, 2),
                "share": percent(cost.share),
                "seconds": seconds_of(cost.seconds),
                "tokens": f"{cost.tokens:,}",
            }
            for cost in costs(run.figures.seconds, run.figures.tokens)
        ],
        "slowest": [_row(number, row, seconds_of(row.seconds)) for row in run.slowest],
        "most_rewritten": [_row(number, row, f"{row.rewritten} of {row.judged}") for row in run.most_rewritten],
        "chains": _chains(number, told),
        "setups": [_setup(setup) for setup in run.setups],
    }


def _chains(number: int, told: Told) -> Iterator[Chain]:
    for place in told.shown:
        yield chain(told.index.record(place), anchor=_anchor(number, place), number=place + 1)


def _anchor(run: int, place: int) -> str:
    return f"run{run + 1}-{place + 1}"


def _row(number: int, row: QuestionRow, figure: str) -> dict[str, object]:
    outcome = OUTCOMES[row.right]
    return {
        "outcome": outcome,
        "mark": MARKS[outcome],
        "anchor": _anchor(number, row.place),
        "name": _name(row),
        "text": beginning(row.question),
        "figure": figure,
    }


def _name(row: QuestionRow) -> str:
    return one_line(row.id, limit=60) if row.id else f"#{row.place + 1}"


def _compared(compared: Compared, runs: Sequence[Gathered]) -> dict[str, object]:
    differing = compared.comparison.differing
    first, second = (one_line(runs[place].name, limit=80) for place in (compared.first, compared.second))
    listed = f", the first {DIFFERING} of them" if len(differing) > DIFFERING else ""
    return {
        "first": first,
        "second": second,
        "paired": words.paired(compared.comparison),
        "figures": words.figures(compared.comparison),
        "differing_title": f"{plural(len(differing), 'question')} that one of them got right alone{listed}",
        "differing": [
            {
                "name": _name(one),
                "text": beginning(one.question),
                "sides": [_side(compared.first, one), _side(compared.second, other)],
            }
            for one, other in differing[:DIFFERING]
        ],
    }


def _side(number: int, row: QuestionRow) -> dict[str, object]:
    outcome = OUTCOMES[row.right]
    return {
        "outcome": outcome,
        "mark": MARKS[outcome],
        "anchor": _anchor(number, row.place),
        "answer": one_line(row.answer or "no answer", limit=60),
    }


def _chains_note(told: Sequence[Told]) -> str:
    shown, of = sum(len(one.shown) for one in told), sum(one.run.figures.questions for one in told)
    if shown == of:
        return f"All {of}."
    return f"{shown} of {of}: the first ones, and those named above. --chains all shows every one."


def _title(setup: Setup) -> str:
    verifier = setup.settings.get("verifier")
    pair = f"pair {setup.pair}" if setup.pair else ""
    return one_line(" · ".join(filter(None, (str(setup.settings["method"]), str(verifier or ""), pair))))


def _setup(setup: Setup) -> dict[str, object]:
    models = {"draft": setup.draft, "target": setup.target}
    return {
        "title": f"{_title(setup)} · {plural(setup.records, 'question')}",
        "settings": [(one_line(name), one_line(_word(value))) for name, value in setup.settings.items()],
        "models": [(role, *_model(model)) for role, model in models.items() if model is not None],
    }


def _model(model: ModelRecord) -> tuple[str, ...]:
    facts = (
        model.name, model.file, model.architecture, amount(model.parameters) if model.parameters else None,
        model.quantization, model.context, model.device, model.fingerprint,
    )  # fmt: skip
    return tuple(one_line(_word(fact), limit=80) for fact in facts)


def _word(value: object) -> str:
    return "–" if value is None else str(value)
