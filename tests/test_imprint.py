"""A picture pressed into a recording."""

from __future__ import annotations

import numpy as np
import pytest
from sound import clip

from generators.images import mel
from generators.images.imprint import imprint, mono_of, press
from generators.images.mel import Levels
from generators.media import Samples


def stripes(columns: int) -> Levels:
    """Black and white, in four upright bars and three lying ones."""
    across = (np.arange(columns) * 4 // columns)[None] % 2
    down = (np.arange(256) * 3 // 256)[:, None] % 2
    return ((across + down) % 2).astype(np.float32)


def white(columns: int) -> Levels:
    return np.ones((256, columns), np.float32)


def black(columns: int) -> Levels:
    return np.zeros((256, columns), np.float32)


def noise(rate: int, channels: int = 1, seconds: float = 2.0) -> Samples:
    made = np.random.default_rng(1).standard_normal((round(seconds * rate), channels))
    return (0.1 * made).astype(np.float32)


def seen(samples: Samples, rate: int) -> Levels:
    return mel.levels_of(mono_of(samples, rate))


def test_the_formula() -> None:
    levels = np.full((256, 2), 0.8, np.float32)
    grey = np.full_like(levels, 0.25)
    np.testing.assert_allclose(imprint(levels, grey), 0.8 * (1 - 0.5 * 0.75))
    np.testing.assert_allclose(imprint(levels, grey, 0.2), 0.8 * (1 - 0.2 * 0.75), rtol=1e-6)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000, 96_000])
def test_the_new_sound_has_the_spectrogram_of_the_formula(rate: int) -> None:
    samples = noise(rate)
    before = seen(samples, rate)
    grey = stripes(before.shape[1])
    made, covered = press(samples, rate, stripes)
    assert made.shape == samples.shape
    assert covered == slice(0, before.shape[1])
    after = seen(made, rate)
    assert mel.likeness(after, grey) > 0.9
    assert mel.likeness(after, imprint(before, grey)) > 0.94


def test_white_leaves_the_recording_as_it_is() -> None:
    samples = noise(44_100, 2)
    made, _ = press(samples, 44_100, white)
    np.testing.assert_allclose(made, samples, atol=1e-5)


def test_strength_nought_leaves_the_recording_as_it_is() -> None:
    samples = noise(16_000)
    np.testing.assert_allclose(press(samples, 16_000, black, 0.0)[0], samples, atol=1e-5)


def test_more_strength_more_picture_less_music() -> None:
    samples, rate = clip()
    samples = samples[: 4 * rate, None]
    before = seen(samples, rate)
    after = [seen(press(samples, rate, stripes, s)[0], rate) for s in (0.2, 0.5, 0.9)]
    grey = stripes(before.shape[1])
    pictures = [mel.likeness(one, grey) for one in after]
    music = [mel.likeness(one, before) for one in after]
    assert pictures == sorted(pictures)
    assert music == sorted(music, reverse=True)
    assert pictures[2] > 0.6
    assert music[0] > 0.7


def test_only_the_stretch_is_pressed() -> None:
    samples = noise(16_000, seconds=3.0)
    made, covered = press(samples, 16_000, black, 0.9, (1.0, 2.0))
    assert covered == slice(100, 200)
    np.testing.assert_allclose(made[:14_000], samples[:14_000], atol=1e-5)
    np.testing.assert_allclose(made[34_000:], samples[34_000:], atol=1e-5)
    assert np.abs(made[17_500:30_500]).max() < 0.01


def test_a_stretch_that_lies_after_the_end_is_said() -> None:
    with pytest.raises(ValueError, match=r"no sound from 5 s on: it has 2.00 s"):
        press(noise(16_000), 16_000, white, stretch=(5.0, 9.0))


def test_channels_keep_their_places() -> None:
    samples = noise(16_000, 2)
    samples[:, 1] = 0
    made, _ = press(samples, 16_000, stripes)
    assert np.abs(made[:, 0]).max() > 0.05
    assert (made[:, 1] == 0).all()


@pytest.mark.parametrize("frames", [1, 100, 161])
def test_the_shortest_sounds_are_taken(frames: int) -> None:
    made, _ = press(noise(16_000)[:frames], 16_000, black)
    assert made.shape == (frames, 1)
    assert np.isfinite(made).all()


def test_the_share_that_is_done_is_told() -> None:
    told: list[float] = []
    press(noise(16_000, seconds=6.0), 16_000, white, told=told.append)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 1.0
