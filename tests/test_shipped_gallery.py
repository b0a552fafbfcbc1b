"""The shipped painter paints: other pictures from other latents, and what it is asked for."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import presets
from generators.images.painter import OneStepPainter
from generators.images.painter_network import TRAITS
from generators.media import AudioWindow, Pixels
from training.images.train import layouts_apart
from training.images.traits import measured

COUNT = 26


@pytest.fixture(scope="module")
def painter() -> OneStepPainter:
    found, _ = presets.load_painter("gallery", "cpu")
    assert isinstance(found, OneStepPainter)
    return found


def asked(painter: OneStepPainter) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = np.eye(len(painter.labels), dtype=np.float32)[np.arange(COUNT) % len(painter.labels)]
    traits = rng.standard_normal((COUNT, len(TRAITS)), np.float32)
    return rng.standard_normal((COUNT, painter.latent), np.float32), labels, traits


@pytest.fixture(scope="module")
def pictures(painter: OneStepPainter) -> Pixels:
    return painter.pictures(*asked(painter))


def test_it_is_whole_small_and_says_where_it_comes_from() -> None:
    preset = presets.images("gallery")
    presets.verify(preset)
    assert preset.size <= 16e6 and min(preset.network["coarsest"], len(preset.labels)) > 1
    assert preset.licence and all(source.licence for source in preset.data)
    assert preset.scores


def test_pictures_have_192_pixels_and_are_the_same_again(
    painter: OneStepPainter, pictures: Pixels
) -> None:
    assert pictures.shape == (COUNT, 192, 192, 3)
    assert np.array_equal(painter.pictures(*asked(painter)), pictures)


def test_the_latent_makes_the_layout(painter: OneStepPainter, pictures: Pixels) -> None:
    latents, labels, traits = asked(painter)
    others = painter.pictures(latents[::-1].copy(), labels, traits)
    ones, twos = (torch.from_numpy(p).permute(0, 3, 1, 2).float() for p in (pictures, others))
    assert layouts_apart(ones, twos).mean() > 0.4


@pytest.mark.parametrize("number", range(len(TRAITS)), ids=TRAITS)
def test_what_is_asked_for_can_be_measured(painter: OneStepPainter, number: int) -> None:
    latents, labels, traits = asked(painter)
    found = []
    for level in (-1.5, 1.5):
        wanted = np.zeros_like(traits)
        wanted[:, number] = level
        pictures = painter.pictures(latents, labels, wanted)
        found.append(np.array([measured(picture)[number] for picture in pictures]))
    assert (found[1] > found[0]).mean() > 0.8


def test_it_hears_music_as_labels(painter: OneStepPainter) -> None:
    rate = painter.hear_hz
    seconds = np.arange(int(rate * painter.window_s)) / rate
    tone = (0.3 * np.sin(2 * np.pi * 220 * seconds)).astype(np.float32)
    shares = painter.hear(AudioWindow(tone, rate, painter.window_s))
    assert set(shares) == set(painter.labels)
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-3)
