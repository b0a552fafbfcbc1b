"""The table of `prepare covers`: which music has which cover."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generators.score import ScoreError

NEEDED = ("audio", "cover")
LABEL = "cover"
"""Of what has none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: files, absolute; a `name` of its own; what is known of it, else empty."""

    name: str
    audio: Path | None
    cover: Path | None
    artist: str = ""
    album: str = ""
    label: str = LABEL


def read(path: Path) -> list[Row]:
    """The rows of a CSV file with the columns audio and cover (relative to the file) and, if known,
    id, artist, album and label. Without an id the audio file's name in the table is the name.
    Raises `ScoreError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            if missing := [name for name in NEEDED if name not in (table.fieldnames or ())]:
                raise ScoreError(
                    f"{path} has no column {' and none '.join(missing)} in its first line: name "
                    "the files in columns audio and cover"
                )
            return list(_rows(table, path.parent))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScoreError(f"{path} cannot be read: {error}") from error


def _rows(table: csv.DictReader[str], folder: Path) -> Iterator[Row]:
    for number, line in enumerate(table, 2):
        said = {key: (value or "").strip() for key, value in line.items() if isinstance(key, str)}
        audio, cover = (folder / said[name] if said[name] else None for name in NEEDED)
        yield Row(
            said.get("id") or said["audio"] or f"line {number}",
            audio,
            cover,
            said.get("artist", ""),
            said.get("album", ""),
            said.get("label") or LABEL,
        )
