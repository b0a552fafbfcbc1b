"""A network's pictures in batches, from latents, labels and traits; sheets of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812

from generators.images.painter_network import TRAITS, PainterNetwork
from generators.media import Pixels
from generators.notes.generator import fast_bf16

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Wishes:
    """What pictures are to be: `latents` [n, latent], `labels` [n, labels] that add up to 1,
    `traits` [n, traits]."""

    latents: Vectors
    labels: Vectors
    traits: Vectors

    def __len__(self) -> int:
        return len(self.latents)

    @classmethod
    def drawn(cls, network: PainterNetwork, labels: Vectors, traits: Vectors, seed: int) -> Wishes:
        """With random latents, always the same for a seed."""
        shape = (len(labels), network.sizes.latent)
        latents = np.random.default_rng(seed).standard_normal(shape, np.float32)
        return cls(latents, labels, traits)


def one_hot(labels: NDArray[np.int64], kinds: int) -> Vectors:
    """Numbers of labels [n] -> [n, kinds]."""
    return np.eye(kinds, dtype=np.float32)[labels]


@torch.inference_mode()
def painted(network: PainterNetwork, wishes: Wishes, batch: int = 32) -> Pixels:
    """Pictures [n, size, size, 3], where the network is."""
    device = next(network.parameters()).device
    size = network.sizes.size
    found = np.empty((len(wishes), size, size, 3), np.uint8)
    columns = (wishes.latents, wishes.labels, wishes.traits)
    for start in range(0, len(wishes), batch):
        part = [torch.from_numpy(each[start : start + batch]).to(device) for each in columns]
        with torch.autocast(device.type, torch.bfloat16, enabled=fast_bf16(device)):
            pictures = network(*part).float()
        levels = (pictures.clamp(-1, 1) * 127.5 + 127.5).round().byte()
        found[start : start + batch] = levels.permute(0, 2, 3, 1).cpu().numpy()
    return found


def rows_of_labels(network: PainterNetwork, count: int = 8) -> Pixels:
    """`count` pictures of each label [labels, count, size, size, 3], always of the same wishes."""
    kinds = network.sizes.labels
    labels = one_hot(np.arange(kinds).repeat(count), kinds)
    traits = 0.7 * np.random.default_rng(1).standard_normal((len(labels), len(TRAITS)), np.float32)
    found = painted(network, Wishes.drawn(network, labels, traits, seed=0))
    return found.reshape(kinds, count, *found.shape[1:])


def sheet(rows: Pixels | Sequence[Pixels]) -> Pixels:
    """Rows of pictures, each [count, h, w, 3], as one picture."""
    return np.concatenate([np.concatenate(list(row), axis=1) for row in rows])


def smaller(pictures: Pixels, size: int) -> Pixels:
    """Pictures [n, h, w, 3] at no more than `size` pixels."""
    if pictures.shape[1] <= size:
        return pictures
    grid = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
    found = F.interpolate(grid, size=(size, size), mode="bilinear", antialias=True)
    pixels: Pixels = found.round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
    return pixels
