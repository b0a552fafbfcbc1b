"""Tiny generators for tests and a first start: no torch, no weights."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from generators.base import Draft, Filling, FillRequest
from generators.score import BEATS_PER_BAR, ROLES, Note


@dataclass
class Repeat:
    """Fills a hole with the bars before it (or a plain pulse where there are none).

    The trivial baseline that every trained preset has to beat. `step_s` seconds of pretended
    work for each of `steps` drafts.
    """

    name: str = "repeat"
    steps: int = 4
    step_s: float = 0.0
    roles: tuple[str, ...] = ROLES

    def fill(self, request: FillRequest) -> Iterator[Draft]:
        """Yield `steps` equal drafts."""
        filling = _repeat(request)
        for step in range(1, self.steps + 1):
            time.sleep(self.step_s)
            yield Draft(request.id, step / self.steps, (filling,) * request.sampling.variations)


_PULSE = {"melody": 60, "chords": 55, "bass": 36, "drums": 36}


def _repeat(request: FillRequest) -> Filling:
    """Copy the stretch of the hole's own length (in whole bars) that lies just before it."""
    known = request.clip.replacing(request.holes)
    filling: dict[str, tuple[Note, ...]] = {}
    for hole in sorted(request.holes, key=lambda h: h.start):
        bars = -(-(hole.end - hole.start) // BEATS_PER_BAR)
        back = bars * BEATS_PER_BAR
        source = (*known.tracks.get(hole.track, ()), *filling.get(hole.track, ()))
        copied = [
            Note(n.start + back, n.pitch, min(n.duration, hole.end - n.start - back), n.velocity)
            for n in source
            if hole.holds(n.start + back)
        ]
        if not copied:
            beats = [hole.start + b for b in range(int(hole.end - hole.start))] or [hole.start]
            copied = [Note(b, _PULSE[hole.track], min(0.25, hole.end - b)) for b in beats]
        filling[hole.track] = tuple(sorted((*filling.get(hole.track, ()), *copied)))
    return filling
