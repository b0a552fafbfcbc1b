"""How near enlarged pictures come to the ones that were made smaller, beside bicubic ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from generators.images.painter import grid_of, pixels_of
from generators.images.upscaler import bicubic
from generators.media import Pixels
from training.images.critic import Features
from training.images.metrics import Matrix, kid, pooled

_AT_ONCE = 32


def apart(ones: Sequence[Tensor], others: Sequence[Tensor]) -> Tensor:
    """How far features [batch, channels, h, w] of some depths lie apart: the mean over depths of
    |one - other| as a share of |other|."""
    shares = [(a - b).abs().mean() / b.abs().mean() for a, b in zip(ones, others, strict=True)]
    return torch.stack(shares).mean()


def psnr(found: Pixels, real: Pixels) -> float:
    """Mean over pictures [n, h, w, 3] of the peak signal to noise ratio, in dB."""
    errors = np.square(found.astype(np.float32) - real).reshape(len(real), -1).mean(1)
    return float((10 * np.log10(255.0**2 / errors.clip(1e-3))).mean())


def bicubic_pixels(small: Pixels, scale: int) -> Pixels:
    """Pictures [n, h, w, 3] -> [n, scale * h, scale * w, 3]."""
    return pixels_of(bicubic(grid_of(small, torch.device("cpu")), scale))


@torch.inference_mode()
def scores(
    found: Mapping[str, Pixels], real: Pixels, network: Features, device: torch.device
) -> dict[str, float]:
    """PSNR in dB, the distance of features, and KID, of several ways to come to the `real` pictures
    [n, h, w, 3], as "psnr/way" and so on."""
    distances: dict[str, list[float]] = {way: [] for way in found}
    seen: dict[str, list[Matrix]] = {way: [] for way in (*found, "")}
    for start in range(0, len(real), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        wanted = network(grid_of(real[part], device))
        seen[""].append(pooled(wanted))
        for way, pictures in found.items():
            grids = network(grid_of(pictures[part], device))
            seen[way].append(pooled(grids))
            distances[way] += [float(apart(grids, wanted))] * len(wanted[0])
    ours = {way: np.concatenate(parts) for way, parts in seen.items()}
    rows: dict[str, float] = {}
    for way, pictures in found.items():
        rows[f"psnr/{way}"] = psnr(pictures, real)
        rows[f"features/{way}"] = float(np.mean(distances[way]))
        rows[f"kid/{way}"] = kid(ours[way], ours[""]).value
    return rows
