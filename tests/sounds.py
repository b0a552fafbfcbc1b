"""Made-up sound for the pictures: a beat of 120 a minute."""

from __future__ import annotations

import math
import time

import numpy as np

from generators.media import AudioWindow, Features

TEMPO = 120.0


class Beat:
    """Obeys `server.listening.Hearable`."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def window(self, seconds: float, rate: int) -> AudioWindow | None:
        """A thump on each beat, and a tone."""
        end = time.monotonic() - self._start
        t = end - seconds + np.arange(int(seconds * rate)) / rate
        thump = np.sin(2 * np.pi * 70 * t) * np.exp(-6 * ((t * TEMPO / 60) % 1))
        samples = 0.5 * thump + 0.1 * np.sin(2 * np.pi * 660 * t)
        return AudioWindow(samples.astype(np.float32), rate, end)

    def features(self, now: float) -> Features:
        """What an analyser would say of it."""
        now = time.monotonic() - self._start
        phase = (now * TEMPO / 60) % 1
        hit = math.exp(-6 * phase)
        chroma = (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.4, 0.0, 0.0, 0.0, 0.6)
        return Features(now, 0.6, hit, 0.5, 0.3, hit, phase, TEMPO, 0.9, chroma)
