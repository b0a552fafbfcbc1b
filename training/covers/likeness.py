"""Which covers are the same picture: a perceptual hash, and what lies near by it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.fft import dctn

from generators.media import Pixels

SIDE, KEPT = 32, 8
"""Pixels of the grey picture, and of its coarsest waves in each direction those that are hashed."""
NEAR = 6
"""Bits of 64 in which pictures differ at most that are taken for the same one."""
_AT_ONCE = 512

Hashes = NDArray[np.uint64]


def hashed(pixels: Pixels) -> int:
    """64 bits of a picture [height, width, 3] that stay as they are when it is made smaller, stored
    coarsely or a little lighter: which of the 8 x 8 coarsest waves of its grey values (DCT) are
    above their median. Colours do not count."""
    grey = Image.fromarray(pixels).convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    waves = dctn(np.asarray(grey, np.float64), norm="ortho")[:KEPT, :KEPT].ravel()
    bits = waves > np.median(waves[1:])  # the first is the mean, which says nothing
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes())


def near(hashes: Hashes, bits: int = NEAR) -> Iterator[tuple[int, int]]:
    """Pairs of numbers, the smaller one first, whose hashes differ in no more than `bits` bits."""
    for start in range(0, len(hashes), _AT_ONCE):
        rows = hashes[start : start + _AT_ONCE, None]
        close = np.bitwise_count(rows ^ hashes[None, start:]) <= bits
        for row, column in zip(*np.nonzero(np.triu(close, 1)), strict=True):
            yield start + int(row), start + int(column)
