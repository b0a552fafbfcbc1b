"""Sound and pictures on their way through the program. Plain data: no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class AudioWindow:
    """The last stretch of sound that was heard.

    `samples` [frames] mono, full scale at 1; `rate` in Hz; `end` is the time on the audio clock,
    in seconds since the first sample, just after the last sample.
    """

    samples: Samples
    rate: int
    end: float


@dataclass(frozen=True, slots=True)
class Features:
    """What the fast path hears at `time` (seconds on the audio clock). All but `tempo` are 0 to 1.

    `level`, `low`, `mid`, `high` are normalised by what was heard so far; `onset` is 1 at the
    strongest attacks and falls off; `chroma` is 12 shares from C on, their greatest 1; `beat` is
    the phase within the beat, 0 on it; `tempo` in beats per minute, 0 while unknown; `sure` says
    how sure the beat is.
    """

    time: float
    level: float = 0.0
    low: float = 0.0
    mid: float = 0.0
    high: float = 0.0
    onset: float = 0.0
    beat: float = 0.0
    tempo: float = 0.0
    sure: float = 0.0
    chroma: tuple[float, ...] = (0.0,) * 12


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture: `pixels` [height, width, 3] RGB; `number` counts up; `time` is that of the sound
    that it shows, in seconds on the audio clock."""

    pixels: Pixels
    number: int
    time: float
