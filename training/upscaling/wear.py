"""Large pictures -> small ones, worn as those are that a painter or a lossy file gives."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFilter

from generators.media import Pixels

BLUR, NOISE, QUALITY = 0.7, 7.0, (55, 96)
"""Pixels of the widest Gaussian, levels of 255 of the strongest noise, of JPEG from and to."""
_WAYS = (Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BOX)


def reduced(pixels: Pixels, size: int) -> Pixels:
    """A picture [side, side, 3] at `size` pixels, as clean as it can be."""
    return np.asarray(Image.fromarray(pixels).resize((size, size), Image.Resampling.LANCZOS))


def worn(pixels: Pixels, size: int, rng: np.random.Generator) -> Pixels:
    """A picture [side, side, 3] at `size` pixels: made smaller in one of three ways, blurred a
    little, with noise of its own in each pixel, half of them stored as JPEG; each to a degree that
    is drawn."""
    small = Image.fromarray(pixels).resize((size, size), _WAYS[rng.integers(len(_WAYS))])
    small = small.filter(ImageFilter.GaussianBlur(rng.uniform(0, BLUR)))
    noise = rng.uniform(0, NOISE) * rng.standard_normal((size, size, 3))
    noisy = (np.asarray(small) + noise).round().clip(0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        return noisy
    file = io.BytesIO()
    quality = int(rng.integers(*QUALITY))
    Image.fromarray(noisy).save(file, "JPEG", quality=quality, subsampling=0)
    with Image.open(file) as stored:
        return np.asarray(stored.convert("RGB"))
