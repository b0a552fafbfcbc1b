"""How near painted pictures are to real ones, on the features of a named network.

The network is EfficientNet-Lite0 (ImageNet weights); its figures compare with nothing published
for Inception or CLIP. It is also the critic's eye, so that it flatters what was trained here:
compare with real against real, and look.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from generators.media import Pixels
from training.evaluate.figures import Figure
from training.images.critic import Features

NET = "efficientnet-lite0"
SUBSETS, SUBSET = 100, 200
NEIGHBOURS = 5
Matrix = NDArray[np.float64]


@torch.inference_mode()
def features(
    pictures: Pixels, device: torch.device, network: Features | None = None, batch: int = 64
) -> Matrix:
    """Pictures [n, h, w, 3] -> means over the cells of the last two depths [n, 432]."""
    network = (network or Features()).to(device).eval()
    found = []
    for start in range(0, len(pictures), batch):
        part = torch.from_numpy(pictures[start : start + batch].copy()).to(device)
        grids = network(part.permute(0, 3, 1, 2).float() / 127.5 - 1)
        found.append(torch.cat([grid.mean((2, 3)) for grid in grids[2:]], 1).cpu().double().numpy())
    return np.concatenate(found)


def kid(ours: Matrix, real: Matrix, seed: int = 0) -> Figure:
    """Kernel distance (1801.01401): unbiased squared MMD with (x'y/d + 1)^3, mean over subsets,
    with their 95 % interval. 0: alike."""
    rng = np.random.default_rng(seed)
    size = min(SUBSET, len(ours), len(real))
    values = []
    for _ in range(SUBSETS):
        x = ours[rng.choice(len(ours), size, replace=False)]
        y = real[rng.choice(len(real), size, replace=False)]
        values.append(_mmd(x, y))
    low, high = np.percentile(values, [2.5, 97.5])
    return Figure(float(np.mean(values)), float(low), float(high))


def _mmd(x: Matrix, y: Matrix) -> float:
    width, n, m = x.shape[1], len(x), len(y)

    def kernel(a: Matrix, b: Matrix) -> Matrix:
        values: Matrix = (a @ b.T / width + 1) ** 3
        return values

    within_x, within_y = kernel(x, x), kernel(y, y)
    return float(
        (within_x.sum() - np.trace(within_x)) / (n * (n - 1))
        + (within_y.sum() - np.trace(within_y)) / (m * (m - 1))
        - 2 * kernel(x, y).mean()
    )


def precision_recall(ours: Matrix, real: Matrix) -> tuple[float, float]:
    """Share of our pictures among the real ones, and of the real ones among ours: within the
    distance of a neighbour's 5th neighbour (1904.06991)."""
    return _covered(ours, real), _covered(real, ours)


def _covered(points: Matrix, by: Matrix) -> float:
    radii = np.sort(_distances(by, by), axis=1)[:, min(NEIGHBOURS, len(by) - 1)]
    return float((_distances(points, by) <= radii).any(axis=1).mean())


def nearest(points: Matrix, among: Matrix) -> tuple[NDArray[np.int64], Matrix]:
    """For each point the number of the nearest one, and how far that is."""
    distances = _distances(points, among)
    chosen = distances.argmin(axis=1)
    return chosen, distances[np.arange(len(points)), chosen]


def _distances(a: Matrix, b: Matrix) -> Matrix:
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    found: Matrix = np.sqrt(squares.clip(min=0))
    return found


@dataclass(frozen=True)
class LabelJudge:
    """Tells labels from features; trained on real pictures."""

    model: Pipeline

    @classmethod
    def of(cls, seen: Matrix, labels: NDArray[np.int64]) -> LabelJudge:
        """Logistic regression on standardised features."""
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=300))
        return cls(model.fit(seen, labels))

    def right(self, seen: Matrix, labels: NDArray[np.int64]) -> Figure:
        """Share of labels that it finds, with a binomial 95 % interval."""
        hits = self.model.predict(seen) == labels
        spread = 1.96 * float(np.sqrt(hits.mean() * (1 - hits.mean()) / len(hits)))
        return Figure(float(hits.mean()), float(hits.mean()) - spread, float(hits.mean()) + spread)


def flicker(frames: Pixels) -> float:
    """Mean change between neighbouring frames [n, h, w, 3], in levels of 255."""
    return float(np.abs(np.diff(frames.astype(np.int16), axis=0)).mean())
