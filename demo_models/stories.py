"""Problems told whole, as people tell them, where the scenes string sentences together. Each is one move.

`tales.jsonl` were written for this: `frames` are whole problems, each telling the same in another way, `draws` the
range of each number, `steps` the sentence of each step with what stands left and right of its operator. `retold.jsonl`
are problems of GSM8K with sets of numbers that fit (see `retell`).
"""

import json
from pathlib import Path

from demo_models.moves import Move, eq, say

_HERE = Path(__file__).parent


def _tale(line: str) -> Move:
    told = json.loads(line)
    draws = tuple((slot, low, high) for slot, (low, high) in told["draws"].items())
    steps = tuple(eq(*step) for step in told["steps"])
    words = told.get("words", "none")
    return Move(told["name"], say(*told["frames"]), draws, steps, unit_words=words)


def _retold(line: str) -> Move:
    told = json.loads(line)
    numbers = told["numbers"]
    draws = tuple((slot, min(values), max(values)) for slot, values in numbers.items())
    steps = tuple(eq(*step) for step in told["steps"])
    return Move(told["name"], say(told["frame"]), draws, steps, together=tuple(zip(*numbers.values(), strict=True)))


TALES = tuple(map(_tale, (_HERE / "tales.jsonl").read_text(encoding="utf-8").splitlines()))
RETOLD = tuple(map(_retold, (_HERE / "retold.jsonl").read_text(encoding="utf-8").splitlines()))
