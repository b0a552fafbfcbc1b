"""Keeps pictures from flashing more than three times a second (WCAG 2.3.1, general flash).

`pages/flash.js` is the same for what the display draws; a test holds the two together.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from generators.media import Pixels

CELLS = 16
"""The picture is watched in so many rows and columns of cells."""
STEP = 0.1
"""A change of relative luminance (0 to 1) that counts, half of a flash."""
KEEP = 0.08
"""How far a cell that may not flash any more may leave its last turning point."""
MOST = 6
"""Opposing changes that are let through in `WINDOW_S`: three flashes."""
WINDOW_S = 1.02
AREA = CELLS * CELLS // 32
"""Flashing cells that matter: a quarter of a 10 degree field is 2.8 % of a screen (WCAG)."""
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
_LINEAR = (np.linspace(0, 1, 256) ** 2.2).astype(np.float32)

Cells = NDArray[np.float64]


@dataclass
class Limiter:
    """Says how far the picture may go towards the one that is wanted; one for each viewer.

    A cell's luminance runs from turning point to turning point; each turn of `STEP` or more is a
    change. Where `AREA` cells have used up their changes, all of the picture is held back, in
    linear light, as far as the most restless of them needs.
    """

    _shown: Cells | None = None
    _top: Cells = field(default_factory=lambda: np.zeros(0))
    _bottom: Cells = field(default_factory=lambda: np.zeros(0))
    _way: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    _changes: list[deque[float]] = field(default_factory=list)

    def share(self, wanted: Cells, now: float) -> float:
        """How much of `wanted` (luminance 0 to 1 of each cell) may be blended into what was shown
        last: 1 all, 0 nothing. `now` in seconds; the answer is taken to be carried out."""
        if self._shown is None or len(self._shown) != len(wanted):
            self._start(wanted)
            return 1.0
        share = self._allowed(wanted, now)
        self._show(self._shown + share * (wanted - self._shown), now)
        return share

    def _start(self, wanted: Cells) -> None:
        self._shown, self._top, self._bottom = wanted.copy(), wanted.copy(), wanted.copy()
        self._way = np.zeros(len(wanted), np.int8)
        self._changes = [deque(maxlen=MOST) for _ in wanted]

    def _allowed(self, wanted: Cells, now: float) -> float:
        """The greatest share at which no `AREA` of cells makes one change too many."""
        assert self._shown is not None  # noqa: S101 - `share` has seen to it
        needed: list[float] = []
        for cell, changes in enumerate(self._changes):
            if len(changes) < MOST or now - changes[0] > WINDOW_S:
                continue
            shown, goal = float(self._shown[cell]), float(wanted[cell])
            low, high = self._top[cell] - KEEP, self._bottom[cell] + KEEP
            if self._way[cell] >= 0 and goal < low:  # on its way up: may not turn down
                needed.append(max(0.0, (shown - low) / (shown - goal)) if shown > low else 0.0)
            elif self._way[cell] < 0 and goal > high:
                needed.append(max(0.0, (high - shown) / (goal - shown)) if shown < high else 0.0)
        return min(needed) if len(needed) >= AREA else 1.0

    def _show(self, cells: Cells, now: float) -> None:
        """Take in what is shown: move the turning points, count the changes."""
        self._shown = cells
        falls = (self._way >= 0) & (self._top - cells >= STEP) & (cells < 0.8)
        rises = (self._way <= 0) & (cells - self._bottom >= STEP) & (self._bottom < 0.8)
        for cell in np.flatnonzero(falls | rises):
            self._changes[cell].append(now)
        self._top = np.where(rises | falls, cells, np.maximum(self._top, cells))
        self._bottom = np.where(rises | falls, cells, np.minimum(self._bottom, cells))
        self._way = np.where(rises, 1, np.where(falls, -1, self._way)).astype(np.int8)


@dataclass
class FrameLimiter:
    """A `Limiter` for frames as they come from a painter."""

    _limiter: Limiter = field(default_factory=Limiter)
    _last: Pixels | None = None

    def limit(self, pixels: Pixels, now: float) -> Pixels:
        """`pixels` [height, width, 3], or what may be shown instead; `now` in seconds."""
        last = self._last
        if last is not None and last.shape != pixels.shape:
            self._limiter, last = Limiter(), None
        share = self._limiter.share(luminance(pixels), now)
        if share < 1.0 and last is not None:
            mixed = _LINEAR[last] + np.float32(share) * (_LINEAR[pixels] - _LINEAR[last])
            pixels = np.clip(255 * mixed ** np.float32(1 / 2.2) + 0.5, 0, 255).astype(np.uint8)
        self._last = pixels
        return pixels


def luminance(pixels: Pixels) -> Cells:
    """Relative luminance (0 to 1) of `CELLS` x `CELLS` cells of `pixels` [height, width, 3]."""
    height, width = pixels.shape[:2]
    rows = (np.arange(4 * CELLS) + 0.5) * height / (4 * CELLS)
    columns = (np.arange(4 * CELLS) + 0.5) * width / (4 * CELLS)
    taps = pixels[rows.astype(int)[:, None], columns.astype(int)]
    light = _LINEAR[taps] @ _WEIGHTS
    cells: Cells = light.reshape(CELLS, 4, CELLS, 4).mean((1, 3)).ravel().astype(np.float64)
    return cells
