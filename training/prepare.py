"""`klangbild prepare midi`: a folder of MIDI files -> one token file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.progress import track

from generators.midi_file import read_midi
from generators.notes.tokens import Grid, encode, onsets
from generators.score import STEPS_PER_BAR, ScoreError
from training.data import Pieces

SHORTEST = 16
"""Bars that a piece needs to be kept."""


@dataclass(frozen=True)
class Found:
    """A file on the grid, or why it was left out."""

    name: str
    grid: Grid | None = None
    dropped: str = ""


def midi(folder: Path, out: Path, workers: int | None = None) -> Counter[str]:
    """Put every MIDI file below `folder` on the grid and write the token file `out`.

    Returns how many files were kept, and how many were dropped for which reason.
    """
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".mid", ".midi"))
    if not paths:
        raise ScoreError(f"no MIDI files (*.mid, *.midi) below {folder}")
    report: Counter[str] = Counter()
    kept: list[Found] = []
    for found in track(_read_all(paths, workers), "reading", total=len(paths)):
        report[found.dropped or "kept"] += 1
        if found.grid is not None:
            kept.append(Found(Path(found.name).relative_to(folder).as_posix(), found.grid))
    if not kept:
        raise ScoreError(f"no usable piece below {folder}: {dict(report)}")
    grids = [found.grid for found in kept if found.grid is not None]
    Pieces.of([found.name for found in kept], grids).save(out)
    return report


def _read_all(paths: Sequence[Path], workers: int | None) -> Iterator[Found]:
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(on_grid, paths, chunksize=16)


def on_grid(path: Path) -> Found:
    """One file on the grid, silence before its first and after its last bar cut off."""
    try:
        grid = encode(read_midi(path).clip).grid
    except (ScoreError, OSError) as error:
        return Found(str(path), dropped=f"unreadable: {error}"[:60])
    starts = np.flatnonzero(onsets(grid).any(axis=1))
    if not len(starts):
        return Found(str(path), dropped="no notes on the grid")
    first = int(starts[0]) // STEPS_PER_BAR * STEPS_PER_BAR
    last = (int(starts[-1]) // STEPS_PER_BAR + 1) * STEPS_PER_BAR
    if last - first < SHORTEST * STEPS_PER_BAR:
        return Found(str(path), dropped=f"shorter than {SHORTEST} bars")
    return Found(str(path), grid[first:last])
