"""What a musician hears, in numbers: an answer against its surroundings and the real notes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from generators.base import Filling
from generators.score import BEATS_PER_BAR, ROLES, STEPS_PER_BAR, STEPS_PER_BEAT, Clip, Hole, Note

PITCHED = tuple(role for role in ROLES if role != "drums")
MAJOR = frozenset((0, 2, 4, 5, 7, 9, 11))
SCALES = tuple(frozenset((degree + root) % 12 for degree in MAJOR) for root in range(12))
"""The twelve diatonic scales by their major tonic (a minor key is that of its relative major)."""
CONSONANT = frozenset((0, 3, 4, 5, 7, 8, 9))
"""Intervals over the bass, in semitones modulo 12: unison, thirds, fourth, fifth, sixths."""
REACH = 8 * BEATS_PER_BAR
"""Beats before and after a hole that count as its surroundings."""
AROUND = 4 * BEATS_PER_BAR
"""Beats in which a track has to play on both sides of a hole to be expected in it."""

Count = tuple[float, float]
"""(hits, out of how many)."""


@dataclass(frozen=True)
class Scene:
    """An answer to judge: `clip` is the real piece, `holes` what was open, `filling` the answer."""

    clip: Clip
    holes: tuple[Hole, ...]
    filling: Filling

    @cached_property
    def start(self) -> float:
        """Of the first hole, beats."""
        return min(hole.start for hole in self.holes)

    @cached_property
    def end(self) -> float:
        """Of the last hole, beats."""
        return max(hole.end for hole in self.holes)

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The tracks that were open."""
        return tuple(dict.fromkeys(hole.track for hole in self.holes))

    @cached_property
    def known(self) -> Clip:
        """The real piece without what was open."""
        return self.clip.replacing(self.holes)

    @cached_property
    def real(self) -> Filling:
        """What the piece has in the holes."""
        return {
            role: tuple(
                note
                for note in self.clip.tracks.get(role, ())
                if any(hole.track == role and hole.covers(note) for hole in self.holes)
            )
            for role in self.roles
        }

    @cached_property
    def surroundings(self) -> list[Note]:
        """Known notes with pitches, at most 8 bars from the holes."""
        return [
            note
            for role in PITCHED
            for note in self.known.tracks.get(role, ())
            if self.start - REACH <= note.start < self.end + REACH
        ]

    @cached_property
    def tonic(self) -> int | None:
        """Of the surroundings' scale."""
        return tonic_of(self.surroundings)

    def pitched(self, filling: Filling) -> list[Note]:
        """The notes of `filling` with pitches."""
        return [note for role in PITCHED for note in filling.get(role, ())]


def tonic_of(notes: Iterable[Note]) -> int | None:
    """Major tonic (0 is C) of the diatonic scale that holds most of the notes' sounding time."""
    weight = pitch_classes(notes)
    if not weight.any():
        return None
    return max(range(12), key=lambda root: sum(weight[pitch] for pitch in SCALES[root]))


def pitch_classes(notes: Iterable[Note]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Beats of each pitch class [12]."""
    weight = np.zeros(12)
    for note in notes:
        weight[note.pitch % 12] += note.duration
    return weight


def expected(scene: Scene) -> list[str]:
    """The open tracks that begin notes in the 4 bars before and in the 4 bars after the hole."""
    found = []
    for role in scene.roles:
        starts = [note.start for note in scene.clip.tracks.get(role, ())]
        before = any(scene.start - AROUND <= start < scene.start for start in starts)
        after = any(scene.end <= start < scene.end + AROUND for start in starts)
        if before and after:
            found.append(role)
    return found


def whole(scene: Scene) -> Count:
    """Holes with notes in every track that plays around them."""
    roles = expected(scene)
    return float(bool(roles) and all(scene.filling.get(role) for role in roles)), bool(roles)


def tracks(scene: Scene) -> Count:
    """Tracks with notes, of those that play around the hole."""
    roles = expected(scene)
    return sum(bool(scene.filling.get(role)) for role in roles), len(roles)


def in_scale(scene: Scene) -> Count:
    """Notes in the scale of the surroundings."""
    return in_major(scene.pitched(scene.filling), scene.tonic)


def in_major(notes: Collection[Note], tonic: int | None) -> Count:
    """Notes in the major scale on `tonic`; nothing to count without one."""
    if tonic is None:
        return 0, 0
    return sum(note.pitch % 12 in SCALES[tonic] for note in notes), len(notes)


def density(scene: Scene) -> Count:
    """Notes, against the real ones."""
    return (
        sum(len(scene.filling.get(role, ())) for role in scene.roles),
        sum(len(notes) for notes in scene.real.values()),
    )


def onset_f1(scene: Scene) -> Count:
    """F1 of onsets (track and 16th) against the real ones."""
    ours, real = _onsets(scene.filling), _onsets(scene.real)
    return 2.0 * len(ours & real), len(ours) + len(real)


def _onsets(filling: Filling) -> set[tuple[str, int]]:
    return {
        (role, round(note.start * STEPS_PER_BEAT))
        for role, notes in filling.items()
        for note in notes
    }


def shared_pitch_classes(scene: Scene) -> Count:
    """Overlap of the pitch classes' sounding time with the surroundings'; silence shares none."""
    around, ours = pitch_classes(scene.surroundings), pitch_classes(scene.pitched(scene.filling))
    if not around.any() or not scene.pitched(scene.real):
        return 0, 0
    if not ours.any():
        return 0, 1
    return float(np.minimum(around / around.sum(), ours / ours.sum()).sum()), 1


def consonance(scene: Scene) -> Count:
    """Strong beats (1 and 3) on which melody and bass sound a consonance, of those on which the
    real melody and bass sound together."""
    ours = scene.known.replacing((), scene.filling)
    hits = chances = 0
    for beat in np.arange(np.ceil(scene.start / 2) * 2, scene.end, 2.0):
        if _interval(scene.clip, float(beat)) is not None:
            chances += 1
            hits += _interval(ours, float(beat)) in CONSONANT
    return hits, chances


def _interval(clip: Clip, beat: float) -> int | None:
    sounding = {
        role: [n.pitch for n in clip.tracks.get(role, ()) if n.start <= beat < n.end]
        for role in ("melody", "bass")
    }
    if not all(sounding.values()):
        return None
    return (max(sounding["melody"]) - min(sounding["bass"])) % 12


def hanging(scene: Scene) -> Count:
    """Notes that last more than a bar and longer than any around them of their track: a note-off
    was forgotten."""
    hung = total = 0
    for role in PITCHED:
        near = [
            note.duration
            for note in scene.known.tracks.get(role, ()) or scene.real.get(role, ())
            if scene.start - REACH <= note.start < scene.end + REACH
        ]
        limit = max([BEATS_PER_BAR, *near])
        new = scene.filling.get(role, ())
        hung += sum(note.duration > limit for note in new)
        total += len(new)
    return hung, total


def repeated_bars(scene: Scene) -> Count:
    """Bars that are, note for note, a bar of the same track elsewhere in the piece."""
    hits = total = 0
    for role in scene.roles:
        elsewhere = set(_bars(scene.known.tracks.get(role, ())).values())
        for bar in _bars(scene.filling.get(role, ())).values():
            total += 1
            hits += bar in elsewhere
    return hits, total


def _bars(notes: Iterable[Note]) -> dict[int, tuple[tuple[int, int], ...]]:
    """What begins in each bar that is not empty: (step, pitch)."""
    bars: dict[int, list[tuple[int, int]]] = {}
    for note in notes:
        step = round(note.start * STEPS_PER_BEAT)
        bars.setdefault(int(note.start // BEATS_PER_BAR), []).append(
            (step % STEPS_PER_BAR, note.pitch)
        )
    return {bar: tuple(sorted(events)) for bar, events in bars.items()}


def bars_with(role: str) -> Callable[[Scene], Count]:
    """Bars in which the melody begins notes and `role` does so too."""

    def count(scene: Scene) -> Count:
        sung = set(_bars(scene.known.tracks.get("melody", ())))
        return len(sung & set(_bars(scene.filling.get(role, ())))), len(sung)

    return count


def bars_with_both(scene: Scene) -> Count:
    """Bars in which melody, bass and drums begin notes."""
    sung = set(_bars(scene.known.tracks.get("melody", ())))
    every = (set(_bars(scene.filling.get(role, ()))) for role in ("bass", "drums"))
    return len(sung.intersection(*every)), len(sung)


Measures = dict[str, Callable[[Scene], Count]]

IN_CONTEXT: Measures = {
    "notes against real": density,
    "onset F1 with the real notes": onset_f1,
    "pitch classes shared with the surroundings": shared_pitch_classes,
    "strong beats with melody and bass consonant": consonance,
    "notes that hang": hanging,
}
INFILL: Measures = {
    "holes with notes in every track that plays around them": whole,
    "tracks with notes, where they play around the hole": tracks,
    "melody and bass notes in the scale of the surroundings": in_scale,
    **IN_CONTEXT,
    "bars that repeat a bar of the piece": repeated_bars,
}
ACCOMPANY: Measures = {
    "bars with melody that have bass": bars_with("bass"),
    "bars with melody that have drums": bars_with("drums"),
    "bars with melody that have both": bars_with_both,
    "bass notes in the melody's scale": in_scale,
    **IN_CONTEXT,
}


def counts(measures: Measures, scene: Scene) -> dict[str, Count]:
    """Every measure of one answer."""
    return {name: measure(scene) for name, measure in measures.items()}
