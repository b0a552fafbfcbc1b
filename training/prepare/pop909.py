"""`klangbild prepare pop909`: piano arrangements with chord labels -> melody, chords and bass.

POP909 (Wang et al. 2020) has bar lines only in its annotations, which count from a song's first
bar, not from the file's start: the annotated melody says where that is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from generators.midi_file import MidiDocument, read_midi
from generators.notes.tokens import Layout, encode, step_of
from generators.score import BEATS_PER_BAR, STEPS_PER_BEAT, Clip, Note, ScoreError
from training.data import Pieces
from training.prepare import shards

KEYS = Layout(("melody", "chords", "chords", "chords", "bass"))
"""A melody, three voices of chords, a bass."""
TRIPLE = frozenset(
    (
        *(34, 62, 102, 107, 152, 173, 176, 203, 215, 231, 254, 280, 307, 328, 369, 584, 592, 653),
        *(654, 662, 744, 749, 756, 770, 799, 843, 869, 872, 887),
    )
)
"""Songs in three, by the data's own list."""
AGREEMENT = 0.9
"""Share of the annotated melody that has to lie where the played one does."""
BASS_BELOW = 55
BASS_BEATS, BASS_SPAN = 2, 4
"""The bass is what lies at most `BASS_SPAN` semitones above the lowest note of its `BASS_BEATS`
beats, and below `BASS_BELOW`; what is played above it belongs to the chords."""
FAR = 8
"""Beats by which the annotated beats are continued at either end."""


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord label: from `start` to `end` beats, the pitch classes in it."""

    start: float
    end: float
    name: str
    pitches: frozenset[int]


@dataclass(frozen=True, slots=True)
class Song:
    """A song on its bar lines: melody, chords and bass, and what chord is meant when."""

    number: int
    clip: Clip
    chords: tuple[Chord, ...]

    @property
    def held_out(self) -> bool:
        """One in ten is for validation; none of them shares a melody with another song."""
        return self.number % 10 == 9


def prepare(folder: Path, out: Path, workers: int | None = None) -> Counter[str]:
    """Make `out` a prepared folder; returns what became of the songs.

    `folder` holds a folder for each song. Raises `ScoreError` when there is none.
    """
    report: Counter[str] = Counter()
    songs: list[Song] = []
    for found in track(read_all(folder, workers), "reading songs"):
        report["kept" if isinstance(found, Song) else found] += 1
        if isinstance(found, Song):
            songs.append(found)
    if not songs:
        raise ScoreError(f"no usable song of POP909 below {folder}: {dict(report)}")
    splits: dict[str, list[Song]] = {}
    for song in songs:
        splits.setdefault("valid" if song.held_out else "train", []).append(song)
    shards.save(out, {split: _pieces(chosen) for split, chosen in splits.items()})
    return report


def _pieces(songs: Sequence[Song]) -> Pieces:
    grids = [encode(song.clip, layout=KEYS).grid for song in songs]
    return Pieces.of([f"{song.number:03d}" for song in songs], grids, KEYS)


def read_all(folder: Path, workers: int | None = None) -> Iterator[Song | str]:
    """Every song below `folder` in order, or why it was dropped."""
    paths = sorted(path for path in folder.iterdir() if path.name.isdigit()) or sorted(
        path for path in folder.glob("*/*") if path.name.isdigit()
    )
    if not paths:
        raise ScoreError(f"no songs (folders named 001, 002 ...) in {folder}")
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_song_or_why, paths, chunksize=8)


def _song_or_why(folder: Path) -> Song | str:
    try:
        return read_song(folder)
    except (ScoreError, OSError, ValueError) as error:
        return f"{error}".partition("\n")[0][:60]


def read_song(folder: Path) -> Song:
    """One song of the collection. Raises `ScoreError` when it is of no use, OSError, ValueError."""
    number = int(folder.name)
    if number in TRIPLE:
        raise ScoreError("in three")
    document = read_midi(folder / f"{folder.name}.mid", any_metre=True)
    beats = np.loadtxt(folder / "beat_midi.txt", usecols=0, ndmin=1)
    parts = _parts(document, beats)
    first = _first_step(parts.get("MELODY", []), _lines(folder / "structure" / "melody.txt"))
    origin = first % (BEATS_PER_BAR * STEPS_PER_BEAT) / STEPS_PER_BEAT - BEATS_PER_BAR
    moved = {name: [n.shifted(-origin) for n in notes] for name, notes in parts.items()}
    bass, chords = split_piano(moved.get("PIANO", []))
    melody = with_bridge(moved["MELODY"], moved.get("BRIDGE", []))
    tracks = {"melody": melody, "chords": chords, "bass": bass}
    start = first / STEPS_PER_BEAT - origin
    labels = _chords(_lines(folder / "structure" / "finalized_chord.txt"), start)
    return Song(number, *_trimmed(tracks, labels, document.clip.tempo))


def split_piano(notes: Iterable[Note]) -> tuple[list[Note], list[Note]]:
    """(the bass, the chords above it)."""
    notes = list(notes)
    lowest: dict[int, int] = {}
    for note in notes:
        span = step_of(note.start) // (BASS_BEATS * STEPS_PER_BEAT)
        lowest[span] = min(note.pitch, lowest.get(span, 128))
    bass: list[Note] = []
    chords: list[Note] = []
    for note in notes:
        floor = lowest[step_of(note.start) // (BASS_BEATS * STEPS_PER_BEAT)]
        deep = note.pitch < BASS_BELOW and note.pitch <= floor + BASS_SPAN
        (bass if deep else chords).append(note)
    return bass, chords


def with_bridge(melody: Sequence[Note], bridge: Iterable[Note]) -> list[Note]:
    """The sung melody, and the instrument that answers it in the bars in which it is silent."""
    sung = {
        bar
        for note in melody
        for bar in range(int(note.start // BEATS_PER_BAR), int(note.end // BEATS_PER_BAR) + 1)
    }
    return sorted([*melody, *(n for n in bridge if n.start // BEATS_PER_BAR not in sung)])


def _parts(document: MidiDocument, beats: NDArray[np.float64]) -> dict[str, list[Note]]:
    """Notes by the name of their track, in beats from `FAR` beats before the first annotated."""
    if len(beats) < 2 or (np.diff(beats) <= 0).any():
        raise ScoreError("its beats do not follow each other")
    before = beats[0] - np.arange(FAR, 0, -1) * (beats[1] - beats[0])
    after = beats[-1] + np.arange(1, FAR + 1) * (beats[-1] - beats[-2])
    times = np.concatenate([before, beats, after])
    parts: dict[str, list[Note]] = {}
    for part in document.parts:
        ticks = [(note.start, note.end) for note in part.notes]
        seconds = [[document.seconds(t / document.file.division) for t in pair] for pair in ticks]
        places = np.interp(np.array(seconds), times, np.arange(len(times)))
        for note, (start, end) in zip(part.notes, places.tolist(), strict=True):
            made = Note(start, note.pitch, max(end - start, 1e-3), note.velocity)
            parts.setdefault(part.name.strip(), []).append(made)
    return parts


def _first_step(melody: Sequence[Note], lines: Iterable[Sequence[str]]) -> int:
    """The step at which the annotations begin: where most of their melody lies on the played."""
    score = np.array([(int(line[0]), int(line[1])) for line in lines]).reshape(-1, 2)
    places = np.cumsum(score[:, 1]) - score[:, 1]
    count = int(np.count_nonzero(score[:, 0]))
    apart = [step_of(n.start) - places[score[:, 0] == n.pitch] for n in melody if n.pitch]
    steps, votes = np.unique(np.concatenate([np.zeros(0, int), *apart]), return_counts=True)
    agreed = int(votes.max(initial=0))
    if not agreed or agreed < AGREEMENT * max(count, len(melody)):
        raise ScoreError("melody and annotation do not agree")
    return int(steps[votes.argmax()])


def _chords(lines: Iterable[Sequence[str]], start: float) -> tuple[Chord, ...]:
    """Lines such as `C:maj [0, 4, 7] 0 4`: name, pitch classes, bass, beats."""
    chords: list[Chord] = []
    for name, *middle, beats in lines:
        pitches = frozenset(int(p.strip("[],")) for p in middle[:-1] if p.strip("[],"))
        chords.append(Chord(start, start + float(beats), name, pitches))
        start += float(beats)
    return tuple(chords)


def _trimmed(
    tracks: Mapping[str, Sequence[Note]], labels: Iterable[Chord], tempo: float
) -> tuple[Clip, tuple[Chord, ...]]:
    """Whole bars, from the first that plays to the last."""
    notes = [note for found in tracks.values() for note in found]
    first = int(min(n.start for n in notes) // BEATS_PER_BAR) * BEATS_PER_BAR
    last = (int(max(n.start for n in notes) // BEATS_PER_BAR) + 1) * BEATS_PER_BAR
    moved = {role: tuple(n.shifted(-first) for n in found) for role, found in tracks.items()}
    chords = tuple(
        Chord(label.start - first, label.end - first, label.name, label.pitches) for label in labels
    )
    return Clip(float(last - first), moved, min(max(tempo, 10.0), 1000.0)), chords


def _lines(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text().splitlines() if line.strip()]
