"""Tiny generators for tests and a first start: no torch, no weights."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from generators.base import Draft, Filling, FillRequest, Look
from generators.media import AudioWindow, Frame, Samples
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


_Field = NDArray[np.float32]
_EASE_S = 1.5
"""Seconds in which what is painted comes two thirds of the way to what is heard."""
_BANDS = 12
_TINTS: Mapping[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "dusk": ((0.52, 0.30, 0.42), (0.02, 0.14, 0.34)),
    "sea": ((0.26, 0.46, 0.52), (0.56, 0.42, 0.30)),
    "ember": ((0.58, 0.34, 0.20), (0.98, 0.08, 0.16)),
    "moss": ((0.36, 0.44, 0.26), (0.30, 0.20, 0.42)),
}
"""Label to the middle colour of its palette, and to where red, green and blue begin to turn."""


@dataclass
class Meter:
    """Paints folded bands of colour under a ring that shows the spectrum, by arithmetic alone.

    What a trained painter has to beat. Bass folds wider, treble finer; `side` pixels square.
    """

    name: str = "meter"
    side: int = 256
    window_s: float = 2.0
    hear_hz: int = 16_000
    labels: tuple[str, ...] = tuple(_TINTS)
    _number: int = field(default=0, init=False)
    _way: float = field(default=0.0, init=False)
    _heard: _Field = field(default_factory=lambda: np.zeros(_BANDS, np.float32), init=False)
    _felt: _Field = field(default_factory=lambda: np.zeros(_BANDS, np.float32), init=False)
    _loudest: float = field(default=1e-3, init=False)

    def __post_init__(self) -> None:
        line = np.linspace(-1, 1, self.side, dtype=np.float32)
        self._y, self._x = (np.ascontiguousarray(a) for a in np.meshgrid(line, line, indexing="ij"))
        self._radius = np.hypot(self._x, self._y)
        angle = np.abs(np.arctan2(self._x, -self._y))  # treble at the bottom, bass at the top
        places = angle[..., None] / np.pi * (_BANDS - 1) - np.arange(_BANDS)
        near = np.exp(-((places / 1.1) ** 2))
        self._near = (near / near.sum(-1, keepdims=True)).astype(np.float32)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.side, self.side

    def hear(self, window: AudioWindow) -> Mapping[str, float]:
        """Take in the spectrum; bright sound is ember, dark is sea, the middle dusk or moss."""
        bands = _spectrum(window.samples, window.rate)
        self._loudest = max(self._loudest * 0.98, float(bands.max()), 1e-3)
        self._heard = bands / self._loudest
        return self._tendency(self._heard)

    def hear_all(self, windows: Sequence[AudioWindow]) -> Mapping[str, float]:
        """The mean of their spectra."""
        heard = []
        for window in windows:
            self.hear(window)
            heard.append(self._heard)
        self._heard = np.mean(heard, axis=0, dtype=np.float32)
        return self._tendency(self._heard)

    def paint(self, look: Look, seconds: float, time: float) -> Frame:
        """The next picture: `seconds` of travel on, for the sound at `time`."""
        ease = 1 - math.exp(-max(seconds, 0.0) / _EASE_S)
        self._felt = self._felt + np.float32(ease) * (self._heard - self._felt)
        self._way += (
            0.12 * seconds * look.travel * (1 + look.sensitivity * float(self._felt.mean()))
        )
        self._number += 1
        pixels = self._picture(look, self._felt * look.sensitivity)
        return Frame(pixels, self._number, time)

    def _tendency(self, bands: _Field) -> dict[str, float]:
        total = float(bands.sum())
        if total < 1e-6:
            return dict.fromkeys(self.labels, 1 / len(self.labels))
        centre = float((bands * np.linspace(0, 1, _BANDS)).sum()) / total
        places = np.array([0.45, 0.1, 0.8, 0.3])
        near = np.exp(-(((places - centre) / 0.18) ** 2)) + 1e-3
        return dict(zip(self.labels, (near / near.sum()).tolist(), strict=True))

    def _tint(self, look: Look) -> tuple[_Field, _Field]:
        weights = {k: w * (1 - look.mix) for k, w in self._tendency(self._felt).items()}
        total = sum(look.labels.get(k, 0.0) for k in self.labels)
        for label in self.labels if total > 0 else ():
            weights[label] += look.mix * look.labels.get(label, 0.0) / total
        share = np.array(list(weights.values()), np.float32)
        share /= max(float(share.sum()), 1e-6)
        middle, start = np.array([_TINTS[k] for k in weights], np.float32).transpose(1, 0, 2)
        return share @ middle, share @ start

    def _picture(self, look: Look, felt: _Field) -> NDArray[np.uint8]:
        low, high = float(felt[:4].mean()), float(felt[8:].mean())
        seed = np.random.default_rng(look.seed).uniform(0, 2 * np.pi, 8).astype(np.float32)
        fold, way = 0.55 + 0.5 * low, self._way
        u, v = 1.3 * self._x, 1.3 * self._y
        for octave in range(1, 4 + round(2 * (1 - look.abstraction))):
            shake = fold / octave * (1 + 0.6 * high * (octave > 2))
            u, v = (
                u + shake * np.sin(octave * 1.7 * v + seed[octave] + way * (1 + 0.3 * octave)),
                v + shake * np.sin(octave * 1.5 * u + seed[-octave] - way * (0.7 + 0.2 * octave)),
            )
        height = np.sin(u * 1.1 + v * 0.8)
        down, across = np.gradient(height)
        relief = -4.0 * (down + 0.6 * across) * (self.side / 256)
        relief = np.clip(relief, -0.3, 0.3) * (1 - 0.7 * look.abstraction)
        level = np.minimum(self._near @ felt, 1.5)
        away = (self._radius - 0.52 - 0.22 * level) / (0.015 + 0.05 * level)
        ring = np.minimum(1.6 * level, 1) * np.exp(-(away**2))
        shade = 1.05 - 0.5 * self._radius**2 + 0.35 * look.brightness
        middle, start = self._tint(look)
        rgb = np.empty((*self.size, 3), np.float32)
        for c in range(3):
            turning = np.cos(2.2 * height + 0.9 * v + 2 * np.pi * start[c])
            rgb[..., c] = (middle[c] + 0.34 * turning + relief) * shade + 0.6 * ring
        rgb = rgb @ _hue_turn(look.palette) + 0.3 * look.brightness
        return (np.clip(rgb, 0, 1) * 255).astype(np.uint8)


def _spectrum(samples: Samples, rate: int) -> _Field:
    """How loud each of `_BANDS` bands from 40 Hz to 12 kHz is, in the last second."""
    clean = np.nan_to_num(samples[-rate:], nan=0.0, posinf=0.0, neginf=0.0)
    if len(clean) < 64:
        return np.zeros(_BANDS, np.float32)
    power = np.abs(np.fft.rfft(clean * np.hanning(len(clean)))) ** 2 / len(clean)
    edges = np.geomspace(40, 12_000, _BANDS + 1) * len(clean) / rate
    sums = np.concatenate([[0.0], np.cumsum(power)])
    ends = np.clip(edges, 0, len(power)).astype(int)
    bands: _Field = np.sqrt(np.diff(sums[ends]) / len(clean)).astype(np.float32)
    return bands


def _hue_turn(share: float) -> _Field:
    """The matrix that turns hues by `share` of a whole turn about the grey axis."""
    cos, sin = math.cos(2 * math.pi * share), math.sin(2 * math.pi * share)
    ones, skew = np.full((3, 3), 1 / 3), np.array([[0, 1, -1], [-1, 0, 1], [1, -1, 0]]) / 3**0.5
    turn: _Field = (cos * np.eye(3) + (1 - cos) * ones + sin * skew).astype(np.float32)
    return turn
