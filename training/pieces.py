"""The pieces that a preset is measured on, on the grid, and seeds that depend on names alone."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

from generators.midi_file import read_midi
from generators.notes.tokens import TRIO, Grid, Layout, decode, encode, laid_out
from generators.score import BEATS_PER_BAR, STEPS_PER_BAR, STEPS_PER_BEAT, Clip, ScoreError
from training.data import Pieces

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

    @property
    def bars(self) -> int:
        """How long it is."""
        return len(self.grid) // STEPS_PER_BAR


def seed_of(*parts: object) -> int:
    """A seed that depends on names alone, the same on every machine."""
    return zlib.crc32("\0".join(map(str, parts)).encode()) >> 1


def load(source: Path, layout: Layout = TRIO, limit: int | None = None) -> list[Piece]:
    """The pieces in a token file or below a folder of MIDI files that are 16 bars or longer and
    play every track of `layout`; at most `limit`, in the order of their names.

    Raises `ScoreError` when there is none.
    """
    found = _from_tokens(source, layout) if source.is_file() else _from_midi(source, layout, limit)
    if not found:
        raise ScoreError(
            f"no piece of {SHORTEST} bars or more that plays {', '.join(layout.played)} in {source}"
        )
    return found[:limit]


def _from_tokens(source: Path, layout: Layout) -> list[Piece]:
    held = Pieces.load(source)
    grids = {
        name: laid_out(held[number], held.layout, layout) for number, name in enumerate(held.names)
    }
    pieces = (Piece.of(name, grid, layout=layout) for name, grid in sorted(grids.items()))
    return [piece for piece in pieces if _fits(piece.clip, layout)]


def _from_midi(folder: Path, layout: Layout, limit: int | None) -> list[Piece]:
    pieces: list[Piece] = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".mid", ".midi")):
        try:
            clip = read_midi(path).clip
        except ScoreError:
            continue
        if _fits(clip, layout):
            steps = int(clip.length // BEATS_PER_BAR) * STEPS_PER_BAR
            grid = encode(clip, steps, layout).grid
            pieces.append(Piece.of(path.relative_to(folder).as_posix(), grid, clip.tempo, layout))
        if limit and len(pieces) >= limit:
            break
    return pieces


def _fits(clip: Clip, layout: Layout) -> bool:
    plays = all(clip.tracks.get(role) for role in layout.played)
    return plays and clip.length >= SHORTEST * BEATS_PER_BAR
