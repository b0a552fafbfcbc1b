"""Live's set as it was read: which track plays what, what a clip sounds like, where there is room.

Pure. Tracks and scenes count from 0 here, and from 1 for people.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from bridges.ableton import LiveNote
from generators.midi_parts import CHORDAL, named
from generators.score import BEATS_PER_BAR, MAX_BEATS, ROLES, Note

BASS_BELOW = 48
"""A clip on a track whose name says nothing is bass if its mean pitch is lower."""
EARLY = 0.125
"""A note so many beats before a bar belongs to it."""
COLOURS = {"melody": 0x3C8CFF, "chords": 0xB48CFF, "bass": 0x3CD278, "drums": 0xFF9632}
_FLOATS = struct.Struct(">fff")
_LEAST = 1 / 64
"""Beats: shorter notes are made so long."""
_ALSO = {
    "drums": re.compile(r"\b(kit|beats?)\b", re.I),
    "chords": re.compile(r"\b(keys|piano|rhodes|organ|guitar|strings)\b", re.I),
    "bass": re.compile(r"\bsub\b", re.I),
    "melody": re.compile(r"\b(solo|topline|theme)\b", re.I),
}
"""What tracks are called in Live besides."""


@dataclass(frozen=True, slots=True)
class Track:
    """One of Live's tracks; `lengths` and `names` have one entry for each scene, None where the
    slot is empty."""

    number: int
    name: str
    midi: bool
    drum_rack: bool
    lengths: tuple[float | None, ...]
    names: tuple[str | None, ...]

    def free(self, row: int) -> bool:
        """Whether the slot is empty."""
        return row >= len(self.lengths) or self.lengths[row] is None


@dataclass(frozen=True, slots=True)
class LiveSet:
    """All tracks, and the slot that is selected."""

    tempo: float
    tracks: tuple[Track, ...]
    scenes: int
    track: int
    scene: int


@dataclass(frozen=True, slots=True)
class Found:
    """A track of Live's, and how it was found."""

    track: Track
    why: str


@dataclass(frozen=True, slots=True)
class LiveClip:
    """A clip: its notes between `start` and `end`, the loop's edges in beats of the clip."""

    start: float
    end: float
    looping: bool
    notes: tuple[LiveNote, ...]

    @property
    def length(self) -> float:
        """Beats."""
        return self.end - self.start

    def played(self, start: float, end: float) -> tuple[LiveNote, ...]:
        """What it plays in [start, end) beats when it begins at 0: again and again if it loops.

        A loop has been going on before 0 too.
        """
        first = math.floor(start / self.length) if self.looping else 0
        last = math.ceil(end / self.length) if self.looping else 1
        notes = (
            replace(n, start=n.start - self.start + turn * self.length)
            for turn in range(first, last)
            for n in self.notes
        )
        return tuple(sorted(n for n in notes if start <= n.start < end))


def find(tracks: Iterable[Track], told: Mapping[str, str]) -> dict[str, Found]:
    """Which track plays what: as was told, by a drum rack, or by the name; the first from the
    left. A name that speaks of two says nothing."""
    tracks = [track for track in tracks if track.midi]
    found: dict[str, Found] = {}
    for role, text in told.items():
        named = _told(tracks, text)
        if named is not None:
            found[role] = Found(named, "as you said")
    taken = {f.track.number for f in found.values()}
    for track in tracks:
        role, why = speaks(track)
        if role and role not in told and track.number not in taken and role not in found:
            found[role] = Found(track, why)
    return {role: found[role] for role in ROLES if role in found}


def _told(tracks: Sequence[Track], text: str) -> Track | None:
    """The track of this name, or number, or with this in its name."""
    low = text.casefold()
    exact = [t for t in tracks if t.name.casefold() == low]
    number = [t for t in tracks if text.isdecimal() and t.number == int(text) - 1]
    part = [t for t in tracks if low in t.name.casefold() and not text.isdecimal()]
    return next(iter([*exact, *number, *part]), None)


def speaks(track: Track) -> tuple[str, str]:
    """What a track says of itself, and how; empty where it says nothing."""
    spoken = named(track.name)
    if not spoken:
        spoken = [role for role, pattern in _ALSO.items() if pattern.search(track.name)]
    if len(spoken) == 1:
        return spoken[0], "by its name"
    return ("drums", "by its drum rack") if track.drum_rack else ("", "")


def guess(notes: Sequence[LiveNote], plays: Collection[str]) -> str:
    """What a clip is on a track that tells nothing: by its register and its voices."""
    heard = [n for n in notes if not n.mute]
    if not heard:
        return "melody"
    sounding = sum(n.duration for n in heard)
    covered, last = 0.0, -math.inf
    for n in sorted(heard):
        covered += max(0.0, n.start + n.duration - max(n.start, last))
        last = max(last, n.start + n.duration)
    if "chords" in plays and sounding / max(covered, _LEAST) >= CHORDAL:
        return "chords"
    return "bass" if sum(n.pitch for n in heard) / len(heard) < BASS_BELOW else "melody"


def heard(notes: Iterable[LiveNote]) -> tuple[Note, ...]:
    """Notes as the model takes them; muted ones are not heard."""
    return tuple(
        Note(
            min(max(n.start, 0.0), MAX_BEATS),
            min(max(n.pitch, 0), 127),
            min(max(n.duration, _LEAST), MAX_BEATS),
            min(max(round(n.velocity), 1), 127),
        )
        for n in notes
        if not n.mute
    )


def empty_bars(notes: Iterable[LiveNote], length: float) -> list[tuple[float, float]]:
    """The bars in which no note begins, in beats; neighbours are one stretch."""
    full = {math.floor((n.start + EARLY) / BEATS_PER_BAR) for n in notes if not n.mute}
    stretches: list[tuple[float, float]] = []
    for bar in range(math.ceil(length / BEATS_PER_BAR)):
        start, end = float(bar * BEATS_PER_BAR), min(length, (bar + 1.0) * BEATS_PER_BAR)
        if bar in full:
            continue
        if stretches and stretches[-1][1] == start:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def rows(live: LiveSet, tracks: Iterable[Track], first: int, count: int) -> list[int]:
    """The next `count` scenes from `first` on whose slots are free in all `tracks`; those from
    `live.scenes` on have to be made."""
    tracks = tuple(tracks)
    free = [r for r in range(first, live.scenes) if all(t.free(r) for t in tracks)][:count]
    return [*free, *range(live.scenes, live.scenes + count - len(free))]


def settled(notes: Iterable[LiveNote]) -> tuple[LiveNote, ...]:
    """Notes as Live will have them: of two of one pitch the earlier ends where the later begins,
    and the later stands where both begin at once."""
    kept: dict[int, list[LiveNote]] = {}
    for note in sorted(notes, key=lambda n: n.start):
        voice = kept.setdefault(note.pitch, [])
        if voice and voice[-1].start == note.start:
            voice.pop()
        elif voice and voice[-1].start + voice[-1].duration > note.start:
            voice[-1] = replace(voice[-1], duration=note.start - voice[-1].start)
        voice.append(note)
    return tuple(sorted(n for voice in kept.values() for n in voice))


def missing(wanted: Iterable[LiveNote], there: Sequence[LiveNote]) -> list[LiveNote]:
    """Those of the `wanted` notes that are not there, as near as a 500th of a beat."""
    exact = {_wire(n) for n in there}
    lost = [n for n in wanted if _wire(n) not in exact]
    near = {_rounded(n) for n in there} if lost else set()
    return [n for n in lost if not near & _neighbours(n)]


def _wire(note: LiveNote) -> tuple[bytes, int, bool]:
    """A note as 32 bits hold its times."""
    return _FLOATS.pack(note.start, note.duration, note.velocity), note.pitch, note.mute


_Rounded = tuple[int, int, int, int, bool]


def _rounded(note: LiveNote) -> _Rounded:
    return (
        round(note.start * 500), note.pitch, round(note.duration * 500), round(note.velocity),
        note.mute,
    )  # fmt: skip


def _neighbours(note: LiveNote) -> set[_Rounded]:
    start, pitch, duration, velocity, mute = _rounded(note)
    steps = product((-1, 0, 1), repeat=3)
    return {(start + a, pitch, duration + b, velocity + c, mute) for a, b, c in steps}
