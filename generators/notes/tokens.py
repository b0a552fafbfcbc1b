"""Clip <-> grid of events, as in the thesis 4.2. Numpy only.

A grid is an int64 array [steps, columns], one row per 16th note; a `Layout` says which role each
column belongs to. A line holds 90 events (0 continue, 1 note off, 2-89 note on of pitch 21-108),
drums 512 patterns (bit i is drum class i). One more event per column, the mask, says "not known".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from generators.notes.voices import Sound, joined, separate
from generators.score import ROLES, STEPS_PER_BEAT, Clip, Hole, Note, ScoreError

Grid = NDArray[np.int64]
Mask = NDArray[np.bool_]

CONTINUE, NOTE_OFF, FIRST_PITCH = 0, 1, 2
LOWEST, HIGHEST = 21, 108
LINE_EVENTS, DRUM_EVENTS = 90, 512
"""Events of a column, without its mask."""

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


@dataclass(frozen=True, slots=True)
class Layout:
    """Which role each column of a grid belongs to.

    Columns stand in the order of `ROLES`. Several columns of one role are its voices, each of
    them monophonic; drums have one column, whose patterns hold all drums. Raises `ScoreError`.
    """

    roles: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", tuple(self.roles))
        unknown = [role for role in self.roles if role not in ROLES]
        if unknown or not self.roles:
            asked = f"unknown track {unknown[0]!r}" if unknown else "no tracks"
            raise ScoreError(f"{asked}: use some of {', '.join(ROLES)}")
        if sorted(self.roles, key=ROLES.index) != [*self.roles]:
            raise ScoreError(f"tracks have an order: {', '.join(ROLES)}")
        if self.roles.count("drums") > 1:
            raise ScoreError("drums have one column only")

    @property
    def events(self) -> tuple[int, ...]:
        """Events of each column, without its mask."""
        return tuple(DRUM_EVENTS if role == "drums" else LINE_EVENTS for role in self.roles)

    @property
    def masks(self) -> tuple[int, ...]:
        """Each column's mask: the first number after its own events."""
        return self.events

    @property
    def onsets(self) -> tuple[int, ...]:
        """Each column's first event that begins something."""
        return tuple(1 if role == "drums" else FIRST_PITCH for role in self.roles)

    @property
    def played(self) -> tuple[str, ...]:
        """The roles, each once."""
        return tuple(dict.fromkeys(self.roles))

    @property
    def lines(self) -> list[int]:
        """The columns that have pitches."""
        return [column for column, role in enumerate(self.roles) if role != "drums"]

    def columns(self, role: str) -> list[int]:
        """The columns of a role, none if it is not in the layout."""
        return [column for column, own in enumerate(self.roles) if own == role]


TRIO = Layout(("melody", "bass", "drums"))
"""The thesis's grid (4.2)."""


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
    return math.floor(beat * STEPS_PER_BEAT + 0.5)


def encode(clip: Clip, steps: int | None = None, layout: Layout = TRIO) -> Encoded:
    """Put a clip on the grid: int64 [steps, columns] (default: the clip's length rounded up).

    Onsets and ends go to the nearest 16th, a note lasts one step at least. A role with pitches is
    split into as many monophonic lines as it has columns (`separate`): with one column, of notes
    that start together the highest is kept, and a note ends where the next one starts, as in the
    thesis. Roles that the clip lacks become masks (unknown); roles that the layout lacks are not
    heard.
    """
    steps = int(np.ceil(clip.length * STEPS_PER_BEAT - 1e-6)) if steps is None else steps
    grid = np.tile(np.array(layout.masks), (steps, 1))
    unheard = Unheard()
    for role in layout.played:
        if role in clip.tracks:
            columns = _drums if role == "drums" else _lines
            found = columns(clip.tracks[role], steps, len(layout.columns(role)), unheard)
            grid[:, layout.columns(role)] = found
    return Encoded(grid, unheard)


def _drums(notes: Iterable[Note], steps: int, _: int, unheard: Unheard) -> Grid:
    column = [0] * steps
    for note in notes:
        step, drum = step_of(note.start), DRUM_CLASS.get(note.pitch)
        if drum is None:
            unheard.no_drum_class += 1
        elif step >= steps:
            unheard.outside += 1
        else:
            column[step] |= 1 << drum
    return np.array(column, dtype=np.int64)[:, None]


def _lines(notes: Iterable[Note], steps: int, count: int, unheard: Unheard) -> Grid:
    columns = np.zeros((steps, count), dtype=np.int64)
    sounds = [*_sounds(notes, steps, unheard)]
    lines, left_out = separate(sounds, count)
    unheard.polyphony += left_out
    for column, line in zip(columns.T, lines, strict=True):
        for sound in line:
            if sound.end < steps:
                column[sound.end] = NOTE_OFF
        for sound in line:
            column[sound.start] = sound.pitch - LOWEST + FIRST_PITCH
    return columns


def _sounds(notes: Iterable[Note], steps: int, unheard: Unheard) -> Iterator[Sound]:
    """The notes that have a place on a grid of `steps`; the others are counted."""
    for note in notes:
        start = step_of(note.start)
        if not LOWEST <= note.pitch <= HIGHEST:
            unheard.out_of_range += 1
        elif start >= steps:
            unheard.outside += 1
        else:
            yield Sound(start, max(start + 1, step_of(note.end)), note.pitch)


def decode(
    grid: Grid, velocities: Mapping[str, int] | None = None, layout: Layout = TRIO
) -> dict[str, tuple[Note, ...]]:
    """The notes of a grid [steps, columns] by role, in beats. Masks are silent (as "continue").

    A note sounds until the next note on or note off of its column, or the grid's end; a drum lasts
    one step. The columns of a role are joined. `velocities` gives each role's velocity (default
    80).
    """
    velocities = velocities or {}
    tracks: dict[str, tuple[Note, ...]] = {}
    for role in layout.played:
        sounds = _drum_sounds if role == "drums" else _line_sounds
        velocity = velocities.get(role, 80)
        tracks[role] = tuple(
            Note(s.start / STEPS_PER_BEAT, s.pitch, (s.end - s.start) / STEPS_PER_BEAT, velocity)
            for s in joined(sounds(grid[:, column]) for column in layout.columns(role))
        )
    return tracks


def only_in(mask: Mask, grid: Grid, layout: Layout = TRIO) -> Grid:
    """`grid` without the notes that start outside `mask`; those inside still end where they did."""
    ends = np.array([0 if role == "drums" else NOTE_OFF for role in layout.roles])
    return np.where(onsets(grid, layout) & ~mask, ends, grid)


def laid_out(grid: Grid, source: Layout, target: Layout) -> Grid:
    """`grid` in another layout: voices of a role in their order; what `source` lacks is unknown."""
    moved = np.tile(np.array(target.masks), (len(grid), 1))
    for role in target.played:
        pairs = zip(target.columns(role), source.columns(role), strict=False)
        for to, origin in pairs:
            moved[:, to] = grid[:, origin]
    return moved


def _drum_sounds(column: Grid) -> Iterator[Sound]:
    for step in np.flatnonzero((column > 0) & (column < DRUM_EVENTS)):
        pattern = int(column[step])
        for drum, (_, pitches) in enumerate(DRUM_CLASSES):
            if pattern >> drum & 1:
                yield Sound(int(step), int(step) + 1, pitches[0])


def _line_sounds(column: Grid) -> Iterator[Sound]:
    changes = np.flatnonzero((column >= NOTE_OFF) & (column < LINE_EVENTS))
    for step, following in zip(changes, [*changes, len(column)][1:], strict=True):
        if column[step] >= FIRST_PITCH:
            pitch = int(column[step]) - FIRST_PITCH + LOWEST
            yield Sound(int(step), int(following), pitch)


def onsets(grid: Grid, layout: Layout = TRIO) -> Mask:
    """Where something starts: bool of the shape of `grid` [..., columns]."""
    starts: Mask = (grid >= np.array(layout.onsets)) & (grid < np.array(layout.masks))
    return starts


def hole_mask(clip: Clip, holes: Iterable[Hole], steps: int, layout: Layout = TRIO) -> Mask:
    """Positions to fill: bool [steps, columns], the 16ths that lie in a hole.

    Positions under a kept note that still sounds when the hole begins stay known (unless they
    are all of it), and so do those where a kept note from just outside lands by rounding.
    """
    mask = np.zeros((steps, len(layout.roles)), dtype=np.bool_)
    holes = tuple(holes)
    kept = encode(clip.replacing(holes), steps, layout).grid
    for hole in holes:
        first, last = hole_steps(hole)
        first, last = min(first, steps - 1), min(last, steps)
        for column in layout.columns(hole.track):
            drums = hole.track == "drums"
            free = first if drums else _free_from(kept[:, column], first, last)
            mask[free:last, column] = True
    free_of_kept = mask & ~onsets(kept, layout)
    return np.where(free_of_kept.any(axis=0), free_of_kept, mask)


def _free_from(column: Grid, first: int, last: int) -> int:
    """Where a note that sounds at `first` ends; `first` if there is none, or it lasts to `last`."""
    before = np.flatnonzero((column[:first] >= NOTE_OFF) & (column[:first] < LINE_EVENTS))
    if not before.size or column[before[-1]] == NOTE_OFF:
        return first
    after = np.flatnonzero(column[first:last])
    return first + int(after[0]) if after.size else first


def hole_steps(hole: Hole) -> tuple[int, int]:
    """The 16ths [first, last) inside a hole; the one that it begins in when it holds none."""
    first = int(np.ceil(hole.start * STEPS_PER_BEAT - 1e-6))
    last = int(np.ceil(hole.end * STEPS_PER_BEAT - 1e-6))
    if first < last:
        return first, last
    first = int(hole.start * STEPS_PER_BEAT)
    return first, first + 1


def transposed(grid: Grid, semitones: int, layout: Layout = TRIO) -> Grid:
    """All but the drums moved by the same interval (5.1.4). Raises `ValueError` out of range."""
    pitches = _pitches(grid, layout)
    moved: Grid = grid + semitones * pitches
    notes = moved[pitches]
    if notes.size and not (notes.min() >= FIRST_PITCH and notes.max() < LINE_EVENTS):
        raise ValueError(f"{semitones} semitones leave the range of the grid")
    return moved


def room_to_transpose(grid: Grid, layout: Layout = TRIO) -> tuple[int, int]:
    """Lowest and highest transposition (semitones) that stays inside the range."""
    notes = grid[_pitches(grid, layout)]
    if not notes.size:
        return 0, 0
    return FIRST_PITCH - int(notes.min()), LINE_EVENTS - 1 - int(notes.max())


def _pitches(grid: Grid, layout: Layout) -> Mask:
    """Where a note with a pitch starts."""
    found = np.zeros(grid.shape, dtype=np.bool_)
    found[..., layout.lines] = onsets(grid, layout)[..., layout.lines]
    return found
