"""What can be measured on a picture besides its label, in Oklab (Ottosson 2020)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from generators.media import Pixels

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(pixels: Pixels) -> NDArray[np.float64]:
    """sRGB [..., 3] of 0 to 255 -> lightness (0 to 1), green to red, blue to yellow."""
    share = pixels / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def measured(pixels: Pixels) -> NDArray[np.float64]:
    """The raw traits of a picture [height, width, 3], in the order of `TRAITS`: means of
    lightness, chroma, blue to yellow, green to red, and of the steps of lightness between
    neighbours."""
    lab = oklab(pixels)
    light, red, yellow = np.moveaxis(lab, -1, 0)
    steps = (np.abs(np.diff(light, axis=0)).mean() + np.abs(np.diff(light, axis=1)).mean()) / 2
    return np.array([light.mean(), np.hypot(red, yellow).mean(), yellow.mean(), red.mean(), steps])


def among(values: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float32]:
    """The normal scores that each column of `values` [pictures, traits] has by its rank among the
    `others` [others, traits]."""
    columns = zip(values.T, np.sort(others, axis=0).T, strict=True)
    ranks = np.stack([np.searchsorted(other, own) for own, other in columns], axis=1)
    scores: NDArray[np.float32] = norm.ppf((ranks + 0.5) / (len(others) + 1)).astype(np.float32)
    return scores


def normal_scores(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Each column [pictures, traits] by rank: mean 0 and deviation 1, however it was spread."""
    ranks = rankdata(values, axis=0)
    scores: NDArray[np.float32] = norm.ppf((ranks - 0.5) / len(values)).astype(np.float32)
    return scores
