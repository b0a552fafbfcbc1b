"""Filter banks of spectra, in the conventions of librosa 0.11 (librosa.filters). No torch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bank = NDArray[np.float32]

_HZ_PER_MEL, _LOG_FROM_HZ, _LOG_STEP = 200.0 / 3.0, 1000.0, np.log(6.4) / 27.0
"""Slaney's scale (Auditory Toolbox, 1998): linear up to 1 kHz, then 27 mels to 6.4 kHz."""


def mel_bank(rate: int, n_fft: int, bands: int, highest: float | None = None) -> Bank:
    """`librosa.filters.mel`: triangles of equal area on Slaney's scale from 0 Hz to `highest`.

    `rate` and `highest` (default: half the rate) in Hz; what it gives is [bands, n_fft / 2 + 1],
    to be multiplied with powers.
    """
    edges = _hz(np.linspace(0.0, _mel(highest or rate / 2.0), bands + 2))
    bins = np.fft.rfftfreq(n_fft, 1.0 / rate)
    slopes = edges[:, None] - bins
    widths = np.diff(edges)[:, None]
    triangles = np.maximum(0.0, np.minimum(-slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]))
    return (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


def _mel(hz: float) -> float:
    if hz < _LOG_FROM_HZ:
        return hz / _HZ_PER_MEL
    return float(_LOG_FROM_HZ / _HZ_PER_MEL + np.log(hz / _LOG_FROM_HZ) / _LOG_STEP)


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    first = _LOG_FROM_HZ / _HZ_PER_MEL
    above = _LOG_FROM_HZ * np.exp(_LOG_STEP * (mel - first))
    return np.where(mel < first, mel * _HZ_PER_MEL, above)


def chroma_bank(rate: int, n_fft: int, tuning: float = 0.0) -> Bank:
    """`librosa.filters.chroma` for 12 classes from C on: each bin's share in its pitch class, with
    a Gaussian weight of octaves around the fifth.

    `tuning` in semitones off A = 440 Hz; what it gives is [12, n_fft / 2 + 1], to be multiplied
    with powers.
    """
    hz = np.linspace(0.0, rate, n_fft, endpoint=False)[1:]
    semitones = 12.0 * np.log2(hz / (440.0 * 2.0 ** (tuning / 12.0) / 16.0))
    semitones = np.concatenate(([semitones[0] - 18.0], semitones))
    widths = np.concatenate((np.maximum(np.diff(semitones), 1.0), [1.0]))
    away = np.remainder(semitones - np.arange(12)[:, None] + 6.0, 12.0) - 6.0
    shares = np.exp(-0.5 * (2.0 * away / widths) ** 2)
    shares /= np.linalg.norm(shares, axis=0)
    shares *= np.exp(-0.5 * ((semitones / 12.0 - 5.0) / 2.0) ** 2)
    bank: Bank = np.roll(shares, -3, axis=0)[:, : n_fft // 2 + 1].astype(np.float32)
    return bank
