"""Sound <-> its spectrogram as a picture (Painting, "images that sound"; the spectrogram of its
sound model, Auffusion). Numpy, and librosa on the way back to sound. No torch.

Levels are float32 [256 bands, frames], the highest band first, 0 for silence and 1 for the loudest:
the grey values of the picture. A column is 10 ms, so 1024 of them are 10.24 s.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from generators.images.spectra import Bank, mel_bank
from generators.media import Pixels, Samples

RATE, N_FFT, HOP, WIN = 16_000, 2048, 160, 1024
"""Hz, and samples: of the transform, between two columns, of its window."""
BANDS, HIGHEST_HZ = 256, 8_000.0
QUIETEST, LOUDEST = 1e-5, 200.0
"""Magnitudes of a band that are black and white."""
SPAN = float(np.log(LOUDEST / QUIETEST))
"""Nepers between black and white."""
COLUMNS_PER_S = RATE // HOP
PEAK = 0.9
_EDGE = (N_FFT - HOP) // 2
_AT_ONCE = 1024

Levels = NDArray[np.float32]
Magnitudes = NDArray[np.float32]


@cache
def bank() -> Bank:
    """The filters [256, 1025], as `librosa.filters.mel` has them."""
    return mel_bank(RATE, N_FFT, BANDS, HIGHEST_HZ)


@cache
def window(samples: int = WIN) -> Samples:
    """A periodic Hann window."""
    steps = np.arange(samples) / samples
    return (0.5 - 0.5 * np.cos(2 * np.pi * steps)).astype(np.float32)


def levels_of(samples: Samples) -> Levels:
    """The levels of mono sound at 16 kHz, a column for each 160 samples that are begun. Sound that
    is louder than white goes beyond 1.

    x = (ln max(S, 1e-5) - ln 1e-5) / (ln 200 - ln 1e-5), flipped, where S = mel |STFT|.
    """
    count = max(1, -(-len(samples) // HOP))
    padded = np.pad(samples.astype(np.float32), (_EDGE, _EDGE + count * HOP - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP]
    side = (N_FFT - WIN) // 2
    parts = []
    for start in range(0, count, _AT_ONCE):
        part = frames[start : start + _AT_ONCE, side : side + WIN] * window()
        parts.append(bank() @ np.abs(np.fft.rfft(part, N_FFT)).T)
    return _levels(np.concatenate(parts, 1))


def _levels(magnitudes: Magnitudes) -> Levels:
    levels = np.log(np.maximum(magnitudes, QUIETEST) / QUIETEST) / SPAN
    return levels[::-1].astype(np.float32)


def magnitudes_of(levels: Levels) -> Magnitudes:
    """The magnitudes [256, frames] of the bands, the lowest first: `levels_of`'s formula turned
    round."""
    return (QUIETEST * np.exp(SPAN * levels[::-1].astype(np.float64))).astype(np.float32)


def spectrum_of(magnitudes: Magnitudes) -> Magnitudes:
    """|STFT| [1025, frames] of bands: least squares, with nothing below 0. This is where
    `librosa.feature.inverse.mel_to_stft(power=1)` begins, and where 256 bands let it end, after
    some seconds."""
    found: Magnitudes = np.maximum(_inverse() @ magnitudes, 0)
    return found


@cache
def _inverse() -> Bank:
    return np.linalg.pinv(bank())


def sound_of(levels: Levels, rounds: int = 32) -> Samples:
    """Sound at 16 kHz with these levels, 160 samples a column, by `rounds` of Griffin-Lim.

    Levels hold no phases, so that they are met as near as a sound can. The same levels give the
    same sound.
    """
    whole = {"n_fft": N_FFT, "hop_length": HOP, "win_length": WIN, "center": False}
    spectrum = spectrum_of(magnitudes_of(levels))
    samples = _librosa().griffinlim(spectrum, n_iter=rounds, random_state=0, **whole)
    found: Samples = samples[_EDGE : _EDGE + levels.shape[1] * HOP].astype(np.float32)
    return found


def audible(samples: Samples) -> Samples:
    """The same as loud as a file may hold: the greatest value is 0.9."""
    peak = float(np.abs(samples).max(initial=0.0))
    return (samples * (PEAK / peak)).astype(np.float32) if peak > 0 else samples


def grey_of(picture: Image.Image, columns: int, rows: int = BANDS) -> Levels:
    """A picture as grey values (ITU-R 601) of `rows` x `columns`, stretched to fit. What is
    transparent counts as white."""
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    grey = upright.convert("RGB").convert("L")
    fitted = grey.resize((columns, rows), Image.Resampling.LANCZOS)
    return np.asarray(fitted, np.float32) / np.float32(255)


def picture_of(levels: Levels) -> Pixels:
    """Levels as a picture [256, frames, 3] in RGB."""
    grey = np.rint(255 * levels.clip(0.0, 1.0)).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def likeness(one: Levels, other: Levels) -> float:
    """Pearson's correlation of two pictures of one size; 0 where one of them is all of a grey."""
    first, second = (each.astype(np.float64).ravel() - each.mean() for each in (one, other))
    scale = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / scale if scale > 1e-12 else 0.0


def _librosa() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what librosa imports is partly on its way out
        import librosa  # noqa: PLC0415 - slow to import

    return librosa
