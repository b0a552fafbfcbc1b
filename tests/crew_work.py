"""What the processes of a crew do in tests; they find it by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from rich.console import Console

from training.prepare import run
from training.prepare.sorting import Options


def double(item: int | str) -> int | str:
    """Twice the number; a text says how to go wrong."""
    if item == "hang":
        time.sleep(600)
    if item == "die":
        os._exit(1)
    return item * 2


def prepare_slowly(folder: Path, out: Path) -> None:
    """Prepare in batches of two files."""
    run.BATCH = 2
    run.midi(folder, out, Options(), workers=1, console=Console(quiet=True))
