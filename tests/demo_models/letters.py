"""A tokenizer whose tokens are characters, so that documents can be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from demo_models.documents import Document, Writer


@dataclass(frozen=True)
class Encoded:
    ids: list[int]


class Letters:
    def encode(self, text: str, *, add_special_tokens: bool) -> Encoded:
        assert not add_special_tokens
        return Encoded([ord(letter) for letter in text])

    def decode(self, ids: Sequence[int], *, skip_special_tokens: bool) -> str:
        assert not skip_special_tokens
        return "".join(map(chr, ids))


WRITER = Writer(Letters())


def lines(document: Document) -> Iterator[tuple[str, str]]:
    """Every text that is taught, with all that stands before it."""
    told: list[str] = []
    for segment in document.segments:
        before = told[segment.parent] if segment.parent >= 0 else ""
        text = "".join(map(chr, segment.ids))
        told.append(before + text)
        if any(weight >= 0.5 for weight in segment.weights):
            yield before, text
