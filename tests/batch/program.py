"""`specrc` with scripted models that answer every question alike, as a program of its own: it can be killed.

Every chain is drafted right, drafted wrong and rewritten, and answered with 75. Environment: PACE, as for
`tests.cli.program`.
"""

from __future__ import annotations

from specrc_cli.__main__ import main
from specrc_cli.backends.scripted.script import following
from tests.cli import program
from tests.cli.program import LAST, MENDED, RIGHT, WRONG, PacedModel


def draft() -> PacedModel:
    return PacedModel("small", writes=following(RIGHT + WRONG, RIGHT + MENDED + LAST))


def target() -> PacedModel:
    return PacedModel("large", writes=following(RIGHT + MENDED + LAST), ratings={RIGHT: 9, WRONG: 2, LAST: 9})


def install() -> None:
    """Have these models opened in place of llama.cpp's."""
    program.draft, program.target = draft, target
    program.install()


if __name__ == "__main__":
    install()
    main()
