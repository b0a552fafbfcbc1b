"""Whether music lies by what goes with it: margin, recall, and both beside chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.images.metrics import Matrix, margin

AMONG = (1, 5)
"""Nearest that are asked for."""


@dataclass(frozen=True)
class Scores:
    """`margin` is the mean cosine of music and what goes with it, less that of other music with
    the same; `p` the share of permuted labels that do as well; `recall[k]` the share of the music
    that has its label among the k nearest, `chance[k]` what that is for any order."""

    margin: float
    p: float
    recall: dict[int, float]
    chance: dict[int, float]

    def row(self) -> dict[str, float]:
        """For a log."""
        found = {"valid_margin": self.margin, "valid_p": self.p}
        for k in self.recall:
            found |= {f"valid_recall_{k}": self.recall[k], f"chance_{k}": self.chance[k]}
        return found


def measured(
    music: Matrix,
    labels: NDArray[np.int64],
    targets: Matrix,
    target_labels: NDArray[np.int64],
    among: Sequence[int] = AMONG,
) -> Scores:
    """Of embeddings of length 1: `music` [pieces, size] with its `labels`, `targets` [n, size]
    with theirs, all labels of the music among them. At most n are asked for."""
    likeness = music @ targets.T
    kinds = np.unique(target_labels)
    near = np.stack([likeness[:, target_labels == kind].mean(axis=1) for kind in kinds], axis=1)
    value, p = margin(near, np.searchsorted(kinds, labels), unit=1.0)
    order = np.argsort(-likeness, axis=1, kind="stable")
    hits = target_labels[order] == labels[:, None]
    sizes = sorted({min(k, len(targets)) for k in among})
    return Scores(
        value.value,
        p,
        {k: float(hits[:, :k].any(axis=1).mean()) for k in sizes},
        {k: _by_chance(hits.sum(axis=1), len(targets), k) for k in sizes},
    )


def _by_chance(right: NDArray[np.int64], count: int, k: int) -> float:
    """That one of `right` among `count` is one of k drawn without replacement; the mean."""
    drawn = np.arange(k)
    missed = ((count - right[:, None] - drawn).clip(min=0) / (count - drawn)).prod(axis=1)
    return float(1.0 - missed.mean())


def by_piece(
    vectors: Matrix, labels: NDArray[np.int64], pieces: Sequence[str]
) -> tuple[Matrix, NDArray[np.int64]]:
    """Windows [n, size] of length 1 -> the mean of each piece and label, again of length 1, and
    its label: windows of a piece are no witnesses of their own."""
    groups: dict[tuple[str, int], list[int]] = {}
    for number, key in enumerate(zip(pieces, labels.tolist(), strict=True)):
        groups.setdefault(key, []).append(number)
    means = np.stack([vectors[numbers].mean(axis=0) for numbers in groups.values()])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return means / np.maximum(lengths, 1e-9), np.array([label for _, label in groups])
