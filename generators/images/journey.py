"""The way of a point through the latent space: smooth, never the same, always of likely length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WAVES = 24
"""Waves that are summed for each coordinate."""
SLOWEST, FASTEST = 0.2, 1.2
"""Their angular speeds, in radians per unit of travel."""


class Journey:
    """A stationary Gaussian process: every coordinate is a sum of waves with random phases, so that
    any moment is a standard normal draw and neighbours differ smoothly. `seed` names the way."""

    def __init__(self, seed: int, coordinates: int) -> None:
        rng = np.random.default_rng(seed)
        shape = (coordinates, WAVES)
        self._speeds = np.geomspace(SLOWEST, FASTEST, WAVES) * rng.uniform(0.9, 1.1, shape)
        self._phases = rng.uniform(0, 2 * np.pi, shape)

    def at(self, place: float) -> NDArray[np.float32]:
        """The point [coordinates] after `place` units of travel."""
        waves = np.cos(self._speeds * place + self._phases)
        point: NDArray[np.float32] = (waves.sum(1) * (2 / WAVES) ** 0.5).astype(np.float32)
        return point
