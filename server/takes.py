"""What was played and answered since the start, for the MIDI file of the session. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from server.loops import Set
from server.player import Played
from server.transport import Line

_TEMPO = 0.005
"""A tempo that is off the last that was noted by this share is another."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A note that came `in`, or went `out`: beats from the take's start."""

    way: str
    track: str
    pitch: int
    velocity: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something worth knowing, at a beat from the take's start."""

    beat: float
    text: str


class Takes:
    """The notes, the tempo and the answers of a session."""

    def __init__(self) -> None:
        self.notes: list[Sound] = []
        self.marks: list[Mark] = []
        self.tempos: list[tuple[float, float]] = []
        """Beat from the start, beats a minute."""
        self.fresh = False
        """Something was played since this was last set to False."""
        self._held: dict[tuple[str, str, int], tuple[float, int]] = {}
        self._first: float | None = None

    @property
    def held(self) -> list[tuple[str, int]]:
        """Track and pitch of the keys that the musician holds."""
        return [(track, pitch) for way, track, pitch in self._held if way == "in"]

    def heard(self, track: str, pitch: int, velocity: int, beat: float) -> None:
        """The musician begins a note, or ends it (velocity 0)."""
        self._sound("in", track, pitch, velocity, beat)

    def played(self, news: Played) -> None:
        """A note went out, or ended."""
        self._sound("out", news.track, news.pitch, news.velocity, news.beat)

    def follow(self, line: Line, now: float) -> None:
        """The course of the music."""
        if not line.playing:
            return
        beat = self._from_start(line.beat_at(now))
        if not self.tempos or abs(line.tempo / self.tempos[-1][1] - 1) > _TEMPO:
            self.tempos.append((beat, line.tempo))

    def answered(self, loop: Set) -> None:
        """A loop was handed to the player."""
        a = loop.answer
        again = " again, as there was none in time" if loop.late else ""
        self.marks.append(
            Mark(
                self._from_start(loop.start),
                f"answer {a.number}{again}: {a.role}, preset {a.preset}, seed {a.seed}, "
                f"{(loop.end - loop.start) / 4:g} bars",
            )
        )
        self.fresh = True

    def _sound(self, way: str, track: str, pitch: int, velocity: int, beat: float) -> None:
        beat = self._from_start(beat)
        key = way, track, pitch
        begun = self._held.pop(key, None)
        if begun is not None:
            self.notes.append(Sound(way, track, pitch, begun[1], begun[0], max(beat, begun[0])))
            self.fresh = True
        if velocity:
            self._held[key] = beat, velocity

    def _from_start(self, beat: float) -> float:
        if self._first is None:
            self._first = 4.0 * math.floor((beat + 0.125) / 4)
        return max(0.0, beat - self._first)
