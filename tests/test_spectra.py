"""Filter banks against librosa's."""

from __future__ import annotations

import numpy as np
import pytest
from sound import librosa

from generators.images.spectra import chroma_bank, mel_bank


@pytest.mark.parametrize(
    ("rate", "n_fft", "bands", "highest"),
    [(16_000, 2048, 128, None), (48_000, 2048, 80, 16_000.0), (8_000, 512, 40, None)],
)
def test_mel_bank(rate: int, n_fft: int, bands: int, highest: float | None) -> None:
    theirs = librosa.filters.mel(sr=rate, n_fft=n_fft, n_mels=bands, fmax=highest)
    np.testing.assert_allclose(mel_bank(rate, n_fft, bands, highest), theirs, atol=1e-7)


@pytest.mark.parametrize(
    ("rate", "n_fft", "tuning"), [(22_050, 2048, 0.0), (48_000, 8192, 0.25), (16_000, 4096, -0.4)]
)
def test_chroma_bank(rate: int, n_fft: int, tuning: float) -> None:
    theirs = librosa.filters.chroma(sr=rate, n_fft=n_fft, tuning=tuning)
    np.testing.assert_allclose(chroma_bank(rate, n_fft, tuning), theirs, atol=1e-6)
