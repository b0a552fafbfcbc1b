"""Where the program begins: Ctrl-C is no fault, also while the program is being read."""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point."""
    try:
        from server.cli import main as program  # noqa: PLC0415 - takes a second

        program()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
