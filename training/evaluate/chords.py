"""`klangbild evaluate chords`: chords and bass to a melody, against the labels of POP909."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from generators.base import Filling, FillRequest, NoteGenerator, Sampling
from generators.fakes import Repeat
from generators.score import BEATS_PER_BAR, Clip, Hole, Note, ScoreError
from training.evaluate.figures import FigureTable, ratio
from training.evaluate.measures import SCALES, tonic_of
from training.evaluate.publish import publish, wide_console
from training.prepare.pop909 import Chord, Song, read_all

BARS = 32
"""Of each song, from the first bar with a melody on."""
HOLE = (Hole("chords", 48.0, 64.0), Hole("bass", 48.0, 64.0))
"""The four bars that are filled in the second task."""
OPEN = (Hole("chords", 0.0, 4.0 * BARS), Hole("bass", 0.0, 4.0 * BARS))
Counts = dict[str, float]
Figures = dict[str, Any]
"""Measure -> player -> value and the interval around it."""
Answer = Callable[[int], Filling]
"""The filling for piece number n."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`BARS` bars of a song."""

    clip: Clip
    chords: tuple[Chord, ...]


def excerpt(song: Song) -> Piece | None:
    """The bars of a song from its first melody note on; None if it has too few."""
    starts = [note.start for note in song.clip.tracks["melody"]]
    start = min(starts, default=0.0) // BEATS_PER_BAR * BEATS_PER_BAR
    end = start + BARS * BEATS_PER_BAR
    if not starts or end > song.clip.length:
        return None
    tracks = {
        role: tuple(note.shifted(-start) for note in notes if start <= note.start < end)
        for role, notes in song.clip.tracks.items()
    }
    labels = tuple(
        Chord(label.start - start, label.end - start, label.name, label.pitches)
        for label in song.chords
    )
    return Piece(Clip(end - start, tracks, song.clip.tempo), labels)


def chord_counts(piece: Piece, holes: Sequence[Hole], filling: Filling) -> Counts:
    """Counts of a filling; names that end in `_of` are denominators."""
    start, end = holes[0].start, holes[0].end
    chords, bass = filling.get("chords", ()), filling.get("bass", ())
    bars = {int(n.start // BEATS_PER_BAR) for n in piece.clip.tracks["melody"]}
    bars &= set(range(int(start // BEATS_PER_BAR), int(end // BEATS_PER_BAR)))
    tonic = tonic_of(piece.clip.tracks["melody"])
    scale = frozenset(range(12)) if tonic is None else SCALES[tonic]
    counts: Counts = {"bars_of": len(bars), "notes": len(chords) + len(bass)}
    for role, notes in (("chords", chords), ("bass", bass)):
        counts[f"{role}_bars"] = len(bars & {int(n.start // BEATS_PER_BAR) for n in notes})
        meant = [(n.pitch % 12, label_at(piece.chords, n.start)) for n in notes]
        counts[f"{role}_meant"] = sum(pitch in label for pitch, label in meant)
        counts[f"{role}_meant_of"] = sum(bool(label) for _, label in meant)
    counts["scale"] = sum(n.pitch % 12 in scale for n in (*chords, *bass))
    counts["sounding"], counts["sounding_of"] = sum(n.duration for n in chords), covered(chords)
    struck = Counter(n.start for n in chords)
    counts["several"], counts["several_of"] = sum(n > 1 for n in struck.values()), len(struck)
    return counts


def label_at(chords: Sequence[Chord], beat: float) -> frozenset[int]:
    """Pitch classes of the chord that is meant at `beat`, empty where none is."""
    return next((c.pitches for c in chords if c.start <= beat < c.end), frozenset())


def covered(notes: Sequence[Note]) -> float:
    """Beats in which at least one of the notes sounds."""
    total, last = 0.0, -1.0
    for note in sorted(notes):
        total += max(0.0, note.end - max(note.start, last))
        last = max(last, note.end)
    return total


MEASURES = (
    ("bars with melody that have chords", "chords_bars", "bars_of"),
    ("bars with melody that have bass", "bass_bars", "bars_of"),
    ("chord notes that sound at a time", "sounding", "sounding_of"),
    ("chord onsets of several notes", "several", "several_of"),
    ("chord notes in the annotated chord", "chords_meant", "chords_meant_of"),
    ("bass notes in the annotated chord", "bass_meant", "bass_meant_of"),
    ("notes in the melody's scale", "scale", "notes"),
    ("notes, against real", "notes", "notes_real"),
)


def borrowed(pieces: Sequence[Piece], number: int) -> Filling:
    """Chords and bass of another piece, moved into the key of this one: in the scale, deaf to the
    melody."""
    other = pieces[(number + 1) % len(pieces)].clip
    here, there = (tonic_of(c.tracks["melody"]) or 0 for c in (pieces[number].clip, other))
    move = (here - there + 5) % 12 - 5
    return {
        role: tuple(Note(n.start, n.pitch + move, n.duration, n.velocity) for n in notes)
        for role, notes in other.tracks.items()
        if role != "melody"
    }


def answers(
    pieces: Sequence[Piece], holes: Sequence[Hole], player: NoteGenerator, sampling: Sampling
) -> Answer:
    """What a generator plays in `holes`."""

    def answer(number: int) -> Filling:
        request = FillRequest("evaluate", pieces[number].clip, tuple(holes), sampling)
        return [*player.fill(request)][-1].variations[0]

    return answer


def real(pieces: Sequence[Piece], holes: Sequence[Hole]) -> Answer:
    """What the pieces have there."""
    return lambda number: {
        hole.track: tuple(n for n in pieces[number].clip.tracks[hole.track] if hole.covers(n))
        for hole in holes
    }


def measure(
    generator: NoteGenerator,
    songs: Sequence[Song],
    sampling: Sampling | None = None,
    console: Console | None = None,
    json_file: Path | None = None,
) -> dict[str, Figures]:
    """Accompany a melody, and fill four bars of chords and bass; print a table.

    Returns figures by task. Raises `ScoreError` when no song is long enough.
    """
    console = console or wide_console()
    sampling = sampling or Sampling()
    pieces = [piece for song in songs if (piece := excerpt(song)) is not None]
    if not pieces:
        raise ScoreError(f"no song has {BARS} bars from its first melody note on")
    tasks: dict[str, tuple[Sequence[Hole], dict[str, Answer]]] = {
        "chords and bass to a melody": (
            OPEN,
            {"another song's": lambda number: borrowed(pieces, number)},
        ),
        "4 bars of chords and bass": (
            HOLE,
            {"the bars before": answers(pieces, HOLE, Repeat(), Sampling())},
        ),
    }
    tables: dict[str, FigureTable] = {}
    for task, (holes, baseline) in tasks.items():
        players = {
            "real": real(pieces, holes),
            **baseline,
            generator.name: answers(pieces, holes, generator, sampling),
        }
        rows: dict[str, list[Counts]] = {name: [] for name in players}
        for number, piece in enumerate(track(pieces, task, console=console)):
            for name, answer in players.items():
                rows[name].append(chord_counts(piece, holes, answer(number)))
        tables[task] = _table(f"{task}: {len(pieces)} pieces", rows, generator.name)
    figures = {task: table.plain() for task, table in tables.items()}
    publish(tables.values(), {"pieces": len(pieces), **figures}, json_file, console)
    return figures


def _table(title: str, rows: dict[str, list[Counts]], preset: str) -> FigureTable:
    every = {
        name: [
            {**mine, "notes_real": real["notes"]}
            for mine, real in zip(own, rows["real"], strict=True)
        ]
        for name, own in rows.items()
    }
    figures = {
        text: {
            name: ratio([row[of] for row in own], [row[by] for row in own])
            for name, own in every.items()
        }
        for text, of, by in MEASURES
    }
    return FigureTable(title, "Best is what the real notes get, not the most.", figures, preset)


def held_out(folder: Path, limit: int | None = None) -> list[Song]:
    """The songs below `folder` that no preset is trained on, in order; at most `limit`."""
    songs = [song for song in read_all(folder) if isinstance(song, Song) and song.held_out]
    return songs[:limit]
