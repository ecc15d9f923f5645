"""The page as a reader's browser sees it: its elements, their text, and what it would run or fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from specrc_cli.trace.gathering import gather
from specrc_cli.trace.index import TraceIndex
from specrc_cli.trace.paired import compare
from specrc_cli.trace.questions import QuestionRow
from specrc_cli.trace.record import Record
from specrc_cli.views.report.comparison import Compared
from specrc_cli.views.report.page import Told, page

_VOID = {"meta", "input", "br", "link", "img", "rect", "circle", "line", "path"}


@dataclass
class Seen(HTMLParser):
    """What a parser found. `open` are the elements not closed at the end, which should be none."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open and self.open[-1] == "script" else self.texts).append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def of(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.tags if name == tag and attributes.items() <= found.items()]


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


def page_of(folder: Path, *runs: Sequence[Record], chains: int = 100) -> str:
    """The page of some runs, each written to a file of its own first."""
    told, rows = [], []
    for number, records in enumerate(runs):
        path = folder / f"run{number}.jsonl"
        path.write_text("".join(record.to_json() + "\n" for record in records))
        index, taken = TraceIndex(path), list[QuestionRow]()
        run = gather(index, name=path.stem, strict=True, take=taken.append)
        told.append(Told(run, index, [row.place for row in taken[:chains]]))
        rows.append(taken)
    compared = [Compared(first=0, second=1, comparison=compare(rows[0], rows[1]))] if len(rows) > 1 else []
    html = "".join(page(told, compared))
    for one in told:
        one.index.close()
    return html
