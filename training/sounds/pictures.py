"""Prepared sounds -> their spectrograms as pictures, for painters of pictures that sound."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from generators.images import mel
from generators.images.painter import pixels_of
from generators.images.together import picture_of
from generators.media import AudioWindow
from generators.score import ScoreError
from training.images.data import Picture, write
from training.images.traits import measured
from training.sounds.data import Sounds

HOP_SHARE = 0.5
"""Of a picture, between two."""


def spectra(folder: Path, out: Path, size: int) -> dict[str, int]:
    """Write spectrograms of the clips below `folder`, `size` pixels square, 2.56 s each, into the
    new folder `out`. Returns how many of each split. Raises `ScoreError`."""
    if out.exists():
        raise ScoreError(f"{out} is there already: name another folder")
    splits = {
        split: list(_pictures(Sounds.load(folder, split), size)) for split in ("train", "valid")
    }
    write(out, splits, {"size": size, "spectrograms": True})
    return {split: len(pictures) for split, pictures in splits.items()}


def _pictures(sounds: Sounds, size: int) -> Iterator[Picture]:
    if sounds.rate != mel.RATE:
        raise ScoreError(f"the sounds have {sounds.rate} Hz, spectrograms want {mel.RATE}")
    frames = mel.BANDS * mel.HOP
    for number, entry in enumerate(sounds.entries):
        last = max(0, entry.frames - frames)
        count = 1 + round(last / (HOP_SHARE * frames))
        for first in np.linspace(0, last, count).astype(int):
            window = AudioWindow(sounds.window(number, int(first), frames), sounds.rate, 0.0)
            pixels = pixels_of(picture_of(window, size)[None])[0]
            file = io.BytesIO()
            Image.fromarray(pixels).save(file, "PNG")
            name = f"{entry.file} {first}"
            yield Picture(name, file.getvalue(), entry.label, measured(pixels))
