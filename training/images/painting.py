"""Pictures in batches, from latents, labels and traits; sheets and ways of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812

from generators.images.journey import Journey
from generators.images.painter import pixels_of
from generators.images.painter_network import TRAITS, PainterNetwork
from generators.media import Pixels
from generators.precision import fast_bf16

Vectors = NDArray[np.float32]


Paint = Callable[[Vectors, Vectors, Vectors], Pixels]
"""Latents [n, latent], labels [n, labels] that add up to 1, and traits [n, traits] -> pictures
[n, size, size, 3]."""


def drawn(count: int, width: int, seed: int) -> Vectors:
    """Latents [count, width], always the same for a seed."""
    return np.random.default_rng(seed).standard_normal((count, width), np.float32)


def one_hot(labels: NDArray[np.int64], kinds: int) -> Vectors:
    """Numbers of labels [n] -> [n, kinds]."""
    return np.eye(kinds, dtype=np.float32)[labels]


@torch.inference_mode()
def painted(
    network: PainterNetwork, latents: Vectors, labels: Vectors, traits: Vectors, batch: int = 32
) -> Pixels:
    """`Paint`, where the network is."""
    device = next(network.parameters()).device
    size = network.sizes.size
    found = np.empty((len(latents), size, size, 3), np.uint8)
    for start in range(0, len(latents), batch):
        part = [
            torch.from_numpy(each[start : start + batch]).to(device)
            for each in (latents, labels, traits)
        ]
        with torch.autocast(device.type, torch.bfloat16, enabled=fast_bf16(device)):
            pictures = network(*part)
        found[start : start + batch] = pixels_of(pictures)
    return found


def rows_of_labels(paint: Paint, width: int, kinds: int, count: int = 8) -> Pixels:
    """`count` pictures of each label [kinds, count, size, size, 3], always of the same latents."""
    labels = one_hot(np.arange(kinds).repeat(count), kinds)
    traits = 0.7 * np.random.default_rng(1).standard_normal((len(labels), len(TRAITS)), np.float32)
    found = paint(drawn(len(labels), width, 0), labels, traits)
    return found.reshape(kinds, count, *found.shape[1:])


def rows_of_traits(paint: Paint, width: int, kinds: int, count: int = 8) -> Pixels:
    """A row for each trait, from -2 to 2 deviations, all else alike [traits, count, size, size,
    3]."""
    rows = []
    for number in range(len(TRAITS)):
        traits = np.zeros((count, len(TRAITS)), np.float32)
        traits[:, number] = np.linspace(-2, 2, count)
        label = one_hot(np.full(count, number % kinds), kinds)
        rows.append(paint(drawn(1, width, number).repeat(count, 0), label, traits))
    return np.stack(rows)


def walk(paint: Paint, width: int, kinds: int, rate: int, seconds: float = 2.0) -> Pixels:
    """A way through the latents at usual travel and from label to label, each for `seconds`, at
    `rate` frames a second [n, size, size, 3]."""
    each = round(seconds * rate)
    place = np.arange(kinds * each) / rate
    journey = Journey(0, width)
    share = (place / seconds % 1.0)[:, None]
    now = (place / seconds).astype(int)
    here, there = one_hot(now % kinds, kinds), one_hot((now + 1) % kinds, kinds)
    labels = (here + np.clip(4 * share - 3, 0, 1) * (there - here)).astype(np.float32)
    return paint(
        np.stack([journey.at(one) for one in place]),
        labels,
        np.zeros((len(place), len(TRAITS)), np.float32),
    )


def sheet(rows: Pixels | Sequence[Pixels]) -> Pixels:
    """Rows of pictures, each [count, h, w, 3], as one picture."""
    return np.concatenate([np.concatenate(list(row), axis=1) for row in rows])


def smaller(pictures: Pixels, size: int) -> Pixels:
    """Pictures [n, h, w, 3] at no more than `size` pixels."""
    return sized(pictures, size) if pictures.shape[1] > size else pictures


def sized(pictures: Pixels, size: int) -> Pixels:
    """Pictures [n, h, w, 3] -> [n, size, size, 3]."""
    if pictures.shape[1] == size:
        return pictures
    grid = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
    found = F.interpolate(grid, size=(size, size), mode="bilinear", antialias=True)
    pixels: Pixels = found.round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
    return pixels
