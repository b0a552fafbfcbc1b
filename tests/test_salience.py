"""The stretch that stands for a piece."""

from __future__ import annotations

import numpy as np
import pytest
from sound import clip, librosa

from generators.images.salience import loudness_and_contrast, salient


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100])
def test_loudness_and_contrast_are_librosas(rate: int) -> None:
    samples, own = clip(1)
    samples = librosa.resample(samples[: 6 * own], orig_sr=own, target_sr=rate).astype(np.float32)
    loud, contrast = loudness_and_contrast(samples, rate)
    np.testing.assert_allclose(loud, librosa.feature.rms(y=samples)[0], atol=1e-5)
    theirs = librosa.feature.spectral_contrast(y=samples, sr=rate).mean(0)
    np.testing.assert_allclose(contrast, theirs, atol=1e-2)


def test_the_loud_clear_stretch_is_chosen() -> None:
    rate = 16_000
    rng = np.random.default_rng(0)
    t = np.arange(40 * rate) / rate
    samples = 0.01 * rng.standard_normal(len(t))
    samples[5 * rate : 9 * rate] += 0.3 * rng.standard_normal(4 * rate)  # loud, but only noise
    tones = sum(np.sin(2 * np.pi * hz * t) for hz in (300, 700, 1500, 3100))
    samples[20 * rate : 24 * rate] += (0.15 * tones)[20 * rate : 24 * rate]
    assert salient(samples.astype(np.float32), rate, 4.0) == pytest.approx(20.0, abs=0.6)


@pytest.mark.parametrize("frames", [1, 3_000, 16_000 * 5])
def test_short_and_silent_pieces_begin_at_the_beginning(frames: int) -> None:
    assert salient(np.ones(frames, np.float32), 16_000, 30.0) == 0.0
    assert salient(np.zeros(frames, np.float32), 16_000, 30.0) == 0.0


def test_slow_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="8000 Hz"):
        loudness_and_contrast(np.zeros(8_000, np.float32), 8_000)
