"""Every picture of a session that the documentation shows, made by the tool itself with the bundled pair.

    python -m docs.pictures [NAME ...]

A page asks for a picture with a line `<!-- picture NAME -->`; the line below it is this program's: the picture, or
nothing where the pair cannot run what it is to show. For each, questions of the generator's held-out split are tried in
turn until a session has something to show.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo_models.trials import fresh_problems
from specrc_cli.errors import ExitCode

DOCS = Path(__file__).parent
FOLDER = DOCS / "images"
SEED = 5
MOST_TRIES = 16
MOST_SECONDS = 120
_PLACE = re.compile(r"<!-- picture ([\w-]+) -->\n(?:!\[.*\n)?")
Shows = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is typed behind `specrc solve "question"`, and what a session must have for a picture of it."""

    options: str
    shows: Shows
    about: str


def _has(*fates: str) -> Shows:
    """The right answer, and steps that came to each of these ends."""
    return lambda record: record["correct"] and set(fates) <= {step["fate"] for step in record["steps"]}


def _chooses(record: Mapping[str, Any]) -> bool:
    return bool(record["correct"]) and any(branch["chosen"] for branch in record["branches"])


def _computed_wrong(record: Mapping[str, Any]) -> bool:
    """A step whose equation is false."""
    verdicts = [step["verdict"] for step in record["steps"] if step["verdict"]]
    return any(
        member["verifier"] == "arithmetic" and not member["accepted"] for v in verdicts for member in v["members"]
    )


PICTURES = {
    "specreason": Picture(
        options="",
        shows=_has("accepted", "rewritten"),
        about="steps let stand in green, a rejected draft struck through",
    ),
    "specrc": Picture(
        options="--method specrc --verifier criteria --k 3",
        shows=_has("accepted"),
        about="three steps judged at once, three small bars each",
    ),
    "scot": Picture(
        options="--method scot --n-chains 3 --temp 0.7", shows=_chooses, about="three whole chains, one of them chosen"
    ),
    "lookahead": Picture(
        options="--method lookahead --depth 3", shows=_has("accepted"), about="drafted steps beside the target's own"
    ),
    "tree": Picture(
        options="--method tree --beam-width 3 --temp 0.7",
        shows=_has("accepted", "discarded"),
        about="several drafts of each step, the best path kept",
    ),
    "trajectories": Picture(
        options="--method trajectories --preset efficient", shows=_chooses, about="two chains and what speaks for each"
    ),
    "audit": Picture(
        options="--audit 1",
        shows=lambda record: bool(record["totals"]["audit"]),
        about="accepted steps held against the target's own",
    ),
    "utility": Picture(options="--verifier utility", shows=_has("accepted"), about="one rating a step"),
    "yesno": Picture(options="--verifier yesno", shows=_has("accepted"), about="the target's probability of yes"),
    "composed": Picture(
        options="--verifier arithmetic+likelihood",
        shows=_computed_wrong,
        about="two verifiers, the first rejection decides",
    ),
    "escalated": Picture(
        options="--verifier confidence:-0.1/likelihood",
        shows=_has("accepted"),
        about="the target is asked where the draft was unsure",
    ),
}


def make(name: str) -> str:
    """Make a picture; its line for a page, empty where the pair cannot run it."""
    picture, path = PICTURES[name], FOLDER / f"{name}.svg"
    for problem in fresh_problems(MOST_TRIES, seed=SEED):
        run = _solve(problem.question, [*shlex.split(picture.options), "--svg", str(path)])
        if run.returncode not in (ExitCode.OK, ExitCode.FAILED):
            print(f"{name}: {run.stderr.strip().partition(chr(10))[0]}", file=sys.stderr)
            path.unlink(missing_ok=True)
            return ""
        record = json.loads(run.stdout)
        record["correct"] = record["answer"] == str(problem.answer)
        if picture.shows(record):
            break
    else:
        print(f"{name}: no session had all it should show; the last is taken", file=sys.stderr)
    command = " ".join(filter(None, ("specrc solve", picture.options)))
    return f"![{command}: {picture.about}](images/{name}.svg)\n"


def _solve(question: str, options: Sequence[str]) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "specrc_cli", "solve", question, "--json", *options]
    return subprocess.run(program, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)


def put_into_pages(lines: Mapping[str, str]) -> None:
    """Write each picture's line behind the place that asks for it."""
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        page.write_text(_PLACE.sub(lambda place: _filled(place, lines), text), encoding="utf-8")


def _filled(place: re.Match[str], lines: Mapping[str, str]) -> str:
    name = place[1]
    return f"<!-- picture {name} -->\n{lines[name]}" if name in lines else place[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="docs.pictures", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", choices=[[], *PICTURES], metavar="NAME", help=", ".join(PICTURES))
    FOLDER.mkdir(exist_ok=True)
    put_into_pages({name: make(name) for name in parser.parse_args().names or PICTURES})


if __name__ == "__main__":
    main()
