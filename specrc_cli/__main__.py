"""Where the program begins: `specrc`, and `python -m specrc_cli`. Imports nothing before it must."""

from __future__ import annotations

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the program and leave. While it is still being loaded, Ctrl-C ends it without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from specrc_cli.cli import app, diagnostics

    signal.signal(signal.SIGINT, signal.default_int_handler)
    diagnostics.leave(app.run)


if __name__ == "__main__":
    main()
