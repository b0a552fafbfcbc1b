"""How near painted pictures are to real ones, by features that have a name.

EfficientNet-Lite0 (ImageNet weights) compares with nothing published for Inception or CLIP. It is
also the critic's eye, so that it flatters what was trained here. Colours and spectrum come from no
network. Compare with real against real, and look.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from generators.images.painter import grid_of
from generators.media import Pixels
from training.evaluate.figures import UNKNOWN, Figure, picks, ratio
from training.images.critic import Features
from training.images.traits import oklab

NET, PLAIN = "efficientnet-lite0", "colours-and-spectrum"
SHADES = 5
"""Parts of each axis of Oklab in a histogram of colours."""
PERMUTATIONS = 2000
UNLIKELY = -10.0
"""Logarithm of the share of a label that a judge has never seen."""
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
        grids = network(grid_of(pictures[start : start + batch], device))
        found.append(pooled(grids))
    return np.concatenate(found)


def pooled(grids: Sequence[torch.Tensor]) -> Matrix:
    """What `Features` says of pictures -> means over the cells of the last two depths [n, 432]."""
    means = torch.cat([grid.mean((2, 3)) for grid in grids[2:]], 1)
    found: Matrix = means.cpu().double().numpy()
    return found


def statistics(pictures: Pixels) -> Matrix:
    """Pictures [n, size, size, 3] -> [n, 125 + octaves]: roots of the shares of Oklab colours, and
    the power of lightness by octave of frequency, in Bel. No network."""
    size = pictures.shape[1]
    y, x = np.meshgrid(np.fft.fftfreq(size), np.fft.rfftfreq(size), indexing="ij")
    octave = np.floor(np.log2(np.hypot(x, y).clip(0.5 / size) * size)).astype(int)
    count = int(np.log2(size // 2)) + 1
    fade = np.outer(np.hanning(size), np.hanning(size))
    edges = [np.linspace(0, 1, SHADES + 1), *[np.linspace(-0.3, 0.3, SHADES + 1)] * 2]
    found = []
    for pixels in pictures:
        lab = oklab(pixels)
        inside = np.clip(lab.reshape(-1, 3), [0, -0.3, -0.3], [1, 0.3, 0.3])
        shares = np.histogramdd(inside, edges)[0].ravel() / len(inside)
        light = lab[..., 0] - lab[..., 0].mean()
        powers = np.abs(np.fft.rfft2(light * fade)) ** 2 / size**2
        bands = [powers[octave == band].mean() for band in range(count)]
        found.append(np.concatenate([np.sqrt(shares * SHADES**3), np.log10(np.add(bands, 1e-6))]))
    return np.array(found)


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

    def says(self, seen: Matrix) -> NDArray[np.int64]:
        """The likeliest label of each picture."""
        found: NDArray[np.int64] = self.model.predict(seen)
        return found

    def logs(self, seen: Matrix, kinds: int) -> Matrix:
        """Logarithms of the shares of each label [n, kinds]."""
        found = np.full((len(seen), kinds), UNLIKELY)
        found[:, self.model.classes_] = np.maximum(self.model.predict_log_proba(seen), UNLIKELY)
        return found

    def right(self, seen: Matrix, labels: NDArray[np.int64]) -> Figure:
        """Share of labels that it finds, with a binomial 95 % interval."""
        hits = self.says(seen) == labels
        spread = 1.96 * float(np.sqrt(hits.mean() * (1 - hits.mean()) / len(hits)))
        return Figure(float(hits.mean()), float(hits.mean()) - spread, float(hits.mean()) + spread)


def chance(said: NDArray[np.int64], labels: NDArray[np.int64]) -> float:
    """The share that would agree if what is said had nothing to do with the labels."""
    counts = [
        np.bincount(each, minlength=max(said.max(), labels.max()) + 1) for each in (said, labels)
    ]
    return float(counts[0] @ counts[1]) / (len(said) * len(labels))


def margin(
    logs: Matrix, labels: NDArray[np.int64], seed: int = 0, unit: float = math.log(2)
) -> tuple[Figure, float]:
    """How much likelier a judge finds each music's label in the frames of that music than in those
    of music with other labels, in bits, with a bootstrap interval; and its p-value when labels are
    permuted among the music. `logs` [music, kinds] of `LabelJudge`, or how near music is to labels,
    then in its own `unit` 1."""

    def mean(rows: NDArray[np.int64], names: NDArray[np.int64]) -> float:
        said = logs[rows][:, names].T  # [whose label, whose frames]
        other = names[:, None] != names
        counted = other.any(1)
        strange = (said * other).sum(1)[counted] / other.sum(1)[counted]
        return float((np.diag(said)[counted] - strange).mean() / unit)

    rows = np.arange(len(labels))
    rng = np.random.default_rng(seed)
    if len(np.unique(labels)) < 2:
        return UNKNOWN, math.nan
    own = mean(rows, labels)
    with warnings.catch_warnings(action="ignore"):  # a draw of one label alone has no mean
        draws = [mean(drawn, labels[drawn]) for drawn in picks(len(labels))]
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    above = sum(mean(rows, rng.permutation(labels)) >= own for _ in range(PERMUTATIONS))
    return Figure(own, float(low), float(high)), (1 + above) / (1 + PERMUTATIONS)


@dataclass(frozen=True)
class Likeness:
    """How much more alike are what belong together than what do not: the mean `margin` of cosines
    with a bootstrap interval, and its p-value where it is permuted what belongs together."""

    margin: Figure
    p: float

    @property
    def percent(self) -> Figure:
        """The margin as LINKS prints it: 50 (1 + 2/pi asin m). Chance is 50, and no more than that
        where the interval holds 50."""
        ends = (self.margin.value, self.margin.low, self.margin.high)
        return Figure(*(50 * (1 + 2 / np.pi * float(np.arcsin(np.clip(m, -1, 1)))) for m in ends))


def likeness(ours: Matrix, theirs: Matrix, own: NDArray[np.int64], seed: int = 0) -> Likeness:
    """Of generated pictures and what they were made from, by any pair of embeddings [pictures, d]
    and [others, d]: music (AIS of LINKS, section 4.1.3) or the pictures of that music (IIS). `own`
    [pictures] numbers each picture's own among the others. The margin is the cosine with its own
    less the mean cosine with all the rest (LINKS divides by one more, so that chance is not quite
    50). Intervals are over what pictures were made from; permuted are the others."""
    cosines = _unit(ours) @ _unit(theirs).T
    count = len(theirs)
    if count < 2:
        return Likeness(UNKNOWN, math.nan)
    everyone = cosines.sum(1)

    def margins(numbers: NDArray[np.int64]) -> Matrix:
        with_own = cosines[np.arange(len(own)), numbers]
        found: Matrix = with_own - (everyone - with_own) / (count - 1)
        return found

    each = margins(own)
    place = np.unique(own, return_inverse=True)[1]
    value = ratio(np.bincount(place, each).astype(float), np.bincount(place).astype(float))
    rng = np.random.default_rng(seed)
    above = sum(
        margins(rng.permutation(count)[own]).mean() >= each.mean() for _ in range(PERMUTATIONS)
    )
    return Likeness(value, (1 + above) / (1 + PERMUTATIONS))


def label_likeness(ours: Matrix, labels: NDArray[np.int64], seed: int = 0) -> dict[int, Likeness]:
    """GIILS of LINKS (section 4.1.3) for each label, by any embeddings [pictures, d] of generated
    pictures: the cosine of two of its pictures less the mean cosine of one with all the others.
    Intervals are over pictures, each with all its pairs; permuted are the labels."""
    unit = _unit(ours)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, 0.0)
    means = cosines.sum(1) / max(1, len(ours) - 1)
    rng = np.random.default_rng(seed)
    found = {}
    for label in np.unique(labels).tolist():
        of_label = np.flatnonzero(labels == label)
        count = len(of_label)
        if count < 2 or count == len(labels):
            found[label] = Likeness(UNKNOWN, math.nan)
            continue

        def margins(numbers: NDArray[np.int64], count: int = count) -> Matrix:
            values: Matrix = cosines[np.ix_(numbers, numbers)].sum(1) / (count - 1) - means[numbers]
            return values

        each = margins(of_label)
        above = sum(
            margins(rng.choice(len(labels), count, replace=False)).mean() >= each.mean()
            for _ in range(PERMUTATIONS)
        )
        p = (1 + above) / (1 + PERMUTATIONS)
        found[label] = Likeness(ratio(each, np.ones(count)), p)
    return found


def _unit(rows: Matrix) -> Matrix:
    """At length 1; what is nothing stays so, and is like nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Matrix = rows / np.where(lengths, lengths, 1.0)
    return found


def flicker(frames: Pixels) -> float:
    """Mean change between neighbouring frames [n, h, w, 3], in levels of 255."""
    return float(np.abs(np.diff(frames.astype(np.int16), axis=0)).mean())
