"""Where the installed program begins: Ctrl-C is no fault, also while the program is being read."""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point."""
    try:
        from server.__main__ import main as program  # noqa: PLC0415 - takes a second

        program()
    except KeyboardInterrupt:
        sys.exit(130)
