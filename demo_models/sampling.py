"""Samples what a network writes behind many prefixes at once, with cached keys and values.

Used to collect the draft's own steps and chains; the tool itself decodes with llama.cpp.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from demo_models.documents import Writer
from demo_models.model import Llama
from demo_models.problems import DELIMITER
from demo_models.prompts import END_OF_TEXT, IM_END


@dataclass(frozen=True, slots=True)
class Wanted:
    """How far to write: up to the first of the texts that end it (left out), or `limit` tokens."""

    ends: tuple[str, ...]
    limit: int


STEP = Wanted((DELIMITER, IM_END), 40)
CHAIN = Wanted((IM_END,), 190)


def continuations(
    model: Llama,
    writer: Writer,
    prefixes: Sequence[str],
    wanted: Wanted,
    *,
    temperature: float,
    device: str,
    seed: int = 0,
) -> list[str]:
    """What the model writes behind each prefix; greedy at temperature 0."""
    with torch.no_grad():
        encoded = [writer.ids(prefix) for prefix in prefixes]
        written = _write(model, writer, encoded, wanted, temperature, device, seed)
    return [_text(writer, ids, wanted.ends) for ids in written]


def _write(
    model: Llama,
    writer: Writer,
    encoded: list[tuple[int, ...]],
    wanted: Wanted,
    temperature: float,
    device: str,
    seed: int,
) -> list[list[int]]:
    generator = torch.Generator(device).manual_seed(seed)
    pad = writer.ids(END_OF_TEXT)[0]
    width = max(map(len, encoded))
    ids = torch.tensor([(pad,) * (width - len(one)) + one for one in encoded], device=device)
    first = torch.tensor([[width - len(one)] for one in encoded], device=device)
    places = torch.arange(width, device=device)
    visible = places >= first
    mask = (visible[:, None, :] & (places[:, None] >= places)[None]) | torch.eye(width, dtype=torch.bool, device=device)
    logits, cache = model.extend(ids, (places - first).clamp(min=0), mask, None)
    written: list[list[int]] = [[] for _ in encoded]
    open_rows = set(range(len(encoded)))
    last = logits[:, -1]
    for number in range(wanted.limit):
        chosen = _choose(last, temperature, generator)
        for row in tuple(open_rows):
            written[row].append(int(chosen[row]))
            if _decoded(writer, written[row][-3:]).endswith(wanted.ends):
                open_rows.discard(row)
        if not open_rows:
            break
        visible = torch.cat((visible, torch.ones_like(visible[:, :1])), 1)
        position = width + number - first
        last, cache = _last(model.extend(chosen[:, None], position, visible[:, None], cache))
    return written


def _last(output: tuple[Tensor, list[tuple[Tensor, Tensor]]]) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
    return output[0][:, -1], output[1]


def _choose(logits: Tensor, temperature: float, generator: torch.Generator) -> Tensor:
    if temperature == 0:
        return logits.argmax(-1)
    return torch.multinomial((logits.float() / temperature).softmax(-1), 1, generator=generator)[:, 0]


def _decoded(writer: Writer, ids: Sequence[int]) -> str:
    return writer.tokenizer.decode(ids, skip_special_tokens=False)


def _text(writer: Writer, ids: list[int], ends: tuple[str, ...]) -> str:
    text = _decoded(writer, ids)
    return text[: min(len(text.split(end)[0]) for end in ends)]
