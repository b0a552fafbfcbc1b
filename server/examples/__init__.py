"""The piece that `klangbild try` sends: 16 bars of our own for trio, with bars 9-12 left open.

`trio.mid` is `compose()` written to a file.
"""

from __future__ import annotations

import random
from pathlib import Path

from generators.score import Clip, Note

TRIO = Path(__file__).parent / "trio.mid"
GAP = (32.0, 48.0)
"""The open bars 9-12, in beats."""

_Line = list[tuple[int, float]]
"""Pitches and lengths in beats, one after another; pitch 0 rests."""

_THEME: list[_Line] = [
    [(69, 1), (72, 0.5), (71, 0.5), (69, 1), (64, 1)],
    [(69, 1), (67, 0.5), (65, 0.5), (69, 2)],
    [(67, 1), (72, 0.5), (74, 0.5), (76, 1), (74, 1)],
    [(71, 1.5), (69, 0.5), (67, 2)],
]
_ANSWER: list[_Line] = [
    [(69, 0.5), (76, 1), (74, 0.5), (72, 1), (71, 1)],
    [(72, 1.5), (69, 0.5), (65, 1), (0, 1)],
    [(65, 1), (69, 0.5), (71, 0.5), (74, 1), (72, 1)],
    [(71, 1.5), (68, 0.5), (64, 2)],
]
_CLOSE: list[_Line] = [*_THEME[:2], [(67, 1), (69, 0.5), (71, 0.5), (72, 1), (71, 1)], [(69, 4)]]
_MELODY = dict(zip((*range(8), *range(12, 16)), (*_THEME, *_ANSWER, *_CLOSE), strict=True))
"""Bar, counted from 0, to what is played in it."""
_ROOTS = [45, 41, 36, 43, 45, 41, 38, 40, 0, 0, 0, 0, 45, 41, 43, 45]
_BASS: _Line = [(0, 1.5), (0, 0.5), (7, 0.5), (12, 0.5), (7, 0.5), (0, 0.5)]
"""Steps above the root."""
_KICK, _SNARE, _HAT, _CRASH = 36, 38, 42, 49


def compose() -> Clip:
    """The piece, played with a little less than machine precision."""
    hand = random.Random(7)
    tracks = {"melody": _melody(), "bass": _bass(), "drums": _drums()}
    played = {
        role: tuple(
            Note(
                n.start + hand.uniform(0.0, 0.03),  # never early, or bar 13 would begin in the gap
                n.pitch,
                n.duration * 0.92,
                n.velocity + hand.randint(-7, 7),
            )
            for n in notes
        )
        for role, notes in tracks.items()
    }
    return Clip(64.0, played, 104.0)


def _melody() -> list[Note]:
    notes: list[Note] = []
    for bar, line in _MELODY.items():
        beat = bar * 4.0
        for pitch, length in line:
            if pitch:
                notes.append(Note(beat, pitch, length, 96 if beat % 4 == 0 else 86))
            beat += length
    return notes


def _bass() -> list[Note]:
    notes: list[Note] = []
    for bar, root in enumerate(_ROOTS):
        beat = bar * 4.0
        last = bar == len(_ROOTS) - 1
        for step, length in [(0, 4.0)] if last else _BASS if root else ():
            notes.append(Note(beat, root + step, length, 84))
            beat += length
    return notes


def _drums() -> list[Note]:
    hits: list[tuple[float, int, int]] = [(0, _CRASH, 90), (48, _CRASH, 90)]
    for beat in (bar * 4.0 for bar, root in enumerate(_ROOTS[:-1]) if root):
        hits += [(beat, _KICK, 100), (beat + 2, _KICK, 92), (beat + 2.5, _KICK, 80)]
        hits += [(beat + 1, _SNARE, 96), (beat + 3, _SNARE, 98)]
        hits += [(beat + step / 2, _HAT, 58 if step % 2 else 72) for step in range(8)]
    hits += [(31.5, _SNARE, 84), (31.75, _SNARE, 92), (60, _CRASH, 94), (60, _KICK, 104)]
    return [Note(beat, pitch, 0.2, velocity) for beat, pitch, velocity in hits]
