"""The shipped painters that denoise: they paint what is asked for and what is heard."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

import presets
from generators.base import Look
from generators.images.diffusion_painter import DiffusionPainter
from generators.images.together import picture_of
from generators.media import AudioWindow, Pixels

NAMES = ("audiotoken", "covergen", "sounding")
CLIPS = sorted((Path(__file__).parent / "data/audio/clips").glob("*.ogg"))
SEEDS, RATE = range(4), 16_000
NEW = 60.0
"""Seconds after which a painter begins anew."""


@cache
def opened(name: str) -> DiffusionPainter:
    painter, _ = presets.load_painter(name, "cpu")
    assert isinstance(painter, DiffusionPainter)
    return painter


@cache
def clip(number: int) -> AudioWindow:
    samples, rate = soundfile.read(CLIPS[number], dtype="float32")
    return AudioWindow(soxr.resample(samples, rate, RATE)[: 6 * RATE], RATE, 6.0)


def painted(name: str, **look: object) -> Pixels:
    """A picture of each seed [4, 96, 96, 3]."""
    looks = (Look(seed=seed, travel=0.0, **look) for seed in SEEDS)
    return np.stack([opened(name).paint(each, NEW, 0.0).pixels for each in looks])


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_small_and_says_where_it_comes_from(name: str) -> None:
    preset = presets.images(name)
    presets.verify(preset)
    assert preset.size <= 16e6 and preset.labels == presets.images("gallery").labels
    assert preset.licence and len(preset.data) > 2
    assert all(source.licence for source in preset.data)


@pytest.mark.parametrize("name", ["audiotoken", "covergen"])
def test_it_paints_the_label_that_is_asked_for(name: str) -> None:
    dark, light = (
        painted(name, labels={label: 1.0}, mix=1.0)
        for label in ("baroque_symbolism", "art_nouveau")
    )
    assert dark.shape == (len(SEEDS), 96, 96, 3)
    assert dark.mean() + 50 < light.mean()
    again = painted(name, labels={"art_nouveau": 1.0}, mix=1.0)
    assert np.array_equal(again, light), "the same again"


@pytest.mark.parametrize("name", NAMES)
def test_other_music_makes_other_pictures(name: str) -> None:
    found = []
    for number in (0, 1):
        opened(name).hear(clip(number))
        found.append(painted(name).astype(float))
    assert np.abs(found[0] - found[1]).mean() > 8


def test_pictures_that_sound_are_like_the_spectrogram_of_their_music() -> None:
    size = opened("sounding").size[0]
    spectra = [picture_of(clip(number), size)[0].numpy().ravel() for number in range(len(CLIPS))]
    own, others = [], []
    for number in range(len(CLIPS)):
        opened("sounding").hear(clip(number))
        grey = painted("sounding").mean(axis=3).reshape(len(SEEDS), -1)
        found = np.corrcoef(np.vstack([grey, spectra]))[: len(SEEDS), len(SEEDS) :]
        own.append(found[:, number].mean())
        others.append(np.delete(found, number, axis=1).mean())
    assert np.mean(own) > np.mean(others) + 0.08
