"""What was played lately, by track, in beats that never go back. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from generators.score import STEPS_PER_BEAT, Note

_LEAST = 0.25 / STEPS_PER_BEAT
"""The shortest a note gets, in beats."""
_HELD = 16.0
"""A note that is held for longer lost its end on the way: it counts as this long."""


@dataclass(slots=True)
class _Sound:
    start: float
    pitch: int
    velocity: int
    end: float | None


@dataclass(slots=True)
class Memory:
    """The newest notes of each track; one that is held has no end yet."""

    tracks: dict[str, list[_Sound]] = field(default_factory=dict)

    def begin(self, track: str, pitch: int, velocity: int, beat: float) -> None:
        """A note begins; one of the same pitch that is held ends."""
        self.end(track, pitch, beat)
        self.tracks.setdefault(track, []).append(_Sound(beat, pitch, velocity, None))

    def end(self, track: str, pitch: int, beat: float) -> None:
        """A note ends, if it is held."""
        for sound in reversed(self.tracks.get(track, ())):
            if sound.pitch == pitch and sound.end is None:
                sound.end = max(beat, sound.start + _LEAST)
                return

    def add(self, track: str, note: Note, base: float) -> None:
        """A note whose beats count from `base`."""
        start = base + note.start
        sound = _Sound(start, note.pitch, note.velocity, start + note.duration)
        self.tracks.setdefault(track, []).append(sound)

    def notes(self, base: float, now: float) -> dict[str, list[Note]]:
        """Those from `base` on, counted from there; what is held lasts until `now` at least."""
        return {
            track: [
                Note(s.start - base, s.pitch, _length(s, now), s.velocity)
                for s in sounds
                if s.start >= base
            ]
            for track, sounds in self.tracks.items()
        }

    def held(self, now: float) -> bool:
        """Whether a note is."""
        return any(
            s.end is None and now - s.start < _HELD
            for sounds in self.tracks.values()
            for s in sounds
        )

    def last(self) -> float | None:
        """When the newest note began, or ended."""
        ends = [s.end or s.start for sounds in self.tracks.values() for s in sounds[-8:]]
        return max(ends, default=None)

    def forget(self, before: float) -> None:
        """What ended before this beat."""
        for track, sounds in self.tracks.items():
            self.tracks[track] = [
                s for s in sounds if (s.start + _HELD if s.end is None else s.end) >= before
            ]

    def erase(self, track: str, start: float, end: float) -> None:
        """What begins in [start, end) beats."""
        sounds = self.tracks.get(track, [])
        sounds[:] = [s for s in sounds if not start <= s.start < end]


def _length(sound: _Sound, now: float) -> float:
    end = max(now, sound.start + _LEAST) if sound.end is None else sound.end
    return min(end - sound.start, _HELD)
