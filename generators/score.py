"""Notes, clips and holes in beats. Plain frozen data: no torch, no files, no tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

ROLES = ("melody", "chords", "bass", "drums")
"""What a track of a clip can be. A preset plays some of them: the thesis's trio (section 4.2) all
but the chords."""

BEATS_PER_BAR = 4
STEPS_PER_BEAT = 4
STEPS_PER_BAR = BEATS_PER_BAR * STEPS_PER_BEAT
MAX_BEATS = 4096.0
"""Longest clip that is accepted (1,024 bars), so that bad input cannot exhaust memory."""


class ScoreError(ValueError):
    """The music that was given cannot be used; the text says what to change."""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One note. `start` and `duration` in beats (quarter notes), `start` from the clip's start."""

    start: float
    pitch: int
    duration: float
    velocity: int = 80

    def __post_init__(self) -> None:
        if not 0 <= self.pitch <= 127:
            raise ScoreError(f"pitch {self.pitch} is out of range: use 0 to 127")
        if not 1 <= self.velocity <= 127:
            raise ScoreError(f"velocity {self.velocity} is out of range: use 1 to 127")
        if not 0.0 <= self.start <= MAX_BEATS:
            raise ScoreError(f"start {self.start} is out of range: use 0 to {MAX_BEATS:g} beats")
        if not 0.0 < self.duration <= MAX_BEATS:
            raise ScoreError(
                f"duration {self.duration} is out of range: "
                f"use more than 0, up to {MAX_BEATS:g} beats"
            )

    @property
    def end(self) -> float:
        """Beats."""
        return self.start + self.duration

    def shifted(self, beats: float) -> Note:
        """The same note, `beats` later."""
        return Note(self.start + beats, self.pitch, self.duration, self.velocity)


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch of one track that is to be filled: every note that starts in [start, end) beats.

    With `meant` a note that is played a little early belongs to the 16th that it is meant for: the
    hole takes what starts up to half a 16th before it and leaves what starts that little before
    its end. In 120 takes of human drummers 65 % of the downbeats come early; so a hole over a bar
    takes its own downbeat and leaves that of the next bar.
    """

    track: str
    start: float
    end: float
    meant: bool = False

    def __post_init__(self) -> None:
        if self.track not in ROLES:
            raise ScoreError(f"unknown track {self.track!r}: use {', '.join(ROLES)}")
        if not 0.0 <= self.start < self.end <= MAX_BEATS:
            raise ScoreError(f"hole {self.start:g} to {self.end:g} is not a stretch of beats")

    def holds(self, beat: float) -> bool:
        """Whether what starts at `beat` belongs to it."""
        early = 0.5 / STEPS_PER_BEAT if self.meant else 0.0
        return self.start - early <= beat < self.end - early

    def covers(self, note: Note) -> bool:
        """Whether `note` starts inside."""
        return self.holds(note.start)


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of 4/4 music.

    `length` in beats, `tempo` in beats per minute. `tracks` maps a role to its notes, sorted.
    A role that is absent is *unknown* (the network hears nothing of it and invents nothing for
    it); a role with no notes is *known to be silent*.
    """

    length: float
    tracks: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    tempo: float = 120.0

    def __post_init__(self) -> None:
        if not 0.0 < self.length <= MAX_BEATS:
            raise ScoreError(
                f"clip length {self.length} is out of range: "
                f"use more than 0, up to {MAX_BEATS:g} beats"
            )
        if not 10.0 <= self.tempo <= 1000.0:
            raise ScoreError(f"tempo {self.tempo} is out of range: use 10 to 1000 beats per minute")
        for role in self.tracks:
            if role not in ROLES:
                raise ScoreError(f"unknown track {role!r}: use {', '.join(ROLES)}")
        object.__setattr__(self, "tracks", {r: tuple(sorted(n)) for r, n in self.tracks.items()})

    @property
    def note_count(self) -> int:
        """Notes in all tracks."""
        return sum(len(notes) for notes in self.tracks.values())

    def replacing(
        self, holes: Iterable[Hole], filling: Mapping[str, Iterable[Note]] | None = None
    ) -> Clip:
        """This clip with the notes that start inside `holes` taken out and `filling` put in.

        Every other note is the same object as before: nothing outside the holes ever changes.
        """
        holes = tuple(holes)
        filling = filling or {}
        tracks = {
            role: tuple(n for n in notes if not any(h.track == role and h.covers(n) for h in holes))
            for role, notes in self.tracks.items()
        }
        for role, notes in filling.items():
            tracks[role] = (*tracks.get(role, ()), *notes)
        return Clip(self.length, tracks, self.tempo)

    def shifted(self, beats: float) -> Clip:
        """The clip with `beats` of nothing in front."""
        moved = {r: tuple(n.shifted(beats) for n in notes) for r, notes in self.tracks.items()}
        return Clip(self.length + beats, moved, self.tempo)
