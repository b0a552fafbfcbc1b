"""The same music in another room, on other instruments, a little higher: against the shortcut of
timbre. Numpy only; everything random comes from the generator that is handed in."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generators.media import Samples

Spectrum = NDArray[np.complex64]


class AugmentConfig(BaseModel):
    """How far clips are changed. `semitones` and `stretch` (log2) are the furthest of pitch and
    speed together, and of speed alone; `equalise` is in decibels; the others are the shares of
    windows that get a `room`, `noise`, a low or high `cut`, or are `driven` into clipping; `mask`
    is the widest stripe of a spectrum that is taken out, as a share, in time and in frequency."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    semitones: float = Field(default=3.0, ge=0, le=12)
    stretch: float = Field(default=0.25, ge=0, le=1)
    equalise: float = Field(default=8.0, ge=0)
    room: float = Field(default=0.5, ge=0, le=1)
    noise: float = Field(default=0.4, ge=0, le=1)
    cut: float = Field(default=0.4, ge=0, le=1)
    driven: float = Field(default=0.1, ge=0, le=1)
    mask: float = Field(default=0.15, ge=0, le=0.5)


def speed(semitones: float) -> float:
    """How much faster a tape runs that sounds so many semitones higher."""
    return float(2.0 ** (semitones / 12.0))


def resampled(samples: Samples, factor: float, frames: int) -> Samples:
    """The samples played `factor` times as fast, exactly `frames` of them."""
    played = soxr.resample(samples, factor, 1.0, quality="LQ")[:frames]
    return np.pad(played, (0, frames - len(played))).astype(np.float32)


def altered(
    samples: Samples, rate: int, config: AugmentConfig, draw: np.random.Generator
) -> Samples:
    """One window heard otherwise: equaliser, cut, room and noise in a single product of spectra,
    then gain and clipping."""
    frames = len(samples)
    room = impulse(rate, draw) if draw.random() < config.room else np.ones(1, np.float32)
    n_fft = _smooth(frames + len(room) - 1)
    spectrum = np.fft.rfft(samples, n_fft)
    if len(room) > 1:
        spectrum *= np.fft.rfft(room, n_fft)
    if draw.random() < config.noise:
        hiss = noise(len(spectrum), draw)
        level = np.float32(np.linalg.norm(spectrum) * 10 ** (-draw.uniform(15, 50) / 20))
        spectrum += hiss * (level / np.linalg.norm(hiss))
    spectrum *= equaliser(len(spectrum), rate, config, draw)
    changed = np.fft.irfft(spectrum, n_fft)[:frames]
    changed /= max(np.float32(1e-6), np.abs(changed).max())
    if draw.random() < config.driven:
        changed = np.tanh(changed * np.float32(draw.uniform(1.0, 4.0)))
    changed *= np.float32(10 ** (-draw.uniform(0, 30) / 20))
    return changed.astype(np.float32, copy=False)


def _smooth(size: int) -> int:
    """The least product of a power of two and 1, 3, 5 or 15 that is not less: quick to
    transform."""
    return min(k << max(0, int(np.ceil(np.log2(size / k)))) for k in (1, 3, 5, 15))


def impulse(rate: int, draw: np.random.Generator) -> Samples:
    """The response of an invented room: the sound itself, then noise that dies away.

    60 dB down after 0.1 to 1.5 s, 0 to 18 dB below the sound itself, as energies; more or less
    dull.
    """
    seconds = 10 ** draw.uniform(-1.0, 0.18)
    frames = int(seconds * rate)
    fall = np.exp(np.linspace(0.0, -6.9, frames, dtype=np.float32))
    tail = draw.standard_normal(frames, np.float32) * fall
    dull = np.float32(draw.uniform(0.0, 0.7))
    tail[1:] = (1 - dull) * tail[1:] + dull * tail[:-1]
    tail[: int(draw.uniform(0.001, 0.02) * rate)] = 0.0
    tail *= 10 ** (-draw.uniform(0, 18) / 20) / max(1e-9, float(np.linalg.norm(tail)))
    tail[0] = 1.0
    return tail


GRID = 192
"""Points of an equaliser's line, on a scale of octaves."""


def equaliser(
    bins: int, rate: int, config: AugmentConfig, draw: np.random.Generator
) -> NDArray[np.float32]:
    """Gains [bins] from 0 Hz to half the rate: a crooked line over the octaves; sometimes a slope
    that cuts what is above (as dull sound sets do) or below (as small loudspeakers do)."""
    octaves = np.linspace(np.log2(20.0), np.log2(rate / 2), GRID)
    points = np.linspace(np.log2(50.0), np.log2(rate / 2), 7)
    decibels = np.interp(octaves, points, draw.uniform(-1, 1, len(points)) * config.equalise)
    if draw.random() < config.cut:
        slope, edge = draw.uniform(12, 48), np.log2(draw.uniform(1_200, rate / 2))
        decibels -= slope * np.maximum(0.0, octaves - edge)
    if draw.random() < config.cut / 2:
        slope, edge = draw.uniform(6, 24), np.log2(draw.uniform(60, 400))
        decibels -= slope * np.maximum(0.0, edge - octaves)
    hz = np.linspace(0.0, rate / 2, bins)
    return np.interp(hz, 2.0**octaves, 10 ** (decibels / 20)).astype(np.float32)


def noise(bins: int, draw: np.random.Generator) -> Spectrum:
    """The spectrum [bins] of noise between white and red: a power of frequency of 0 to -2."""
    parts = draw.standard_normal((2, bins), np.float32)
    fall = np.arange(bins, dtype=np.float32)
    fall[0] = np.inf
    made: Spectrum = (parts[0] + 1j * parts[1]) * fall ** np.float32(-draw.uniform(0.0, 1.0))
    return made
