"""Pictures as what a painter denoises."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.images.data import Pictures

_AT_ONCE = 32


class Latents:
    """The latents of `pictures`, each encoded once as it is and once mirrored, when it is first
    drawn; a painter that works on pixels has them as they are."""

    def __init__(self, pictures: Pictures, painter: Any, device: torch.device) -> None:
        self._pictures, self._painter, self._device = pictures, painter, device
        if painter.zoom > 1:
            shape = (2 * len(pictures), *painter.shape)
            self._found = torch.empty(shape, dtype=torch.float16)
            self._known = np.zeros(len(self._found), np.bool_)

    @torch.no_grad()
    def drawn(self, chosen: NDArray[np.int64], rng: np.random.Generator) -> Tensor:
        """Those of some pictures [n, *shape], half of them mirrored."""
        mirrored = rng.random(len(chosen)) < 0.5
        if self._painter.zoom == 1:
            return self._encoded(chosen, mirrored)
        rows = 2 * chosen + mirrored
        new = np.unique(rows[~self._known[rows]])
        for start in range(0, len(new), _AT_ONCE):
            part = new[start : start + _AT_ONCE]
            self._found[part] = self._encoded(part // 2, part % 2 == 1).to("cpu", torch.float16)
        self._known[new] = True
        return self._found[rows].to(self._device).float()

    def _encoded(self, chosen: NDArray[np.int64], mirrored: NDArray[np.bool_]) -> Tensor:
        pictures = self._pictures.turned(chosen, mirrored, self._device)
        found: Tensor = self._painter.encode(pictures).float()
        return found
