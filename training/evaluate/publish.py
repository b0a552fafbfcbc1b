"""Shows tables of figures and writes them down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from generators.score import ScoreError
from training.evaluate.figures import FigureTable

WIDE = 180
"""Columns where the output is no terminal, so that no table breaks its lines."""


def wide_console() -> Console:
    """For tables."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDE)


def publish(
    tables: Iterable[FigureTable],
    found: Mapping[str, Any],
    file: Path | None,
    console: Console,
) -> None:
    """Print the tables and write `found` as JSON. Raises `ScoreError` if it cannot be written."""
    for table in tables:
        console.print(table.rich(), table.about, "", sep="\n", markup=False)
    if file:
        try:
            file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise ScoreError(f"{file} cannot be written: {error.strerror}") from error
