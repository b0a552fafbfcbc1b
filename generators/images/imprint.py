"""A picture pressed into a recording, without any model (Painting, "painting with music"; the
imprint baseline of "images that sound"). Numpy and soxr. No torch.

The picture darkens the recording's spectrogram. The recording itself is filtered so that its
spectrogram becomes the darkened one: its phases, its channels and its rate stay.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import soxr
from numpy.typing import NDArray

from generators.images import mel
from generators.images.mel import Levels
from generators.media import Samples

STRENGTH = 0.5
_BLOCK = 256
"""Frames that are filtered at once."""

Gains = NDArray[np.float32]


def imprint(levels: Levels, grey: Levels, strength: float = STRENGTH) -> Levels:
    """spectrogram * (1 - 0.5 (1 - gray)), with `strength` for 0.5: white leaves the levels as they
    are, black takes this share of them."""
    return levels * (1.0 - np.float32(strength) * (1.0 - grey))


def press(
    samples: Samples,
    rate: int,
    picture: Callable[[int], Levels],
    strength: float = STRENGTH,
    stretch: tuple[float, float] = (0.0, float("inf")),
    told: Callable[[float], None] = lambda _: None,
) -> tuple[Samples, slice]:
    """Press a picture into sound [frames, channels] at any rate in Hz.

    `picture(columns)` gives its grey values [256, columns] for the `stretch` from and to these
    seconds; outside of it the sound stays. `told` hears the share that is done. The new sound, and
    the columns of its spectrogram that the picture covers. Raises `ValueError` for a stretch that
    lies outside the sound.
    """
    mono = mono_of(samples, rate)
    levels = mel.levels_of(mono)
    first = max(0, round(stretch[0] * mel.COLUMNS_PER_S))
    last = round(min(stretch[1] * mel.COLUMNS_PER_S, levels.shape[1]))
    if last - first < 1:
        raise ValueError(
            f"there is no sound from {stretch[0]:g} s on: it has {len(samples) / rate:.2f} s"
        )
    covered = slice(first, last)
    gains = np.zeros_like(levels)
    darker = imprint(levels[:, covered], picture(last - first), strength)
    gains[:, covered] = mel.SPAN * (darker - levels[:, covered])
    return _filtered(samples, rate, gains[::-1], told), covered


def mono_of(samples: Samples, rate: int) -> Samples:
    """Sound [frames, channels] mixed down, at 16 kHz."""
    mixed: Samples = soxr.resample(samples.mean(1), rate, mel.RATE)
    return mixed


def _filtered(samples: Samples, rate: int, gains: Gains, told: Callable[[float], None]) -> Samples:
    """The sound with these gains [bands from the lowest, columns], in nepers: analysed, weighed
    and put together again (least squares, as Griffin and Lim, 1984, eq. 6)."""
    hop = max(1, round(rate * mel.HOP / mel.RATE))
    size = 2 * round(rate * mel.WIN / mel.RATE / 2)
    window = mel.window(size)
    count = -(-len(samples) // hop) + 1
    padded = np.pad(samples, ((size, size + hop), (0, 0)))
    made, weight = np.zeros_like(padded), np.full(len(padded), 1e-8, np.float32)
    n_fft = 1 << (size - 1).bit_length() + 1  # so that what a gain smears does not come round
    spread, side = _bins(rate, n_fft), (n_fft - size) // 2
    for begin in range(0, count, _BLOCK):
        starts = size // 2 + hop * np.arange(begin, min(begin + _BLOCK, count))
        centres = (starts - size // 2) / rate * mel.COLUMNS_PER_S - 0.5
        weights = np.exp(_over_time(gains, centres) @ spread)
        for channel in range(samples.shape[1]):
            frames = np.stack([padded[at : at + size, channel] for at in starts]) * window
            spectra = np.fft.rfft(np.pad(frames, ((0, 0), (side, side))), n_fft) * weights
            back = np.fft.irfft(spectra, n_fft)[:, side : side + size] * window
            for at, frame in zip(starts, back, strict=True):
                made[at : at + size, channel] += frame
        for at in starts:
            weight[at : at + size] += window * window
        told(min(begin + _BLOCK, count) / count)
    kept = slice(size, size + len(samples))
    return (made[kept] / weight[kept, None]).astype(np.float32)


def _bins(rate: int, n_fft: int) -> Gains:
    """How much of each band's gain counts for each bin [bands, bins]: straight lines between the
    bands' centres; above the highest band its own gain."""
    of_bins = np.arange(n_fft // 2 + 1) * rate / n_fft
    shares = mel.bank()
    hertz = np.fft.rfftfreq(mel.N_FFT, 1 / mel.RATE)
    centres = (shares @ hertz) / shares.sum(1)
    return np.stack(
        [np.interp(of_bins, centres, row) for row in np.eye(len(centres), dtype=np.float32)]
    ).astype(np.float32)


def _over_time(gains: Gains, columns: NDArray[np.float64]) -> Gains:
    """The gains [frames, bands] at fractions of columns."""
    inside = columns.clip(0, gains.shape[1] - 1)
    left = np.minimum(inside.astype(int), max(0, gains.shape[1] - 2))
    share = (inside - left).astype(np.float32)[:, None]
    right = np.minimum(left + 1, gains.shape[1] - 1)
    found: Gains = gains[:, left].T * (1 - share) + gains[:, right].T * share
    return found
