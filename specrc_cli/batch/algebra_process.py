"""The process behind `algebra`: reads [answer, gold] a line, writes true or false a line, ends with its input."""

from __future__ import annotations

import json
import sys

from math_verify import parse, verify


def same(answer: str, gold: str) -> bool:
    """Whether two answers, in LaTeX or plain, are equal; what cannot be read equals nothing."""
    known, given = parse(f"${gold}$"), parse(f"${answer}$")
    return bool(known and given and verify(known, given))


def main() -> None:
    out = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints is no reply
    print("ready", file=out, flush=True)
    for line in sys.stdin:
        answer, gold = json.loads(line)
        try:
            reply = same(answer, gold)
        except Exception:
            reply = False
        print(json.dumps(reply), file=out, flush=True)


if __name__ == "__main__":
    main()
