"""Clip <-> grid of events, as in the thesis 4.2. Numpy only.

A grid is an int64 array [steps, 3] (melody, bass, drums), one row per 16th note. Melody and bass
hold 90 events (0 continue, 1 note off, 2-89 note on of pitch 21-108), drums 512 patterns (bit i
is drum class i). One more event per track, the mask, says "not known".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from generators.score import ROLES, STEPS_PER_BEAT, Clip, Hole, Note

Grid = NDArray[np.int64]
Mask = NDArray[np.bool_]

CONTINUE, NOTE_OFF, FIRST_PITCH = 0, 1, 2
LOWEST, HIGHEST = 21, 108
EVENTS = (90, 90, 512)
"""Events of each track, without its mask."""
MASKS = EVENTS
"""The mask's event number is the first one after the track's own events."""
ONSETS = (FIRST_PITCH, FIRST_PITCH, 1)
"""Each track's first event that begins something."""

DRUM_CLASSES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("kick", (36,)),
    ("snare", (38, 37, 40)),
    ("closed hi-hat", (42, 22, 44)),
    ("open hi-hat", (46, 26)),
    ("low tom", (43, 58)),
    ("mid tom", (47, 45)),
    ("high tom", (50, 48)),
    ("crash cymbal", (49, 52, 55, 57)),
    ("ride cymbal", (51, 53, 59)),
)
"""The thesis's table (4.2). The first pitch of a class is the one that is written."""

DRUM_NEIGHBOURS = {35: 0, 39: 1, 41: 4, 54: 2, 56: 8, 69: 2, 70: 2, 80: 2, 81: 3}
"""General MIDI drums that the thesis's table leaves out, heard as their nearest class (never
written): second kick, clap, floor tom, tambourine, cowbell, cabasa, maracas, triangles."""

DRUM_CLASS = {p: i for i, (_, pitches) in enumerate(DRUM_CLASSES) for p in pitches} | (
    DRUM_NEIGHBOURS
)
_DRUMS = ROLES.index("drums")


@dataclass(slots=True)
class Unheard:
    """Notes that the grid cannot hold, counted by reason. They stay in the clip untouched."""

    out_of_range: int = 0
    no_drum_class: int = 0
    polyphony: int = 0
    outside: int = 0

    @property
    def total(self) -> int:
        """All reasons together."""
        return self.out_of_range + self.no_drum_class + self.polyphony + self.outside


@dataclass(frozen=True, slots=True)
class Encoded:
    """A clip on the grid, and what did not fit on it."""

    grid: Grid
    unheard: Unheard = field(default_factory=Unheard)


def step_of(beat: float) -> int:
    """The 16th step nearest to `beat`; halfway goes up."""
    return int(np.floor(beat * STEPS_PER_BEAT + 0.5))


def encode(clip: Clip, steps: int | None = None) -> Encoded:
    """Put a clip on the grid: int64 [steps, 3] (default: the clip's length rounded up).

    Onsets and ends go to the nearest 16th, a note lasts one step at least. A line is made
    monophonic as in the thesis: of notes that start together the highest is kept, and a note
    ends where the next one starts. Roles that the clip lacks become masks (unknown).
    """
    steps = int(np.ceil(clip.length * STEPS_PER_BEAT - 1e-6)) if steps is None else steps
    grid = np.zeros((steps, len(ROLES)), dtype=np.int64)
    unheard = Unheard()
    for column, role in enumerate(ROLES):
        if role not in clip.tracks:
            grid[:, column] = MASKS[column]
        elif column == _DRUMS:
            _encode_drums(clip.tracks[role], grid[:, column], unheard)
        else:
            _encode_line(clip.tracks[role], grid[:, column], unheard)
    return Encoded(grid, unheard)


def _encode_drums(notes: Iterable[Note], column: Grid, unheard: Unheard) -> None:
    for note in notes:
        step, drum = step_of(note.start), DRUM_CLASS.get(note.pitch)
        if drum is None:
            unheard.no_drum_class += 1
        elif step >= len(column):
            unheard.outside += 1
        else:
            column[step] |= 1 << drum


def _encode_line(notes: Sequence[Note], column: Grid, unheard: Unheard) -> None:
    line = monophonic(notes, len(column), unheard)
    for number, (start, end, pitch) in enumerate(line):
        column[start] = pitch - LOWEST + FIRST_PITCH
        following = line[number + 1][0] if number + 1 < len(line) else len(column)
        if end < following:
            column[end] = NOTE_OFF


def monophonic(
    notes: Iterable[Note], steps: int, unheard: Unheard | None = None
) -> list[tuple[int, int, int]]:
    """The line (start step, end step, pitch) that the grid hears of `notes`, by start."""
    unheard = Unheard() if unheard is None else unheard
    highest: dict[int, tuple[int, int]] = {}
    for note in notes:
        start = step_of(note.start)
        end = max(start + 1, step_of(note.end))
        if not LOWEST <= note.pitch <= HIGHEST:
            unheard.out_of_range += 1
        elif start >= steps:
            unheard.outside += 1
        elif start in highest and highest[start][0] >= note.pitch:
            unheard.polyphony += 1
        else:
            unheard.polyphony += start in highest
            highest[start] = (note.pitch, end)
    starts = sorted(highest)
    return [
        (start, min(highest[start][1], following), highest[start][0])
        for start, following in zip(starts, [*starts, steps][1:], strict=True)
    ]


def decode(grid: Grid, velocities: Mapping[str, int] | None = None) -> dict[str, tuple[Note, ...]]:
    """The notes of a grid [steps, 3], in beats. Masked positions are silent (as "continue").

    A note sounds until the next note on, note off or the grid's end; a drum lasts one step.
    `velocities` gives each role's velocity (default 80).
    """
    velocities = velocities or {}
    return {
        role: tuple(
            Note(start / STEPS_PER_BEAT, pitch, length / STEPS_PER_BEAT, velocities.get(role, 80))
            for start, length, pitch in (
                _drum_events(grid[:, column]) if column == _DRUMS else _line_events(grid[:, column])
            )
        )
        for column, role in enumerate(ROLES)
    }


def _drum_events(column: Grid) -> Iterator[tuple[int, int, int]]:
    for step in np.flatnonzero((column > 0) & (column < MASKS[_DRUMS])):
        pattern = int(column[step])
        for drum, (_, pitches) in enumerate(DRUM_CLASSES):
            if pattern >> drum & 1:
                yield int(step), 1, pitches[0]


def _line_events(column: Grid) -> Iterator[tuple[int, int, int]]:
    changes = np.flatnonzero((column >= NOTE_OFF) & (column < MASKS[0]))
    for step, following in zip(changes, [*changes, len(column)][1:], strict=True):
        if column[step] >= FIRST_PITCH:
            pitch = int(column[step]) - FIRST_PITCH + LOWEST
            yield int(step), int(following - step), pitch


def onsets(grid: Grid) -> Mask:
    """Where something starts: bool of the shape of `grid` [..., 3]."""
    starts: Mask = (grid >= np.array(ONSETS)) & (grid < np.array(MASKS))
    return starts


def hole_mask(clip: Clip, holes: Iterable[Hole], steps: int) -> Mask:
    """Positions to fill: bool [steps, 3], the 16ths that lie in a hole.

    Positions under a kept note that still sounds when the hole begins stay known (unless they
    are all of it), and so do those where a kept note from just outside lands by rounding.
    """
    mask = np.zeros((steps, len(ROLES)), dtype=np.bool_)
    holes = tuple(holes)
    kept = clip.replacing(holes)
    for hole in holes:
        column = ROLES.index(hole.track)
        first, last = hole_steps(hole)
        first, last = min(first, steps - 1), min(last, steps)
        free = first
        if column != _DRUMS:
            sounding = [n.end for n in kept.tracks.get(hole.track, ()) if n.start < hole.start]
            free = max(first, step_of(max(sounding, default=0.0)))
        mask[free if free < last else first : last, column] = True
    free_of_kept = mask & ~onsets(encode(kept, steps).grid)
    return np.where(free_of_kept.any(axis=0), free_of_kept, mask)


def hole_steps(hole: Hole) -> tuple[int, int]:
    """The 16ths [first, last) inside a hole; the one that it begins in when it holds none."""
    first = int(np.ceil(hole.start * STEPS_PER_BEAT - 1e-6))
    last = int(np.ceil(hole.end * STEPS_PER_BEAT - 1e-6))
    if first < last:
        return first, last
    first = int(hole.start * STEPS_PER_BEAT)
    return first, first + 1


def transposed(grid: Grid, semitones: int) -> Grid:
    """Melody and bass moved by the same interval (5.1.4). Raises `ValueError` out of range."""
    notes = _pitched(grid)
    low, high = room_to_transpose(grid)
    if not low <= semitones <= high and notes.any():
        raise ValueError(f"{semitones} semitones leave the range of the grid")
    moved = grid.copy()
    moved[..., :_DRUMS] += semitones * notes
    return moved


def room_to_transpose(grid: Grid) -> tuple[int, int]:
    """Lowest and highest transposition (semitones) that stays inside the range."""
    notes = grid[..., :_DRUMS][_pitched(grid)]
    if not notes.size:
        return 0, 0
    return FIRST_PITCH - int(notes.min()), EVENTS[0] - 1 - int(notes.max())


def _pitched(grid: Grid) -> Mask:
    """Where melody and bass begin a note: bool [..., 2]."""
    lines = grid[..., :_DRUMS]
    notes: Mask = (lines >= FIRST_PITCH) & (lines < MASKS[0])
    return notes
