"""Batches of sound to learn from: windows of clips, changed and mixed.

Everything random is a function of the seed, the step and the window's number in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from generators.media import Samples
from training.sounds.augment import altered, resampled, speed
from training.sounds.config import ListenerConfig
from training.sounds.data import Sounds


@dataclass(frozen=True)
class Batch:
    """`samples` [windows, frames] and `targets` [windows, labels], shares that add up to 1."""

    samples: Tensor
    targets: Tensor


@dataclass(frozen=True)
class Steps(Dataset[Batch]):
    """What process number `process` of `processes` learns from at each step."""

    config: ListenerConfig
    sounds: Sounds
    process: int = 0
    processes: int = 1

    def __getitem__(self, step: int) -> Batch:
        config = self.config
        length = np.random.default_rng([config.seed, step]).choice(config.seconds)
        frames = round(float(length) * self.sounds.rate)
        rows = range(self.process, config.batch, self.processes)
        drawn = [
            self._window(np.random.default_rng([config.seed, step, row]), frames) for row in rows
        ]
        samples, targets = (np.stack(column) for column in zip(*drawn, strict=True))
        return Batch(torch.from_numpy(samples), torch.from_numpy(targets))

    def _window(
        self, draw: np.random.Generator, frames: int
    ) -> tuple[Samples, NDArray[np.float32]]:
        """A window, perhaps with another one mixed in, and its labels by their shares in it."""
        samples, target = self._part(draw, frames)
        if draw.random() < self.config.mix:
            other, also = self._part(draw, frames)
            share = np.float32(draw.beta(0.4, 0.4))
            samples = np.sqrt(share) * _levelled(samples) + np.sqrt(1 - share) * _levelled(other)
            target = share * target + (1 - share) * also
        return altered(samples, self.sounds.rate, self.config.augment, draw), target

    def _part(self, draw: np.random.Generator, frames: int) -> tuple[Samples, NDArray[np.float32]]:
        """A window of a clip of any label, all labels alike, faster or slower."""
        sounds, furthest = self.sounds, self.config.augment.semitones
        label = sounds.labels[int(draw.integers(len(sounds.labels)))]
        choice = [i for i, entry in enumerate(sounds.entries) if entry.label == label]
        index = choice[int(draw.integers(len(choice)))]
        faster = speed(draw.uniform(-furthest, furthest))
        taken = int(np.ceil(frames * faster)) + 64
        first = int(draw.integers(max(1, sounds.entries[index].frames - taken)))
        target = np.zeros(len(sounds.labels), np.float32)
        target[sounds.labels.index(label)] = 1.0
        return resampled(sounds.window(index, first, taken), faster, frames), target


def _levelled(samples: Samples) -> Samples:
    """The samples at a root mean square of 0.1."""
    level = float(np.sqrt(np.square(samples).mean()))
    return samples * np.float32(0.1 / max(1e-4, level))


def prefetched(steps: Steps, first: int, last: int, workers: int) -> Iterator[Batch]:
    """The batches of steps `first` to `last` in order, drawn ahead by `workers` processes."""
    loader: DataLoader[Batch] = DataLoader(
        steps,
        batch_size=None,
        sampler=range(first, last),
        num_workers=workers,
        prefetch_factor=4 if workers else None,
    )
    return iter(loader)
