"""`klangbild evaluate notes`: a preset beside the real pieces and a trivial baseline."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

import presets
from generators import checkpoint
from generators.base import Filling, FillRequest, NoteGenerator, Sampling
from generators.fakes import Repeat
from generators.midi_file import read_midi
from generators.notes.generator import Schmubert
from generators.notes.tokens import TRIO, decode, encode
from generators.score import BEATS_PER_BAR, Clip, Hole, ScoreError
from training.measures import (
    accompaniment_counts,
    infill_counts,
    interval,
    ratio,
)

HOLE_BARS = 4
Rows = list[dict[str, float]]


@dataclass(frozen=True)
class Real:
    """Answers with what the piece really has there."""

    name: str = "real"

    def answer(self, clip: Clip, holes: Sequence[Hole]) -> Filling:
        """The notes that start in the holes."""
        return {
            hole.track: tuple(n for n in clip.tracks[hole.track] if hole.covers(n))
            for hole in holes
        }


@dataclass(frozen=True)
class Player:
    """A generator under test."""

    generator: NoteGenerator
    sampling: Sampling

    @property
    def name(self) -> str:
        """As it stands in the table."""
        return self.generator.name

    def answer(self, clip: Clip, holes: Sequence[Hole]) -> Filling:
        """The last draft's first variation."""
        drafts = self.generator.fill(FillRequest("evaluate", clip, tuple(holes), self.sampling))
        return [*drafts][-1].variations[0]


def open_preset(name: str, device: str | None) -> NoteGenerator:
    """A preset's generator, its files verified. Raises `PresetError`."""
    return Repeat() if name == "repeat" else open_network(name, device)


def open_network(name: str, device: str | None) -> Schmubert:
    """A trained preset's generator, its files verified. Raises `PresetError`."""
    preset = presets.read(name)
    presets.verify(preset)
    try:
        return checkpoint.load(preset.path, device)
    except checkpoint.CheckpointError as error:
        raise presets.PresetError(str(error)) from error


def load_pieces(folder: Path, limit: int | None) -> list[tuple[str, Clip]]:
    """The trios below `folder` on the grid, at least 16 bars long; at most `limit`, in order."""
    pieces = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".mid", ".midi")):
        try:
            clip = read_midi(path).clip
        except ScoreError:
            continue
        if all(clip.tracks.get(role) for role in TRIO.roles) and clip.length >= 16 * BEATS_PER_BAR:
            grid = encode(clip).grid
            pieces.append((path.name, Clip(clip.length, decode(grid), clip.tempo)))
        if limit and len(pieces) >= limit:
            break
    if not pieces:
        raise ScoreError(f"no trio of 16 bars or more (melody, bass, drums) below {folder}")
    return pieces


def hole_in(name: str, clip: Clip) -> tuple[Hole, ...]:
    """A 4-bar hole across the tracks, 8 bars or more from either end where the piece allows it;
    the place depends on the piece's name alone."""
    bars = int(clip.length // BEATS_PER_BAR)
    margin = min(8, (bars - HOLE_BARS) // 2)
    first = random.Random(name).randint(margin, bars - HOLE_BARS - margin)
    start = float(first * BEATS_PER_BAR)
    return tuple(Hole(role, start, start + HOLE_BARS * BEATS_PER_BAR) for role in TRIO.roles)


def notes(
    generator: NoteGenerator,
    folder: Path,
    limit: int | None = None,
    sampling: Sampling | None = None,
    console: Console | None = None,
    json_file: Path | None = None,
) -> dict[str, Any]:
    """Measure `generator` on the MIDI trios below `folder`; print a table, return the figures."""
    console = console or Console()
    pieces = load_pieces(folder, limit)
    players: list[Real | Player] = [
        Real(),
        Player(Repeat("copy"), Sampling()),
        Player(generator, sampling or Sampling()),
    ]
    infill: dict[str, Rows] = {p.name: [] for p in players}
    accompany: dict[str, Rows] = {p.name: [] for p in players}
    for name, clip in track(pieces, "evaluating", console=console):
        holes = hole_in(name, clip)
        given = tuple(Hole(role, 0.0, clip.length) for role in ("bass", "drums"))
        for player in players:
            infill[player.name].append(infill_counts(clip, holes, player.answer(clip, holes)))
            accompany[player.name].append(accompaniment_counts(clip, player.answer(clip, given)))
    figures = {"pieces": len(pieces), **_figures(infill, accompany)}
    console.print(_table(figures))
    if json_file:
        json_file.write_text(json.dumps(figures, indent=2) + "\n")
    return figures


MEASURES = (
    ("infill", "holes with notes in every track that plays around them", "whole", "whole_of"),
    ("infill", "tracks with notes, where they play around the hole", "tracks", "tracks_of"),
    ("infill", "melody and bass notes in the scale of the surroundings", "scale", "scale_of"),
    ("infill", "notes against real", "notes", "notes_real"),
    ("accompany", "bars with melody that have bass", "bass", "bars_of"),
    ("accompany", "bars with melody that have drums", "drums", "bars_of"),
    ("accompany", "bars with melody that have both", "both", "bars_of"),
    ("accompany", "bass notes in the melody's scale", "scale", "scale_of"),
    ("accompany", "notes against real", "notes", "notes_real"),
)


def _figures(infill: dict[str, Rows], accompany: dict[str, Rows]) -> dict[str, Any]:
    found: dict[str, Any] = {"infill": {}, "accompany": {}}
    for task, text, name, of in MEASURES:
        rows = infill if task == "infill" else accompany
        real = rows["real"]
        found[task][text] = {}
        for player, own in rows.items():
            full = [{**o, "notes_real": r["notes"]} for o, r in zip(own, real, strict=True)]
            value = ratio(full, name, of)
            low, high = interval(full, name, of)
            found[task][text][player] = {"value": value, "low": low, "high": high}
        base = found[task][text]["real"]["value"]
        for player in rows:
            entry = found[task][text][player]
            entry["against_real"] = entry["value"] / base if base else 0.0
    return found


def _table(figures: dict[str, Any]) -> Table:
    table = Table(title=f"{figures['pieces']} pieces; 95 % bootstrap intervals; ratio to the real")
    table.add_column("task")
    table.add_column("measure")
    names = list(next(iter(figures["infill"].values())))
    for name in names:
        table.add_column(name, justify="right")
    for task in ("infill", "accompany"):
        for text, row in figures[task].items():
            cells = [
                f"{row[n]['value']:.3f} [{row[n]['low']:.3f} {row[n]['high']:.3f}]"
                f" x{row[n]['against_real']:.3f}"
                for n in names
            ]
            table.add_row(task, text, *cells)
    return table
