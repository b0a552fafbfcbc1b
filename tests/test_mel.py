"""Sound to its spectrogram as a picture, and back."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from sound import clip, librosa

from generators.images import mel
from generators.images.imprint import mono_of
from generators.media import Samples


def music(seconds: float = 3.0) -> Samples:
    samples, rate = clip()
    return mono_of(samples[:, None], rate)[: round(seconds * mel.RATE)]


def tone(hz: float, seconds: float = 1.0) -> Samples:
    return np.sin(2 * np.pi * hz * np.arange(round(seconds * mel.RATE)) / mel.RATE).astype("f4")


def test_levels_are_what_librosa_makes_of_the_formula() -> None:
    samples = music()
    edge = (2048 - 160) // 2
    spectrum = np.abs(
        librosa.stft(np.pad(samples, edge), n_fft=2048, hop_length=160, win_length=1024,
                     center=False)
    )  # fmt: skip
    bands = librosa.filters.mel(sr=16_000, n_fft=2048, n_mels=256, fmin=0, fmax=8_000) @ spectrum
    low, high = np.log(1e-5), np.log(200.0)
    expected = ((np.log(np.maximum(bands, 1e-5)) - low) / (high - low))[::-1]
    np.testing.assert_allclose(mel.levels_of(samples), expected, atol=2e-5)


def test_1024_columns_are_10_24_seconds() -> None:
    assert mel.levels_of(np.zeros(163_840, np.float32)).shape == (256, 1024)
    assert mel.levels_of(np.zeros(163_841, np.float32)).shape == (256, 1025)
    assert mel.levels_of(np.zeros(0, np.float32)).shape == (256, 1)


def test_silence_is_black() -> None:
    assert (mel.levels_of(np.zeros(1_600, np.float32)) == 0).all()


def test_high_tones_are_at_the_top() -> None:
    rows = [int(mel.levels_of(tone(hz))[:, 50].argmax()) for hz in (7_000, 1_000, 60)]
    assert rows == sorted(rows)
    assert rows[0] < 30
    assert rows[2] > 245


def test_a_click_is_in_its_own_column() -> None:
    samples = np.zeros(16_000, np.float32)
    samples[5_000] = 1.0
    assert mel.levels_of(samples).sum(0).argmax() == 5_000 // 160


def test_magnitudes_turn_the_formula_round() -> None:
    levels = np.linspace(0, 1, 256 * 3, dtype=np.float32).reshape(256, 3)
    magnitudes = mel.magnitudes_of(levels)
    assert magnitudes.min() == pytest.approx(1e-5)
    assert magnitudes.max() == pytest.approx(200.0, rel=1e-5)
    np.testing.assert_allclose(mel._levels(magnitudes), levels, atol=1e-5)


def test_spectra_are_those_of_librosa() -> None:
    magnitudes = mel.magnitudes_of(mel.levels_of(music(0.5)))
    theirs = librosa.feature.inverse.mel_to_stft(
        magnitudes, sr=16_000, n_fft=2048, power=1.0, fmax=8_000
    )
    found = mel.spectrum_of(magnitudes)
    assert np.abs(found - theirs).max() < 1e-3 * theirs.max()
    ours, best = (np.abs(mel.bank() @ each - magnitudes).sum() for each in (found, theirs))
    assert ours <= 1.01 * best


def test_music_comes_back_from_its_picture() -> None:
    levels = mel.levels_of(music())
    pixels = mel.picture_of(levels)
    assert pixels.shape == (*levels.shape, 3)
    seen = mel.grey_of(Image.fromarray(pixels), levels.shape[1])
    np.testing.assert_allclose(seen, levels.clip(0, 1), atol=0.5 / 255 + 1e-6)
    samples = mel.sound_of(seen)
    assert len(samples) == levels.shape[1] * 160
    again = mel.levels_of(samples)
    assert mel.likeness(again, levels) > 0.97
    assert np.abs(again - levels).mean() < 0.03, "half a neper: as loud as it was"
    assert (mel.sound_of(seen) == samples).all(), "the same each time"


def test_a_picture_is_heard_where_it_is_bright() -> None:
    grey = np.zeros((256, 200), np.float32)
    grey[64:128, 100:] = 0.8
    levels = mel.levels_of(mel.sound_of(grey))
    assert levels[70:122, 105:195].mean() > 0.75
    assert levels[70:122, :90].mean() < 0.1
    assert levels[140:, 105:195].mean() < 0.3


def test_grey_is_that_of_red_green_and_blue_in_this_order() -> None:
    greys = [
        mel.grey_of(Image.new("RGB", (4, 4), colour), 8)[0, 0]
        for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))
    ]
    np.testing.assert_allclose(greys, (0.299, 0.587, 0.114), atol=0.004)


def test_pictures_of_every_mode_are_read_upright() -> None:
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert (mel.grey_of(clear, 6) == 1).all(), "paper"
    assert mel.grey_of(Image.new("L", (4, 4), 51), 6).mean() == pytest.approx(0.2)
    assert mel.grey_of(Image.new("P", (4, 4)), 6).shape == (256, 6)
    turned = Image.new("L", (8, 4))
    turned.paste(255, (0, 0, 4, 4))
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was held upright
    assert mel.grey_of(turned, 8)[:100].mean() > 0.9


def test_likeness() -> None:
    one = np.random.default_rng(0).random((256, 30), np.float32)
    assert mel.likeness(one, 0.5 * one + 0.1) == pytest.approx(1.0)
    assert mel.likeness(one, 1 - one) == pytest.approx(-1.0)
    assert mel.likeness(one, np.full_like(one, 0.5)) == 0.0


def test_audible_sound_fills_the_file() -> None:
    assert np.abs(mel.audible(tone(440) * 30)).max() == pytest.approx(0.9)
    assert np.abs(mel.audible(tone(440) * 1e-3)).max() == pytest.approx(0.9)
    assert (mel.audible(np.zeros(5, np.float32)) == 0).all()
