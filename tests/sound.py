"""Sounds to test with, and librosa to compare with."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import soundfile

from generators.media import Samples

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what librosa imports is partly on its way out
    import librosa

__all__ = ["CLIPS", "clicks", "clip", "librosa"]

CLIPS = Path(__file__).parent / "data/audio"


def clip(number: int = 0) -> tuple[Samples, int]:
    """The samples of a test clip, and their rate."""
    samples, rate = soundfile.read(sorted(CLIPS.glob("clips/*.ogg"))[number], dtype="float32")
    return samples, rate


def clicks(bpm: float, seconds: float, rate: int) -> tuple[Samples, Samples]:
    """A click on every beat from 0.73 s on; the beats' times."""
    beats = np.arange(0.73, seconds - 0.1, 60.0 / bpm)
    samples = np.zeros(int(seconds * rate), np.float32)
    times = np.arange(int(0.03 * rate)) / rate
    click = (0.5 * np.sin(2 * np.pi * 1000 * times) * np.exp(-times / 0.006)).astype(np.float32)
    for beat in beats:
        first = int(beat * rate)
        samples[first : first + len(click)] += click
    return samples, beats
