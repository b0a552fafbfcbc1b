"""Which stretch of a piece stands for it. Numpy only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.media import Samples

N_FFT, HOP = 2048, 512
BANDS, LOWEST_HZ, EXTREME = 6, 200.0, 0.02
"""Octave bands above the lowest, its upper edge, the share of bins that make peak and valley."""
_AT_ONCE = 1024
_FLOOR, _RANGE_DB = 1e-10, 80.0

Values = NDArray[np.float64]


def salient(samples: Samples, rate: int, seconds: float, step_s: float = 1.0) -> float:
    """Where the stretch of `seconds` with the greatest mean(RMS) x mean(spectral contrast) begins,
    in seconds: how CoverGen chooses the clip that it paints. 0 for shorter pieces."""
    loud, contrast = loudness_and_contrast(samples, rate)
    whole = max(1, round(seconds * rate / HOP))
    starts = np.arange(0, max(1, len(loud) - whole + 1), max(1, round(step_s * rate / HOP)))
    sums = [np.concatenate(([0.0], np.cumsum(row))) for row in (loud, contrast)]
    ends = np.minimum(starts + whole, len(loud))
    worth = np.prod([row[ends] - row[starts] for row in sums], axis=0)
    return float(starts[np.argmax(worth)] * HOP / rate)


def loudness_and_contrast(samples: Samples, rate: int) -> tuple[Values, Values]:
    """For each frame [1 + samples // 512] what `librosa.feature.rms` says, and the mean over bands
    of what `librosa.feature.spectral_contrast` says. Raises `ValueError` for rates at which its
    bands do not fit (12.8 kHz and less)."""
    if rate <= 2 * LOWEST_HZ * 2 ** (BANDS - 1):
        raise ValueError(f"{rate} Hz is too slow for the spectral contrast")
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, N_FFT // 2), N_FFT)[::HOP]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)
    bands = _bands(rate)
    loud, peaks, valleys = [], [], []
    for start in range(0, len(frames), _AT_ONCE):
        part = frames[start : start + _AT_ONCE].astype(np.float64)
        loud.append(np.sqrt(np.square(part).mean(1)))
        spectrum = np.abs(np.fft.rfft(part * window))
        extremes = [_extremes(spectrum[:, band], count) for band, count in bands]
        valleys.append(np.stack([low for low, _ in extremes], 1))
        peaks.append(np.stack([high for _, high in extremes], 1))
    decibels = [_decibels(np.concatenate(rows)) for rows in (peaks, valleys)]
    return np.concatenate(loud), (decibels[0] - decibels[1]).mean(1)


def _bands(rate: int) -> list[tuple[slice, int]]:
    """The bins of each band, and how many of them are its peak and its valley."""
    hertz = np.arange(N_FFT // 2 + 1) * rate / N_FFT
    edges = [0.0, *(LOWEST_HZ * 2.0**octave for octave in range(BANDS + 1))]
    found = []
    for number in range(BANDS + 1):
        inside = np.flatnonzero((hertz >= edges[number]) & (hertz <= edges[number + 1]))
        first, end = int(inside[0]) - (number > 0), int(inside[-1]) + 1
        if number == BANDS:
            end = len(hertz)
        count = max(1, int(np.rint(EXTREME * (end - first))))
        found.append((slice(first, end - (number < BANDS)), count))
    return found


def _extremes(spectrum: Values, count: int) -> tuple[Values, Values]:
    """Means of the least and of the greatest `count` of each row."""
    ordered = np.sort(spectrum, axis=1)
    return ordered[:, :count].mean(1), ordered[:, -count:].mean(1)


def _decibels(values: Values) -> Values:
    """As `librosa.power_to_db` has it."""
    decibels = 10 * np.log10(np.maximum(values, _FLOOR))
    found: Values = np.maximum(decibels, decibels.max() - _RANGE_DB)
    return found
