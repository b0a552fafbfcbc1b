"""The pieces that a preset is measured on, on the grid, and seeds that depend on names alone."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generators.midi_file import read_midi
from generators.notes.tokens import TRIO, Grid, Layout, decode, encode, laid_out
from generators.score import BEATS_PER_BAR, STEPS_PER_BAR, STEPS_PER_BEAT, Clip, ScoreError
from training.data import MANIFEST, SPLITS, Pieces

SHORTEST = 16
"""Bars that a piece needs to be measured on."""


@dataclass(frozen=True)
class Piece:
    """A real piece: `grid` int64 [steps, columns] of `layout`, and the clip that it stands for."""

    name: str
    clip: Clip
    grid: Grid
    layout: Layout = TRIO

    @classmethod
    def of(cls, name: str, grid: Grid, tempo: float = 120.0, layout: Layout = TRIO) -> Piece:
        """The piece that a grid of whole bars says."""
        clip = Clip(len(grid) / STEPS_PER_BEAT, decode(grid, layout=layout), tempo)
        return cls(name, clip, grid, layout)

    @classmethod
    def encoded(cls, name: str, clip: Clip, layout: Layout = TRIO) -> Piece:
        """A clip on the grid, to its last whole bar."""
        steps = int(clip.length // BEATS_PER_BAR) * STEPS_PER_BAR
        return cls.of(name, encode(clip, steps, layout).grid, clip.tempo, layout)

    @property
    def bars(self) -> int:
        """How long it is."""
        return len(self.grid) // STEPS_PER_BAR


def seed_of(*parts: object) -> int:
    """A seed that depends on names alone, the same on every machine."""
    return zlib.crc32("\0".join(map(str, parts)).encode()) >> 1


def place(source: Path, split: str = "valid") -> tuple[Path, str]:
    """The folder that `source` names, and its split where it is a prepared one: `split`, unless
    the source is FOLDER/train, FOLDER/valid or FOLDER/test. Raises `ScoreError`."""
    if source.name in SPLITS and (source.parent / MANIFEST).exists():
        return source.parent, source.name
    if not source.is_dir():
        raise ScoreError(f"there is no {source}: name a folder of MIDI files or a prepared one")
    return source, split


def load(
    source: Path, layout: Layout = TRIO, limit: int | None = None, split: str = "valid"
) -> list[Piece]:
    """The pieces of a prepared folder's split or below a folder of MIDI files (see `place`) that
    are 16 bars or longer and play every track of `layout`; at most `limit`, in the order of their
    names.

    Raises `ScoreError` when there is none.
    """
    pieces: list[Piece] = []
    for name, grid, own, tempo in _read(*place(source, split)):
        piece = Piece.of(name, laid_out(grid, own, layout), tempo, layout)
        if piece.bars >= SHORTEST and all(piece.clip.tracks[role] for role in layout.played):
            pieces.append(piece)
        if limit and len(pieces) >= limit:
            break
    if not pieces:
        tracks = ", ".join(layout.played)
        raise ScoreError(f"no piece of {SHORTEST} bars or more that plays {tracks} in {source}")
    return pieces


def grids(source: Path, split: str = "train") -> Iterator[tuple[Grid, Layout]]:
    """Every piece in `source` (see `place`), whatever it plays."""
    return ((grid, layout) for _, grid, layout, _ in _read(*place(source, split)))


def _read(folder: Path, split: str) -> Iterator[tuple[str, Grid, Layout, float]]:
    """(name, grid of whole bars, its layout, tempo), in the order of the names."""
    if (folder / MANIFEST).exists():
        held = Pieces.load(folder, split)
        for name, number in sorted((name, number) for number, name in enumerate(held.names)):
            yield name, held[number], held.layout, 120.0
        return
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".mid", ".midi")):
        with suppress(ScoreError):
            clip = read_midi(path).clip
            steps = int(clip.length // BEATS_PER_BAR) * STEPS_PER_BAR
            name = path.relative_to(folder).as_posix()
            yield name, encode(clip, steps).grid, TRIO, clip.tempo
